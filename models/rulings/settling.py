"""What follows from a ruling, or from its end: whether the line is claimed, whether it counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from models import duplicates
from models.book import Book
from models.review import tally as tallies
from models.rules import agreement
from models.tables import cases, lines, readings, tally
from models.terms import Person, Round, Verdict


def settle(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    book: Book,
    line_id: int,
    ruling: tuple[int, Verdict] | None,
) -> None:
    """Keep the ruling (reading id, verdict; None: there is none now) and move all counts with it."""
    reading_id, verdict = (None, None) if ruling is None else ruling
    values = {"lawyer_id": by.id, "until": None, "reading_id": reading_id, "verdict": verdict}
    if ruling is not None:
        values["sent_back_at"] = None
    kept = tx.execute(cases.update().where(cases.c.line_id == line_id).values(**values))
    if kept.rowcount == 0:
        tx.execute(cases.insert().values(line_id=line_id, counts=False, **values))
    _contested(tx, line_id)
    moves = tallies.Moves()
    for reason_id, step in duplicates.resettle(tx, [line_id]):
        moves.claim(reason_id, step)
    moves.write(tx)
    moves.write_day(tx, now.astimezone(book.zone).date())


def ours(tx: Connection) -> int:
    """All lines ruled for us, one a duplicate set."""
    return int(tx.execute(select(func.coalesce(func.sum(tally.c.ruled), 0))).scalar_one())


def _contested(tx: Connection, line_id: int) -> None:
    """A ruling is a later reading: where it disagrees, the line is claimed no more."""
    verdict = Verdict(
        tx.execute(select(lines.c.verdict).where(lines.c.id == line_id)).scalar_one()
    )
    beside = or_(readings.c.extra, readings.c.round != Round.FIRST)
    later = tx.execute(
        select(readings.c.verdict).where(
            readings.c.line_id == line_id, readings.c.standing, beside
        )
    ).scalars()
    now_so = agreement.contested(verdict, [Verdict(one) for one in later])
    tx.execute(lines.update().where(lines.c.id == line_id).values(contested=now_so))
