"""The offices' days: what their dated caps allow, and what of it the campaign's shifts ask for.

In a week with published shifts a day offers what its shifts ask for, within the caps; in any other
week, the caps' offer times the share of it that the weeks with shifts ask for. Where an office runs
no shifts it offers what its caps do. All in seat-hours; days by the office's own clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.book import Book, Office
from models.outlook.terms import Room, RoomDay
from models.rules import calendar
from models.rules import caps as rules
from models.shift_terms import CapName, DayCaps
from models.shifts import offices
from models.tables import shifts

LATELY = timedelta(days=28)  # how far back shifts speak for the weeks without any


@dataclass(frozen=True, slots=True)
class _Allowed:
    """One day's caps: minutes open, and seat-minutes within seats and reviewer-hours."""

    caps: DayCaps
    minutes: int
    seat_minutes: int

    @property
    def seats(self) -> int:
        """Seats at one time, 0 where no limit is known."""
        return _least(self.caps.limit(CapName.SEATS), self.caps.limit(CapName.ROOM))


def rooms(tx: Connection, book: Book, now: datetime, first: date, last: date) -> tuple[Room, ...]:
    """Every office whose hours and seats are known, each of these days whole; shut days too."""
    return tuple(
        Room(office.code, _days(tx, office, now, first, last))
        for office in book.offices
        if _known(tx, office)
    )


def _known(tx: Connection, office: Office) -> bool:
    names = {row.name for row in offices.rows_of(tx, office.id)}
    return CapName.WINDOWS in names and bool(names & {CapName.SEATS, CapName.ROOM})


def offered(found: Iterable[Room]) -> dict[date, float]:
    """Seat-hours of all rooms together, by day, without days on which none is open."""
    sums: dict[date, float] = defaultdict(float)
    for room in found:
        for day in room.days:
            sums[day.day] += day.offered
    return {day: hours for day, hours in sorted(sums.items()) if hours > 0}


def ahead(room: Room) -> Room:
    """What is still to come: the days to come, and of today what is left of it."""
    return Room(
        room.office,
        tuple(
            replace(day, hours=day.hours * day.left, offered=day.offered * day.left, left=1.0)
            for day in room.days
            if day.left > 0
        ),
    )


def within_weeks(days: Sequence[RoomDay]) -> tuple[RoomDay, ...]:
    """The same with each week's reviewer-hours kept: what is too much is taken from all its days."""
    sums: dict[date, float] = defaultdict(float)
    for day in days:
        sums[calendar.week_of(day.day)] += day.offered
    found = []
    for day in days:
        week = sums[calendar.week_of(day.day)]
        over = day.week_most is not None and week > day.week_most
        part = (day.week_most or 0.0) / week if over else 1.0
        found.append(replace(day, offered=day.offered * part) if over else day)
    return tuple(found)


def _days(
    tx: Connection, office: Office, now: datetime, first: date, last: date
) -> tuple[RoomDay, ...]:
    today = now.astimezone(office.zone).date()
    start = min(first, today - LATELY)
    allowed = _allowed(tx, office, calendar.days(start, last))
    asked = _asked(tx, office, start, allowed)
    planned = {calendar.week_of(day) for day in asked}
    share = _share(asked, allowed, planned)
    days = []
    for day in calendar.days(first, last):
        its = allowed[day]
        part = share
        if calendar.week_of(day) in planned:
            part = min(asked.get(day, 0.0) / its.seat_minutes, 1.0) if its.seat_minutes else 0.0
        left = _left(its.caps, office.zone, now) if day == today else float(day > today)
        days.append(_day(its, part, left))
    return within_weeks(days)


def _day(its: _Allowed, share: float, left: float) -> RoomDay:
    week, most = its.caps.limit(CapName.WEEK_HOURS), its.caps.limit(CapName.DAY_HOURS)
    return RoomDay(
        day=its.caps.day,
        hours=its.minutes / 60,
        seats=its.seats,
        day_most=None if most is None else float(most),
        week_most=None if week is None else float(week),
        share=share,
        offered=share * its.seat_minutes / 60,
        shut=its.caps.closed is not None,
        left=left,
    )


def _left(caps: DayCaps, zone: ZoneInfo, now: datetime) -> float:
    """Of today's open minutes, the share that is to come, 0…1."""
    spans = [calendar.opening(caps.day, window, zone) for window in caps.windows]
    whole = sum(calendar.minutes(opens, shuts) for opens, shuts in spans)
    ahead = sum(calendar.minutes(max(opens, now), shuts) for opens, shuts in spans)
    return ahead / whole if whole else 0.0


def _allowed(tx: Connection, office: Office, days: Sequence[date]) -> dict[date, _Allowed]:
    """What the office allows on each day: reckoned once a weekday between two changes of caps."""
    rows = offices.rows_of(tx, office.id)
    closed = offices.closed_of(tx, office.id, days)
    changes = sorted({row.effective_from for row in rows})
    known: dict[tuple[int, int], _Allowed] = {}
    found = {}
    for day in days:
        if day in closed:
            found[day] = _Allowed(rules.resolve(rows, day, closed[day]), 0, 0)
            continue
        kind = (sum(change <= day for change in changes), day.weekday())
        if kind not in known:
            known[kind] = _open(rules.resolve(rows, day), office.zone)
        found[day] = replace(known[kind], caps=replace(known[kind].caps, day=day))
    return found


def _open(caps: DayCaps, zone: ZoneInfo) -> _Allowed:
    spans = [calendar.opening(caps.day, window, zone) for window in caps.windows]
    minutes = sum(calendar.minutes(opens, shuts) for opens, shuts in spans)
    return _Allowed(caps, minutes, rules.seat_minutes(caps, zone))


def _asked(
    tx: Connection, office: Office, start: date, allowed: Mapping[date, _Allowed]
) -> dict[date, float]:
    """Seat-minutes that published shifts ask for, by day; empty where none are run."""
    sums: dict[date, float] = defaultdict(float)
    for row in tx.execute(
        select(shifts.c.day, shifts.c.starts_at, shifts.c.ends_at, shifts.c.most).where(
            shifts.c.office_id == office.id,
            shifts.c.day >= start,
            shifts.c.published_at.is_not(None),
            shifts.c.called_off_at.is_(None),
        )
    ):
        if row.day in allowed:
            seats = _least(row.most, allowed[row.day].seats)
            sums[row.day] += calendar.minutes(row.starts_at, row.ends_at) * seats
    return dict(sums)


def _share(
    asked: Mapping[date, float], allowed: Mapping[date, _Allowed], planned: set[date]
) -> float:
    """Of what the caps offer in the weeks with shifts, what these ask for, 0…1; 1 without shifts."""
    whole = sum(
        its.seat_minutes for day, its in allowed.items() if calendar.week_of(day) in planned
    )
    return min(sum(asked.values()) / whole, 1.0) if whole else 1.0


def _least(*limits: int | None) -> int:
    return min((limit for limit in limits if limit is not None), default=0)
