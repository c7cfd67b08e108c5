"""Each refusal of the real Telegram, with its code and its words."""

from datetime import timedelta

import pytest

from bot.sandbox.refusals import NOT_MODIFIED, QUERY_TOO_OLD, Refused
from bot.sandbox.telegram import LocalTelegram


def keyboard(*labels, data="x"):
    return {"inline_keyboard": [[{"text": label, "callback_data": data} for label in labels]]}


def world():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    maria.start()
    return tg, maria


async def refusal(tg, method, **parameters):
    with pytest.raises(Refused) as caught:
        await tg.call(method, parameters)
    return caught.value.code, caught.value.description


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<name>", 'Unsupported start tag "name" at byte offset 0'),
        ("é <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a</b", "Unclosed end tag at byte offset 1"),
    ],
)
async def test_bad_html_is_refused_as_the_real_one_does(text, words):
    tg, maria = world()
    answer = await refusal(tg, "sendMessage", chat_id=maria.id, text=text, parse_mode="HTML")
    assert answer == (400, f"Bad Request: can't parse entities: {words}")
    assert len(maria.messages) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. item", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*bold", "Can't find end of Bold entity at byte offset 0"),
        ("`code", "Can't find end of Code entity at byte offset 0"),
    ],
)
async def test_bad_markdown_is_refused_too(text, words):
    tg, maria = world()
    answer = await refusal(tg, "sendMessage", chat_id=maria.id, text=text, parse_mode="MarkdownV2")
    assert answer == (400, f"Bad Request: can't parse entities: {words}")


async def test_text_is_counted_after_parsing_in_utf_16_units():
    tg, maria = world()
    await tg.call(
        "sendMessage",
        {"chat_id": maria.id, "text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"},
    )
    assert len(maria.chat.last.text) == 4096
    await tg.call("sendMessage", {"chat_id": maria.id, "text": "😀" * 2048})
    too_long = "😀" * 2048 + "x"
    assert await refusal(tg, "sendMessage", chat_id=maria.id, text=too_long) == (
        400,
        "Bad Request: message is too long",
    )
    assert await refusal(tg, "sendMessage", chat_id=maria.id, text=" \n ") == (
        400,
        "Bad Request: message text is empty",
    )


async def test_edit_of_a_text_that_is_too_long_has_its_own_words():
    tg, maria = world()
    sent = await tg.call("sendMessage", {"chat_id": maria.id, "text": "a"})
    answer = await refusal(
        tg, "editMessageText", chat_id=maria.id, message_id=sent["message_id"], text="x" * 4097
    )
    assert answer == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_callback_data_is_at_most_64_bytes():
    tg, maria = world()
    call = {"chat_id": maria.id, "text": "a"}
    await tg.call("sendMessage", call | {"reply_markup": keyboard("b", data="é" * 32)})
    answer = await refusal(tg, "sendMessage", **call, reply_markup=keyboard("b", data="é" * 33))
    assert answer == (400, "Bad Request: BUTTON_DATA_INVALID")


async def test_a_button_must_do_something():
    tg, maria = world()
    markup = {"inline_keyboard": [[{"text": "mute"}]]}
    answer = await refusal(tg, "sendMessage", chat_id=maria.id, text="a", reply_markup=markup)
    assert answer[0] == 400
    assert "Text buttons are unallowed in the inline keyboard" in answer[1]


async def test_unknown_chat_is_not_found():
    tg, _ = world()
    for chat in (42, "@nowhere"):
        assert await refusal(tg, "sendMessage", chat_id=chat, text="a") == (
            400,
            "Bad Request: chat not found",
        )


async def test_a_bot_cannot_write_first():
    tg, maria = world()
    jonas = tg.user("Jonas (invented)")
    call = {"chat_id": jonas.id, "text": "a"}
    assert await refusal(tg, "sendMessage", **call) == (400, "Bad Request: chat not found")
    tg.group("Captains", maria, jonas)
    assert await refusal(tg, "sendMessage", **call) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


async def test_a_blocked_bot_is_told_so_and_may_write_again_after():
    tg, maria = world()
    maria.block()
    call = {"chat_id": maria.id, "text": "a"}
    assert await refusal(tg, "sendMessage", **call) == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    maria.unblock()
    await tg.call("sendMessage", call)
    changes = [update["my_chat_member"] for update in tg.updates.pending[1:]]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_a_deleted_account_is_deactivated():
    tg, maria = world()
    maria.deactivate()
    assert await refusal(tg, "sendMessage", chat_id=maria.id, text="a") == (
        403,
        "Forbidden: user is deactivated",
    )


async def test_unchanged_edit_is_refused():
    tg, maria = world()
    sent = await tg.call(
        "sendMessage", {"chat_id": maria.id, "text": "a", "reply_markup": keyboard("b")}
    )
    same = {"chat_id": maria.id, "message_id": sent["message_id"], "text": "a"}
    answer = await refusal(tg, "editMessageText", **same, reply_markup=keyboard("b"))
    assert answer == (400, f"Bad Request: {NOT_MODIFIED}")
    await tg.call("editMessageText", same)
    assert maria.chat.last.markup is None, "an edit without a keyboard takes it away"


