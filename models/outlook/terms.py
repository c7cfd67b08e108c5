"""What an outlook is made of, what is reckoned from it, and what posts read of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.outlook.counting import DayCounted
from models.rules.forecast import Course, Finish, Open, Score, What
from models.rules.minutes import Measured
from models.rules.priority import Plan, ReasonStanding
from models.terms import Order


class Used(StrEnum):
    """Where the seat-hours that people used are known from."""

    ROOM = "room"  # attendance: arrivals and departures of the shifts
    READINGS = "readings"  # no shifts are run: from a batch's deal to its last reading


class Offered(StrEnum):
    """Where the seat-hours of the days to come are known from."""

    CAPS = "caps"  # dated caps and published shifts
    RHYTHM = "rhythm"  # no caps: as many hours as the same weekday had lately
    NOTHING = "nothing"  # neither caps nor days: no calendar


class Note(StrEnum):
    """What a reader of the dates must know beside them."""

    NO_DAYS = "no-days"  # nobody has read yet: the pace is assumed
    FEW_DAYS = "few-days"  # fewer than four days of reading to go by
    NO_CALENDAR = "no-calendar"  # neither caps nor days worked say when people will sit there
    SHUT = "shut"  # caps are known, and no day to come offers a seat-hour
    RHYTHM = "rhythm"  # no caps: the days to come are as the last weeks were
    USED_BY_READINGS = "used-by-readings"  # no attendance: seat time is that of the batches
    NO_RULINGS = "no-rulings"  # no lawyer has ruled: the share upheld is assumed
    LAWYERS_SHORT = "lawyers-short"  # claims wait: rulings, not readings, set the date
    MINUTES_ASSUMED = "minutes-assumed"  # too few finished batches to measure minutes by reason


@dataclass(frozen=True, slots=True)
class RoomDay:
    """One day of an office: hours open, seats, and seat-hours offered after all its limits.

    ``day_most`` and ``week_most`` are reviewer-hours that the office allows; None: no limit.
    ``share``: of what the caps offer, how much the campaign's shifts ask for, 0…1.
    """

    day: date
    hours: float
    seats: int
    day_most: float | None
    week_most: float | None
    share: float
    offered: float
    shut: bool = False  # a holiday, whatever the weekday
    left: float = 1.0  # of the open hours, the share that is still to come


@dataclass(frozen=True, slots=True)
class Room:
    """An office's days to come, rising."""

    office: str
    days: tuple[RoomDay, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The campaign as a forecast sees it, gathered in one look; nothing in it is a guess of ours.

    ``day`` is today by the campaign's wall clock, ``seed`` names campaign and day. ``standings``,
    ``reviewer_minutes`` (of a day) and ``lawyer_minutes`` (of a day; None: plenty) are what the
    order of the day is planned from. ``rooms`` are the offices' days of which ``calendar`` is the
    sum; empty where the calendar is the rhythm's. ``judged`` lines have a ruling, ``rulings_a_day``
    lately (a calendar day; None: not known yet). ``closing`` are past days that change no more, to
    be kept.
    """

    day: date
    seed: int
    order: Order
    course: Course
    calendar: tuple[Open, ...]
    rooms: tuple[Room, ...]
    minutes: tuple[Measured, ...]
    standings: tuple[ReasonStanding, ...]
    reviewer_minutes: float
    lawyer_minutes: float | None
    audit: float
    used: Used
    offered: Offered
    notes: tuple[Note, ...]
    judged: int
    rulings_a_day: float | None
    closing: tuple[DayCounted, ...] = ()
    invented: bool = False
    whole: bool = True  # it is known how many lines there are

    def done(self, what: What) -> bool:
        """Whether nothing is left to read, or the target is ruled."""
        if what is What.ALL_READ:
            return self.whole and not any(reason.unread for reason in self.course.reasons)
        return self.course.ours >= self.course.target


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Both finish dates, the score of past forecasts, and the order of the day.

    ``plan`` is what the policy `best` would deal by today; None: nothing is left to read.
    """

    day: date
    seed: int
    all_read: Finish
    target_ruled: Finish
    score: Score
    plan: Plan | None
    used: Used
    offered: Offered
    notes: tuple[Note, ...]
    judged: int
    closing: tuple[DayCounted, ...] = ()
    best: bool = False  # whether the policy deals by the plan


@dataclass(frozen=True, slots=True)
class Kept:
    """Finish dates as they were last kept, at ``at`` (aware UTC) for ``day``; what posts read.

    ``score``: of so many past forecasts, how many had the true day in their range.
    """

    day: date
    at: datetime
    seed: int
    all_read: Finish
    target_ruled: Finish
    score: Score
    used: Used
    offered: Offered
    notes: tuple[Note, ...]
