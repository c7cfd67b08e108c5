"""What somebody asks of the outlook, and whether it makes sense."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from models.outlook.terms import Offered, Outlook
from models.rules.forecast import What

SEATS_MOST = 500  # as for an office's caps: more is a slip of the finger
DAYS_MOST = 7
HOURS_LEAST, HOURS_MOST = 0.5, 24.0
CHANCE_LEAST, CHANCE_MOST = 0.01, 0.99
HOURS_USUAL = 6.0  # offered where nothing is known of the hours


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Seats at one time, days a week (a number, or weekdays from Monday = 0), hours a day, from when.

    None: as it is. ``by``: a date whose chance is asked for.
    """

    seats: int | None = None
    days: int | None = None
    weekdays: tuple[int, ...] = ()
    hours: float | None = None
    since: date | None = None
    by: date | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class FinishBy:
    """What it takes to be done on ``by`` or before with this chance, 0…1."""

    what: What
    by: date
    chance: float


Question = WhatIf | FinishBy


class Field(StrEnum):
    """Which number of a question makes no sense."""

    SEATS = "seats"
    DAYS = "days"
    HOURS = "hours"
    SINCE = "since"
    BY = "by"
    CHANCE = "chance"
    HOURS_MISSING = "hours-missing"  # nothing is known of the office's hours
    SEATS_MISSING = "seats-missing"
    DAYS_MISSING = "days-missing"
    OFFICE = "office"  # several offices: which one
    NO_SUCH_OFFICE = "no-such-office"


@dataclass(frozen=True, slots=True)
class Amiss:
    """The first number that makes no sense, and the nearest question that does.

    ``codes``: the offices, where one has to be named.
    """

    field: Field
    nearest: Question
    codes: tuple[str, ...] = ()


def amiss(question: Question, outlook: Outlook) -> Amiss | None:
    """What is wrong with the question for this campaign today; None: nothing."""
    if isinstance(question, FinishBy):
        return _finish_amiss(question, outlook)
    return (
        _numbers_amiss(question)
        or _dates_amiss(question, outlook)
        or _office_amiss(question, outlook)
        or _unknown_amiss(question, outlook)
    )


def first_day(outlook: Outlook) -> date:
    """The first day on which people may sit there, or tomorrow."""
    return outlook.calendar[0].day if outlook.calendar else outlook.day + timedelta(days=1)


def last_day(outlook: Outlook) -> date:
    """The end of the calendar that is looked at: two years from today."""
    return outlook.day + timedelta(days=730)


def _numbers_amiss(asked: WhatIf) -> Amiss | None:
    if asked.seats is not None and not 1 <= asked.seats <= SEATS_MOST:
        return Amiss(Field.SEATS, replace(asked, seats=_within(asked.seats, 1, SEATS_MOST)))
    if asked.days is not None and not 1 <= asked.days <= DAYS_MOST:
        return Amiss(Field.DAYS, replace(asked, days=_within(asked.days, 1, DAYS_MOST)))
    if asked.hours is not None and not HOURS_LEAST <= asked.hours <= HOURS_MOST:
        nearest = min(max(asked.hours, HOURS_LEAST), HOURS_MOST)
        return Amiss(Field.HOURS, replace(asked, hours=nearest))
    return None


def _within(n: int, least: int, most: int) -> int:
    return min(max(n, least), most)


def _dates_amiss(asked: WhatIf, outlook: Outlook) -> Amiss | None:
    first, last = outlook.day, last_day(outlook) - timedelta(days=7)
    if asked.since is not None and not first <= asked.since <= last:
        return Amiss(Field.SINCE, replace(asked, since=min(max(asked.since, first), last)))
    start = max(asked.since or first, first_day(outlook))
    if asked.by is not None and not start <= asked.by <= last_day(outlook):
        nearest = min(max(asked.by, start), last_day(outlook))
        return Amiss(Field.BY, replace(asked, by=nearest))
    return None


def _office_amiss(asked: WhatIf, outlook: Outlook) -> Amiss | None:
    codes = tuple(room.office for room in outlook.rooms)
    if asked.office is None and len(codes) > 1:
        return Amiss(Field.OFFICE, replace(asked, office=codes[0]), codes)
    if asked.office is not None and asked.office not in codes:
        nearest = replace(asked, office=codes[0] if codes else None)
        return Amiss(Field.NO_SUCH_OFFICE, nearest, codes)
    return None


def _unknown_amiss(asked: WhatIf, outlook: Outlook) -> Amiss | None:
    """Where no caps are known, seats alone say nothing of an hour."""
    if outlook.offered is Offered.CAPS:
        return None
    hours = asked.hours or HOURS_USUAL
    if asked.seats is not None and asked.hours is None:
        return Amiss(Field.HOURS_MISSING, replace(asked, hours=hours))
    if asked.hours is not None and asked.seats is None:
        return Amiss(Field.SEATS_MISSING, replace(asked, seats=10))
    if outlook.offered is Offered.NOTHING and asked.seats is None:
        return Amiss(Field.SEATS_MISSING, replace(asked, seats=10, hours=hours))
    if outlook.offered is Offered.NOTHING and asked.days is None and not asked.weekdays:
        return Amiss(Field.DAYS_MISSING, replace(asked, days=3))
    return None


def _finish_amiss(asked: FinishBy, outlook: Outlook) -> Amiss | None:
    if not CHANCE_LEAST <= asked.chance <= CHANCE_MOST:
        nearest = min(max(asked.chance, CHANCE_LEAST), CHANCE_MOST)
        return Amiss(Field.CHANCE, replace(asked, chance=nearest))
    first = first_day(outlook)
    if asked.what is What.TARGET_RULED:
        first += timedelta(days=outlook.course.lag_days)
    if not first <= asked.by <= last_day(outlook):
        nearest_day = min(max(asked.by, first), last_day(outlook))
        return Amiss(Field.BY, replace(asked, by=nearest_day))
    return None
