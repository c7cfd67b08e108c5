"""Audit lines on their way to a reader: what is dealt of those drawn, and what it takes.

`models.audit` draws them. One that is read when it is drawn needs no reader; one that is in
somebody's hands stays there; the rest waits here for a batch of its own, unless an ordinary batch
comes to it first. A row's batch only says that nobody need deal it: whose the line is stands in
``lines``, as with any other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, exists, select

from models.rules import rounds
from models.tables import audits, batches, circulated, lines
from models.terms import Ended, LineState, Order, Round

OVERDUE = timedelta(hours=24)  # after so long a smaller batch is dealt, lest a few lines never are
_ENOUGH = 3  # measured batches before their minutes are believed
_LATEST = 40  # batches of each kind that are looked at, among the last few hundred
_AMONG = 400


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes a line from deal to last reading, the median of the last finished batches.

    ``audit`` of audit batches, ``other`` of the other first ones; None: too few are measured.
    """

    audit: float | None
    other: float | None

    @property
    def ratio(self) -> float:
        """What an audit line takes beside another one; 1 until both are known."""
        if not self.audit or not self.other:
            return 1.0
        return self.audit / self.other


def waiting(tx: Connection, *, now: datetime, person_id: int, size: int) -> list[int]:
    """The ids of the next drawn lines for this person, in the order of the draw.

    ``size`` of them, or fewer where the first has waited for `OVERDUE`; else none.
    """
    own = select(circulated.c.section).where(circulated.c.person_id == person_id)
    rows = tx.execute(
        select(audits.c.line_id, audits.c.drawn_at)
        .where(audits.c.batch_id.is_(None), nobody_has(lines.c.section.not_in(own)))
        .order_by(audits.c.place)
        .limit(size)
    ).all()
    if len(rows) == size or (rows and now - rows[0].drawn_at >= OVERDUE):
        return [row.line_id for row in rows]
    return []


def nobody_has(*conditions: Any) -> Any:
    """Whether the drawn line at hand is free; looked up line by line, since few are drawn."""
    free = exists().where(
        lines.c.id == audits.c.line_id, lines.c.state == LineState.FREE, *conditions
    )
    return free.correlate(audits)


def dealt(tx: Connection, line_ids: Collection[int], batch_id: int) -> None:
    """These lines are dealt in a batch."""
    tx.execute(audits.update().where(audits.c.line_id.in_(line_ids)).values(batch_id=batch_id))


def returned(tx: Connection, line_ids: Collection[int]) -> None:
    """Nobody holds these lines now, nor has read them: those that are drawn must be dealt."""
    if line_ids:
        dealt_none = audits.update().where(audits.c.line_id.in_(line_ids))
        tx.execute(dealt_none.values(batch_id=None))


def minutes(tx: Connection) -> Minutes:
    """What a line takes; of batches read on paper nobody knows."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for row in tx.execute(_FINISHED):
        kind = found[row.policy == rounds.AUDIT]
        if len(kind) < _LATEST:
            kind.append((row.ended_at - row.dealt_at) / timedelta(minutes=1) / row.size)
    return Minutes(*(_median(found[kind]) for kind in (True, False)))


def _median(found: list[float]) -> float | None:
    return median(found) if len(found) >= _ENOUGH else None


_FINISHED: Any = (
    select(batches.c.policy, batches.c.size, batches.c.dealt_at, batches.c.ended_at)
    .where(
        batches.c.ended == Ended.DONE,
        batches.c.round == Round.FIRST,
        batches.c.policy != Order.AS_MET,
        batches.c.paper_at.is_(None),
        batches.c.size > 0,
    )
    .order_by(batches.c.id.desc())
    .limit(_AMONG)
)
