"""As met: which sections may be dealt where the registrar hands out no list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from models import book as books
from models import trail
from models.book import Book
from models.errors import Refusal
from models.rules import dealing
from models.tables import sections as table
from models.terms import Order, looks

MOST = 100_000  # sections at once: more than any petition has, and few enough for one transaction
HIGHEST = 999_999_999  # what a line's key can hold
_AT_ONCE = 5_000  # rows of one statement, within what both databases bind
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Opened:
    """How many sections are new, how many were open to dealing before, whether they are dealt.

    ``dealt`` is False while the campaign's policy deals lines of a list (``order`` is not as-met).
    """

    added: int
    known: int
    dealt: bool


@dataclass(frozen=True, slots=True)
class Sections:
    """Sections by where they stand: still to be dealt, in somebody's hands, finished."""

    open: int
    out: int
    finished: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.out + self.finished


def open_sections(
    tx: Connection,
    *,
    now: datetime,
    by: str,
    sections: Sequence[range | int],
    office: str | None = None,
) -> Opened:
    """Say which sections may be dealt; those known already stay as they are.

    Each gets its lot in the seeded order (`rules.dealing.ticket`). ``office`` is a code of the
    profile. Refuses ``petition.no-sections``, ``petition.section-number`` (highest),
    ``petition.too-many-sections`` (most), ``petition.no-such-office`` (codes).
    """
    book = books.read(tx, now=now)
    office_id = _office(book, office)
    numbers = _numbers(sections)
    added = 0
    for at in range(0, len(numbers), _AT_ONCE):
        rows = [
            {
                "section": section,
                "office_id": office_id,
                "draw": dealing.ticket(book.draw_seed, section),
            }
            for section in numbers[at : at + _AT_ONCE]
        ]
        before = _count(tx)
        tx.execute(_INSERT[tx.dialect.name](table).on_conflict_do_nothing(), rows)
        added += _count(tx) - before
    if added:
        trail.append(
            tx,
            now=now,
            actor=by,
            act="sections.opened",
            subject=f"{numbers[0]}-{numbers[-1]}",
            sections=spans(numbers),
            added=added,
            office=office,
        )
    return Opened(added, len(numbers) - added, book.policy.order == Order.AS_MET)


@looks
def look_sections(tx: Connection) -> Sections:
    """How many sections are still to be dealt, out, finished."""
    finished = func.count(table.c.finished_at)
    out = func.count(case((table.c.finished_at.is_(None), table.c.batch_id)))
    row = tx.execute(select(func.count(), out, finished).select_from(table)).one()
    return Sections(row[0] - row[1] - row[2], row[1], row[2])


def spans(numbers: Sequence[int]) -> str:
    """Rising numbers as ``12001-12003,12010``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, part)) for part in parts)


def _numbers(sections: Sequence[range | int]) -> list[int]:
    """Each section once, rising. A range is measured before it is written out."""
    named = [one if isinstance(one, range) else range(one, one + 1) for one in sections]
    if sum(len(one) for one in named) > MOST:
        raise Refusal("petition.too-many-sections", most=MOST)
    numbers = sorted({number for one in named for number in one})
    if not numbers:
        raise Refusal("petition.no-sections")
    if numbers[0] < 1 or numbers[-1] > HIGHEST:
        raise Refusal("petition.section-number", highest=HIGHEST)
    return numbers


def _office(book: Book, code: str | None) -> int | None:
    if code is None:
        return None
    for office in book.offices:
        if office.code == code:
            return office.id
    raise Refusal("petition.no-such-office", codes=", ".join(one.code for one in book.offices))


def _count(tx: Connection) -> int:
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())
