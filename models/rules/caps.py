"""What an office allows on a day, and whom a change of it unseats.

Caps are dated rows: of each name the latest row up to a day rules that day. The reference case's
are three days a week and fourteen monitors (MetNews 2022-10-26); the rest is what campaigns say
they were limited in: hours, workstations, reviewers (domain notes, section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.rules import calendar
from models.shift_terms import CapName, CapRow, ClosedDay, DayCaps, Duty, PlaceState, Window

NUMBERS = tuple(name for name in CapName if name != CapName.WINDOWS)
_DUTY_FIRST = {Duty.CAPTAIN: 0, Duty.LAWYER: 1, Duty.REVIEWER: 2}


def resolve(rows: Iterable[CapRow], day: date, closed: ClosedDay | None = None) -> DayCaps:
    """What holds on ``day``; of two rows from the same date the one entered later holds.

    The hours of a week belong to all its days: where they change within it, the lowest that holds
    on any day from Monday to Sunday holds on each, so that whoever asks in whichever order is
    answered by one number.
    """
    standing: dict[CapName, CapRow] = {}
    until: dict[CapName, date] = {}
    ordered = sorted(rows, key=lambda row: (row.effective_from, row.id))
    for row in ordered:
        if row.effective_from <= day:
            standing[row.name] = row
        elif row.name not in until:
            until[row.name] = row.effective_from - timedelta(days=1)
    _whole_week([row for row in ordered if row.name == CapName.WEEK_HOURS], day, standing, until)
    week = standing.get(CapName.WINDOWS)
    windows: tuple[Window, ...] = ()
    if closed is None and week is not None and isinstance(week.value, tuple):
        windows = week.value[day.weekday()]
    return DayCaps(
        day=day,
        windows=windows,
        closed=closed,
        limits={name: _number(standing.get(name)) for name in NUMBERS},
        until=until,
        rows=tuple(standing[name] for name in CapName if name in standing),
    )


def _whole_week(
    ordered: Sequence[CapRow],
    day: date,
    standing: dict[CapName, CapRow],
    until: dict[CapName, date],
) -> None:
    """Put the lowest of the week's rows in the place of the day's, and until which Sunday it is."""
    name, monday = CapName.WEEK_HOURS, calendar.week_of(day)
    holding = _of_week(ordered, monday)
    if holding is None:
        return
    standing[name] = holding
    until.pop(name, None)
    for later in [row for row in ordered if row.effective_from > monday]:
        week = calendar.week_of(later.effective_from)
        for first in (week, week + timedelta(days=7)):
            if first > monday and _of_week(ordered, first) != holding:
                until[name] = first - timedelta(days=1)
                return


def _of_week(ordered: Sequence[CapRow], monday: date) -> CapRow | None:
    """The row with the lowest number of those in force on a day of the week; None: there is none."""
    before = [row for row in ordered if row.effective_from <= monday][-1:]
    within = [row for row in ordered if monday < row.effective_from <= monday + timedelta(days=6)]
    by_date = {row.effective_from: row for row in before + within}  # the later entry holds
    numbered = [row for row in by_date.values() if _number(row) is not None]
    return min(numbered, key=lambda row: (_number(row) or 0, row.effective_from), default=None)


def _number(row: CapRow | None) -> int | None:
    return row.value if row is not None and isinstance(row.value, int) else None


def coming(rows: Iterable[CapRow], day: date) -> tuple[CapRow, ...]:
    """The rows that take effect after ``day``, soonest first."""
    later = [row for row in rows if row.effective_from > day]
    return tuple(sorted(later, key=lambda row: (row.effective_from, row.id)))


def open_then(caps: DayCaps, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    """Whether one opening window of the day holds the whole span."""
    spans = [calendar.opening(caps.day, window, zone) for window in caps.windows]
    return any(opens <= starts_at and ends_at <= shuts for opens, shuts in spans)


def seat_minutes(caps: DayCaps, zone: ZoneInfo) -> int:
    """What the day offers: open minutes by seats, cut to its reviewer-hours; 0 without seats."""
    spans = [calendar.opening(caps.day, window, zone) for window in caps.windows]
    seats = _least(caps.limit(CapName.SEATS), caps.limit(CapName.ROOM)) or 0
    whole = sum(calendar.minutes(opens, shuts) for opens, shuts in spans) * seats
    hours = caps.limit(CapName.DAY_HOURS)
    return whole if hours is None else min(whole, hours * 60)


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A place that counts, as a change of caps looks at it."""

    id: int
    shift_id: int
    person_id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    duty: Duty
    state: PlaceState
    since: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Out:
    """A place that has to go, and the cap that says so."""

    place: Placed
    cap: CapName
    allows: int | None


