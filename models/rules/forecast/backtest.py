"""How often the 80 % range was right on the campaign's own past.

From the end of every past week the forecast is asked when the work would be done that had in fact
been done four weeks later (or by today), with what was known then. The share of times the true day
lay in the range is said beside the forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.forecast.ask import finish
from models.rules.forecast.course import Course, DayWorked, Open, ReasonLeft, What

WEEK = timedelta(days=7)
AHEAD = timedelta(days=28)
_SLACK = 3  # a calendar this many times as long as the time it took, so that late is seen as late
_LEAST = 3  # days worked before a forecast is worth asking
_SMALL = 500  # draws


@dataclass(frozen=True, slots=True)
class Score:
    """Of ``tries`` past forecasts, ``inside`` had the true day in their 80 % range."""

    tries: int
    inside: int


def backtest(days: Sequence[DayWorked], seed: int) -> Score:
    """Ask again at the end of every past week; ``days`` rising. No try before the fourth day."""
    if len(days) <= _LEAST:
        return Score(0, 0)
    tries = inside = 0
    look = days[0].day + WEEK
    while look < days[-1].day:
        known = [day for day in days if day.day < look]
        later = [day for day in days if look <= day.day < look + AHEAD]
        look += WEEK
        if len(known) < _LEAST or not later:
            continue
        tries += 1
        inside += _right(known, later, seed + tries)
    return Score(tries, inside)


def _right(known: Sequence[DayWorked], later: Sequence[DayWorked], seed: int) -> bool:
    """Whether the day on which the later work was done lies in the range of what was known."""
    # One line of as many minutes as were worked: the last day's work is half over at its middle.
    work = sum(day.work for day in later) - later[-1].work / 2
    course = Course(tuple(known), (ReasonLeft("", 1, work, 0, 0),), target=0, ours=0)
    told = finish(course, _calendar(later), What.ALL_READ, seed, _SMALL)
    truth = later[-1].day
    return (told.low or date.max) <= truth <= (told.high or date.max)


def _calendar(later: Sequence[DayWorked]) -> list[Open]:
    """What was offered, and the same again after it."""
    period = later[-1].day - later[0].day + timedelta(days=1)
    return [
        Open(day.day + period * again, day.offered) for again in range(_SLACK) for day in later
    ]
