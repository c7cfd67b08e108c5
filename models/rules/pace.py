"""Pace: from the days observed to the range of days on which something would be finished.

No percentage and no interval here: until lines are drawn at random nothing can be inferred from
the lines that were read to those that were not (docs/why.md, "Why no percentage"). The ranges
below only say when it ends if every day to come is like the fastest, or like the slowest, of the
days looked back on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from models.terms import Span

FARTHEST = timedelta(days=3650)  # a course that ends in ten years is no course


@dataclass(frozen=True, slots=True)
class Day:
    """One day on which lines were read: how many, and how many more are claimed after it."""

    day: date
    read: int
    claimed: int


def rhythm(days: Sequence[Day], today: date) -> float:
    """Days with readings per calendar day, from the first of ``days`` to ``today``; 0 < r <= 1.

    A campaign that reads on Tuesdays to Thursdays has 3/7 after a whole week. Counted over whole
    weeks where there is at least one, so that the weekday of the look does not move it.
    """
    if not days:
        return 0.0
    span = (today - days[0].day).days + 1
    weeks = max(1, round(span / 7)) * 7 if span >= 5 else span
    return min(1.0, len(days) / weeks)


def all_read(left: int, days: Sequence[Day], today: date) -> Span:
    """When all lines are read, ``left`` of them to go: at the fastest and slowest day's pace."""
    if left <= 0:
        return Span(today, today)
    paces = [day.read for day in days if day.read > 0]
    if not paces:
        return Span(None, None)
    share = rhythm(days, today)
    return Span(_after(today, left, max(paces), share), _after(today, left, min(paces), share))


def target_reached(target: int, claimed: int, left: int, days: Sequence[Day], today: date) -> Span:
    """When ``claimed`` would reach ``target``, with ``left`` lines unread.

    A day of the past whose share of claims, held to the last line, would not reach the target
    gives no date. ``Span(None, None)``: no day does; ``Span(d, None)``: some do, some do not.
    """
    wanted = target - claimed
    if wanted <= 0:
        return Span(today, today)
    share = rhythm(days, today)
    dates = [_reached(wanted, left, day, share, today) for day in days if day.read > 0]
    reached = [found for found in dates if found is not None]
    if not reached:
        return Span(None, None)
    return Span(min(reached), max(reached) if len(reached) == len(dates) else None)


def _reached(wanted: int, left: int, day: Day, share: float, today: date) -> date | None:
    if day.claimed <= 0 or day.claimed * left < wanted * day.read:
        return None
    return _after(today, wanted, day.claimed, share)


def _after(today: date, left: int, a_day: int, share: float) -> date | None:
    wait = timedelta(days=ceil(left / a_day / share))
    return None if wait > FARTHEST else today + wait
