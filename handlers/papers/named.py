"""The names list of a day as a PDF for the registrar. It holds legal names: made, sent, removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.locale import Words
from handlers.papers import press
from models.book import Book
from models.shifts import NamesList


def write(words: Words, book: Book, made: NamesList, folder: Path) -> Path:
    """Set it and write it: ``names-annex-2022-09-28-v1.pdf``; whoever asked for it removes it."""
    path = folder / f"names-{made.office}-{made.day.isoformat()}-v{made.version}.pdf"
    press.to_pdf("names.typ", facts(words, book, made), press.paper_of(words), path)
    return path


def facts(words: Words, book: Book, made: NamesList) -> dict[str, Any]:
    """What stands on it, in words."""
    office = next(one for one in book.offices if one.code == made.office)
    added = set(made.added) if made.version > 1 else set()
    return {
        "campaign": book.title,
        "language": words.language,
        "invented": words.plain("paper.invented") if book.invented else "",
        "title": words.plain("shifts.paper-names.title"),
        "office": office.name,
        "day": words.plain("shifts.paper-names.day", day=made.day),
        "version": words.plain("shifts.paper-names.version", version=str(made.version)),
        "note": words.plain("shifts.paper-names.note", due=words.moment(made.due_at, office.zone)),
        "columns": [
            words.plain(f"shifts.paper-names.{column}")
            for column in ("number", "name", "duty", "more")
        ],
        "rows": [
            [
                str(number),
                one.legal_name or one.pseudonym,
                words.plain(f"shifts.duty.{one.duty.value}"),
                _more(words, reserve=one.reserve, new=one.pseudonym in added),
            ]
            for number, one in enumerate(made.people, 1)
        ],
        "changed": changed(words, made),
        "digest": words.plain("shifts.paper-names.digest", digest=made.digest),
        "page": words.plain("shifts.paper-names.page", page="#page", pages="#pages"),
    }


def _more(words: Words, *, reserve: bool, new: bool) -> str:
    notes = [
        words.plain(key)
        for so, key in ((reserve, "shifts.paper-names.reserve"), (new, "shifts.paper-names.new"))
        if so
    ]
    return ", ".join(notes)


def changed(words: Words, made: NamesList) -> str:
    """What is different since the version before, in pseudonyms and counts."""
    if made.version == 1:
        return words.plain("shifts.paper-names.first")
    return words.plain(
        "shifts.paper-names.changed",
        before=str(made.version - 1),
        added=words.list(list(made.added)) or "–",
        gone=words.list(list(made.gone)) or "–",
    )
