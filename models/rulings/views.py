"""What a lawyer sees: the queue in numbers, and one line with all that was read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from models.book import Book
from models.rules import rounds
from models.tables import cases, grounds, lines, people, readings
from models.terms import LineKey, Round, Tier, Verdict


@dataclass(frozen=True, slots=True)
class Queue:
    """The lawyers' queue in lines: waiting by why, in hand, sent back, ruled, ruled for us.

    ``ours`` counts one line a duplicate set. ``waiting`` leaves out what a lawyer has in hand and
    what was sent back and rests.
    """

    waiting: Mapping[rounds.Why, int]
    in_hand: int
    sent_back: int
    ruled: int
    ours: int


@dataclass(frozen=True, slots=True)
class Testimony:
    """One standing reading of a line: by whom (pseudonym), what, on which ground, when (UTC).

    ``signed_on`` and ``registered_on`` are the dates its reader noted; ``extra``: it came beside
    the one that stands for the line.
    """

    reader: str
    verdict: Verdict
    ground: str | None
    authority: str
    tier: Tier | None
    signed_on: date | None
    registered_on: date | None
    at: datetime
    round: Round
    extra: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A line before a lawyer. The first of ``readings`` is the one that stands for the line.

    ``until`` is the end of the lawyer's hold, aware UTC; ``why`` None: it was asked for by key.
    """

    key: LineKey
    reason: str
    label: str
    why: rounds.Why | None
    readings: tuple[Testimony, ...]
    until: datetime

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds on which somebody challenges, each once, the standing reading's first."""
        return tuple(dict.fromkeys(one.ground for one in self.readings if one.ground is not None))

    @property
    def verdict(self) -> Verdict:
        """What stands now."""
        return self.readings[0].verdict


def line_of(tx: Connection, key: LineKey) -> Any:
    """The row of a line, locked; None where the petition has no such line."""
    where = (lines.c.section == key.section, lines.c.page == key.page, lines.c.line == key.line)
    return tx.execute(select(lines).where(*where).with_for_update()).one_or_none()


def case_of(tx: Connection, book: Book, line: Any, until: datetime) -> Case:
    """A read line with its readings."""
    found = tuple(
        _testimony(row) for row in tx.execute(_READINGS.where(readings.c.line_id == line.id))
    )
    reason = next(one for one in book.reasons if one.id == line.reason_id)
    why = rounds.why(found[0].verdict, contested=line.contested, tier=found[0].tier)
    key = LineKey(line.section, line.page, line.line)
    return Case(key, reason.code, reason.label, why, found, until)


def ruling_of(tx: Connection, line_id: int) -> Any:
    """The standing ruling of a line (id, entry, lawyer, verdict, ground), or None."""
    return tx.execute(
        select(readings).where(
            readings.c.line_id == line_id,
            readings.c.round == Round.RULING,
            readings.c.standing,
        )
    ).one_or_none()


def held_by(tx: Connection, line_id: int) -> Any:
    """The case's row of a line, or None."""
    return tx.execute(select(cases).where(cases.c.line_id == line_id)).one_or_none()


def _testimony(row: Any) -> Testimony:
    return Testimony(
        reader=row.pseudonym,
        verdict=Verdict(row.verdict),
        ground=row.code,
        authority=row.authority or "",
        tier=None if row.tier is None else Tier(row.tier),
        signed_on=row.signed_on,
        registered_on=row.registered_on,
        at=row.at,
        round=Round(row.round),
        extra=row.extra,
    )


_READINGS = (
    select(
        people.c.pseudonym,
        readings.c.verdict,
        readings.c.tier,
        readings.c.signed_on,
        readings.c.registered_on,
        readings.c.at,
        readings.c.round,
        readings.c.extra,
        grounds.c.code,
        grounds.c.authority,
    )
    .join(people, people.c.id == readings.c.reader_id)
    .outerjoin(grounds, grounds.c.id == readings.c.ground_id)
    .where(readings.c.standing, readings.c.round != Round.RULING)
    .order_by(readings.c.round, readings.c.extra, readings.c.id)
)
