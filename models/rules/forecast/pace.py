"""How much a seat-hour reads: a learning curve on a grid, the day's noise, and attendance.

The log of a day's pace is log c + log g(x) + noise, with x the days worked before it and g one of a
grid of curves from a first day's share of full pace up to 1, or flat. For each curve the level c
and the noise have their conjugate posterior in closed form (normal-inverse-gamma, flat in log c:
Gelman et al., *Bayesian Data Analysis*, section 3.2), so a future is drawn by drawing a curve by
its posterior weight, then noise, then level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from models.rules.forecast.course import DayWorked

Floats = NDArray[np.float64]
MINUTES = 60.0

# The grid: pace of the first day as a share of full pace, and the days until half the gap is closed.
_STARTS = (0.5, 0.6, 0.7, 0.8, 0.9)
_HALVES = (4.0, 8.0, 16.0, 32.0)
# Nearly half of the prior weight says that nobody learns any more: both kinds of team are met.
_FLAT_WEIGHT = 0.45
# The noise of a day before any is seen: about 15 %, with the weight of four days.
_NOISE_SHAPE, _NOISE_SCALE = 2.0, 2.0 * 0.15**2
# Before any day is seen: a seat-hour reads as a practised hour would, give or take.
_BLIND_LEVEL, _BLIND_SPREAD = 0.85, 0.3


@dataclass(frozen=True, slots=True)
class Curve:
    """One learning curve of the grid: the first day's share, days to half, share of the prior."""

    start: float
    half: float
    weight: float

    def at(self, worked: Floats) -> Floats:
        """Share of full pace after so many days worked; same shape, 0…1."""
        gap: Floats = (1 - self.start) * self.half / (self.half + worked)
        return 1 - gap


def grid() -> list[Curve]:
    """All curves with their prior weights, which add up to one."""
    cells = list(product(_STARTS, _HALVES))
    share = (1 - _FLAT_WEIGHT) / len(cells)
    return [Curve(1.0, 1.0, _FLAT_WEIGHT)] + [Curve(start, half, share) for start, half in cells]


def paths(days: Sequence[DayWorked], future: int, draws: int, rng: np.random.Generator) -> Floats:
    """Practised minutes a seat-minute reads on each of ``future`` days; shape (future, draws).

    A longer future from the same generator begins with the shorter one's rows.
    """
    paces = np.array([day.work / (day.used * MINUTES) for day in days if day.used > 0 < day.work])
    curves = grid()
    which, level, noise = _posterior(paces, curves, draws, rng)
    worked = len(paces) + np.arange(future, dtype=np.float64)
    shapes = np.stack([curve.at(worked) for curve in curves], axis=1)
    daily = rng.standard_normal((future, draws)) * noise
    found: Floats = shapes[:, which] * np.exp(level + daily)
    return found


def _posterior(
    paces: Floats, curves: list[Curve], draws: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """A curve, log level and noise for each draw; shape (draws,) each."""
    count = len(paces)
    prior = np.array([curve.weight for curve in curves])
    if count == 0:
        which = rng.choice(len(curves), size=draws, p=prior)
        level = np.log(_BLIND_LEVEL) + _BLIND_SPREAD * rng.standard_normal(draws)
        return which, level, np.full(draws, 0.15)
    worked = np.arange(count, dtype=np.float64)
    rest = np.log(paces) - np.log(np.stack([curve.at(worked) for curve in curves]))
    centre = rest.mean(axis=1)
    spread = ((rest - centre[:, None]) ** 2).sum(axis=1)
    shape = _NOISE_SHAPE + (count - 1) / 2
    scale = _NOISE_SCALE + spread / 2
    weight = np.log(prior) - shape * np.log(scale)
    weight = np.exp(weight - weight.max())
    which = rng.choice(len(curves), size=draws, p=weight / weight.sum())
    variance = scale[which] / rng.gamma(shape, size=draws)
    level = centre[which] + np.sqrt(variance / count) * rng.standard_normal(draws)
    return which, level, np.sqrt(variance)


def attendance(
    days: Sequence[DayWorked], future: int, draws: int, rng: np.random.Generator
) -> Floats:
    """Share of the offered seat-hours that is used, drawn from the days seen; (future, draws).

    Each future has its own resample of the past days, so that the mean is uncertain too (bootstrap
    of the bootstrap); with no day seen, 0.6…1.
    """
    shares = np.array([day.used / day.offered for day in days if day.offered > 0])
    if len(shares) == 0:
        base: Floats = rng.uniform(0.6, 1.0, size=draws)
        return np.broadcast_to(base, (future, draws))
    resample = shares[rng.integers(0, len(shares), size=(len(shares), draws))]
    chosen = rng.integers(0, len(shares), size=(future, draws))
    found: Floats = np.take_along_axis(resample, chosen, axis=0)
    return found
