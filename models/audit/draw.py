"""The draw: the next unruled lines in the order of their tickets, each once.

To find them every unruled line's ticket is reckoned, so that is done in a look, beside the
writers; `draw` then keeps what still holds. Two processes may look at the same time: whoever
comes second finds lines drawn since its look, and draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, select, tuple_

from models import book as books
from models import trail, waiting
from models.book import Book
from models.review import stream, turns
from models.rules import audit, composition
from models.tables import audits, campaign, cases, days, lines, tally
from models.terms import LineKey, LineState, looks

DAYS_AHEAD = 2  # of reading, for which drawn lines lie ready
LEAST_BATCHES = 4  # and never fewer lines than so many audit batches have
_AT_ONCE = 5000  # rows


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next lines in the order of the draw, as it was with ``drawn`` lines drawn of ``total``."""

    drawn: int
    total: int
    keys: tuple[LineKey, ...]


@looks
def look_ahead(tx: Connection, *, now: datetime) -> Ahead | None:
    """What is to be drawn now; None: nothing, since enough lies ready or no audit goes on.

    It reads every unruled line if something is to be drawn, else a few kept counts.
    """
    book = books.read(tx, now=now)
    seed = _seed(tx, book)
    if seed is None:
        return None
    drawn, total = _drawn(tx), _total(tx)
    count = _to_draw(tx, now, book)
    if not count:
        return None
    with tx.execute(_OPEN, execution_options={"yield_per": _AT_ONCE}) as rows:
        found = audit.next_lines(seed, _keys(rows), count)
    return Ahead(drawn, total, tuple(found)) if found else None


def draw(tx: Connection, *, now: datetime, found: Ahead | None) -> int:
    """Draw those of the found lines that still may be; how many. 0 if others have drawn since, or
    the list has changed.

    What was ruled since the look is left out, and what may be drawn again since (a ruling was taken
    back) takes its place in the order. All are of one draw: what was ruled outside the stream before
    it is counted here, in the same transaction.
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    seed = _seed(tx, book)
    if found is None or seed is None or (_drawn(tx), _total(tx)) != (found.drawn, found.total):
        return 0
    keys = audit.next_lines(seed, {*found.keys, *_back_again(tx)}, len(found.keys))
    rows = _still_open(tx, keys)
    if not rows:
        return 0
    reasons = _reasons(tx)
    elsewhere, ours = (sum(one[n] for one in reasons.values()) for n in (0, 1))
    expected = _expected(tx)
    tx.execute(
        audits.insert(),
        [
            {
                "place": place,
                "line_id": row.id,
                "drawn_at": now,
                "day": now.astimezone(book.zone).date(),
                "elsewhere": elsewhere,
                "ours_elsewhere": ours,
                "reason_elsewhere": reasons[row.reason_id][0],
                "reason_ours_elsewhere": reasons[row.reason_id][1],
                "expected": expected,
                "batch_id": None if row.state == LineState.FREE else row.batch_id,
            }
            for place, row in enumerate(rows, found.drawn)
        ],
    )
    waiting.refresh(tx, [row.id for row in rows])
    _tidy(tx)
    trail.append(
        tx,
        now=now,
        actor="clock",
        act="audit.drawn",
        subject="audit",
        first=found.drawn,
        lines=len(rows),
        elsewhere=elsewhere,
        ours_elsewhere=ours,
        expected=expected,
        drawn=audit.digest([_key(row) for row in rows]),
    )
    return len(rows)


def _seed(tx: Connection, book: Book) -> str | None:
    """The seed of an audit that goes on, or None."""
    row = tx.execute(select(campaign.c.audit_seed, campaign.c.audit_told_at)).one()
    if row.audit_told_at is not None or book.as_met:
        return None
    return None if row.audit_seed is None else str(row.audit_seed)


def _drawn(tx: Connection) -> int:
    last = tx.execute(select(func.max(audits.c.place))).scalar()
    return 0 if last is None else int(last) + 1


def _total(tx: Connection) -> int:
    return int(tx.execute(_SUMS).one().total)


def _to_draw(tx: Connection, now: datetime, book: Book) -> int:
    """By the policy's share of the reading pace, and by what lies ready and waits for lawyers."""
    policy = book.policy
    if not policy.audit_percent:
        return 0
    pace = _pace(tx, policy.pace_days)
    ahead = DAYS_AHEAD * pace * policy.audit_percent / 100 / stream.minutes(tx).ratio
    undealt = tx.execute(_UNDEALT).scalar_one()
    awaiting = tx.execute(_AWAITING).scalar_one()
    sums = tx.execute(_SUMS).one()
    open_ = sums.total - sums.judged
    return audit.to_draw(
        wanted=max(ceil(ahead), LEAST_BATCHES * policy.audit_batch),
        undealt=undealt,
        awaiting=awaiting,
        read_share=(sums.read - sums.judged) / open_ if open_ else 0.0,
    )


