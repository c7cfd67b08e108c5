"""What handlers keep of the campaign: its book, and the words a reader may type."""

from __future__ import annotations

from config import codes
from config.message import strip
from handlers.context import Desk
from handlers.parse.words import Vocabulary
from models import book as books
from models.book import Book


async def book_of(desk: Desk) -> Book:
    """The campaign's book as it stands."""
    return await desk.ask(books.look, now=desk.now())


def vocabulary_of(desk: Desk, book: Book) -> Vocabulary:
    """The words for grounds and verdicts, made once a version of the book."""
    kept = desk.kept.get("vocabulary")
    if isinstance(kept, tuple) and kept[0] == book.version:
        vocabulary: Vocabulary = kept[1]
        return vocabulary
    made = Vocabulary(
        grounds={ground.code: frozenset(ground.words) for ground in book.grounds},
        ground_fits={
            reason.code: tuple(ground.code for ground in book.grounds_for(reason.code))
            for reason in book.reasons
        },
        needs_partner=frozenset(ground.code for ground in book.grounds if ground.needs_partner),
        reasons=_reasons(desk, book) if book.as_met else {},
    )
    desk.kept["vocabulary"] = (book.version, made)
    return made


def _reasons(desk: Desk, book: Book) -> dict[str, frozenset[str]]:
    """What is typed for the registrar's codes: their spellings, and their names in each language."""
    languages = [desk.texts.of(language) for language in desk.texts.languages]
    return {
        one.code: frozenset(
            {
                one.label,
                *one.spellings,
                *(strip(codes.reason(words, one.code, one.label)) for words in languages),
            }
        )
        for one in book.reasons
    }
