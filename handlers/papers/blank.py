"""What stands on the sheet of sections dealt as met: empty rows, and how they are typed."""

from __future__ import annotations

from typing import Any

from config import codes
from config.locale import Words
from handlers.papers import facts
from handlers.papers.example import word
from handlers.texts import as_met
from models.book import Book
from models.terms import BatchView

ROWS_A_SECTION = 4  # mailed petitions have one or two rejected lines a section
ROWS_A_SHEET = 16  # at least: two pages, with the legend on the second


def sheet(words: Words, book: Book, batch: BatchView) -> dict[str, Any]:
    """The values of ``sections.typ``: the head of the tick sheet, its rows, and how to type it.

    Lines that are registered already and have no verdict yet come first, with their keys.
    """
    of_lines = facts.sheet(words, book, batch)
    rows = [
        {"key": one.key.printed, "reason": facts.reason(words, book, one.reason)}
        for one in batch.left
    ]
    wanted = max(ROWS_A_SHEET, ROWS_A_SECTION * len(batch.to_finish))
    return of_lines | {
        "size": words.plain("paper.met.size", n=len(batch.to_finish)),
        "sections": words.plain(
            "paper.met.sections", sections=words.list([str(one) for one in batch.to_finish])
        ),
        "columns": of_lines["columns"] | {"line": words.plain("paper.met.column-line")},
        "rows": rows,
        "blank": max(0, wanted - len(rows)),
        "how_text": words.plain("paper.met.how-text"),
        "example": as_met.example(batch, book),
        "how_more": words.plain("paper.met.how-more", code=batch.code),
        "reasons_title": words.plain("paper.met.codes"),
        "reasons": [
            [one.code.lower(), facts.reason(words, book, one.code)] for one in book.reasons
        ],
        "grounds": [[word(one), codes.ground_button(words, one.code)] for one in book.grounds],
    }
