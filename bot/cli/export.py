"""The line schedule as files, for lawyers, a court, and whoever wants to check the numbers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from bot.cli.schedule_files import Files, Kept, Names, explain, sealed
from bot.cli.shared import Cannot, bars, say, the_database
from bot.clock import system_clock
from config.names import load_lexicon
from models import book as books
from models import schedule
from models.database import Database
from models.people import DESK
from models.rules import guard
from models.rules.guard import Kind, Lexicon
from models.schedule import Walked


class Only(StrEnum):
    """Which lines the workbook has; lines.csv always has all, since the draw was from all."""

    ALL = "all"
    READ = "read"
    CLAIMED = "claimed"
    RULED = "ruled"
    OURS = "ours"


# A line is kept for the workbook if one of these columns has something in it.
_COLUMNS: dict[Only, tuple[str, ...]] = {
    Only.ALL: (),
    Only.READ: ("first_verdict", "ruling"),
    Only.CLAIMED: ("claimed",),
    Only.RULED: ("ruling",),
    Only.OURS: ("counts",),
}


def add(app: typer.Typer) -> None:
    """The command of this room."""
    app.command()(export)


def export(
    to: Annotated[Path, typer.Argument(help="the folder to write; nothing is ever overwritten")],
    only: Annotated[
        Only, typer.Option(help="which lines the workbook has; lines.csv always has all")
    ] = Only.ALL,
) -> None:
    """Write the line schedule (XLSX and CSV) with counts, rulings and the audit, sealed.

    One folder, written whole or not at all: every line with its readings, ruling, ground and
    authority, people by pseudonym, and the digest of each file, which the trail keeps too.
    docs/outsider.py checks the draw and the interval from it.
    """
    _refuse_taken(to)
    kept = Kept(only.value, _COLUMNS[only])
    with _beside(to) as folder, the_database() as database:
        now = system_clock()
        walked = _write(database, folder, kept, now)
        explain(folder, walked, kept)
        digests = sealed(folder)
        head = database.run(
            schedule.exported, now=system_clock(), by=DESK, walked=walked, digests=digests
        )
        _refuse_taken(to)
        folder.replace(to)  # an empty folder gives way
    say(
        f"Exported: {to} ({walked.lines:,} lines, {walked.ruled:,} ruled, {walked.draws:,} audit"
        f" draws){'  INVENTED' if walked.invented else ''}"
    )
    if walked.draws and not walked.told:
        say("The seed of the audit is not told yet: the interval can be checked, the draw not.")
    say(f"Its digests are in the trail: entry {head.seq:,}, head {head.hash}")


def _write(database: Database, folder: Path, kept: Kept, now: datetime) -> Walked:
    """All tables of one moment. Ctrl-C ends the walk; nothing of the folder is kept then."""
    stopped = Event()
    invented = database.run(books.look, now=now).invented
    with (
        bars() as bar,
        Files(folder, kept=kept, invented=invented, names=_names(), now=now) as files,
    ):
        task = bar.add_task("lines", total=None)

        def progress(done: int, total: int) -> None:
            if stopped.is_set():
                raise _Stopped
            bar.update(task, completed=done, total=total)

        try:
            return database.run(schedule.walk, now=now, take=files.table, progress=progress)
        except KeyboardInterrupt:
            stopped.set()
            say("Stopping. Nothing is exported.", error=True)
            raise


class _Stopped(Exception):
    """Ends the walk in the middle."""


def _names() -> Names:
    """Whether the privacy guard sees a person in a text.

    Long numbers alone do not count: sources are addresses of pages, with dates and docket numbers.
    """
    lexicon = Lexicon.of(**load_lexicon())

    def seen(text: str) -> bool:
        return any(found.kind is not Kind.NUMBER for found in guard.look(text, lexicon))

    return seen


def _refuse_taken(to: Path) -> None:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise Cannot(f"{to} is there already; choose a new name.")


@contextmanager
def _beside(to: Path) -> Iterator[Path]:
    """A folder next to the wanted one, its owner's only; gone unless it was given the name."""
    to.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
