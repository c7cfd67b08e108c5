"""The three questions: when is it finished, how likely by a date, and what would a date need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from models.rules.forecast.course import Course, Finish, Needed, Open, What
from models.rules.forecast.draws import DRAWS, Futures, futures

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates on which ``draws`` futures finish, rising; those that do not are not among them."""

    what: What
    found: tuple[date, ...]
    draws: int

    @property
    def finish(self) -> Finish:
        """The 80 % range and its middle."""
        chance = len(self.found) / self.draws
        middle = self._quantile(MIDDLE)
        if middle is None:
            return Finish(self.what, None, None, None, chance)
        return Finish(self.what, self._quantile(LOW), middle, self._quantile(HIGH), chance)

    def chance_by(self, day: date) -> float:
        """The share of futures that finish on ``day`` or before, 0…1."""
        return bisect_right(self.found, day) / self.draws

    def _quantile(self, share: float) -> date | None:
        place = ceil(share * self.draws) - 1
        return self.found[place] if place < len(self.found) else None


def dates(
    course: Course, calendar: Sequence[Open], seed: int, draws: int = DRAWS
) -> dict[What, Dates]:
    """Both finishes on the same futures, under the calendar's caps, which rise by day.

    A what-if is the same question with another calendar and the same seed.
    """
    drawn = futures(course, calendar, seed, draws)
    return {what: _dates_of(drawn, course, what) for what in What}


def finish(
    course: Course, calendar: Sequence[Open], what: What, seed: int, draws: int = DRAWS
) -> Finish:
    """The 80 % range of one finish date: `dates`, of which only that is wanted."""
    return _dates_of(futures(course, calendar, seed, draws), course, what).finish


def chance_by(
    course: Course,
    calendar: Sequence[Open],
    what: What,
    by: date,
    seed: int,
    draws: int = DRAWS,
) -> float:
    """The share of futures that finish on ``by`` or before, 0…1."""
    return _dates_of(futures(course, calendar, seed, draws), course, what).chance_by(by)


def hours_needed(
    course: Course,
    calendar: Sequence[Open],
    what: What,
    by: date,
    chance: float,
    seed: int,
    draws: int = DRAWS,
) -> Needed:
    """The seat-hours with which the finish is on ``by`` or before with at least ``chance``.

    Work is in proportion to seat-hours, draw by draw, so each draw needs one known factor and the
    answer is their quantile: what bisection on common random numbers would find, at once.
    ValueError if ``chance`` is not between 0 and 1.
    """
    if not 0 < chance < 1:
        raise ValueError("a chance lies between 0 and 1")
    drawn = futures(course, calendar, seed, draws)
    last = by - timedelta(days=course.lag_days if what is What.TARGET_RULED else 0)
    places = bisect_right([day.day for day in drawn.calendar], last)
    if _lawyers_day(course, drawn, what, by):
        return Needed(what, by, chance, None, None, by_lawyers=True)
    if not places:
        return Needed(what, by, chance, None, None)
    factors = np.sort(drawn.needed[what] / drawn.done[places - 1])
    factor = float(factors[ceil(chance * len(factors)) - 1])
    if not np.isfinite(factor):
        return Needed(what, by, chance, None, None)
    hours = sum(day.seat_hours for day in drawn.calendar[:places]) / places
    return Needed(what, by, chance, factor, factor * hours)


def _dates_of(drawn: Futures, course: Course, what: What) -> Dates:
    every = _dates(drawn, course, what)
    return Dates(what, tuple(sorted(day for day in every if day is not None)), len(every))


def _dates(drawn: Futures, course: Course, what: What) -> list[date | None]:
    """Each draw's date, None where the calendar ends before."""
    days = [day.day for day in drawn.calendar]
    lag, slowest = timedelta(0), date.min
    if what is What.TARGET_RULED:
        lag = timedelta(days=course.lag_days)
        slowest = _ruled_by(course, drawn)
    last = max([*days, date.min])
    found: list[date | None] = []
    for place in drawn.day_of(what):
        day = max(days[place] + lag, slowest) if place < len(days) else None
        found.append(day if day is None or day <= last + lag else None)
    return found


def _ruled_by(course: Course, drawn: Futures) -> date:
    """The day before which the lawyers cannot have ruled what the target needs."""
    lawyers = course.lawyers
    if lawyers is None or not drawn.calendar or course.ours >= course.target:
        return date.min
    rulings = (course.target - course.ours) / max(lawyers.upheld, 0.01)
    wait = rulings / lawyers.a_day if lawyers.a_day > 0 else 36500
    return drawn.calendar[0].day + timedelta(days=min(ceil(wait) - 1, 36500))


def _lawyers_day(course: Course, drawn: Futures, what: What, by: date) -> bool:
    return what is What.TARGET_RULED and _ruled_by(course, drawn) > by
