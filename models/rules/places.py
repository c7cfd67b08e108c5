"""May this person have this place? One pure ladder, in the order of `shift_terms.Answer`.

Sign-up, waiting list, cover, swap, check-in and planner all ask it, so that nobody and no path
lets one too many in. The idea of one ordered decision that answers with a code is engelsystem's
(includes/model/Shifts_model.php, Shift_signup_allowed); the caps are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.rules import calendar
from models.shift_terms import Answer, CapName, DayCaps, Duty, Ruling
from models.terms import Role

_DUTIES: dict[Duty, frozenset[Role]] = {
    Duty.REVIEWER: frozenset(Role),
    Duty.CAPTAIN: frozenset({Role.CAPTAIN, Role.COORDINATOR, Role.ADMIN}),
    Duty.LAWYER: frozenset({Role.LAWYER}),
}


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Another place of the person that counts (waiting lists do not)."""

    shift_id: int
    day: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the ladder needs of a person. ``designated``: on file, or the campaign asks for none.

    ``named``: on the registrar's list for the day, or certain to have a place on it.
    """

    suspended: bool
    designated: bool
    role: Role
    day_most: int | None = None
    week_most: int | None = None
    named: bool = False
    has_badge: bool = False
    own: tuple[OwnPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """What the ladder needs of a shift. Moments are aware UTC.

    ``closes_at``: from then on the place cannot be had (sign-up: the start; whoever steps in for
    a no-show: the end). ``open_then``: the office is open for all of it. ``names_due_at``: None
    without a cap on notice.
    """

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    open_then: bool
    names_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What is taken at the office: seats and people in the shift, people and minutes of the day
    and of the week; all without the person's own place in this shift."""

    seats: int = 0
    room: int = 0
    badges: int = 0
    day_minutes: int = 0
    week_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The whole question."""

    now: datetime
    person: PersonFacts
    duty: Duty
    shift: ShiftFacts
    caps: DayCaps
    counts: Counts
    rest: timedelta = timedelta(hours=10)
    whole: bool = False  # the whole shift counts, though part of it has passed

    @property
    def minutes(self) -> int:
        """What the place would use: the whole shift, or what is left of it."""
        starts = self.shift.starts_at if self.whole else max(self.now, self.shift.starts_at)
        return calendar.minutes(starts, self.shift.ends_at)


def may(asked: Asked) -> Ruling:
    """The first rung that refuses, or `Answer.YES`."""
    for rung in _RUNGS:
        ruling = rung(asked)
        if ruling is not None:
            return ruling
    return Ruling(Answer.YES)


def _past(a: Asked) -> Ruling | None:
    return Ruling(Answer.PAST, since=a.shift.starts_at) if a.now >= a.shift.closes_at else None


def _suspended(a: Asked) -> Ruling | None:
    return Ruling(Answer.SUSPENDED) if a.person.suspended else None


def _no_designation(a: Asked) -> Ruling | None:
    return None if a.person.designated else Ruling(Answer.NO_DESIGNATION)


def _not_your_duty(a: Asked) -> Ruling | None:
    return None if a.person.role in _DUTIES[a.duty] else Ruling(Answer.NOT_YOUR_DUTY)


def _closed(a: Asked) -> Ruling | None:
    if a.shift.open_then:
        return None
    until = None if a.caps.closed else a.caps.until.get(CapName.WINDOWS)
    return Ruling(Answer.CLOSED, cap=CapName.WINDOWS, until=until)


def _already(a: Asked) -> Ruling | None:
    has = any(place.shift_id == a.shift.id for place in a.person.own)
    return Ruling(Answer.ALREADY) if has else None


def _clash(a: Asked) -> Ruling | None:
    for place in a.person.own:
        if place.starts_at < a.shift.ends_at and a.shift.starts_at < place.ends_at:
            return Ruling(Answer.CLASH, other_at=place.starts_at)
    return None


def _rest(a: Asked) -> Ruling | None:
    """Between shifts of different days; two of one day may follow each other."""
    hours = int(a.rest.total_seconds() // 3600)
    for place in a.person.own:
        gap = max(a.shift.starts_at - place.ends_at, place.starts_at - a.shift.ends_at)
        if place.day != a.shift.day and gap < a.rest:
            return Ruling(Answer.REST, allows=hours, other_at=place.starts_at)
    return None


def _own_day(a: Asked) -> Ruling | None:
    most = a.person.day_most
    has = sum(place.day == a.shift.day for place in a.person.own)
    return None if most is None or has < most else Ruling(Answer.OWN_DAY_LIMIT, allows=most)


def _own_week(a: Asked) -> Ruling | None:
    most, week = a.person.week_most, calendar.week_of(a.shift.day)
    has = sum(calendar.week_of(place.day) == week for place in a.person.own)
    return None if most is None or has < most else Ruling(Answer.OWN_WEEK_LIMIT, allows=most)


def _notice(a: Asked) -> Ruling | None:
    due = a.shift.names_due_at
    if due is None or a.now < due or a.person.named:
        return None
    cap = CapName.NOTICE
    return Ruling(Answer.NOTICE_PASSED, cap, a.caps.limit(cap), a.caps.until.get(cap), since=due)


def _full(a: Asked, answer: Answer, cap: CapName, wanted: int, unit: int = 1) -> Ruling | None:
    limit = a.caps.limit(cap)
    if limit is None or wanted <= limit * unit:
        return None
    return Ruling(answer, cap, limit, a.caps.until.get(cap))


def _seats(a: Asked) -> Ruling | None:
    if a.duty != Duty.REVIEWER:
        return None
    return _full(a, Answer.SEATS_FULL, CapName.SEATS, a.counts.seats + 1)


def _room(a: Asked) -> Ruling | None:
    return _full(a, Answer.ROOM_FULL, CapName.ROOM, a.counts.room + 1)


def _badges(a: Asked) -> Ruling | None:
    if a.person.has_badge:
        return None
    return _full(a, Answer.BADGES_FULL, CapName.BADGES, a.counts.badges + 1)


def _day_hours(a: Asked) -> Ruling | None:
    if a.duty != Duty.REVIEWER:
        return None
    wanted = a.counts.day_minutes + a.minutes
    return _full(a, Answer.DAY_HOURS_FULL, CapName.DAY_HOURS, wanted, unit=60)


def _week_hours(a: Asked) -> Ruling | None:
    if a.duty != Duty.REVIEWER:
        return None
    wanted = a.counts.week_minutes + a.minutes
    return _full(a, Answer.WEEK_HOURS_FULL, CapName.WEEK_HOURS, wanted, unit=60)


_RUNGS: tuple[Callable[[Asked], Ruling | None], ...] = (
    _past,
    _suspended,
    _no_designation,
    _not_your_duty,
    _closed,
    _already,
    _clash,
    _rest,
    _own_day,
    _own_week,
    _notice,
    _seats,
    _room,
    _badges,
    _day_hours,
    _week_hours,
)


def position(since: datetime, place_id: int, waiting: Iterable[tuple[datetime, int]]) -> int:
    """One's place on a waiting list, from 1; ``waiting`` are (since, place id) of everybody."""
    return 1 + sum((other, key) < (since, place_id) for other, key in waiting)
