"""What the commands share: settings, the database, printing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.storage import open_database
from config.settings import Settings, load
from models.database import Database

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str, *, error: bool = False) -> None:
    """One line, as it is (no markup is read in it)."""
    (err if error else out).print(text, markup=False)


@contextmanager
def the_database(settings: Settings | None = None) -> Iterator[Database]:
    """The database of the settings, migrated and open."""
    database = open_database((settings or load()).database)
    try:
        yield database
    finally:
        database.close()
