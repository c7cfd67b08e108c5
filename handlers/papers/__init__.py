"""Batches on paper: the tick sheet for the room and the pull list for the county's staff.

PDF, set by Typst from the templates beside this file. The paper is Letter or A4, by the country
whose manner the reader's words follow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from config.locale import Words
from handlers.context import Desk
from handlers.papers import blank, facts, press
from handlers.papers.press import Paper, paper_of
from models.book import Book
from models.terms import BatchView

__all__ = ["Paper", "paper_of", "pull_list", "sheet"]


async def sheet(
    desk: Desk, words: Words, book: Book, batch: BatchView, paper: Paper | None = None
) -> Path:
    """The tick sheet of a batch in the reader's language; where it was written (``sheet-K7.pdf``).

    It names lines by their keys and the reader by the pseudonym, and nobody else.
    """
    if batch.to_finish:  # as met: rows to write on
        template, data = "sections.typ", blank.sheet(words, book, batch)
    else:
        template, data = "sheet.typ", facts.sheet(words, book, batch)
    path = desk.out / f"sheet-{batch.code}.pdf"
    await asyncio.to_thread(press.to_pdf, template, data, paper or paper_of(words), path)
    return path


async def pull_list(
    desk: Desk,
    words: Words,
    book: Book,
    batches: Sequence[BatchView],
    paper: Paper | None = None,
) -> Path:
    """The sections that the county's staff must fetch for these batches, one list an office.

    No reasons and no verdicts are on it: it is handed to the county. Where it was written.
    """
    day = desk.now().astimezone(book.zone).date()
    data = facts.pull_list(words, book, batches, day)
    path = desk.out / f"sections-{day.isoformat()}.pdf"
    await asyncio.to_thread(press.to_pdf, "pull.typ", data, paper or paper_of(words), path)
    return path
