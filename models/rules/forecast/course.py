"""What a forecast is made from, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class What(StrEnum):
    """Which of the two finishes."""

    ALL_READ = "all-read"
    TARGET_RULED = "target-ruled"


class Reading(StrEnum):
    """In which order what is unread will be read."""

    LISTED = "listed"  # reason after reason, as the course lists them
    MIXED = "mixed"  # all reasons at once, as in the registrar's order
    BEST = "best"  # by rulings a minute, as the policy will find them out


@dataclass(frozen=True, slots=True)
class DayWorked:
    """One past day with readings.

    ``offered``: seat-hours the caps and the plan allowed; ``used``: seat-hours people sat there;
    ``work``: the lines read that day in *practised minutes*, lines times their reason's usual
    minutes, so that days of quick and of slow reasons compare.
    """

    day: date
    offered: float
    used: float
    work: float


@dataclass(frozen=True, slots=True)
class Open:
    """One day to come: the seat-hours that its caps and shifts offer (0 where it is closed)."""

    day: date
    seat_hours: float


@dataclass(frozen=True, slots=True)
class ReasonLeft:
    """One reason: lines unread, practised minutes a line; of ``seen`` lines read, ``ours`` ruled ours.

    ``seen`` counts lines read whose outcome is settled: let stand, or claimed and ruled. ``drawn``
    audit lines were unread when they were drawn, and ``drawn_ours`` of them were ruled ours: they
    speak for the unread lines whatever order the others were read in.
    """

    code: str
    unread: int
    minutes: float
    ours: int
    seen: int
    drawn: int = 0
    drawn_ours: int = 0


@dataclass(frozen=True, slots=True)
class Lawyers:
    """The second bottleneck: claims waiting, the share upheld (0…1), rulings a calendar day."""

    waiting: int
    upheld: float
    a_day: float


@dataclass(frozen=True, slots=True)
class Course:
    """A campaign as it stands, and in which order its ``reasons`` will be read.

    ``target`` and ``ours``: lines to be ruled ours, lines ruled ours. ``audit``: share of the work
    that goes to the audit stream, 0…1. ``read_unruled``: lines read and without a ruling, which
    the audit may draw again. ``caught``: of the lines that a lawyer would rule ours, the share
    that readers claim, 0…1. ``lag_days``: calendar days from reading to ruling. ``lawyers`` None:
    no bottleneck there. ``audit_rereads``: whether an audit line that was read before is read
    again, which reads nothing new; false where such a line goes to the lawyer as it is.
    """

    days: tuple[DayWorked, ...]
    reasons: tuple[ReasonLeft, ...]
    target: int
    ours: int
    reading: Reading = Reading.LISTED
    audit: float = 0.0
    read_unruled: int = 0
    caught: float = 1.0
    lag_days: int = 0
    lawyers: Lawyers | None = None
    audit_rereads: bool = True


@dataclass(frozen=True, slots=True)
class Finish:
    """The 80 % range of a finish date and its middle; None: later than the calendar, or never.

    ``chance`` is the share of futures that finish within the calendar. ``on_course`` is false
    where fewer than half do: then no date is named.
    """

    what: What
    low: date | None
    middle: date | None
    high: date | None
    chance: float

    @property
    def on_course(self) -> bool:
        """Whether a range may be named at all."""
        return self.middle is not None


@dataclass(frozen=True, slots=True)
class Needed:
    """The seat-hours that a date needs: a factor on the calendar's, and the mean a day open.

    ``factor`` None: no number of seats does it (too few lines left that are ours, no day open
    before the date, or the lawyers cannot rule as quickly: ``by_lawyers``).
    """

    what: What
    by: date
    chance: float
    factor: float | None
    seat_hours: float | None
    by_lawyers: bool = False
