"""Thirty-two people with a batch each, and what they type of it, one line a message."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.clock import system_clock
from models import book as books
from models import review
from models.book import Book
from models.database import Database
from models.terms import BatchLine, Person
from tests.benchmarks import ground
from tests.factories import a_person

PEOPLE = 32


class Room:
    """The people at work on one database file."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = ground.copied(ground.kept(folder), folder / f"{name}.sqlite3")
        self._now = system_clock()
        database = ground.opened(self.path)
        self._people = [a_person(database, now=self._now) for _ in range(PEOPLE)]
        database.close()

    def deal(self) -> list[tuple[int, str]]:
        """A new batch for everyone; (telegram id, text) for each line, people in turn."""
        database = Database(f"sqlite:///{self.path}")
        book = database.run(books.look, now=self._now)
        typed = [self._typed(database, book, person) for person in self._people]
        database.close()
        longest = max(map(len, typed))
        return [texts[n] for n in range(longest) for texts in typed if n < len(texts)]

    def readings(self) -> int:
        """How many readings are kept."""
        connection = sqlite3.connect(self.path)
        (n,) = connection.execute("SELECT count(*) FROM readings").fetchone()
        connection.close()
        return int(n)

    def _typed(self, database: Database, book: Book, person: Person) -> list[tuple[int, str]]:
        batch = database.run(review.deal, now=self._now, person=person)
        telegram_id = 700_000 + int(person.pseudonym[2:])
        return [
            (telegram_id, f"{batch.code}: {one.number} {_says(book, one)}") for one in batch.left
        ]


def _says(book: Book, one: BatchLine) -> str:
    """Two lines in five are challenged, by the first ground that needs no partner."""
    grounds = [ground for ground in book.grounds_for(one.reason) if not ground.needs_partner]
    return f"c {grounds[0].code.lower()}" if grounds and one.number % 5 in (2, 4) else "s"
