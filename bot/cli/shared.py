"""What the commands share: settings, the database, printing, and what ends a command."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from typer import Exit
from typer.core import TyperGroup

from bot.app import Unready
from bot.backup import BadBackup
from bot.cli import logs
from bot.clock import system_clock
from bot.storage import open_database, with_driver
from config.locale import load_texts
from config.profile import BadProfile
from config.settings import Settings, Unset, load
from handlers.errors import sentence
from models import book as books
from models.database import Database
from models.errors import Refusal

BROKEN, REFUSED, FAULT = 1, 2, 3  # how a command ends when it does not end well

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

# What the desk can do about it, where the sentence for the chat says less.
_AT_THE_DESK = {
    "petition.no-campaign": "No campaign has been founded here yet: python -m bot init founds one.",
    "petition.list-exists": "A list is here already. To correct it, give the reason of the"
    ' correction: --because "…". Nothing was changed.',
    "petition.header-unsure": "I am not sure that I understood these columns: {columns}. Look at"
    " the dry run (without --commit), then give --yes-columns, or name them:"
    " --column FIELD=TITLE. Nothing was imported.",
    "intake.columns-missing": "Row {header_row} has the titles, but I can't tell which column is"
    " {missing}: name it with --column FIELD=TITLE (or its letter).",
}


class Cannot(Exception):
    """What a command was given makes no sense; the text says why, in one sentence."""


class Plain(TyperGroup):
    """Commands that say what is wrong in one sentence, on stderr, and end with `REFUSED`.

    What nobody foresaw is told by its kind and place only, since an error's own words may quote
    the database or a token; it ends with `FAULT`.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was given."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if _not_ours(error):
                raise
            told = why(error)
            say(told or "Something broke that should not:\n" + logs.places(error), error=True)
            raise Exit(REFUSED if told else FAULT) from None


def why(error: Exception) -> str | None:
    """An error as a sentence for whoever sits at the desk; None for what nobody foresaw."""
    if isinstance(error, Refusal):
        return refused(error)
    if isinstance(error, Cannot | Unset | BadProfile | BadBackup | Unready):
        return str(error)
    if isinstance(error, ArgumentError | NoSuchModuleError):
        return "COUNTERSIGN_DATABASE is not the address of a database we can use."
    if type(error) in (OperationalError, DatabaseError):
        lines = str(getattr(error, "orig", None) or "no answer").splitlines()
        return f"The database cannot be used: {lines[0]}"
    if isinstance(error, CommandError):  # a migration that this version does not know
        return "This database was made by another, newer version of the program: use that one."
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}: {error.filename or 'no file'}"
    return None


def refused(refusal: Refusal) -> str:
    """A refusal in English, without markup."""
    if refusal.code in _AT_THE_DESK:
        return _AT_THE_DESK[refusal.code].format(
            **{k: _listed(v) for k, v in refusal.values.items()}
        )
    words = load_texts().of("en")
    if not words.has(f"refusal.{refusal.code}"):
        return refusal.code
    return sentence(words, refusal, plain=True)


def say(text: str, *, error: bool = False) -> None:
    """One line, as it is (no markup is read in it)."""
    (err if error else out).print(text, markup=False)


def bars() -> Progress:
    """Progress bars on stderr, gone when they are done; nothing where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


@contextmanager
def the_database(settings: Settings | None = None, *, new: bool = False) -> Iterator[Database]:
    """The database of the settings, migrated and open.

    Unless it may be ``new`` it must hold a campaign: refuses ``petition.no-campaign``, and a
    command that only looks makes no file.
    """
    url = (settings or load()).database
    if not new and not _is_there(url):
        raise Refusal("petition.no-campaign")
    database = open_database(url)
    try:
        if not new:
            database.run(books.look, now=system_clock())
        yield database
    finally:
        database.close()


def _is_there(url: str) -> bool:
    parts = make_url(with_driver(url))
    return parts.get_backend_name() != "sqlite" or Path(parts.database or "").is_file()


def _listed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else value


def _not_ours(error: Exception) -> bool:
    """How the library ends a command, and a reader of our output who has gone."""
    mine = type(error).__module__.startswith("typer")
    return mine or (isinstance(error, OSError) and error.errno == errno.EPIPE)
