"""Free lines: which come next by the campaign's policy, claimed in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from models.book import Book
from models.errors import Broken
from models.review import tally
from models.tables import batch_lines, batches, circulated, lines, orders
from models.terms import LineKey, LineState, Order

Claimed = tuple[int, LineKey, int]  # line id, key, reason id

# Written out, not bound: the planner uses a partial index only for a condition it can read.
FREE: ColumnElement[bool] = lines.c.state == literal_column("0")


@dataclass(frozen=True, slots=True)
class Course:
    """How lines are chosen now: the policy's order, the draw as a batch tells it, reasons first.

    ``reasons``: ids, what is read first comes first; what is of none of them comes last.
    """

    order: str
    draw: str
    reasons: tuple[int, ...] = ()


def course(tx: Connection, book: Book, today: date, seed: str) -> Course:
    """The course of a day of the campaign. ``seed``: how a batch tells the seed of its draw."""
    policy = book.policy
    if policy.order == Order.SEEDED:
        return Course(policy.order, seed)
    if policy.order == Order.REASON:
        first = (book.reason(policy.order_reason).id,) if policy.order_reason else ()
        return Course(policy.order, f"reason {policy.order_reason}", first)
    if policy.order == Order.BEST:
        return _best(tx, book, today)
    return Course(Order.REGISTRAR, "")  # as met: lines that were registered and are unread again


def _best(tx: Connection, book: Book, today: date) -> Course:
    """Reason after reason by the newest order of the day; until there is one, the registrar's."""
    row = tx.execute(
        select(orders.c.day, orders.c.body)
        .where(orders.c.day <= today)
        .order_by(orders.c.day.desc())
        .limit(1)
    ).first()
    if row is None:
        return Course(Order.BEST, "no order of the day yet")
    ids = {reason.code: reason.id for reason in book.reasons}
    codes = [choice["code"] for choice in json.loads(row.body)["choices"]]
    reasons = tuple(ids[code] for code in codes if code in ids)
    return Course(Order.BEST, f"order of {row.day.isoformat()}", reasons)


def claim(tx: Connection, book: Book, by: Course, person_id: int, batch_id: int) -> list[Claimed]:
    """Claim the next lines in one statement, in dealing order."""
    for next_free in _next_free(book, by, person_id):
        whole = _whole_sections(next_free, book.policy.batch_size)
        claimed = take(tx, whole, batch_id, by_draw=by.order == Order.SEEDED)
        if claimed:
            return claimed
    return []


def take(
    tx: Connection,
    wanted: Select[tuple[int]] | Sequence[int],
    batch_id: int,
    *,
    by_draw: bool = False,
) -> list[Claimed]:
    """Those of the lines with the wanted ids that are free become the batch's."""
    rows = tx.execute(
        lines.update()
        .where(lines.c.id.in_(wanted))
        .where(FREE)
        .values(state=LineState.HELD, batch_id=batch_id)
        .returning(
            lines.c.id,
            lines.c.section,
            lines.c.page,
            lines.c.line,
            lines.c.reason_id,
            lines.c.draw,
        )
    ).all()
    rows = sorted(rows, key=lambda r: (r.draw if by_draw else 0, r.section, r.page, r.line))
    return [(r.id, LineKey(r.section, r.page, r.line), r.reason_id) for r in rows]


def write(tx: Connection, batch_id: int, claimed: Sequence[Claimed], **values: Any) -> None:
    """The claimed lines are the batch's, in this order; the kept counts move.

    ``values``: what else is to be written of the batch.
    """
    enlist(tx, batch_id, [line_id for line_id, _key, _reason in claimed], **values)
    moves = tally.Moves()
    counts = tally.count_states((line_id, reason) for line_id, _key, reason in claimed)
    for reason_id, n in counts.items():
        moves.state(reason_id, LineState.FREE, LineState.HELD, n)
    moves.write(tx)


def enlist(tx: Connection, batch_id: int, line_ids: Sequence[int], **values: Any) -> None:
    """These are the lines of the new batch, numbered from 1; ``values`` as in `write`."""
    tx.execute(
        batch_lines.insert(),
        [
            {"batch_id": batch_id, "number": number, "line_id": line_id}
            for number, line_id in enumerate(line_ids, 1)
        ],
    )
    sized = tx.execute(
        batches.update().where(batches.c.id == batch_id).values(size=len(line_ids), **values)
    )
    if sized.rowcount != 1:
        raise Broken("a batch was dealt twice")


def _next_free(book: Book, by: Course, person_id: int) -> list[Select[Any]]:
    """The free lines in the course's order, none of a section the person circulated."""
    size = book.policy.batch_size * 2 + 1
    own = select(circulated.c.section).where(circulated.c.person_id == person_id)
    registrar = (lines.c.section, lines.c.page, lines.c.line)
    order = (lines.c.draw, *registrar) if by.order == Order.SEEDED else registrar
    free = (
        select(lines.c.id, lines.c.section, func.row_number().over(order_by=order).label("n"))
        .where(FREE, lines.c.section.not_in(own))
        .order_by(*order)
        .limit(size)
    )
    return [*(free.where(lines.c.reason_id == reason) for reason in by.reasons), free]


def _whole_sections(next_free: Select[Any], size: int) -> Select[tuple[int]]:
    """`rules.dealing.cut` in SQL: whole sections that fit; a longer one is split."""
    near = next_free.cte("near")
    spans = select(
        near.c.id,
        near.c.n,
        func.max(near.c.n).over(partition_by=near.c.section).label("ends"),
        func.min(near.c.n).over(partition_by=near.c.section).label("starts"),
    ).cte("spans")
    return select(spans.c.id).where(
        (spans.c.ends <= size) | ((spans.c.starts == 1) & (spans.c.n <= size))
    )
