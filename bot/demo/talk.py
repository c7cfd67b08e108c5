"""``make talk``: an invented campaign on the local Telegram, in this terminal; no token, no network."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console

from bot.demo.stage import ADMIN_LINK, MORNING, Stage, found
from bot.demo.story import ZONE
from bot.invented.people import volunteer
from bot.sandbox.talk import talk
from bot.sandbox.telegram import LocalTelegram

OTHERS = 5


async def open_talk(*, lines: int) -> None:
    """Set an invented campaign up and hand the keyboard over, until the input ends."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="countersign-talk-") as name:
        folder = Path(name)
        (folder / "out").mkdir()
        invented = found(folder, console, lines=lines)
        telegram = LocalTelegram(start=MORNING, running=True)
        me = telegram.user("Ana (invented)", language="en")
        for number in range(OTHERS):
            person = volunteer(number)
            telegram.user(person.display, language=person.language)
        telegram.channel("Recount day (invented)", me)

        @asynccontextmanager
        async def start_bot(base: str) -> AsyncIterator[None]:
            stage = Stage(folder, console, telegram, invented, base, log=folder / "bot.log")
            await stage.start_bot()
            try:
                yield
            finally:
                await stage.stop_bot()

        console.print(_WELCOME.format(link=ADMIN_LINK), markup=False)
        await talk(telegram, start_bot, me, console=console, zone=ZONE)


_WELCOME = """
You are Ana, who will run this invented campaign. Come in with your first link; type:

  /start {link}

A number presses the button with that number; /how tells the rest (be somebody else, see what
they see, move the clock). Ctrl-D ends it, and nothing is kept.
"""
