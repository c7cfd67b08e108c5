"""The second stage: four weeks later, on a database and a local Telegram of their own.

While the day is played, `bot.demo.month` lives the weeks in another process. Both begin with the same
founding, list and three weeks of readings: the second database is a copy of the first.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from bot.demo import earlier
from bot.demo.month import LAST, Done, Task
from bot.demo.month_people import Phones
from bot.demo.players import Player
from bot.demo.stage import ADMIN_LINK, SEED, Stage
from bot.demo.story import ZONE
from bot.invented.people import volunteer
from bot.sandbox.people import User
from bot.sandbox.rooms import Room
from bot.sandbox.server import serve
from bot.sandbox.telegram import LocalTelegram
from config.locale import load_texts
from config.settings import inherited

FOLDER = "month"
EVENING = datetime.combine(LAST, time(20, 40), ZONE)
NEW_READERS = 0  # the team stays as it was: the dates that were reckoned can be compared
LAWYERS = 3


@dataclass(slots=True)
class Later:
    """The stage of the fourth week's end: Ana, who runs the campaign, Vera, who rules, a channel."""

    stage: Stage
    ana: Player
    vera: Player
    channel: Room
    process: asyncio.subprocess.Process

    async def lived(self) -> Done:
        """Wait until the four weeks are over. Raises RuntimeError if something went wrong there."""
        said, _nothing = await self.process.communicate()
        if self.process.returncode != 0:
            raise RuntimeError(f"the four weeks went wrong; see {self.stage.log}")
        return Done(**json.loads(said))


@asynccontextmanager
async def later(first: Stage, *, lines: int | None) -> AsyncIterator[Later]:
    """Begin the weeks; ``first`` is the stage of the day, its bot not started yet."""
    folder = first.folder / FOLDER
    (folder / "out").mkdir(parents=True)
    shutil.copy(first.folder / "campaign.sqlite3", folder / "campaign.sqlite3")
    telegram = LocalTelegram(start=EVENING, running=True, flood=True)
    ana, vera, channel, phones = _cast(telegram)
    async with serve(telegram) as base:
        stage = Stage(
            folder, first.console, telegram, first.invented, base, log=folder / "bot.log"
        )
        stage.places = first.places
        process = await _begin(stage, Task(stage.url, lines, SEED, phones, ADMIN_LINK))
        words = load_texts().of("en")
        one, other = (Player(stage, user, words, 0) for user in (ana, vera))
        try:
            yield Later(stage, one, other, channel, process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            await stage.stop_bot()


def _cast(telegram: LocalTelegram) -> tuple[User, User, Room, Phones]:
    """Everybody on their phones, those who read before first: they have the ids of the other stage."""
    crowd = [_reader(telegram, n) for n in range(earlier.READERS + NEW_READERS)]
    others = [_reader(telegram, len(crowd) + n) for n in range(LAWYERS - 1)]
    vera = telegram.user("Vera (invented)", language="en")
    ana = telegram.user("Ana (invented)", language="en")
    channel = telegram.channel("Four weeks later (invented)", ana)
    for user in telegram.users:
        user.chat.started = True  # they wrote to the bot on one of the days that are not played
    phones = Phones(
        before=tuple(user.id for user in crowd[: earlier.READERS]),
        new=tuple(user.id for user in crowd[earlier.READERS :]),
        lawyers=(vera.id, *(user.id for user in others)),
        admin=ana.id,
        channel=channel.id,
    )
    return ana, vera, channel, phones


def _reader(telegram: LocalTelegram, number: int) -> User:
    who = volunteer(earlier.FIRST_NUMBER + number)
    return telegram.user(who.display, language=who.language)


async def _begin(stage: Stage, task: Task) -> asyncio.subprocess.Process:
    with stage.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.demo.month",
            env=inherited(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdin is not None
    process.stdin.write(task.as_json().encode())
    process.stdin.close()
    return process


def schedule_folder(later: Later) -> Path:
    """Where the line schedule goes."""
    return later.stage.folder / "schedule"