async def test_what_is_not_there_cannot_be_edited_or_deleted():
    tg, maria = world()
    call = {"chat_id": maria.id, "message_id": 99}
    assert await refusal(tg, "editMessageText", **call, text="a") == (
        400,
        "Bad Request: message to edit not found",
    )
    assert await refusal(tg, "deleteMessage", **call) == (
        400,
        "Bad Request: message to delete not found",
    )
    own = maria.chat.last
    assert await refusal(tg, "editMessageText", chat_id=maria.id, message_id=own.id, text="a") == (
        400,
        "Bad Request: message can't be edited",
    )


async def test_after_48_hours_nothing_can_be_deleted():
    tg, maria = world()
    young, old = maria.say("young"), maria.say("old")
    await tg.call("deleteMessage", {"chat_id": maria.id, "message_id": young.id})
    assert young not in maria.messages
    tg.move(timedelta(hours=48, seconds=1))
    assert await refusal(tg, "deleteMessage", chat_id=maria.id, message_id=old.id) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )


async def test_a_tap_is_answered_once_and_soon():
    tg, maria = world()
    await tg.call("sendMessage", {"chat_id": maria.id, "text": "a", "reply_markup": keyboard("b")})
    tap = maria.press("b")
    await tg.call("answerCallbackQuery", {"callback_query_id": tap.id, "text": "noted"})
    assert (tap.answered, tap.toast) == (True, "noted")
    too_old = (400, f"Bad Request: {QUERY_TOO_OLD}")
    assert await refusal(tg, "answerCallbackQuery", callback_query_id=tap.id) == too_old
    late = maria.press("b")
    tg.move(timedelta(minutes=10))
    assert await refusal(tg, "answerCallbackQuery", callback_query_id=late.id) == too_old
    assert await refusal(tg, "answerCallbackQuery", callback_query_id="1") == too_old


async def test_a_group_that_became_a_supergroup_names_its_new_id():
    tg, maria = world()
    old = tg.group("Captains", maria)
    new = old.migrate()
    with pytest.raises(Refused) as caught:
        await tg.call("sendMessage", {"chat_id": old.id, "text": "a"})
    assert caught.value.body() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    assert new.id < -(10**12)
    await tg.call("sendMessage", {"chat_id": new.id, "text": "a"})
    told = [update["message"] for update in tg.updates.pending[-2:]]
    assert told[0]["migrate_to_chat_id"] == new.id
    assert told[1]["migrate_from_chat_id"] == old.id


async def test_a_channel_takes_posts_from_its_administrators_only():
    tg, maria = world()
    channel = tg.channel("Progress (invented)", maria)
    post = {"chat_id": channel.id, "text": "a"}
    assert await refusal(tg, "sendMessage", **post) == (
        403,
        "Forbidden: bot is not a member of the channel chat",
    )
    channel.make_admin(without=frozenset({"can_post_messages"}))
    assert await refusal(tg, "sendMessage", **post) == (
        400,
        "Bad Request: need administrator rights in the channel chat",
    )
    channel.make_admin()
    assert (await tg.call("sendMessage", post))["sender_chat"]["id"] == channel.id
    channel.remove_bot()
    assert await refusal(tg, "sendMessage", **post) == (
        403,
        "Forbidden: bot was kicked from the channel chat",
    )


async def test_a_reply_needs_its_message():
    tg, maria = world()
    call = {"chat_id": maria.id, "text": "a"}
    answer = await refusal(tg, "sendMessage", **call, reply_parameters={"message_id": 77})
    assert answer == (400, "Bad Request: message to be replied not found")
    lenient = {"message_id": 77, "allow_sending_without_reply": True}
    await tg.call("sendMessage", call | {"reply_parameters": lenient})


async def test_unknown_methods_and_unplayed_ones():
    tg, _ = world()
    assert await refusal(tg, "sendPigeon") == (404, "Not Found: method not found")
    code, words = await refusal(tg, "sendDice", chat_id=1)
    assert (code, words) == (400, "Bad Request: the local Telegram does not play sendDice")


async def test_captions_end_at_1024():
    tg, maria = world()
    sent = maria.send_photo()
    photo = sent.json()["photo"][-1]["file_id"]
    answer = await refusal(tg, "sendPhoto", chat_id=maria.id, photo=photo, caption="x" * 1025)
    assert answer == (400, "Bad Request: message caption is too long")
    await tg.call("sendPhoto", {"chat_id": maria.id, "photo": photo, "caption": "x" * 1024})
    message = maria.chat.last.id
    assert await refusal(
        tg, "editMessageText", chat_id=maria.id, message_id=message, text="a"
    ) == (
        400,
        "Bad Request: there is no text in the message to edit",
    )
