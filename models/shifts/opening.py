"""The calendar: shifts are cut from the office's opening times, published, and called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select

from models import book as books
from models import trail
from models.book import Office
from models.errors import Refusal
from models.rules import calendar
from models.rules import caps as rules
from models.shift_terms import AHEAD, DayCaps, PlaceState, ShiftView, Window
from models.shifts import moves, offices, turns, views
from models.shifts import scene as scenes
from models.tables import shifts
from models.terms import Person

LONGEST_SPAN = 92  # days in one ask: a quarter


def open_shifts(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    office: str | None,
    first: date,
    last: date,
    blocks: Sequence[Window] | None = None,
    changeover: int = 0,
    least: int = 1,
    most: int | None = None,
    publish: bool = True,
) -> tuple[ShiftView, ...]:
    """Make the shifts of these days; those that are there already are left as they are.

    ``blocks`` are hours by the office's clock, the same for every day on which it is open for all
    of a block; None takes each opening window whole. ``changeover`` minutes are kept free before
    the next. Returns what is new. Refuses ``shifts.ends-first`` (a block, or the days),
    ``shifts.day-over``, ``shifts.too-long`` (most days), ``shifts.no-caps`` (no opening hours on
    any of the days), ``shifts.no-such-hour`` (day, hour: clocks skip it), ``shifts.overlap`` (day).
    """
    turns.one_by_one(tx)
    book = books.read(tx, now=now)
    where = offices.office_of(book, office)
    _sane(now, where, first, last, blocks)
    allowed = offices.allowed(tx, where.id, calendar.days(first, last))
    if not any(caps.windows for caps in allowed.values()):
        raise Refusal("shifts.no-caps", codes=where.code)
    made: list[int] = []
    for caps in allowed.values():
        for starts_at, ends_at in _spans(caps, where, blocks, changeover):
            if starts_at > now:
                values: dict[str, Any] = {"least": least, "most": most, "changeover": changeover}
                values |= {"published_at": now if publish else None}
                made += _make(tx, where, caps.day, starts_at, ends_at, values)
    if made:
        trail.append(
            tx,
            now=now,
            actor=by.pseudonym,
            act="shifts.opened",
            subject=where.code,
            shifts=made,
            first=first,
            last=last,
            published=publish,
        )
    return tuple(views.shift(tx, now=now, shift_id=shift_id) for shift_id in made)


def publish(tx: Connection, *, now: datetime, by: Person, shift_ids: Sequence[int]) -> int:
    """Show shifts to everybody; how many were not shown before."""
    done = tx.execute(
        shifts.update()
        .where(shifts.c.id.in_(list(shift_ids)), shifts.c.published_at.is_(None))
        .values(published_at=now)
    )
    if done.rowcount:
        trail.append(
            tx,
            now=now,
            actor=by.pseudonym,
            act="shifts.published",
            subject="shifts",
            shifts=sorted(shift_ids),
        )
    return done.rowcount


def call_off(tx: Connection, *, now: datetime, by: Person, shift_id: int, why: str) -> int:
    """A shift does not take place; how many people were told. A second time changes nothing.

    ``why`` must have passed the privacy guard. Refuses ``shifts.no-such-shift``, ``shifts.past``.
    """
    turns.one_by_one(tx)
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    if scene.row.called_off_at is not None:
        return 0
    if now >= scene.row.starts_at:
        raise Refusal("shifts.past", since=scene.row.starts_at)
    tx.execute(
        shifts.update()
        .where(shifts.c.id == shift_id)
        .values(called_off_at=now, closed_at=now, cover_wanted=0, cover_next_at=None)
    )
    told = 0
    for place in moves.places_of(tx, shift_id, *sorted(AHEAD)):
        moved = moves.move(tx, scene, place, PlaceState.REMOVED, now=now, by=by)
        moves.tell(tx, scene, moved, "shift.called-off", now=now, why=why)
        told += 1
    trail.append(
        tx, now=now, actor=by.pseudonym, act="shift.called-off", subject=f"shift {shift_id}"
    )
    return told


def _sane(
    now: datetime, where: Office, first: date, last: date, blocks: Sequence[Window] | None
) -> None:
    if last < first or any(block.ends <= block.starts for block in blocks or ()):
        raise Refusal("shifts.ends-first")
    if last < now.astimezone(where.zone).date():
        raise Refusal("shifts.day-over")
    if (last - first).days >= LONGEST_SPAN:
        raise Refusal("shifts.too-long", most=LONGEST_SPAN)


def _spans(
    caps: DayCaps, where: Office, blocks: Sequence[Window] | None, changeover: int
) -> list[tuple[datetime, datetime]]:
    """The shifts of a day as moments, in order, none into another."""
    spans = []
    for window in caps.windows if blocks is None else blocks:
        if blocks is None:
            spans.append(calendar.opening(caps.day, window, where.zone))
            continue
        starts_at, ends_at = (
            _exact(caps.day, clock, where) for clock in (window.starts, window.ends)
        )
        if rules.open_then(caps, starts_at, ends_at, where.zone):
            spans.append((starts_at, ends_at))
    spans.sort()
    gap = timedelta(minutes=changeover)
    for (_, ends_at), (starts_at, _) in pairwise(spans):
        if starts_at < ends_at + gap:
            raise Refusal("shifts.overlap", day=caps.day)
    return spans


def _exact(day: date, clock: Any, where: Office) -> datetime:
    at = calendar.moment(day, clock, where.zone)
    if at is None:
        raise Refusal("shifts.no-such-hour", day=day, hour=clock)
    return at


def _make(
    tx: Connection,
    where: Office,
    day: date,
    starts_at: datetime,
    ends_at: datetime,
    values: dict[str, Any],
) -> list[int]:
    """The new shift's id; none if it is there already. Refuses ``shifts.overlap``."""
    gap = timedelta(minutes=values["changeover"])
    beside = tx.execute(
        select(shifts).where(
            shifts.c.office_id == where.id,
            shifts.c.day == day,
            shifts.c.called_off_at.is_(None),
        )
    ).all()
    for other in beside:
        if (other.starts_at, other.ends_at) == (starts_at, ends_at):
            return []
        apart = starts_at >= other.ends_at + timedelta(minutes=other.changeover)
        if not apart and other.starts_at < ends_at + gap:
            raise Refusal("shifts.overlap", day=day)
    key = tx.execute(
        shifts.insert().values(
            office_id=where.id, day=day, starts_at=starts_at, ends_at=ends_at, **values
        )
    ).inserted_primary_key
    assert key is not None
    return [int(key[0])]
