"""Past days of the room: seat-time offered and used, and the lines read by reason.

What a day added up to does not change once its sheets must be typed ("by noon of the next day"), so
days older than that are kept (`worked`) and counted never again: a look is as quick after a year
as after a week.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from models.book import Book
from models.outlook.counting import DayCounted
from models.outlook.terms import Room
from models.quick import put_first
from models.rules import calendar
from models.rules.minutes import Sitting, assumed
from models.shifts import look_ledger
from models.tables import batch_lines, batches, days, lines, readings, shifts, worked
from models.terms import Ended, Order, Round

OPEN_FOR = timedelta(days=2)  # days after which a day's sheets are typed, or never will be
SITTINGS = 400  # latest finished batches that minutes are measured from


def counted(
    tx: Connection, book: Book, now: datetime, found: Sequence[Room], since: date
) -> tuple[DayCounted, ...]:
    """The days from ``since`` to today, counted now; ``found`` are the rooms of these days."""
    today = now.astimezone(book.zone).date()
    by_day = {day: DayCounted(day) for day in calendar.days(since, today)}
    for room in found:
        for its in room.days:
            if its.day in by_day:
                by_day[its.day].offered += round(its.offered * 60)
    for office in _with_shifts(tx, book, since, today):
        for row in look_ledger(tx, now=now, first=since, last=today, office=office):
            by_day[row.day].used += row.used
    _read(tx, book, by_day, since)
    return tuple(by_day.values())


def kept(tx: Connection) -> tuple[DayCounted, ...]:
    """The days that were closed, rising."""
    return tuple(
        DayCounted(row.day, row.offered, row.used, row.spans, json.loads(row.lines))
        for row in tx.execute(select(worked).order_by(worked.c.day))
    )


def first_day(tx: Connection) -> date | None:
    """The first day on which a line was read; None before it."""
    found: date | None = tx.execute(select(func.min(days.c.day)).where(days.c.read > 0)).scalar()
    return found


def close(tx: Connection, past: Sequence[DayCounted]) -> int:
    """Keep these days, those that are not kept yet; how many are new."""
    new = 0
    known = set(tx.execute(select(worked.c.day)).scalars()) if past else set()
    for day in past:
        if day.day not in known:
            values: dict[str, Any] = {"offered": day.offered, "used": day.used, "spans": day.spans}
            values["lines"] = json.dumps(dict(day.lines))
            new += put_first(tx, worked, {"day": day.day}, values)
    return new


def closed_by(past: Sequence[DayCounted], today: date) -> tuple[DayCounted, ...]:
    """Those of the days whose sheets are typed by ``today``."""
    return tuple(day for day in past if day.day < today - OPEN_FOR)


def sittings(tx: Connection, book: Book) -> list[Sitting]:
    """The latest finished batches of the first round that were read at the screen in one sitting."""
    latest = (
        select(batches.c.id)
        .where(
            batches.c.ended == Ended.DONE,
            batches.c.round == Round.FIRST,
            batches.c.policy.in_([order.value for order in Order]),
            batches.c.paper_at.is_(None),
        )
        .order_by(batches.c.id.desc())
        .limit(SITTINGS)
    )
    joined = batch_lines.c.batch_id == batches.c.id
    query = (
        _SHARES.join(batch_lines, joined)
        .join(lines, lines.c.id == batch_lines.c.line_id)
        .join(readings, (readings.c.line_id == lines.c.id) & (readings.c.batch_id == batches.c.id))
        .where(batches.c.id.in_(latest), *_FIRST)
    )
    longest = book.policy.hold_minutes
    return [
        Sitting(minutes, share)
        for _dealt_at, minutes, share in _batches(tx, book, query)
        if minutes <= longest
    ]


def _with_shifts(tx: Connection, book: Book, first: date, last: date) -> list[str]:
    """Offices that run shifts on these days."""
    ids = set(
        tx.execute(
            select(shifts.c.office_id).where(shifts.c.day.between(first, last)).distinct()
        ).scalars()
    )
    return [office.code for office in book.offices if office.id in ids]


def _read(tx: Connection, book: Book, by_day: Mapping[date, DayCounted], since: date) -> None:
    """Lines and sittings, on the day on which their batch was dealt."""
    query = (
        _SHARES.join(readings, readings.c.batch_id == batches.c.id)
        .join(lines, lines.c.id == readings.c.line_id)
        .where(readings.c.day >= since, *_FIRST)
    )
    longest = book.policy.hold_minutes
    for dealt_at, minutes, share in _batches(tx, book, query):
        day = by_day.get(dealt_at.astimezone(book.zone).date())
        if day is None:  # dealt before, typed now: its day is closed
            continue
        if not 0 < minutes <= longest:
            minutes = sum(assumed(code) * n for code, n in share.items())
        day.spans += round(minutes)
        for code, n in share.items():
            day.lines[code] = day.lines.get(code, 0) + n


_FIRST = (readings.c.round == Round.FIRST, readings.c.standing, ~readings.c.extra)
_SHARES: Select[Any] = select(
    batches.c.id,
    batches.c.dealt_at,
    lines.c.reason_id,
    func.count().label("n"),
    func.max(readings.c.at).label("last"),
).select_from(batches)


def _batches(
    tx: Connection, book: Book, query: Select[Any]
) -> Iterator[tuple[datetime, float, dict[str, int]]]:
    """Each batch's deal (aware UTC), minutes to its last reading, and lines by reason."""
    grouped = query.group_by(batches.c.id, batches.c.dealt_at, lines.c.reason_id)
    codes = {reason.id: reason.code for reason in book.reasons}
    shares: dict[int, dict[str, int]] = defaultdict(dict)
    ends: dict[int, tuple[datetime, datetime]] = {}
    for row in tx.execute(grouped):
        shares[row.id][codes[row.reason_id]] = row.n
        last = max(ends[row.id][1], row.last) if row.id in ends else row.last
        ends[row.id] = (row.dealt_at, last)
    for batch_id, share in shares.items():
        dealt_at, last = ends[batch_id]
        yield dealt_at, (last - dealt_at).total_seconds() / 60, share
