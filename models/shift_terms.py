"""The vocabulary of shifts: places and their states, the reasons a place is refused, caps by name.

Enums and frozen results, no behaviour; beside `models.terms`, which holds the vocabulary of the
review. Moments are aware UTC; a ``day`` is a date by the office's wall clock; minutes are real
(elapsed) minutes, so that the days on which clocks change count as long as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum


class CapName(StrEnum):
    """What an office allows; every cap is data by date, with its source."""

    WINDOWS = "windows"  # opening windows by weekday, wall clock of the office
    SEATS = "seats"  # workstations at one time: reviewers only
    ROOM = "room"  # people in the room at one time, all roles
    BADGES = "badges"  # distinct people a day
    DAY_HOURS = "day-hours"  # reviewer-hours a day
    WEEK_HOURS = "week-hours"  # reviewer-hours a week (Monday to Sunday)
    NOTICE = "notice"  # hours before a day begins by which its names must be with the registrar


class Duty(StrEnum):
    """In which role a person is in the room."""

    REVIEWER = "reviewer"  # takes a seat
    CAPTAIN = "captain"  # takes no seat, counts in the room
    LAWYER = "lawyer"  # takes no seat, counts in the room


class PlaceState(StrEnum):
    """Where a person's place in a shift stands."""

    PLANNED = "planned"  # proposed by the planner, not published
    CONFIRMED = "confirmed"
    ASKED = "asked"  # promoted from the waiting list, must confirm in time
    WAITING = "waiting"
    STANDBY = "standby"  # stays if nobody comes; known to coordinators only
    ARRIVED = "arrived"
    DONE = "done"
    NO_SHOW = "no-show"
    LEFT = "left"  # went before the end
    CANCELLED = "cancelled"  # by the person
    REMOVED = "removed"  # by a coordinator, or with the shift


# States in which a place takes a seat and room: the seat cannot be given to somebody else.
TAKEN = frozenset({PlaceState.CONFIRMED, PlaceState.ASKED, PlaceState.ARRIVED, PlaceState.DONE})
# States in which it takes a badge and hours: whoever left has used both.
COUNTED = TAKEN | {PlaceState.LEFT}
# States in which the person is expected, or may yet be.
AHEAD = frozenset({PlaceState.CONFIRMED, PlaceState.ASKED, PlaceState.WAITING, PlaceState.STANDBY})
# States in which the person was in the room.
CAME = frozenset({PlaceState.ARRIVED, PlaceState.DONE, PlaceState.LEFT})
# States after which nothing comes: one may join the same shift anew.
OVER = frozenset({PlaceState.CANCELLED, PlaceState.REMOVED})

# The legal moves of attendance and sign-up.
MOVES: dict[PlaceState, frozenset[PlaceState]] = {
    PlaceState.PLANNED: frozenset({PlaceState.CONFIRMED, PlaceState.REMOVED}),
    PlaceState.CONFIRMED: frozenset(
        {
            PlaceState.ARRIVED,
            PlaceState.NO_SHOW,
            PlaceState.CANCELLED,
            PlaceState.REMOVED,
            PlaceState.WAITING,  # a cap was lowered: first on the list, and told so
        }
    ),
    PlaceState.ASKED: frozenset(
        {
            PlaceState.CONFIRMED,
            PlaceState.WAITING,
            PlaceState.CANCELLED,
            PlaceState.REMOVED,
            PlaceState.ARRIVED,  # came without having answered
        }
    ),
    PlaceState.WAITING: frozenset(
        {
            PlaceState.ASKED,
            PlaceState.CONFIRMED,
            PlaceState.CANCELLED,
            PlaceState.REMOVED,
            PlaceState.ARRIVED,  # came, and a seat was free
        }
    ),
    PlaceState.STANDBY: frozenset(
        {
            PlaceState.ASKED,
            PlaceState.CONFIRMED,
            PlaceState.CANCELLED,
            PlaceState.REMOVED,
            PlaceState.WAITING,
            PlaceState.ARRIVED,
        }
    ),
    PlaceState.ARRIVED: frozenset({PlaceState.DONE, PlaceState.LEFT, PlaceState.NO_SHOW}),
    PlaceState.NO_SHOW: frozenset({PlaceState.ARRIVED}),  # came late, if the seat is still free
    PlaceState.DONE: frozenset(),
    PlaceState.LEFT: frozenset({PlaceState.ARRIVED}),  # came back, if the seat is still free
    PlaceState.CANCELLED: frozenset(),
    PlaceState.REMOVED: frozenset(),
}


