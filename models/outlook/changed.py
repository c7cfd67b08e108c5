"""The calendar as a what-if would have it: other seats, other days, other hours, from a date on.

What a what-if does not name stays as the caps have it, dated rows and holidays included; an
office's limit of reviewer-hours a day or a week holds still, since only the office can lift it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.outlook.questions import HOURS_USUAL, WhatIf, last_day
from models.outlook.rooms import offered, within_weeks
from models.outlook.terms import Outlook, Room, RoomDay
from models.rules import calendar
from models.rules.forecast import Open

WEEK = timedelta(days=7)
_SEEN = timedelta(days=28)  # the weeks that tell what an office is like now
# Days are added in this order: weekdays before the weekend.
_LIKELY = (1, 2, 3, 0, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A usual week: seats at one time, weekdays open (Monday = 0), hours of an open day.

    ``share``: of seats by hours, how much the shifts ask for, 0…1.
    """

    seats: int
    weekdays: tuple[int, ...]
    hours: float
    share: float

    @property
    def seat_hours_a_day(self) -> float:
        """Of a day open."""
        return self.seats * self.hours * self.share

    @property
    def seat_hours(self) -> float:
        """Of a week."""
        return self.seat_hours_a_day * len(self.weekdays)


@dataclass(frozen=True, slots=True)
class Changed:
    """The calendar after a what-if, with the office's week before and after.

    ``held``: a limit of reviewer-hours takes some of it away.
    """

    calendar: tuple[Open, ...]
    before: Pattern | None
    after: Pattern
    since: date
    held: bool = False


def pattern(days: Sequence[RoomDay], since: date) -> Pattern | None:
    """The week of an office in the four weeks from ``since``; None if it does not open in them."""
    seen = [day for day in days if since <= day.day < since + _SEEN and day.hours > 0]
    if not seen:
        return None
    seats = Counter(day.seats for day in seen).most_common(1)[0][0]
    hours = sum(day.hours for day in seen) / len(seen)
    whole = sum(_whole(day, day.seats, day.hours) for day in seen)
    share = sum(day.offered for day in seen) / whole if whole else 1.0
    weekdays = tuple(sorted({day.day.weekday() for day in seen if day.offered or share == 0}))
    return Pattern(seats, weekdays, hours, min(share, 1.0) or 1.0)


def change(outlook: Outlook, asked: WhatIf) -> Changed:
    """The calendar as asked; ``asked`` makes sense (`questions.amiss`)."""
    tomorrow = outlook.day + timedelta(days=1)  # today's seats are given out
    since = max(asked.since or tomorrow, tomorrow)
    if not outlook.rooms:
        return _without_caps(outlook, asked, since)
    room = next(room for room in outlook.rooms if asked.office in (None, room.office))
    before = pattern(room.days, since)
    after = _after(before, asked, _limit(room.days, since))
    days = within_weeks([_day(day, after, asked, since) for day in room.days])
    others = [other for other in outlook.rooms if other is not room]
    hours = offered([*others, Room(room.office, days)])
    wished = after.seat_hours_a_day
    soon = [day for day in days if since <= day.day < since + _SEEN and day.offered]
    held = any(day.offered < wished - 0.01 for day in soon if _limited(day))
    opened = tuple(Open(day, its) for day, its in hours.items())
    return Changed(opened, before, after, since, held)


def chosen(now: Sequence[int], asked: WhatIf) -> tuple[int, ...]:
    """The weekdays of a what-if: those named; or as many, today's first, weekends last."""
    if asked.weekdays:
        return tuple(sorted(set(asked.weekdays)))
    if asked.days is None:
        return tuple(now) or (1, 2, 3)
    more = [day for day in _LIKELY if day not in now]
    return tuple(sorted([*now, *more][: asked.days]))


def _after(before: Pattern | None, asked: WhatIf, seats: int) -> Pattern:
    now = before or Pattern(seats, (), HOURS_USUAL, 1.0)
    return Pattern(
        asked.seats if asked.seats is not None else now.seats,
        chosen(now.weekdays, asked),
        asked.hours if asked.hours is not None else now.hours,
        now.share,
    )


def _limit(days: Sequence[RoomDay], since: date) -> int:
    return max((day.seats for day in days if day.day >= since), default=0)


def _day(day: RoomDay, after: Pattern, asked: WhatIf, since: date) -> RoomDay:
    """One day of the office under the what-if."""
    if day.day < since or day.shut:
        return day
    if day.day.weekday() not in after.weekdays:
        return replace(day, hours=0.0, offered=0.0)
    hours = asked.hours if asked.hours is not None else day.hours or after.hours
    seats = asked.seats if asked.seats is not None else day.seats
    return replace(day, hours=hours, offered=after.share * _whole(day, seats, hours))


def _whole(day: RoomDay, seats: int, hours: float) -> float:
    """Seat-hours within the day's limit of reviewer-hours."""
    return seats * hours if day.day_most is None else min(seats * hours, day.day_most)


def _limited(day: RoomDay) -> bool:
    return day.day_most is not None or day.week_most is not None


def _without_caps(outlook: Outlook, asked: WhatIf, since: date) -> Changed:
    """No caps are known: the days are those on which people came lately, or those asked for."""
    before = _lately(outlook)
    after = _after(before, asked, 0)
    kept = [day for day in outlook.calendar if day.day < since]
    days = calendar.days(since, last_day(outlook))
    new = [Open(day, after.seat_hours_a_day) for day in days if day.weekday() in after.weekdays]
    return Changed((*kept, *new), before, after, since)


def _lately(outlook: Outlook) -> Pattern | None:
    """The rhythm as a week of one seat: its hours are seat-hours."""
    first = outlook.calendar[0].day if outlook.calendar else outlook.day
    week = [day for day in outlook.calendar if day.day < first + WEEK]
    if not week:
        return None
    weekdays = tuple(sorted({day.day.weekday() for day in week}))
    return Pattern(1, weekdays, sum(day.seat_hours for day in week) / len(week), 1.0)
