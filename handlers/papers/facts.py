"""What stands on a sheet of paper, in words: plain values for the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from config import codes
from config.locale import Words
from config.message import strip
from handlers.papers.example import example, word
from models.book import Book, Ground
from models.errors import Refusal
from models.terms import BatchLine, BatchView, Verdict

_LETTERS = {
    Verdict.CHALLENGE: "C",
    Verdict.STANDS: "S",
    Verdict.UNSURE: "?",
    Verdict.MISSING: "M",
}


def sheet(words: Words, book: Book, batch: BatchView) -> dict[str, Any]:
    """The tick sheet: its head, rows by section in the batch's order, and how to type it."""
    fitting = {one.reason: book.grounds_for(one.reason) for one in batch.lines}
    used = dict.fromkeys(ground for grounds in fitting.values() for ground in grounds)
    return {
        "code": batch.code,
        "campaign": book.title,
        "language": words.language,
        "invented": words.plain("paper.invented") if book.invented else "",
        "title": words.plain("paper.title"),
        "size": words.plain("paper.size", n=len(batch.lines)),
        "reader": words.plain("paper.reader", reader=batch.holder),
        "date": words.plain("paper.date"),
        "office": _office(words, book, batch.office),
        "deadline": words.plain("paper.deadline", deadline=words.moment(_until(batch), book.zone)),
        "private": words.plain("paper.private"),
        "columns": {
            "number": words.plain("paper.column-number"),
            "line": words.plain("paper.column-line"),
            "more": words.plain("paper.column-more"),
        },
        "verdicts": [
            [letter, codes.verdict_button(words, verdict.value)]
            for verdict, letter in _LETTERS.items()
        ],
        "rows": [_row(words, book, one, fitting[one.reason]) for one in batch.lines],
        "signed": words.plain("paper.signed"),
        "registered": words.plain("paper.registered"),
        "partner": words.plain("paper.partner"),
        "noted": words.plain("paper.noted"),
        "how": words.plain("paper.how"),
        "how_text": words.plain("paper.how-text"),
        "example": example(book, batch),
        "how_more": words.plain("paper.how-more", code=batch.code),
        "grounds_title": words.plain("paper.grounds"),
        "grounds": [[word(one), codes.ground_button(words, one.code)] for one in used],
        "page": words.plain("paper.page", code=batch.code, page="#page", pages="#pages"),
    }


def pull_list(words: Words, book: Book, batches: Sequence[BatchView], day: date) -> dict[str, Any]:
    """The sections to fetch, one list an office; only lines still to be read count."""
    offices = sorted({batch.office or "" for batch in batches})
    lists = []
    for office in offices:
        mine = [batch for batch in batches if (batch.office or "") == office]
        sections = _sections(words, mine)
        lists.append(
            {
                "office": _office(words, book, office or None),
                "sections": sections,
                "sum": words.plain("paper.sections", n=len(sections)),
            }
        )
    return {
        "campaign": book.title,
        "language": words.language,
        "invented": words.plain("paper.invented") if book.invented else "",
        "title": words.plain("paper.pull-title"),
        "note": words.plain("paper.pull-note"),
        "day": words.date(day),
        "columns": [
            words.plain(f"paper.pull-{column}")
            for column in ("section", "pages", "lines", "batch", "brought", "returned")
        ],
        "lists": lists,
        "page": words.plain("paper.pull-page", page="#page", pages="#pages"),
    }


def _row(words: Words, book: Book, one: BatchLine, fitting: Sequence[Ground]) -> dict[str, Any]:
    return {
        "number": one.number,
        "section": one.key.section,
        "key": one.key.printed,
        "reason": reason(words, book, one.reason),
        "grounds": [word(ground) for ground in fitting],
        "partner": any(ground.needs_partner for ground in fitting),
        "noted": one.verdict is not None,
    }


def reason(words: Words, book: Book, code: str) -> str:
    """The registrar's reason without HTML; the profile's own label where no catalogue knows it."""
    try:
        label = book.reason(code).label
    except Refusal:  # the reason has been renamed since the batch was dealt
        label = code
    return strip(codes.reason(words, code, label))


def _sections(words: Words, batches: Sequence[BatchView]) -> list[list[Any]]:
    lines = sorted((one.key, batch.code) for batch in batches for one in batch.left)
    found: list[list[Any]] = []
    for section, group in groupby(lines, key=lambda pair: pair[0].section):
        members = list(group)
        pages = Counter(key.page for key, _ in members)
        named = [
            words.plain("paper.pull-on-page", page=str(page), n=n)
            for page, n in sorted(pages.items())
        ]
        holders = dict.fromkeys(sorted(code for _, code in members))
        found.append([str(section), ", ".join(named), len(members), ", ".join(holders)])
    # As met nobody knows the lines before the section is read: it is fetched whole.
    whole = words.plain("paper.met.whole")
    met = {section: batch.code for batch in batches for section in batch.to_finish}
    found = [row for row in found if int(row[0]) not in met]
    found += [[str(section), whole, "–", code] for section, code in met.items()]
    return sorted(found, key=lambda row: int(row[0]))


def _office(words: Words, book: Book, code: str | None) -> str:
    """The office's name; where the campaign has one only, a batch without an office means it."""
    named = [one.name for one in book.offices if one.code == code]
    if not named and len(book.offices) == 1:
        named = [book.offices[0].name]
    return named[0] if named else ""


def _until(batch: BatchView) -> Any:
    """Until when readings are taken: the end of the hold on paper, which is the typing deadline."""
    return batch.ends_at if batch.on_paper else batch.deadline_at