class Answer(StrEnum):
    """May this person have this place? The rungs of the ladder, in the order in which they hold."""

    YES = "yes"
    PAST = "past"  # the shift has begun or is over
    SUSPENDED = "suspended"
    NO_DESIGNATION = "no-designation"
    NOT_YOUR_DUTY = "not-your-duty"  # a captain's or lawyer's place
    CLOSED = "closed"  # the office is closed then
    ALREADY = "already"  # has a place in this shift
    CLASH = "clash"  # has another place at that time
    REST = "rest"  # too little rest between two shifts
    OWN_DAY_LIMIT = "own-day-limit"  # the person's own limit a day
    OWN_WEEK_LIMIT = "own-week-limit"  # the person's own limit a week
    NOTICE_PASSED = "notice-passed"  # the names of that day are with the registrar
    SEATS_FULL = "seats-full"
    ROOM_FULL = "room-full"
    BADGES_FULL = "badges-full"
    DAY_HOURS_FULL = "day-hours-full"
    WEEK_HOURS_FULL = "week-hours-full"


# Answers after which the person may still go on the waiting list.
WAITABLE = frozenset(
    {
        Answer.SEATS_FULL,
        Answer.ROOM_FULL,
        Answer.BADGES_FULL,
        Answer.DAY_HOURS_FULL,
        Answer.WEEK_HOURS_FULL,
    }
)


class Able(IntEnum):
    """Whether a person can come at a time."""

    NOT = 0
    CAN = 1
    GLADLY = 2  # a wish, for the planner


class Kept(StrEnum):
    """Kinds of obstruction: what the office kept from a shift."""

    DOORS = "doors"  # opened late, closed early, shut
    COMPUTERS = "computers"  # down, slow, fewer than allowed
    STAFF = "staff"  # nobody to sit at a screen
    RECORDS = "records"  # sheets or records not brought
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Window:
    """An opening window of a weekday, wall clock of the office; ``ends`` after ``starts``."""

    starts: time
    ends: time


Week = tuple[tuple[Window, ...], ...]  # seven weekdays from Monday; () closed
CapValue = int | Week | None  # None: no limit


@dataclass(frozen=True, slots=True)
class CapRow:
    """One dated row of what an office allows; the latest up to a day rules that day."""

    name: CapName
    value: CapValue
    effective_from: date
    source: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A holiday or another day on which the office does not open."""

    day: date
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class DayCaps:
    """What an office allows on one day. None: no limit is known.

    ``until`` gives, for a cap whose next row is known, the last day of the present one.
    """

    day: date
    windows: tuple[Window, ...]
    closed: ClosedDay | None
    limits: dict[CapName, int | None]
    until: dict[CapName, date]
    rows: tuple[CapRow, ...] = ()

    def limit(self, name: CapName) -> int | None:
        """The number of a cap, None without one."""
        return self.limits.get(name)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The ladder's answer, with the cap that refused and what it allows then."""

    answer: Answer
    cap: CapName | None = None
    allows: int | None = None  # seats, people or hours; own limit in shifts; rest in hours
    until: date | None = None  # the day before the cap changes, if a change is known
    since: datetime | None = None  # past: when it began; notice-passed: when the names were due
    other_at: datetime | None = None  # clash, rest: when the other shift begins


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift as people see it; moments in aware UTC, ``day`` by the office's wall clock.

    ``seats`` is None where the office sets no limit; ``taken`` counts reviewers. ``captain`` is a
    pseudonym. ``cannot`` and ``silent`` are the answers of those who were asked to cover.
    """

    id: int
    office: str
    day: date
    starts_at: datetime
    ends_at: datetime
    seats: int | None
    taken: int
    waiting: int
    published: bool
    captain: str | None
    mine: PlaceState | None = None
    cannot: int = 0
    silent: int = 0
    called_off: bool = False
    seeking_cover: bool = False

    @property
    def free(self) -> int | None:
        """Seats nobody has, None without a limit."""
        return None if self.seats is None else max(0, self.seats - self.taken)


@dataclass(frozen=True, slots=True)
class Offer:
    """A shift and whether the person who looks may have a place in it."""

    shift: ShiftView
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One person's place. ``position`` is theirs on the waiting list, from 1, while waiting."""

    id: int
    shift: ShiftView
    person_id: int
    pseudonym: str
    duty: Duty
    state: PlaceState
    since: datetime
    confirm_by: datetime | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a wish to join: a place, or the waiting list with the ruling that says why.

    ``place`` is None if the person did not want to wait; ``position`` is then where they would
    stand. ``again``: they had this already, nothing changed.
    """

    shift: ShiftView
    place: PlaceView | None
    ruling: Ruling
    position: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Unseated:
    """A place that a change of caps takes away: whose, when, which cap says so, what it allows."""

    place_id: int
    shift_id: int
    person_id: int
    pseudonym: str
    duty: Duty
    day: date
    starts_at: datetime
    cap: CapName
    allows: int | None


@dataclass(frozen=True, slots=True)
class CapPreview:
    """What a change of caps would do, or has done: the shifts it shuts, whom it unseats."""

    office: str
    name: CapName | None  # None: a day is closed or opened again
    effective_from: date
    before: CapValue
    after: CapValue
    unseated: tuple[Unseated, ...]
    shut: tuple[ShiftView, ...] = ()

    @property
    def place_ids(self) -> tuple[int, ...]:
        """The places it takes away: given back as ``expect``, so that nobody is missed."""
        return tuple(sorted(out.place_id for out in self.unseated))
