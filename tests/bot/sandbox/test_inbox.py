"""The inbox at Telegram: offsets, redelivery, long polls, what the bot gets to see."""

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.refusals import Refused
from bot.sandbox.telegram import LocalTelegram


def world():
    tg = LocalTelegram()
    return tg, tg.user("Maria (invented)")


async def poll(tg, **parameters):
    return await tg.call("getUpdates", parameters)


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def test_what_is_not_confirmed_comes_again():
    tg, maria = world()
    for word in ("one", "two", "three"):
        maria.say(word)
    first = await poll(tg)
    assert texts(first) == ["one", "two", "three"]
    assert texts(await poll(tg)) == ["one", "two", "three"]
    ids = [update["update_id"] for update in first]
    assert ids == sorted(ids)
    assert texts(await poll(tg, offset=ids[0] + 1)) == ["two", "three"]
    assert texts(await poll(tg, offset=ids[0])) == ["two", "three"]
    assert await poll(tg, offset=ids[-1] + 1) == []


async def test_limit_and_negative_offset():
    tg, maria = world()
    for number in range(5):
        maria.say(str(number))
    assert texts(await poll(tg, limit=2)) == ["0", "1"]
    assert texts(await poll(tg, offset=-2)) == ["3", "4"]
    assert texts(await poll(tg)) == ["3", "4"]


async def test_a_long_poll_wakes_for_an_update_and_for_the_clock():
    tg, maria = world()
    waiting = asyncio.create_task(poll(tg, timeout=30))
    await asyncio.sleep(0)
    maria.say("hello")
    assert texts(await waiting) == ["hello"]
    tg.updates.clear()
    waiting = asyncio.create_task(poll(tg, timeout=30))
    await asyncio.sleep(0)
    tg.move(timedelta(hours=1))
    assert await waiting == []


async def test_a_second_poller_ends_the_first():
    tg, maria = world()
    first = asyncio.create_task(poll(tg, timeout=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(poll(tg, timeout=30))
    with pytest.raises(Refused, match="terminated by other getUpdates request"):
        await first
    maria.say("hello")
    assert texts(await second) == ["hello"]


async def test_updates_are_kept_for_a_day():
    tg, maria = world()
    maria.say("old")
    tg.move(timedelta(hours=23))
    maria.say("young")
    tg.move(timedelta(hours=2))
    assert texts(await poll(tg)) == ["young"]


async def test_allowed_updates_stay_as_they_were_set():
    tg, maria = world()
    await poll(tg, allowed_updates=["callback_query"])
    maria.say("unheard")
    assert await poll(tg) == []
    await poll(tg, allowed_updates=[])
    maria.say("heard")
    assert texts(await poll(tg)) == ["heard"]


async def test_a_tap_can_come_twice_under_two_update_ids():
    tg, maria = world()
    maria.start()
    markup = {"inline_keyboard": [[{"text": "go", "callback_data": "g1"}]]}
    await tg.call("sendMessage", {"chat_id": maria.id, "text": "a", "reply_markup": markup})
    tg.updates.clear()
    tap = maria.press("go")
    tap.redeliver()
    one, two = await poll(tg)
    assert one["update_id"] < two["update_id"]
    assert one["callback_query"] == two["callback_query"]
    assert one["callback_query"]["data"] == "g1"


async def test_settled_waits_for_the_confirmation():
    tg, maria = world()
    maria.say("hello")
    waiting = asyncio.create_task(tg.settled())
    updates = await poll(tg)
    assert not waiting.done()
    await poll(tg, offset=updates[-1]["update_id"] + 1)
    await waiting


async def test_edits_come_as_edits_and_unchanged_ones_not_at_all():
    tg, maria = world()
    message = maria.say("one")
    tg.updates.clear()
    maria.edit(message, "two")
    maria.edit(message, "two")
    (update,) = await poll(tg)
    assert update["edited_message"]["text"] == "two"
    assert update["edited_message"]["message_id"] == message.id


async def test_privacy_mode_hides_what_is_not_for_the_bot():
    tg, maria = world()
    group = tg.group("Captains (invented)", maria)
    tg.updates.clear()
    maria.say("just talking", to=group)
    maria.say("/progress", to=group)
    maria.say("/progress@countersign_bot", to=group)
    maria.say("/progress@another_bot", to=group)
    await tg.call("sendMessage", {"chat_id": group.id, "text": "so far"})
    maria.say("a reply", to=group, reply_to=group.last)
    assert texts(await poll(tg)) == ["/progress", "/progress@countersign_bot", "a reply"]
    tg.updates.clear()
    group.make_admin()
    maria.say("now you hear me", to=group)
    assert texts((await poll(tg))[1:]) == ["now you hear me"]


async def test_a_channel_tells_who_made_the_bot_an_admin():
    tg, maria = world()
    channel = tg.channel("Progress (invented)", maria)
    channel.make_admin()
    channel.post("hello")
    made, post = await poll(tg)
    change = made["my_chat_member"]
    assert change["from"]["id"] == maria.id
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["status"] == "administrator"
    assert change["new_chat_member"]["can_post_messages"] is True
    assert post["channel_post"]["text"] == "hello"


async def test_long_texts_are_cut_at_a_line_as_the_apps_do():
    tg, maria = world()
    maria.say("\n".join(["x" * 99] * 50))
    parts = texts(await poll(tg))
    assert [len(part) for part in parts] == [3999, 999]
