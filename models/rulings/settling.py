"""What follows from a ruling, or from its end: whether the line is claimed, whether it counts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from models import duplicates
from models.book import Book
from models.review import tally as tallies
from models.rules import agreement
from models.tables import audits, cases, lines, readings, tally
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
    values["draws"] = None if ruling is None else draws(tx)
    if ruling is not None:
        values["sent_back_at"] = None
    kept = tx.execute(cases.update().where(cases.c.line_id == line_id).values(**values))
    if kept.rowcount == 0:
        tx.execute(cases.insert().values(line_id=line_id, counts=False, **values))
    _contested(tx, line_id)
    _judged(tx, line_id, 1 if ruling is not None else -1)
    moves = tallies.Moves()
    for reason_id, step in duplicates.resettle(tx, [line_id]):
        moves.claim(reason_id, step)
    moves.write(tx)
    moves.write_day(tx, now.astimezone(book.zone).date())


def ours(tx: Connection) -> int:
    """All lines ruled for us, one a duplicate set."""
    return int(tx.execute(select(func.coalesce(func.sum(tally.c.ruled), 0))).scalar_one())


def draws(tx: Connection) -> int:
    """How many audit lines have been drawn."""
    last = tx.execute(select(func.max(audits.c.place))).scalar()
    return 0 if last is None else int(last) + 1


def is_built_on(tx: Connection, line_id: int) -> bool:
    """Whether an audit line was drawn after the ruling of a line that is not one itself.

    What was ruled before a draw is part of what the draw says (`rules.audit`), so it must stay.
    """
    later = select(cases.c.line_id).where(cases.c.line_id == line_id, cases.c.draws < draws(tx))
    own = select(audits.c.line_id).where(audits.c.line_id == line_id)
    return tx.execute(later.where(~own.exists())).first() is not None


def _judged(tx: Connection, line_id: int, step: int) -> None:
    """Count the line's ruling, by what the line was read as; which of them are ours, sets say."""
    line = tx.execute(
        select(lines.c.reason_id, lines.c.verdict).where(lines.c.id == line_id)
    ).one()
    steps: duplicates.Steps = Counter({(line.reason_id, "judged"): step})
    if line.verdict in JUDGED:
        steps[line.reason_id, JUDGED[line.verdict]] = step
    duplicates.move_ruled(tx, steps)


# The kept counts of lines with a ruling, by what they were read as.
JUDGED = {Verdict.CHALLENGE: "judged_challenge", Verdict.STANDS: "judged_stands"}


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
