"""The library's requests on aiohttp, against the local Telegram over HTTP."""

import asyncio
import logging
import traceback
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.clock import FollowedClock
from bot.sandbox.server import NOW, serve
from bot.sandbox.telegram import LocalTelegram
from bot.transport import AiohttpRequest, NotSent, wait_of

pytestmark = pytest.mark.slow


@asynccontextmanager
async def a_bot(*, token=None, **options):
    """A bot of the library over HTTP, and a person who has written to it."""
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    maria.say("hello")
    async with serve(tg) as base:
        bot = Bot(
            token or tg.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=AiohttpRequest(**options),
            get_updates_request=AiohttpRequest(),
        )
        for request in bot._request:
            await request.initialize()
        try:
            yield bot, tg, maria
        finally:
            for request in bot._request:
                await request.shutdown()


def everything_said(error):
    """The error as any log would print it, with all errors it came from."""
    said, seen = "".join(traceback.format_exception(error)), error
    while seen is not None:
        said += repr(seen) + str(seen)
        seen = seen.__cause__ or seen.__context__
    return said


async def test_a_message_goes_out_and_updates_come_in():
    async with a_bot() as (bot, _, maria):
        sent = await bot.send_message(maria.id, "¿Qué tal? & <b>1 + 1</b>", parse_mode=None)
        assert maria.messages[-1].text == "¿Qué tal? & <b>1 + 1</b>"
        assert sent.message_id == maria.messages[-1].id
        updates = await bot.get_updates(timeout=1)
        assert [update.message.text for update in updates] == ["hello"]


async def test_files_go_up_and_come_down(tmp_path):
    picture = tmp_path / "día.png"
    picture.write_bytes(b"PNG, invented")
    async with a_bot() as (bot, _, maria):
        sent = await bot.send_document(maria.id, picture, caption="the day")
        assert sent.document.file_name == "día.png"
        file = await sent.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"PNG, invented"
        with picture.open("rb") as handle:
            sent = await bot.send_document(maria.id, handle, caption="the day")
        assert (sent.caption, sent.document.file_size) == ("the day", 13)


async def test_refusals_arrive_as_the_library_expects_them():
    async with a_bot() as (bot, tg, maria):
        tg.faults.flood(retry_after=7)
        with pytest.raises(RetryAfter) as wait:
            await bot.send_message(maria.id, "hello")
        assert wait_of(wait.value) == timedelta(seconds=7)
        with pytest.raises(BadRequest):
            await bot.send_message(99, "hello")
    async with a_bot(token="1:wrong-and-secret") as (bot, _, _), asyncio.timeout(5):
        with pytest.raises(InvalidToken) as no:
            await bot.get_me()
        assert "secret" not in everything_said(no.value)


async def test_a_server_that_is_not_there_was_certainly_not_told():
    async with a_bot() as (bot, _, maria):
        bot._base_url = f"http://127.0.0.1:9/bot{bot.token}"
        with pytest.raises(NotSent) as no:
            await bot.send_message(maria.id, "hello")
        assert bot.token not in everything_said(no.value)


async def test_an_answer_that_is_lost_is_not_called_not_sent(caplog):
    caplog.set_level(logging.INFO)
    async with a_bot() as (bot, tg, maria):
        tg.faults.drop()
        with pytest.raises(NetworkError) as broken:
            await bot.send_message(maria.id, "hello")
        assert not isinstance(broken.value, NotSent | TimedOut)
        assert maria.messages[-1].text == "hello"
        assert bot.token not in everything_said(broken.value) + caplog.text


async def test_an_answer_that_takes_too_long_has_timed_out():
    async with a_bot(read_timeout=0.05) as (bot, tg, maria):
        tg.faults.latency = 0.5
        with pytest.raises(TimedOut) as late:
            await bot.send_message(maria.id, "hello")
        assert bot.token not in everything_said(late.value)
        assert (await bot.get_me(read_timeout=5)).is_bot


async def test_a_full_pool_is_not_sent():
    async with a_bot(connections=1, pool_timeout=0.05, connect_timeout=0.05) as (bot, tg, maria):
        tg.faults.latency = 0.4
        first = asyncio.create_task(bot.send_message(maria.id, "first"))
        await asyncio.sleep(0.05)
        with pytest.raises(NotSent):
            await bot.send_message(maria.id, "second")
        await first


async def test_an_answer_that_is_no_answer_is_not_repeated_in_a_log(caplog):
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(b"<html>words of somebody")
    assert "somebody" not in caplog.text


async def test_a_clock_follows_the_headers():
    clock = FollowedClock(frozen=True)

    def follow(headers):
        clock.observe(headers.get(NOW))

    async with a_bot(on_headers=follow) as (bot, tg, _):
        await bot.get_me()
        assert clock() == tg.clock.now()
        tg.move(timedelta(days=3, hours=2))
        await bot.get_me()
        assert clock() == tg.clock.now()


async def test_many_at_once_share_the_pool():
    async with a_bot(connections=8) as (bot, _, maria):
        await asyncio.gather(*(bot.send_message(maria.id, str(n)) for n in range(64)))
        assert sorted(int(m.text) for m in maria.messages[1:]) == list(range(64))
