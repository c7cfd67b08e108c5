"""The real python-telegram-bot on the local Telegram: in process, and over HTTP."""

import asyncio
import io
import json

import aiohttp
import pytest
from PIL import Image
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

from bot.sandbox.request import InProcessRequest, deliver
from bot.sandbox.server import NOW, serve
from bot.sandbox.telegram import LocalTelegram


def picture():
    file = io.BytesIO()
    Image.new("RGB", (1080, 1350)).save(file, "PNG")
    return file.getvalue()


async def echo(update, _):
    buttons = [[InlineKeyboardButton("again", callback_data="again")]]
    await update.effective_message.reply_html(
        f"<b>{update.effective_message.text}</b>", reply_markup=InlineKeyboardMarkup(buttons)
    )


async def tapped(update, context):
    await update.callback_query.answer("noted")
    await update.callback_query.edit_message_text("done")
    await context.bot.send_photo(update.effective_chat.id, picture(), caption="a picture")


def application(tg, builder):
    app = builder.token(tg.token).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(tapped))
    return app


def in_process(tg):
    request = InProcessRequest(tg)
    return Application.builder().request(request).get_updates_request(request)


def over_http(base):
    return Application.builder().base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")


async def test_a_dialogue_in_process():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    async with application(tg, in_process(tg)) as app:
        maria.say("hello")
        assert await deliver(tg, app) == 1
        tap = maria.press("again")
        assert await deliver(tg, app) == 1
        file = await app.bot.get_file(maria.chat.last.content["photo"][-1]["file_id"])
        assert bytes(await file.download_as_bytearray()) == picture()
    assert [m.text for m in maria.messages] == ["hello", "done", "a picture"]
    assert maria.chat.last.label == "[picture 1080×1350]"
    assert tap.toast == "noted"
    assert not tg.updates.pending


