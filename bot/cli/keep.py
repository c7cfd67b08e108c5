"""Keeping: backup and restore, whole, while the bot runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import backup as backups
from bot.backup import Checked, Progress
from bot.cli.shared import Cannot, bars, say
from config.settings import load


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command()(backup)
    app.command()(restore)


def backup(
    to: Annotated[Path, typer.Argument(help="the file to write; nothing is ever overwritten")],
) -> None:
    """Write a whole copy of the database while it is in use, and check it. It holds legal names.

    One file, whichever database is used, checked by the rows of every table and by the trail.
    It holds everything: the legal names of those who work here, too. Keep it like the database,
    and delete it when its time is over.
    """
    with _progress("copying") as progress:
        made = backups.backup(load().database, to, progress)
    say(f"Backup: {to} ({_told(made)})")
    say("It holds the legal names of those who work here: keep it like the database.")


def restore(
    source: Annotated[Path, typer.Argument(help="a file that `backup` has written")],
) -> None:
    """Put a backup into the database of the settings, which must be empty, and check it.

    The backup itself is only read. It may come from SQLite or PostgreSQL and go into either:
    COUNTERSIGN_DATABASE says where it goes.
    """
    if not source.is_file():
        raise Cannot(f"There is no file {source}.")
    with _progress("copying back") as progress:
        made = backups.restore(source, load().database, progress)
    say(f"Restored: {_told(made)}")


@contextmanager
def _progress(words: str) -> Iterator[Progress]:
    with bars() as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _told(made: Checked) -> str:
    return f"{made.rows:,} rows, trail {made.trail_seq:,} entries, head {made.trail_hash[:16]}…"
