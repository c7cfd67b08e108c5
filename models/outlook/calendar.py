"""Days worked as a forecast takes them, and days to come where no caps tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.outlook.counting import DayCounted
from models.outlook.terms import Used
from models.rules import calendar
from models.rules.forecast import DayWorked
from models.rules.minutes import Measured

LATELY = timedelta(days=28)
_MOST = 0.5  # of the days with readings, the share with attendance from which it is believed


@dataclass(frozen=True, slots=True)
class Past:
    """Days that are over: with readings, or open with nobody there. ``used`` says the source."""

    days: tuple[DayWorked, ...]
    used: Used


def past_of(counted: Sequence[DayCounted], split: Sequence[Measured], over: date) -> Past:
    """The days up to ``over`` as days worked; ``split`` are minutes of a line by reason.

    Seat-hours used are those of attendance, if most days with readings lately have any; else those
    of the batches. Where nothing was offered by caps, what was used was offered.
    """
    found = [day for day in counted if day.day <= over]
    used = _source(found)
    minutes = {one.code: one.minutes for one in split}
    worked = []
    for day in found:
        hours = (day.used if used is Used.ROOM else day.spans) / 60
        work = sum(n * minutes[code] for code, n in day.lines.items() if code in minutes)
        offered = day.offered / 60 if day.offered else hours
        if work > 0 or (day.offered and used is Used.ROOM):
            worked.append(DayWorked(day.day, offered, hours, work))
    return Past(tuple(worked), used)


def rhythm(past: Past, today: date, last: date) -> dict[date, float]:
    """Seat-hours from tomorrow to ``last``, by day: as many as its weekday had lately on average.

    Over whole weeks back from the last day worked, at most four; a first week that is not over
    speaks for all. Empty before any day was worked.
    """
    days = [day for day in past.days if day.used > 0]
    if not days:
        return {}
    newest, oldest = days[-1].day, days[0].day
    weeks = max(1, min((newest - oldest).days // 7 + 1, LATELY.days // 7))
    since = newest - timedelta(days=7 * weeks - 1)
    sums = [0.0] * 7
    for day in days:
        if day.day >= since:
            sums[day.day.weekday()] += day.used / weeks
    ahead = calendar.days(today + timedelta(days=1), last)
    return {day: sums[day.weekday()] for day in ahead if sums[day.weekday()] > 0}


def _source(found: Sequence[DayCounted]) -> Used:
    """Attendance, if it is kept on most of the latest days with readings."""
    read = [day for day in found if day.read > 0]
    if not read:
        return Used.ROOM
    lately = [day for day in read if day.day > read[-1].day - LATELY]
    return (
        Used.ROOM if sum(day.used > 0 for day in lately) >= _MOST * len(lately) else Used.READINGS
    )