async def test_refusals_become_the_errors_of_the_library(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    tg = LocalTelegram(flood=True)
    maria = tg.user("Maria (invented)")
    maria.start()
    async with application(tg, in_process(tg)) as app:
        with pytest.raises(BadRequest, match="Can't parse entities"):
            await app.bot.send_message(maria.id, "<x>", parse_mode="HTML")
        for _ in range(5):
            await app.bot.send_message(maria.id, "hello")
        with pytest.raises(RetryAfter):
            await app.bot.send_message(maria.id, "hello")
        tg.faults.drop()
        tg.flood.on = False
        with pytest.raises(NetworkError, match="connection dropped"):
            await app.bot.send_message(maria.id, "hello")
        maria.block()
        with pytest.raises(Forbidden):
            await app.bot.send_message(maria.id, "hello")
        group = tg.group("Captains (invented)", maria)
        group.migrate()
        with pytest.raises(ChatMigrated):
            await app.bot.send_message(group.id, "hello")


async def test_everything_a_bot_asks_at_its_start_is_answered():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    maria.start()
    channel = tg.channel("Progress (invented)", maria, username="progress_invented")
    channel.make_admin()
    async with application(tg, in_process(tg)) as app:
        bot = app.bot
        assert bot.username == "countersign_bot"
        await bot.set_my_commands([BotCommand("next", "a batch")], language_code="en")
        assert [c.command for c in await bot.get_my_commands(language_code="en")] == ["next"]
        await bot.set_my_description("d")
        await bot.set_my_short_description("s")
        assert (await bot.get_my_description()).description == "d"
        assert (await bot.get_chat("@progress_invented")).id == channel.id
        member = await bot.get_chat_member(channel.id, bot.id)
        assert member.can_post_messages
        assert len(await bot.get_chat_administrators(channel.id)) == 2
        assert await bot.get_chat_member_count(channel.id) == 2
        assert (await bot.get_webhook_info()).pending_update_count == 2
        album = [InputMediaPhoto(picture()), InputMediaPhoto(picture(), caption="two")]
        assert len(await bot.send_media_group(channel.id, album)) == 2
        await bot.pin_chat_message(channel.id, channel.last.id)
        copied = await bot.copy_message(maria.id, channel.id, channel.last.id)
        assert maria.chat.find(copied.message_id).text == "two"


@pytest.mark.slow
async def test_the_stock_library_over_http():
    tg = LocalTelegram(running=True)
    maria = tg.user("Maria (invented)")
    async with serve(tg) as base, application(tg, over_http(base)) as app:
        await app.updater.start_polling()
        await app.start()
        maria.say("hello")
        await tg.until(lambda: len(maria.messages) == 2)
        tap = maria.press("again")
        await tg.until(lambda: len(maria.messages) == 3)
        await tg.settled()
        file = await app.bot.get_file(maria.chat.last.content["photo"][-1]["file_id"])
        assert bytes(await file.download_as_bytearray()) == picture()
        await app.updater.stop()
        await app.stop()
    assert tap.toast == "noted"


@pytest.mark.slow
async def test_a_connection_breaks_after_the_send():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    maria.start()
    async with serve(tg) as base, application(tg, over_http(base)) as app:
        tg.faults.drop()
        with pytest.raises(NetworkError):
            await app.bot.send_message(maria.id, "fate unknown")
        await app.bot.send_message(maria.id, "fine")
    assert [message.text for message in maria.messages] == ["/start", "fate unknown", "fine"]


@pytest.mark.slow
async def test_plain_http_json_forms_and_the_clock_in_the_header():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    maria.start()
    async with serve(tg) as base, aiohttp.ClientSession() as session:
        url = f"{base}/bot{tg.token}/sendMessage"
        async with session.post(url, json={"chat_id": maria.id, "text": "json"}) as answer:
            assert (await answer.json())["result"]["text"] == "json"
            assert answer.headers[NOW] == tg.clock.now().isoformat()
        async with session.post(
            url, data={"chat_id": str(maria.id), "text": "a form & é"}
        ) as answer:
            assert (await answer.json())["result"]["text"] == "a form & é"
        async with session.get(url, params={"chat_id": maria.id, "text": "a query"}) as answer:
            assert (await answer.json())["ok"]
        form = aiohttp.FormData({"chat_id": str(maria.id), "caption": "parts"})
        form.add_field("document", io.BytesIO(b"x" * 3_000_000), filename="a.bin")
        async with session.post(f"{base}/bot{tg.token}/sendDocument", data=form) as answer:
            assert (await answer.json())["result"]["document"]["file_size"] == 3_000_000
        async with session.post(
            url, data=b"{", headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status == 400
        async with session.post(f"{base}/botwrong/getMe") as answer:
            assert (answer.status, await answer.json()) == (
                401,
                {"ok": False, "error_code": 401, "description": "Unauthorized"},
            )
        async with session.get(f"{base}/file/bot{tg.token}/nothing") as answer:
            assert answer.status == 404


def raw(tg, method, **parameters):
    """A plain POST as bytes."""
    body = json.dumps(parameters).encode()
    head = (
        f"POST /bot{tg.token}/{method} HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def connect(base):
    return await asyncio.open_connection("127.0.0.1", int(base.rpartition(":")[2]))


@pytest.mark.slow
async def test_requests_in_pieces_and_in_a_row_are_answered_in_order():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    maria.start()
    async with serve(tg) as base:
        reader, writer = await connect(base)
        both = b"".join(raw(tg, "sendMessage", chat_id=maria.id, text=text) for text in "ab")
        for place in range(0, len(both), 37):
            writer.write(both[place : place + 37])
            await writer.drain()
            await asyncio.sleep(0)
        heard = b""
        while heard.count(b"HTTP/1.1 200 OK") < 2 or not heard.endswith(b"}"):
            heard += await reader.read(4096)
        assert heard.index(b'"text":"a"') < heard.index(b'"text":"b"')
        writer.close()


@pytest.mark.slow
async def test_a_killed_poller_takes_nothing_along():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    async with serve(tg) as base, application(tg, over_http(base)) as app:
        _, writer = await connect(base)
        writer.write(raw(tg, "getUpdates", timeout=30))
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()
        await asyncio.sleep(0.05)
        maria.say("hello")
        updates = await app.bot.get_updates(timeout=5)
        assert [update.message.text for update in updates] == ["hello"]
