"""What a lawyer sees of one line: all that was read of it, and its duplicate set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models.book import Book
from models.rules import rounds
from models.rulings import sets
from models.rulings.terms import Case, Testimony
from models.tables import cases, grounds, lines, people, readings
from models.terms import LineKey, Round, Tier, Verdict


def line_of(tx: Connection, key: LineKey) -> Any:
    """The row of a line, locked; None where the petition has no such line."""
    where = (lines.c.section == key.section, lines.c.page == key.page, lines.c.line == key.line)
    return tx.execute(select(lines).where(*where).with_for_update()).one_or_none()


def case_of(
    tx: Connection, book: Book, line: Any, until: datetime, *, stack: int | None = None
) -> Case:
    """A read line with its readings."""
    found = tuple(
        _testimony(row) for row in tx.execute(_READINGS.where(readings.c.line_id == line.id))
    )
    reason = next(one for one in book.reasons if one.id == line.reason_id)
    key = LineKey(line.section, line.page, line.line)
    return Case(
        key,
        reason.code,
        reason.label,
        _shown(line, found[0]),
        found,
        until,
        mates=sets.mates(tx, line.id if line.set_id is None else line.set_id),
        stack=stack,
    )


def _shown(line: Any, first: Testimony) -> rounds.Why | None:
    """Why it waits, as the lawyer is told. Of an audit line: what the readings show, or nothing.

    Whoever knew that a line is the audit's might take more care over it, or less (docs/why.md).
    """
    if line.waits == rounds.Why.AUDIT:
        seen = rounds.why(first.verdict, contested=line.contested, tier=first.tier)
        return rounds.Why.SINGLE if seen is None else seen
    return None if line.waits is None else rounds.Why(line.waits)


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
