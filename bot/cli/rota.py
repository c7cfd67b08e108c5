"""Shifts at the desk: the names list of a day, as a file for the registrar."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from bot.cli.shared import Cannot, say, the_database
from bot.clock import system_clock
from config.locale import load_texts
from config.settings import load
from handlers.papers import named
from models import book as books
from models import shifts
from models.people import DESK


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command()(names)


def names(
    day: Annotated[str, typer.Option(help="YYYY-MM-DD: the day people will be in the room")],
    office: Annotated[str, typer.Option(help="its code, where there are several")] = "",
    language: Annotated[str, typer.Option(help="of the file")] = "en",
) -> None:
    """Make the names list of a day and write it; whoever is new on it, or off it, is told."""
    settings, texts = load(), load_texts()
    if language not in texts.languages:
        raise Cannot(f"The list is written in: {', '.join(texts.languages)}.")
    words = texts.of(language)
    with the_database(settings) as database:
        made = database.run(
            shifts.make_names, now=system_clock(), by=DESK, office=office or None, day=_day(day)
        )
        book = database.run(books.look, now=system_clock())
    if not made.people:
        raise Cannot(f"Nobody has a place on {made.day.isoformat()}.")
    settings.out.mkdir(parents=True, exist_ok=True)
    path = named.write(words, book, made, settings.out)
    say(f"Version {made.version} for {made.day.isoformat()}: {len(made.people)} people.")
    say(named.changed(words, made))
    if made.late:
        say("It is late: the names were due before this version was made.")
    if made.missing:
        say(f"No legal name yet: {', '.join(made.missing)}; their numbers stand in the list.")
    say(f"File: {path} (legal names stand in it)")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Cannot("A day is written like 2022-09-28.") from None