def _pace(tx: Connection, looked_back: int) -> float:
    """Lines read on a day of reading, the mean of the last ones."""
    rows = tx.execute(
        select(days.c.read).where(days.c.read > 0).order_by(days.c.day.desc()).limit(looked_back)
    ).scalars()
    read = rows.all()
    return sum(read) / len(read) if read else 0.0


def _back_again(tx: Connection) -> list[LineKey]:
    """Undrawn lines that a lawyer has had in hand and that have no ruling now: few."""
    rows = tx.execute(
        select(lines.c.section, lines.c.page, lines.c.line)
        .join(cases, cases.c.line_id == lines.c.id)
        .where(cases.c.verdict.is_(None), ~_is_drawn)
    )
    return [_key(row) for row in rows]


def _still_open(tx: Connection, keys: Sequence[LineKey]) -> list[Row[Any]]:
    """Those of the lines that have neither ruling nor draw, locked, in the order of the keys."""
    own = tuple_(lines.c.section, lines.c.page, lines.c.line)
    found: dict[LineKey, Row[Any]] = {}
    for at in range(0, len(keys), 300):
        some = [tuple(key) for key in sorted(keys)[at : at + 300]]
        rows = tx.execute(
            select(lines)
            .where(own.in_(some), ~_is_drawn, ~_is_ruled)
            .order_by(lines.c.id)
            .with_for_update(of=lines)
        )
        found |= {_key(row): row for row in rows}
    return [found[key] for key in keys if key in found]


def _reasons(tx: Connection) -> dict[int, tuple[int, int]]:
    """By reason id: lines ruled, and ruled ours, outside the stream.

    The counts are locked: whoever is at work on a set must have moved them, or see this draw.
    """
    query = select(tally.c.reason_id, tally.c.judged, tally.c.ruled).order_by(tally.c.reason_id)
    kept = tx.execute(query.with_for_update()).all()
    inside = {row.reason_id: row for row in tx.execute(_INSIDE)}
    return {
        row.reason_id: (
            row.judged - (inside[row.reason_id].judged if row.reason_id in inside else 0),
            row.ruled - (inside[row.reason_id].ours if row.reason_id in inside else 0),
        )
        for row in kept
    }


def _expected(tx: Connection) -> float | None:
    names = [field.name for field in fields(composition.Standing)]
    rows = tx.execute(select(*(tally.c[name] for name in names)))
    return composition.expected([composition.Standing(*row) for row in rows])


def _tidy(tx: Connection) -> None:
    """Of those that were to be dealt, what an ordinary batch came to first is read by now."""
    read = and_(lines.c.id == audits.c.line_id, lines.c.state == LineState.READ)
    where = select(lines.c.batch_id).where(read).scalar_subquery()
    waits = audits.update().where(audits.c.batch_id.is_(None), exists().where(read))
    tx.execute(waits.values(batch_id=where))


def _keys(rows: Any) -> Iterator[LineKey]:
    for row in rows:
        yield LineKey(*row)


def _key(row: Any) -> LineKey:
    return LineKey(row.section, row.page, row.line)


_is_drawn = exists().where(audits.c.line_id == lines.c.id)
_is_ruled = exists().where(cases.c.line_id == lines.c.id, cases.c.verdict.is_not(None))
_OPEN: Select[Any] = select(lines.c.section, lines.c.page, lines.c.line).where(
    ~_is_drawn, ~_is_ruled
)
_UNDEALT: Select[Any] = (
    select(func.count())
    .select_from(audits)
    .where(audits.c.batch_id.is_(None), stream.nobody_has())
)
_AWAITING: Select[Any] = select(func.count()).select_from(lines).where(waiting.AUDITS)
_SUMS: Select[Any] = select(
    *(
        func.coalesce(func.sum(tally.c[name]), 0).label(name)
        for name in ("total", "read", "judged")
    )
)
_INSIDE: Select[Any] = (
    select(
        lines.c.reason_id,
        func.count().label("judged"),
        func.count().filter(cases.c.counts).label("ours"),
    )
    .select_from(audits)
    .join(cases, and_(cases.c.line_id == audits.c.line_id, cases.c.verdict.is_not(None)))
    .join(lines, lines.c.id == audits.c.line_id)
    .group_by(lines.c.reason_id)
)