def unseats(
    placed: Sequence[Placed], caps: Mapping[date, DayCaps], zone: ZoneInfo, now: datetime
) -> tuple[Out, ...]:
    """Whom the caps leave no place, of all the places that count in whole weeks of one office.

    Only shifts still to begin lose anybody. Who came last goes first, reviewers before lawyers
    before captains; as few as the caps demand in this order: opening times, seats, room, badges,
    hours a day, hours a week.
    """
    left = {place.id: place for place in placed}
    out: list[Out] = []

    def drop(place: Placed, cap: CapName, allows: int | None) -> None:
        if left.pop(place.id, None) is not None:
            out.append(Out(place, cap, allows))

    for place in placed:
        open_still = open_then(caps[place.day], place.starts_at, place.ends_at, zone)
        if place.starts_at > now and not open_still:
            drop(place, CapName.WINDOWS, None)
    for rung in (_seats, _room, _badges, _day_hours, _week_hours):
        rung(left, caps, now, drop)
    return tuple(sorted(out, key=lambda one: (one.place.starts_at, one.place.id)))


_Drop = Callable[[Placed, CapName, "int | None"], None]
_Left = dict[int, Placed]


def _may_go(places: Iterable[Placed], now: datetime) -> list[Placed]:
    """Those of shifts to come, whoever goes first in front."""
    ahead = [place for place in places if place.starts_at > now]
    return sorted(ahead, key=lambda p: (_DUTY_FIRST[p.duty], p.since, p.id), reverse=True)


def _group(left: _Left, by: Callable[[Placed], object]) -> list[list[Placed]]:
    groups: dict[object, list[Placed]] = {}
    for place in left.values():
        groups.setdefault(by(place), []).append(place)
    return list(groups.values())


def _heads(
    left: _Left,
    caps: Mapping[date, DayCaps],
    now: datetime,
    drop: _Drop,
    cap: CapName,
    *,
    reviewers: bool,
) -> None:
    for group in _group(left, lambda place: place.shift_id):
        limit = caps[group[0].day].limit(cap)
        counted = [p for p in group if not reviewers or p.duty == Duty.REVIEWER]
        if limit is not None:
            for place in _may_go(counted, now)[: max(0, len(counted) - limit)]:
                drop(place, cap, limit)


def _seats(left: _Left, caps: Mapping[date, DayCaps], now: datetime, drop: _Drop) -> None:
    _heads(left, caps, now, drop, CapName.SEATS, reviewers=True)


def _room(left: _Left, caps: Mapping[date, DayCaps], now: datetime, drop: _Drop) -> None:
    _heads(left, caps, now, drop, CapName.ROOM, reviewers=False)


def _badges(left: _Left, caps: Mapping[date, DayCaps], now: datetime, drop: _Drop) -> None:
    for group in _group(left, lambda place: place.day):
        limit = caps[group[0].day].limit(CapName.BADGES)
        people = {place.person_id for place in group}
        # Who has begun the day wears a badge already.
        stay = {place.person_id for place in group if place.starts_at <= now}
        for place in _may_go(group, now):
            if limit is None or len(people) <= limit:
                break
            if place.person_id in people - stay:
                people.discard(place.person_id)
                for theirs in group:
                    if theirs.person_id == place.person_id:
                        drop(theirs, CapName.BADGES, limit)


def _hours(
    group: list[Placed], limit: int | None, cap: CapName, now: datetime, drop: _Drop
) -> None:
    reviewers = [place for place in group if place.duty == Duty.REVIEWER]
    booked = sum(place.minutes for place in reviewers)
    for place in _may_go(reviewers, now):
        if limit is None or booked <= limit * 60:
            break
        booked -= place.minutes
        drop(place, cap, limit)


def _day_hours(left: _Left, caps: Mapping[date, DayCaps], now: datetime, drop: _Drop) -> None:
    for group in _group(left, lambda place: place.day):
        limit = caps[group[0].day].limit(CapName.DAY_HOURS)
        _hours(group, limit, CapName.DAY_HOURS, now, drop)


def _week_hours(left: _Left, caps: Mapping[date, DayCaps], now: datetime, drop: _Drop) -> None:
    for group in _group(left, lambda place: calendar.week_of(place.day)):
        # A cap that changes within the week: the lowest of its days with a place holds.
        limit = _least(*(caps[place.day].limit(CapName.WEEK_HOURS) for place in group))
        _hours(group, limit, CapName.WEEK_HOURS, now, drop)
