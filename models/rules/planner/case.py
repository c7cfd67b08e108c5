"""What the planner is asked: plain, frozen values, so that a case can travel to another process.

Days are dates by the office's wall clock, moments aware UTC, lengths whole elapsed minutes. A case
is one office; a place at another one is `Busy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from models.shift_terms import Duty


@cache
def week_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One person in one slot in one duty; by ids."""

    person: int
    slot: int
    duty: Duty


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift to plan. ``seats`` and ``room`` are what the office allows; None without a limit.

    ``wanted`` reviewers (None: all seats), ``captains``, ``lawyers`` and one speaker of each of
    ``languages`` are what policy would like: what is missing is named, never forced. Without seats
    and ``wanted`` nobody is looked for: give one of them.
    """

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    seats: int | None
    room: int | None = None
    wanted: int | None = None
    captains: int = 1
    lawyers: int = 0
    languages: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def week(self) -> date:
        """The Monday of its week."""
        return week_of(self.day)

    @property
    def demand(self) -> int:
        """Reviewers to look for: the wish of policy, never above the seats."""
        limits = [limit for limit in (self.wanted, self.seats) if limit is not None]
        return min(limits, default=0)


@dataclass(frozen=True, slots=True)
class Busy:
    """A place somebody has outside the plan: at another office, or just before it or after it.

    It is not planned, but their limits, their nights and their hours count it.
    """

    day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A person who can be planned.

    ``wishes`` maps the slots they are able to come to (slot id) to how gladly, 0 to 3: what is not
    in it cannot be planned. ``day_most`` and ``week_most`` are their own limits in shifts,
    ``day_minutes`` in minutes; places ``elsewhere`` count in them. ``had``: places of the weeks
    before, for fairness.
    """

    id: int
    wishes: Mapping[int, int]
    duties: frozenset[Duty] = frozenset({Duty.REVIEWER})
    languages: frozenset[str] = frozenset()
    day_most: int | None = 1
    week_most: int | None = None
    day_minutes: int | None = None
    had: int = 0
    elsewhere: tuple[Busy, ...] = ()

    def day_left(self, day: date) -> int | None:
        """Shifts the person may still have on a day; None without a limit."""
        if self.day_most is None or not self.elsewhere:
            return self.day_most
        return max(0, self.day_most - sum(busy.day == day for busy in self.elsewhere))

    def week_left(self, week: date) -> int | None:
        """The same of the week that begins on ``week``."""
        if self.week_most is None or not self.elsewhere:
            return self.week_most
        had = sum(week_of(busy.day) == week for busy in self.elsewhere)
        return max(0, self.week_most - had)

    def minutes_left(self, day: date) -> int | None:
        """Minutes the person may still have on a day; None without a limit."""
        if self.day_minutes is None or not self.elsewhere:
            return self.day_minutes
        had = sum(busy.minutes for busy in self.elsewhere if busy.day == day)
        return max(0, self.day_minutes - had)


@dataclass(frozen=True, slots=True)
class Limit:
    """An office's caps of one day, or of the week that begins on ``since`` (a Monday).

    ``badges`` are distinct people (days only); ``minutes`` are reviewer-minutes. None: no limit.
    """

    since: date
    minutes: int | None = None
    badges: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What the planner thinks things are worth, in one unit: a tenth of an empty seat-hour.

    All of them are invented by us and kept here only; a campaign may think otherwise. What
    matters is their order, not their size.
    """

    # An hour of a free seat that somebody could have read in: the scarcest thing there is.
    seat_hour: int = 10
    # A shift without a captain has nobody to answer to the office and nobody to keep the paper:
    # worth five seats for three hours.
    captain: int = 150
    # Without a lawyer the unsure lines wait, but they are not lost.
    lawyer: int = 100
    # Without a speaker some lines are read slowly: about one seat's shift.
    language: int = 30
    # A wish decides between equals, and never leaves a seat empty (3 < one seat-hour).
    wish: int = 1
    # A person's 1st, 2nd … shift of the plan: falling, so that many come rather than few often.
    fairness: tuple[int, ...] = (8, 5, 3, 2, 1)
    # Two who like to sit together.
    pair: int = 2
    # Taking a published place from somebody: more than one seat's shift, less than a captain.
    move: int = 40
    # A promise is broken only if the caps leave no other way: more than any chain of gains.
    promise: int = 2_000


@dataclass(frozen=True, slots=True)
class Case:
    """The whole question.

    ``promised`` places are kept before everything else (they are hard unless the caps contradict
    them). ``published`` places are as hard when a plan is made; when one is re-planned, each
    costs ``weights.move``. ``carpools`` come together or not at all, ``pairs`` would like to.
    From ``names_open_from`` on the names list of a day is still open; before it only ``named``
    (person, day) may be placed anew; None: all days are open. ``rest`` holds between shifts of
    different days.
    """

    slots: tuple[Slot, ...]
    people: tuple[Volunteer, ...]
    days: tuple[Limit, ...] = ()
    weeks: tuple[Limit, ...] = ()
    promised: frozenset[Place] = frozenset()
    published: frozenset[Place] = frozenset()
    carpools: tuple[tuple[int, ...], ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    names_open_from: date | None = None
    named: frozenset[tuple[int, date]] = frozenset()
    rest: timedelta = timedelta(hours=10)
    weights: Weights = field(default_factory=Weights)


def clash(first: Slot | Busy, second: Slot | Busy, rest: timedelta) -> bool:
    """Whether one person cannot have both: they overlap, or lie too near on different days."""
    if first.starts_at > second.starts_at:
        first, second = second, first
    gap = second.starts_at - first.ends_at
    return gap < timedelta(0) or (first.day != second.day and gap < rest)
