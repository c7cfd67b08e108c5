"""The stage of a demonstration: a fresh folder, an invented campaign, a local Telegram, the bot.

The bot is the real one, in a process of its own, talking HTTP to the local Telegram and living by
its clock. The story's own process plays the people.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.demo import earlier
from bot.invented import Invented, generate, world, write_csv
from bot.invented.people import volunteer
from bot.sandbox.people import User
from bot.sandbox.server import serve
from bot.sandbox.telegram import LocalTelegram
from bot.storage import open_database
from config.profile import campaign_path, load_profile
from config.settings import inherited
from models import people, petition
from models.database import Database
from models.petition import Asked
from models.terms import LineKey, Role

SEED = 2022
FOUNDED = datetime(2022, 9, 1, 16, tzinfo=UTC)
PATIENCE = 60.0  # seconds the story waits for the bot, on a slow machine
MORNING = datetime(2022, 9, 27, 15, 30, tzinfo=UTC)  # a Tuesday, 8:30 in Los Angeles
ADMIN_LINK = "invented-first-link-of-the-demo-0001"


@dataclass(slots=True)
class Stage:
    """Everything the story needs."""

    folder: Path
    console: Console
    telegram: LocalTelegram
    invented: Invented
    base: str
    bot: asyncio.subprocess.Process | None = None
    starts: int = 0
    log: Path = field(default_factory=Path)

    places: dict[LineKey, int] = field(default_factory=dict)
    crowd: list[User] = field(default_factory=list)  # who read in the weeks before

    async def settled(self) -> None:
        """Wait until the bot has dealt with everything that was sent to it."""
        await self.telegram.settled(PATIENCE)

    @property
    def url(self) -> str:
        """The database."""
        return f"sqlite:///{self.folder / 'campaign.sqlite3'}"

    async def start_bot(self) -> None:
        """Start the bot's process and wait until it has introduced itself."""
        self.starts += 1
        environment = inherited() | {
            "COUNTERSIGN_TOKEN": self.telegram.token,
            "COUNTERSIGN_DATABASE": self.url,
            "COUNTERSIGN_OUT": str(self.folder / "out"),
            "COUNTERSIGN_API": self.base,
            "COUNTERSIGN_FOLLOW_CLOCK": "true",
        }
        with self.log.open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment, stdout=log, stderr=log
            )

    async def kill_bot(self) -> None:
        """End the bot as a power cut does."""
        if self.bot is not None and self.bot.returncode is None:
            self.bot.send_signal(signal.SIGKILL)
            await self.bot.wait()

    async def stop_bot(self) -> None:
        """Let the bot finish what it has in hand."""
        if self.bot is not None and self.bot.returncode is None:
            self.bot.send_signal(signal.SIGTERM)
            await self.bot.wait()


@asynccontextmanager
async def set_up(
    folder: Path, console: Console, *, lines: int | None, flood: bool = True
) -> AsyncIterator[Stage]:
    """Make the campaign and open the local Telegram; the bot is not started yet."""
    _clear(folder)
    telegram = LocalTelegram(start=MORNING, running=True, flood=flood)
    crowd = [
        telegram.user(who.display, language=who.language)
        for who in (volunteer(earlier.FIRST_NUMBER + n) for n in range(earlier.READERS))
    ]
    invented = found(folder, console, lines=lines, phones=[user.id for user in crowd])
    async with serve(telegram) as base:
        stage = Stage(folder, console, telegram, invented, base, log=folder / "bot.log")
        stage.crowd = crowd
        stage.places = {invented.key(at): at for at in range(len(invented))}
        try:
            yield stage
        finally:
            await stage.stop_bot()


def found(
    folder: Path, console: Console, *, lines: int | None, phones: Sequence[int] = ()
) -> Invented:
    """The reference case in a fresh database: its published counts, invented lines.

    ``phones`` are the Telegram ids of those who read in the weeks before (none: nobody did).
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        task = bars.add_task("inventing lines", total=None)
        invented = generate(world("reference"), SEED, lines=lines)
        total = len(invented)
        bars.update(task, total=total, completed=total)
        path = folder / "invented-list.csv"
        write_csv(invented, path)
        # What came before the day need not survive a power cut; the day itself does.
        database = open_database(f"sqlite:///{folder / 'campaign.sqlite3'}", durable=False)
        try:
            _import(database, path, bars, total)
            if phones:
                _read_before(database, invented, phones, bars)
        finally:
            database.close()
    return invented


def _read_before(
    database: Database, invented: Invented, phones: Sequence[int], bars: Progress
) -> None:
    most = earlier.batches(MORNING.date(), len(invented))
    read = bars.add_task("three weeks of readings", total=most)
    earlier.play(
        database, invented, MORNING.date(), phones, lambda n: bars.update(read, completed=n)
    )
    bars.update(read, completed=most)


def _import(database: Database, path: Path, bars: Progress, total: int) -> None:
    profile = load_profile(campaign_path("los-angeles-2022"))
    database.run(
        petition.found, now=FOUNDED, by="desk", profile=profile, draw_seed="demo", invented=True
    )
    asked = Asked(accept_header=True)
    look = bars.add_task("dry run of the list", total=total)
    database.run(
        petition.dry_run,
        now=FOUNDED,
        path=path,
        asked=asked,
        progress=lambda row: bars.update(look, completed=min(row, total)),
    )
    bars.update(look, completed=total)
    keep = bars.add_task("import, all or nothing", total=total)
    database.run(
        petition.import_list,
        now=FOUNDED,
        by="desk",
        path=path,
        asked=asked,
        progress=lambda row: bars.update(keep, completed=min(row, total)),
    )
    bars.update(keep, completed=total)
    database.run(people.invite, now=MORNING, by="desk", role=Role.ADMIN, token=ADMIN_LINK)


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "out").mkdir(parents=True)
