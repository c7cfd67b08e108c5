"""The bots that are measured, each in a process of its own: ``python -m tests.benchmarks.bots``.

house BASE TOKEN FILE [SLOWER]  the bot as it is run: `bot.house`, flood limits off; each commit
                                takes SLOWER seconds more
one-by-one BASE TOKEN FILE OUT  the same, an update at a time; its SQL statements go to OUT
stock BASE TOKEN AT_ONCE        the library's own polling and client, echoing
echo BASE TOKEN                 the library on our inbox and transport, echoing
aiogram BASE TOKEN              aiogram's polling, echoing
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import signal
import sys
import time
from pathlib import Path
from typing import Any


def house(base: str, token: str, path: str, slower: str = "0") -> None:
    """Run the bot as ``python -m bot run`` does."""
    from pydantic import SecretStr
    from sqlalchemy import Engine, event

    from bot.house import keep_open
    from config.settings import Settings

    if wait := float(slower):
        event.listen(Engine, "commit", lambda _connection: time.sleep(wait))
    settings = Settings(
        token=SecretStr(token),
        database=f"sqlite:///{path}",
        api=base,
        limits=False,
        out=Path(path).parent / "out",
    )
    asyncio.run(_until_told(keep_open(settings)))


def one_by_one(base: str, token: str, path: str, out: str) -> None:
    """One update after the other, so that each reading's statements stand together."""
    Path(out).write_bytes(pickle.dumps(asyncio.run(_captured(base, token, path))))


async def _captured(base: str, token: str, path: str) -> list[list[tuple[str, Any]]]:
    from telegram import Update
    from telegram.ext import TypeHandler

    from bot.app import Wiring, build
    from bot.clock import system_clock
    from bot.inbox import Inbox
    from bot.transport import AiohttpRequest
    from tests.benchmarks import ground
    from tests.benchmarks.telling import tell_statements

    database = ground.opened(Path(path))
    readings: list[list[tuple[str, Any]]] = []
    tell_statements(database.engine, lambda *told: readings and readings[-1].append(told))

    async def begins(_update: Update, _context: Any) -> None:
        readings.append([])

    requests = AiohttpRequest(), AiohttpRequest(connections=2, read_timeout=60)
    here = Path(path).parent / "out"
    urls = {"base_url": f"{base}/bot", "base_file_url": f"{base}/file/bot"}
    app = build(Wiring(token, database, system_clock, here, *requests, limits=False, **urls))
    app.add_handler(TypeHandler(Update, begins), group=-1)
    async with app:
        await app.start()
        inbox = Inbox(app, requests[1], bound=1)
        await _until_told(inbox.run())
        await inbox.stop()
        await app.stop()
    database.close()
    return readings


def stock(base: str, token: str, at_once: str) -> None:
    """The library as its own examples run it."""
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    async def echo(update: Update, _context: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    builder = Application.builder().token(token).base_url(f"{base}/bot")
    app = builder.concurrent_updates(int(at_once)).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


def echo(base: str, token: str) -> None:
    """The library on our inbox and transport."""
    asyncio.run(_echoing(base, token))


async def _echoing(base: str, token: str) -> None:
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    from bot.inbox import Inbox
    from bot.transport import AiohttpRequest

    async def back(update: Update, _context: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    requests = AiohttpRequest(), AiohttpRequest(connections=2, read_timeout=60)
    builder = Application.builder().token(token).base_url(f"{base}/bot").updater(None)
    app: Any = builder.request(requests[0]).get_updates_request(requests[1]).build()
    app.add_handler(MessageHandler(filters.TEXT, back))
    async with app:
        await app.start()
        inbox = Inbox(app, requests[1])
        await _until_told(inbox.run())
        await inbox.abandon()
        await app.stop()


def aiogram(base: str, token: str) -> None:
    """aiogram's own polling, updates as tasks."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def back(message: Message) -> None:
        await message.answer(message.text or "")

    async def run() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(base))
        await dispatcher.start_polling(Bot(token, session=session), polling_timeout=25)

    asyncio.run(run())


async def _until_told(what: Any) -> None:
    """Run until it ends or SIGTERM comes."""
    task = asyncio.ensure_future(what)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


KINDS = {
    "house": house,
    "one-by-one": one_by_one,
    "stock": stock,
    "echo": echo,
    "aiogram": aiogram,
}

if __name__ == "__main__":
    logging.disable(logging.WARNING)
    KINDS[sys.argv[1]](*sys.argv[2:])
