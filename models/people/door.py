"""Who comes through the door, and what they have in hand: all that a text needs, in one ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from models import book as books
from models.book import Book
from models.errors import Refusal
from models.people.known import look_telegram
from models.review import views
from models.terms import BatchView, Person, glances


@dataclass(frozen=True, slots=True)
class Comer:
    """The person (None: a stranger), the campaign's book (None before set-up), the open batch."""

    person: Person | None
    book: Book | None
    batch: BatchView | None


@glances
def look_comer(tx: Connection, *, now: datetime, telegram_id: int) -> Comer:
    """Who writes, with the book as it stands and their open batch.

    One ask and one moment for what would else be three (docs/speed.md).
    """
    person = look_telegram(tx, telegram_id=telegram_id)
    try:
        book = books.read(tx, now=now)
    except Refusal:
        return Comer(person, None, None)
    batch = None if person is None else views.open_batch(tx, person.id)
    return Comer(person, book, batch)
