"""Keeping: backup and restore, whole, while the bot runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import backup as backups
from bot.cli.shared import say
from config.settings import load


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command()(backup)
    app.command()(restore)


def backup(
    to: Annotated[Path, typer.Argument(help="the file to write; must not exist")],
) -> None:
    """Write a whole copy of the database while it is in use, and check it."""
    made = backups.backup(load().database, to)
    say(f"Backup: {to} ({made.rows:,} rows, trail {made.trail_seq:,} · {made.trail_hash[:16]}…)")


def restore(
    source: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
) -> None:
    """Put a backup into the (empty) database of the settings, and check it."""
    made = backups.restore(source, load().database)
    say(f"Restored: {made.rows:,} rows, trail {made.trail_seq:,} · {made.trail_hash[:16]}…")
