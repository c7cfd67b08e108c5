"""Finish dates: how often the 80 % range holds the true day, and how wide it is.

Seats of 44 hours a day, attendance of 90 % give or take, 12 % noise a day; the policy `best` with
its audit; `strong` yields with drift and bundles. A learning world (pace from 70 to 100 %, half of
it after twenty days) and one with flat pace.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean, median
from typing import Any

from bot.invented import world
from models.rules.forecast import Finish, Reading, What, backtest, finish
from tests.benchmarks.figure import AT_MOST, Figure
from tests.benchmarks.order_figures import AUDIT, best
from tests.benchmarks.season import FIRST_DAY, TARGET, Season

LOOKS = (10, 20, 40, 80)
CAMPAIGNS = {"quick": 8, "full": 160}
AHEAD = 400  # days of calendar
NOMINAL, ALLOWED = 0.80, 0.15
# Median widths in days of the method's first simulation (learning curve on a grid), by day of look.
FIRST_WIDTHS = {20: 28, 40: 13, 80: 5}


@dataclass(frozen=True, slots=True)
class Told:
    """One forecast beside what came true."""

    look: int
    finish: Finish
    truth: date

    @property
    def inside(self) -> bool:
        """Whether the true day lay in the range."""
        low, high = self.finish.low or date.max, self.finish.high or date.max
        return low <= self.truth <= high

    @property
    def width(self) -> int:
        """Days from end to end; an open range is as wide as the calendar."""
        low, high = self.finish.low, self.finish.high
        return (high - low).days if low is not None and high is not None else AHEAD


def campaign(seed: int, *, learns: bool) -> tuple[list[Told], float]:
    """All forecasts of one campaign, and how often its back-test of pace was right (0…1)."""
    season = Season(world("strong"), seed, AUDIT, noisy=True, learns=learns)
    said: dict[int, Finish] = {}
    while season.ours < TARGET and season.day < AHEAD:
        season.live(best)
        if season.day in LOOKS:
            course, calendar = season.course(Reading.BEST), season.calendar(AHEAD)
            said[season.day] = finish(course, calendar, What.TARGET_RULED, seed)
    end = FIRST_DAY + timedelta(days=season.day - 1)
    score = backtest(season.worked, seed)
    told = [Told(look, answer, end) for look, answer in said.items()]
    return told, score.inside / max(score.tries, 1)


def figures(mode: str) -> list[dict[str, Any]]:
    """Coverage and width of finish dates; quick pools days and worlds, since few are played."""
    found: list[Figure] = []
    pooled: list[Told] = []
    for learns in (True, False):
        name = "learning" if learns else "flat pace"
        played = [campaign(seed, learns=learns) for seed in range(CAMPAIGNS[mode])]
        by_look: dict[int, list[Told]] = defaultdict(list)
        for told, _score in played:
            for one in told:
                by_look[one.look].append(one)
        pooled += [one for look in (10, 20, 40) for one in by_look[look]]
        if mode == "full":
            found += [_coverage(f"day {k}, {name}", by_look[k], 1.0) for k in (10, 20, 40)]
        found += [_width(f"day {k}, {name}", by_look[k]) for k in FIRST_WIDTHS]
        right = mean(score for _told, score in played)
        title = f"back-test of pace: share right, {name}"
        found.append(Figure(title, right, NOMINAL, right / NOMINAL, "share"))
    if mode != "full":
        found.append(_coverage("days 10, 20, 40, both worlds", pooled, 1.0))
    return [figure.as_dict() for figure in found]


def _coverage(name: str, told: list[Told], bar: float) -> Figure:
    inside = mean(one.inside for one in told)
    distance = abs(inside - NOMINAL) / ALLOWED
    note = f"{len(told)} forecasts; the ratio is the distance from 80 % over the 15 points allowed"
    title = f"finish: true day inside the 80 % range, {name}"
    return Figure(title, inside, NOMINAL, distance, "share", AT_MOST, bar, note)


def _width(name: str, told: list[Told]) -> Figure:
    days, first = median(one.width for one in told), FIRST_WIDTHS[told[0].look]
    title = f"finish: width of the range, {name}"
    return Figure(
        title, days, first, days / first, "days", AT_MOST, 1.5, "beside the first method"
    )
