"""The letter to a registrar as a PDF: what is asked for, what it gives, why nothing less is enough."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from config.locale import Words
from config.message import strip
from handlers.papers import press
from handlers.texts import letter as texts
from handlers.texts.room import hours
from models.book import Book
from models.shifts.letter import Letter


def write(words: Words, book: Book, found: Letter, today: date, folder: Path) -> Path:
    """Set it and write it: ``letter-annex-7.pdf``. ``words``: of the campaign's own language."""
    path = folder / f"letter-{found.office}-{found.id}.pdf"
    data = facts(words, book, found, today)
    press.to_pdf("letter.typ", data, press.paper_of(words), path)
    return path


def facts(words: Words, book: Book, found: Letter, today: date) -> dict[str, Any]:
    """What stands in it, in words."""
    return {
        "campaign": book.title,
        "language": words.language,
        "invented": words.plain("paper.invented") if book.invented else "",
        "page": words.plain("paper.letter.page", page="#page", pages="#pages"),
        "title": words.plain("paper.letter.title"),
        "date": words.date(today),
        "to": words.plain("paper.letter.to", office=texts.office_name(book, found.office)),
        "about": words.plain("paper.letter.about", campaign=book.title),
        "ask": words.plain(
            "paper.letter.ask",
            first=date.fromisoformat(found.first),
            last=date.fromisoformat(found.last),
        ),
        "lines": [texts.line(words, one) for one in found.lines],
        "gives": strip("\n".join(_gives(words, found))),
        "proof": strip(_proof(words, found)),
        "signed": words.plain("paper.letter.signed"),
    }


def _gives(words: Words, found: Letter) -> list[str]:
    values = {"then": hours(words, found.then)}
    if found.now is None:
        told: list[str] = [words("paper.letter.gives-alone", **values)]
    else:
        told = [words("paper.letter.gives", now=hours(words, found.now), **values)]
    if found.ends_then is not None and found.ends_now is not None:
        told.append(
            words(
                "paper.letter.finish",
                pace=texts.pace(words, found),
                then=date.fromisoformat(found.ends_then),
                now=date.fromisoformat(found.ends_now),
            )
        )
    return told


def _proof(words: Words, found: Letter) -> str:
    """What the campaign may put its name to: what was tried, and no more."""
    then = hours(words, found.then)
    if found.enough and found.needed:
        return words("paper.letter.exact", hours=then)
    return words("paper.letter.enough", hours=then) if found.enough else ""
