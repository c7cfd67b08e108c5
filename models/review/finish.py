"""As met: a section is finished when its reader says that nothing is left in it to register."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models import book as books
from models import trail
from models.errors import Refusal
from models.review import as_met, close, views
from models.review import lineup as lineups
from models.rules import holds
from models.tables import batches
from models.terms import BatchView, Ended, Order, Person


def finish(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    code: str | None = None,
    sections: Collection[int] = (),
) -> BatchView:
    """Sections of a batch (by its code, or the open one) are finished: those named, or all.

    A captain may say so for somebody else. The batch is done when all its sections are and every
    line of it has a reading; said once more, nothing changes. Refuses ``review.no-open-batch``,
    ``review.no-such-batch``, ``review.not-yours``, ``review.not-out`` (it ended otherwise),
    ``review.no-sections`` (its lines were dealt from a list), ``review.section-not-in-batch``,
    ``review.lines-left`` (n, numbers: lines of those sections that still have no reading).
    """
    book = books.read(tx, now=now)
    batch = _batch(tx, by, code)
    dealt, finished = as_met.dealt_with(tx, batch.id)
    _may_finish(batch, dealt, sections)
    if batch.ended == Ended.DONE:
        return views.batch(tx, batch.id)
    which = [one for one in sections or dealt if one not in finished]
    lineup = lineups.load(tx, batch, book)
    left = [line.number for line in lineups.unread_lines(lineup) if line.key.section in which]
    if left:
        raise Refusal("review.lines-left", n=len(left), numbers=", ".join(map(str, left)))
    now_finished = as_met.mark_finished(tx, now=now, batch_id=batch.id, which=which)
    if now_finished:
        trail.append(
            tx,
            now=now,
            actor=by.pseudonym,
            act="sections.finished",
            subject=batch.code,
            sections=now_finished,
        )
    if not close.anything_left(tx, lineup):
        close.end(tx, now=now, batch_id=batch.id, how=Ended.DONE)
    elif batch.paper_at is None:  # a sign of life
        until = holds.ends(now, book.policy.hold_minutes)
        tx.execute(
            batches.update().where(batches.c.id == batch.id).values(ends_at=until, warned_at=None)
        )
    return views.batch(tx, batch.id)


def _batch(tx: Connection, by: Person, code: str | None) -> Row[Any]:
    """The row, locked."""
    query = select(batches).with_for_update()
    if code is None:
        query = query.where(batches.c.person_id == by.id, batches.c.ended_at.is_(None))
    else:
        query = query.where(batches.c.code == code)
    row = tx.execute(query).one_or_none()
    if row is None and code is None:
        raise Refusal("review.no-open-batch")
    if row is None:
        raise Refusal("review.no-such-batch", code=code)
    if row.person_id != by.id and not close.may_lead(by):
        raise Refusal("review.not-yours", code=row.code)
    return row


def _may_finish(batch: Row[Any], dealt: Collection[int], named: Collection[int]) -> None:
    if batch.policy != Order.AS_MET:
        raise Refusal("review.no-sections", code=batch.code)
    if batch.ended is not None and batch.ended != Ended.DONE:
        raise Refusal("review.not-out", code=batch.code)
    foreign = sorted(set(named) - set(dealt))
    if foreign:
        raise Refusal("review.section-not-in-batch", section=foreign[0], code=batch.code)
