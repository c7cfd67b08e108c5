"""Wall clocks and weeks of an office: from the hour on its wall to the moment, and back.

Clocks in the United States change at two o'clock on the second Sunday of March and the first
Sunday of November (15 U.S.C. 260a): in 2022 on November 6, in 2023 on March 12. An hour that does
not exist is an error of whoever typed it; an hour that comes twice means the first one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.rules import holds
from models.shift_terms import Window

DAY = timedelta(days=1)


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """When the office's clock shows ``clock`` on ``day``, aware UTC; None if it never does."""
    wall = datetime.combine(day, clock, zone)
    there = wall.astimezone(UTC)
    return there if there.astimezone(zone).time() == clock else None


def edge(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The same for a boundary: an hour that is skipped counts from the change of the clocks on."""
    wall = datetime.combine(day, clock)
    while (found := moment(wall.date(), wall.time(), zone)) is None:
        wall += timedelta(minutes=1)
    return found


def opening(day: date, window: Window, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A window of the day as moments, aware UTC."""
    return edge(day, window.starts, zone), edge(day, window.ends, zone)


def minutes(starts_at: datetime, ends_at: datetime) -> int:
    """Elapsed minutes, none if it ends before it starts."""
    return max(0, int((ends_at - starts_at).total_seconds() // 60))


def week_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def days(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``, both included."""
    return [first + DAY * n for n in range((last - first).days + 1)]


def names_due(day: date, hours: int, zone: ZoneInfo) -> datetime:
    """When the names of a day are due: so many hours on the wall before it begins."""
    wall = datetime.combine(day, time(0)) - timedelta(hours=hours)
    return edge(wall.date(), wall.time(), zone)


def awake(at: datetime, zone: ZoneInfo, from_hour: int, to_hour: int) -> datetime:
    """``at``, or the end of the quiet hours it falls into."""
    if not holds.quiet(at, zone, from_hour, to_hour):
        return at
    wall = at.astimezone(zone)
    late = from_hour > to_hour and wall.hour >= from_hour
    return edge(wall.date() + (DAY if late else timedelta(0)), time(to_hour), zone)


def remind_at(
    starts_at: datetime, before: timedelta, zone: ZoneInfo, from_hour: int, to_hour: int
) -> datetime:
    """When to remind of a shift ``before`` it starts, outside the quiet hours, never after it.

    What falls into the quiet hours waits for their end; if the shift begins by then, it comes
    before they begin.
    """
    at = starts_at - before
    woken = awake(at, zone, from_hour, to_hour)
    if woken < starts_at:
        return woken
    while holds.quiet(at, zone, from_hour, to_hour):
        at -= timedelta(minutes=15)
    return at
