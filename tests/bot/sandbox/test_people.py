"""What people do and see, the history, the menus, the clock, flood limits and faults."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.clock import Clock
from bot.sandbox.files import Upload
from bot.sandbox.refusals import ConnectionDropped, Impossible, Refused
from bot.sandbox.telegram import LocalTelegram


def world(**options):
    tg = LocalTelegram(**options)
    maria = tg.user("Maria (invented)", language="es")
    maria.start()
    return tg, maria


async def say(tg, chat, text, **more):
    return await tg.call("sendMessage", {"chat_id": chat.id, "text": text, **more})


async def test_a_chat_shows_what_a_person_sees_now():
    tg, maria = world()
    one, two = await say(tg, maria, "one"), await say(tg, maria, "two")
    await tg.call(
        "editMessageText", {"chat_id": maria.id, "message_id": one["message_id"], "text": "uno"}
    )
    await tg.call("deleteMessage", {"chat_id": maria.id, "message_id": two["message_id"]})
    assert [message.text for message in maria.messages] == ["/start", "uno"]
    assert [(event.what, event.text) for event in tg.history] == [
        ("sent", "/start"),
        ("sent", "one"),
        ("sent", "two"),
        ("edited", "uno"),
        ("deleted", "two"),
    ]


async def test_history_finds_what_was_sent_twice():
    tg, maria = world()
    for text in ("once", "twice", "twice"):
        await say(tg, maria, text)
    assert tg.history.repeats() == [(maria.chat, "twice", 2)]
    assert [event.text for event in tg.history.pick("sent", by_bot=True)] == [
        "once",
        "twice",
        "twice",
    ]


async def test_buttons_are_tapped_by_text_part_number_or_place():
    tg, maria = world()
    rows = [[("✓ stands", "s"), ("✗ challenge", "c")], [("unsure", "u")]]
    markup = {
        "inline_keyboard": [[{"text": t, "callback_data": d} for t, d in row] for row in rows]
    }
    await say(tg, maria, "line 1", reply_markup=markup)
    message = maria.chat.last
    tg.updates.clear()
    for button in ("✗ challenge", "challenge", 2, (0, 1)):
        maria.tap(message, button)
    assert {update["callback_query"]["data"] for update in tg.updates.pending} == {"c"}
    for wrong in ("s", 4, 0, (2, 0), "missing"):
        with pytest.raises(Impossible):
            maria.tap(message, wrong)


async def test_protection_is_kept_and_stops_forwarding():
    tg, maria = world()
    await say(tg, maria, "lines", protect_content=True)
    assert maria.chat.last.json()["has_protected_content"] is True
    with pytest.raises(Impossible):
        maria.forward(maria.chat.last)


async def test_links_start_the_bot():
    _, maria = world()
    maria.open("https://t.me/countersign_bot?start=aB3_x")
    assert maria.chat.last.text == "/start aB3_x"
    with pytest.raises(Impossible):
        maria.open("https://t.me/another_bot?start=aB3_x")


async def test_a_person_who_blocked_the_bot_cannot_write():
    _, maria = world()
    maria.block()
    with pytest.raises(Impossible):
        maria.say("hello")


async def test_menus_go_from_narrow_to_wide_and_by_language():
    tg, maria = world()

    async def menu(name, **more):
        commands = [{"command": name, "description": "d"}]
        await tg.call("setMyCommands", {"commands": commands, **more})

    await menu("wide")
    assert [command["command"] for command in maria.menu] == ["wide"]
    await menu("private", scope={"type": "all_private_chats"})
    await menu("privado", scope={"type": "all_private_chats"}, language_code="es")
    assert [command["command"] for command in maria.menu] == ["privado"]
    own = {"type": "chat", "chat_id": maria.id}
    await menu("own", scope=own)
    assert [command["command"] for command in maria.menu] == ["own"]
    await tg.call("deleteMyCommands", {"scope": own})
    assert [command["command"] for command in maria.menu] == ["privado"]
    with pytest.raises(Refused, match="BOT_COMMAND_INVALID"):
        await menu("Upper")


async def test_files_go_up_and_come_down():
    tg, maria = world()
    maria.send_document("sheet.csv", b"1,2\n")
    document = tg.updates.pending[-1]["message"]["document"]
    assert (document["file_name"], document["mime_type"]) == ("sheet.csv", "text/csv")
    entry = await tg.call("getFile", {"file_id": document["file_id"]})
    assert tg.files.by_path[entry["file_path"]].data == b"1,2\n"
    with pytest.raises(Refused, match="invalid file_id"):
        await tg.call("getFile", {"file_id": "nothing"})
    maria.send_document("big.csv", bytes(21 * 1024 * 1024))
    big = maria.chat.last.json()["document"]["file_id"]
    with pytest.raises(Refused, match="file is too big"):
        await tg.call("getFile", {"file_id": big})


async def test_a_picture_must_be_one():
    tg, maria = world()
    files = {"photo": Upload("a.png", b"no picture")}
    with pytest.raises(Refused, match="IMAGE_PROCESS_FAILED"):
        await tg.call("sendPhoto", {"chat_id": maria.id}, files)
    with pytest.raises(Refused, match="there is no photo in the request"):
        await tg.call("sendPhoto", {"chat_id": maria.id, "photo": "attach://nowhere"})


async def test_bold_is_kept_as_an_entity_and_commands_are_found():
    tg, maria = world()
    await say(tg, maria, "<b>é😀</b> &amp; /next", parse_mode="HTML")
    message = maria.chat.last.json()
    assert message["text"] == "é😀 & /next"
    assert message["entities"] == [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "bot_command", "offset": 6, "length": 5},
    ]


async def test_flood_limits_by_chat_and_over_all():
    tg, maria = world(flood=True)
    for _ in range(5):
        await say(tg, maria, "burst")
    with pytest.raises(Refused) as caught:
        await say(tg, maria, "too much")
    assert caught.value.code == 429
    assert caught.value.parameters == {"retry_after": 1}
    assert caught.value.description == "Too Many Requests: retry after 1"
    tg.move(timedelta(seconds=1))
    await say(tg, maria, "again")
    tg.move(timedelta(minutes=1))
    people = [tg.user(f"Volunteer {number} (invented)") for number in range(31)]
    for person in people:
        person.start()
    for person in people[:30]:
        await say(tg, person, "hello")
    with pytest.raises(Refused):
        await say(tg, people[30], "hello")


async def test_a_group_takes_twenty_a_minute():
    tg, maria = world(flood=True)
    group = tg.group("Captains (invented)", maria)
    for _ in range(20):
        await say(tg, group, "hello")
        tg.move(timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        await say(tg, group, "hello")
    assert caught.value.parameters["retry_after"] == 40


async def test_a_dropped_answer_was_sent_and_a_lost_call_was_not():
    tg, maria = world()
    tg.faults.drop()
    with pytest.raises(ConnectionDropped):
        await say(tg, maria, "fate unknown")
    assert maria.chat.last.text == "fate unknown"
    tg.faults.lose()
    with pytest.raises(ConnectionDropped):
        await say(tg, maria, "never came")
    tg.faults.fail(code=500)
    with pytest.raises(Refused, match="Internal Server Error"):
        await say(tg, maria, "never came")
    tg.faults.flood(retry_after=7)
    with pytest.raises(Refused, match="retry after 7"):
        await say(tg, maria, "never came")
    await say(tg, maria, "fine")
    assert [message.text for message in maria.messages] == ["/start", "fate unknown", "fine"]


def test_the_clock_stands_moves_and_never_goes_back():
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    clock = Clock(noon)
    assert clock.now() == clock.now() == noon
    assert clock.move(timedelta(hours=2)) == noon + timedelta(hours=2)
    assert clock.set(noon + timedelta(days=1)) == noon + timedelta(days=1)
    with pytest.raises(ValueError, match="backwards"):
        clock.set(noon)
    clock.run()
    assert clock.running
    assert clock.now() > noon


async def test_an_album_counts_as_its_pictures():
    tg, maria = world(flood=True)
    photo = maria.send_photo().json()["photo"][-1]["file_id"]
    media = [{"type": "photo", "media": photo}] * 4
    album = await tg.call("sendMediaGroup", {"chat_id": maria.id, "media": media})
    assert len({message["media_group_id"] for message in album}) == 1
    await say(tg, maria, "the fifth")
    with pytest.raises(Refused, match="retry after 1"):
        await say(tg, maria, "the sixth")
