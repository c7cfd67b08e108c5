"""Posts at a desk: what the channel will read, before it does; and a correction of what it has read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shared import Cannot, say, the_database
from bot.clock import system_clock
from config.locale import Texts, Words, load_texts
from config.settings import load
from handlers import pictures
from handlers.texts import petition as texts
from handlers.texts import posts
from handlers.texts import progress as words_of
from models import book as books
from models import progress
from models.book import Book
from models.database import Database
from models.people import DESK


class Of(StrEnum):
    """Which post."""

    DAY = "day"
    WEEK = "week"
    EVENING = "evening"  # the coordinators' own


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command()(report)
    app.command()(correct)


def report(
    day: Annotated[str, typer.Option(help="YYYY-MM-DD; default: today")] = "",
    language: Annotated[str, typer.Option(help="of the post")] = "en",
    of: Annotated[Of, typer.Option(help="the day's, the week's, the coordinators'")] = Of.DAY,
) -> None:
    """The day's post and its picture, before the channel sees them."""
    settings, all_texts = load(), load_texts()
    asked = _day(day) if day else None
    words = all_texts.of(_language(language, all_texts))
    if asked is not None and of is not Of.DAY:
        raise Cannot("Week and evening are told as they are now: leave --day out.")
    with the_database(settings) as database:
        settings.out.mkdir(parents=True, exist_ok=True)
        book = database.run(books.look, now=system_clock())
        if of is Of.DAY:
            _the_day(database, book, words, asked, settings.out)
        elif of is Of.WEEK:
            _the_week(database, book, words, settings.out)
        else:
            found = database.run(progress.look_evening, now=system_clock())
            say(texts.plain(posts.evening(words, found, _labels(book))))


def correct(
    day: Annotated[str, typer.Argument(help="the published day, YYYY-MM-DD")],
    why: Annotated[str, typer.Argument(help="list, ruling, figure or reading")],
    commit: Annotated[bool, typer.Option(help="post it; without, it is only shown")] = False,
) -> None:
    """Correct a published day by a post of its own; the old one stays as it was."""
    words, asked = load_texts().of("en"), _day(day)
    with the_database() as database:
        values = {"now": system_clock(), "day": asked, "why": why}
        if commit:
            found = database.run(progress.correct, by=DESK, **values)
        else:
            found = database.run(progress.preview, **values)
        labels = _labels(database.run(books.look, now=system_clock()))
    say(texts.plain(posts.correction(words, found, labels)))
    if not commit:
        say("\nNothing was posted. With --commit it goes to each channel that got the day.")


def _the_day(
    database: Database, book: Book, words: Words, asked: date | None, folder: Path
) -> None:
    found = database.run(progress.report, now=system_clock(), day=asked)
    say(texts.plain(words_of.post(words, found)))
    if found.day != system_clock().astimezone(book.zone).date():
        say("\nOnly the day's own counts are of that day; everything else is as of now.")
    picture = folder / f"report-{found.day.isoformat()}-{words.language}.png"
    pictures.day(found, words, picture, title=book.title, labels=_labels(book))
    say(f"\nPicture: {picture}")


def _the_week(database: Database, book: Book, words: Words, folder: Path) -> None:
    found = database.run(progress.look_week, now=system_clock())
    say(texts.plain(posts.week(words, found)))
    picture = folder / f"week-{found.now.day.isoformat()}-{words.language}.png"
    pictures.week(found, words, picture, title=book.title, labels=_labels(book))
    say(f"\nPicture: {picture}")


def _labels(book: Book) -> dict[str, str]:
    return {reason.code: reason.label for reason in book.reasons}


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Cannot("A day is written like 2022-09-06.") from None


def _language(typed: str, known: Texts) -> str:
    if typed not in known.languages:
        raise Cannot(f"The post is written in: {', '.join(known.languages)}.")
    return typed
