"""Reason by reason, where the order inside each reason was random; and their sum.

Which reason comes next may be chosen by anything: a reason's ratio moves only when a line of it is
drawn. Bands of all reasons hold jointly at alpha divided by the reasons (Bonferroni). For the
total, the evidence against "the total is m" is the least, over all ways to split m, of the product
of the reasons' ratios (union-intersection, as in stratified ALPHA: Stark 2023, Section 4;
Spertus and Stark 2022, "Sweeter than SUITE"). Each ratio is convex, so the best split has one
slope, and at a slope each reason's split is the root of a quadratic.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import NamedTuple

from models.rules.estimates.bounds import Band, Condition, Counts, certain
from models.rules.estimates.ppr import FLAT, Prior, Ratio, ends, pooled

_Known = tuple[float, int]
_STEEP = 40.0  # steeper than log of any number of lines
_STEPS = 90  # of the slope: thirty of them halve it, as far as double precision can tell


@dataclass(frozen=True, slots=True)
class Stratum:
    """One reason: its code, its counts, and whether the order inside it was random.

    Random means: every line of it that was ruled came in a drawn order (audit or seeded lines).
    """

    code: str
    counts: Counts
    random: bool
    prior: Prior = FLAT


def reason_bands(strata: Sequence[Stratum], alpha: float = 0.05) -> dict[str, Band]:
    """A band for each reason, all of them right at once, at every look, with chance 1 - alpha.

    A reason whose order was not random, or of which nothing is ruled, has its certain bounds.
    """
    found = {}
    for stratum in strata:
        sure = certain(stratum.counts)
        if stratum.random and stratum.counts.ruled:
            low, high = ends(pooled(stratum.counts, stratum.prior), len_log(strata, alpha))
            sure = Band(max(low, sure.low), min(high, sure.high), Condition.INSIDE)
        found[stratum.code] = sure
    return found


def len_log(strata: Sequence[Stratum], alpha: float) -> float:
    """log of (number of reasons / alpha): the level each reason's ratio must stay below."""
    return log(len(strata) / alpha)


def union(strata: Sequence[Stratum], alpha: float = 0.05) -> Band:
    """Interval of the total over all reasons, every one of them random inside.

    A reason that is not random counts with its certain bounds, which no chance can break.
    """
    split = Split(strata)
    limit = -log(alpha)
    low, high = split.end(limit, up=False), split.end(limit, up=True)
    return Band(low, high, Condition.INSIDE if split.random else Condition.NONE)


class _Point(NamedTuple):
    """The best split at one slope: the parts' totals, their sum, and the least sum of log R."""

    slope: float
    chosen: list[int]
    total: int
    value: float


def _root_share(inside: float, outside: float, limit: float, step: int) -> float:
    """How far from inside to outside the root of the sum, a straight line, meets the limit's."""
    if step % 3 == 2:
        return 0.5
    near, far = sqrt(max(inside, 0.0)), sqrt(outside)
    share = (sqrt(limit) - near) / (far - near)
    if step % 3 == 1:
        farther = 2.0 ** -(6 + 4 * (step // 3))
        share += farther if share < 0.5 else -farther
    return min(max(share, 1e-6), 1 - 1e-6)


class Split:
    """The least sum of log R over all ways to split a total among reasons, as a convex curve."""

    def __init__(self, strata: Sequence[Stratum]) -> None:
        self._parts = [_part(stratum) for stratum in strata]
        self.random = any(stratum.random and stratum.counts.ruled for stratum in strata)
        self.low = sum(part.low for part in self._parts)
        self.high = sum(part.high for part in self._parts)
        # Slopes tried so far with the totals they lead to, rising: a search starts from the nearest.
        self._known: list[_Known] = [(-_STEEP, self.low), (_STEEP, self.high)]
        insort(self._known, (0.0, self.lowest()))

    def at(self, total: int) -> float:
        """Least sum of log R over the splits of ``total``; natural logarithm."""
        chosen = self.split(total)
        return sum(part.at(m) for part, m in zip(self._parts, chosen, strict=True))

    def e_value(self, total: int) -> float:
        """The same as a ratio, not a logarithm."""
        return exp(self.at(total))

    def lowest(self) -> int:
        """The total the draws speak for most: each reason at its own."""
        return sum(part.place(0.0) for part in self._parts)

    def end(self, limit: float, *, up: bool) -> int:
        """The largest (``up``) or smallest total whose least sum is below ``limit``.

        Looked for by slope, where the sum is nearly a parabola; the last lines are walked one by
        one along the best split.
        """
        sign = 1 if up else -1
        inside, outside = self._at_slope(sign * 1e-12), self._at_slope(sign * _STEEP)
        if outside.value < limit:
            return outside.total
        least = inside.value
        if least >= limit:
            return inside.total
        for step in range(_STEPS):
            if abs(outside.total - inside.total) <= 4 * len(self._parts):
                break
            share = _root_share(inside.value - least, outside.value - least, limit - least, step)
            tried = self._at_slope(inside.slope + share * (outside.slope - inside.slope))
            if tried.value < limit:
                inside = tried
            else:
                outside = tried
        return self._walked(inside, limit, sign)

    def _at_slope(self, slope: float) -> _Point:
        chosen = [part.place(slope) for part in self._parts]
        value = sum(part.at(m) for part, m in zip(self._parts, chosen, strict=True))
        return _Point(slope, chosen, sum(chosen), value)

    def _walked(self, start: _Point, limit: float, sign: int) -> int:
        """The last total below the limit on the best way from ``start``, a line a step."""
        chosen, value = list(start.chosen), start.value
        while True:
            costs = [
                (part.slope(m) if sign > 0 else -part.slope(m - 1), k)
                for k, (part, m) in enumerate(zip(self._parts, chosen, strict=True))
                if (m < part.high if sign > 0 else m > part.low)
            ]
            if not costs or value + min(costs)[0] >= limit:
                return sum(chosen)
            cost, k = min(costs)
            value += cost
            chosen[k] += sign

    def split(self, total: int) -> list[int]:
        """The split of ``total`` (low…high) with the least sum, a whole number a reason.

        The slope is looked for until the two sides are a few lines apart; these go one by one to
        where a line more costs least, which is exact for convex curves (Gross 1956).
        """
        low, high = self._bracket(total)
        for step in range(_STEPS):
            if high[1] - low[1] <= len(self._parts) or low[1] == total:
                break
            slope = _between(low, high, total, step)
            here = (slope, sum(part.place(slope) for part in self._parts))
            insort(self._known, here)
            low, high = (here, high) if here[1] <= total else (low, here)
        chosen = [part.place(low[0]) for part in self._parts]
        for _ in range(total - sum(chosen)):
            free = [k for k, part in enumerate(self._parts) if chosen[k] < part.high]
            cheapest = min(free, key=lambda k: self._parts[k].slope(chosen[k]))
            chosen[cheapest] += 1
        return chosen

    def _bracket(self, total: int) -> tuple[_Known, _Known]:
        """The nearest slopes known so far between whose totals this one lies."""
        after = bisect_right(self._known, total, key=lambda known: known[1])
        after = min(max(after, 1), len(self._known) - 1)
        return self._known[after - 1], self._known[after]


def _between(low: _Known, high: _Known, total: int, step: int) -> float:
    """The next slope to try: as `search` does, false position, a little farther, halving."""
    share = (total - low[1]) / (high[1] - low[1])
    if step % 3 == 1:
        share += 1 / 64 if share < 0.5 else -1 / 64
    elif step % 3 == 2:
        share = 0.5
    return low[0] + (high[0] - low[0]) * min(max(share, 1e-9), 1 - 1e-9)


class _Sampled:
    """One reason's ratio, with the place where its slope passes a given one."""

    def __init__(self, counts: Counts, prior: Prior) -> None:
        self._counts = counts
        self._ratio: Ratio = pooled(counts, prior)
        self.low, self.high = self._ratio.low, self._ratio.high
        self.at = self._ratio.at

    def slope(self, total: int) -> float:
        """log R at ``total`` + 1 less log R at ``total``."""
        counts = self._counts
        rest = counts.total - total
        drawn_rest = counts.ruled - counts.ours
        return log((total + 1 - counts.ours) / (total + 1)) - log((rest - drawn_rest) / rest)

    def place(self, slope: float) -> int:
        """Smallest total from which one line more costs more than ``slope`` (or the highest).

        slope(M) = log((M+1-S)/(M+1)) - log((T-U)/T) with T = N - M lines not ours and U = n - S of
        them drawn. At or below ``slope`` means (M+1-S) T <= e^slope (M+1) (T-U): a quadratic in M.
        """
        low, high = self.low, self.high
        guess = self._root(slope)
        guess = min(max(guess, low), high)
        while guess < high and self.slope(guess) <= slope:
            guess += 1
        while guess > low and self.slope(guess - 1) > slope:
            guess -= 1
        return guess

    def _root(self, slope: float) -> int:
        """The quadratic's root in the range, rounded; rounding is put right by the caller."""
        counts = self._counts
        if slope > 50:
            return self.high
        if slope < -50:
            return self.low
        total, ours, stands = counts.total + 1, counts.ours, counts.ruled - counts.ours
        # With x = M + 1 and T = total - x:  (x - S)(total - x) = e (x)(total - U - x).
        e = exp(slope)
        a = e - 1
        b = total + ours - e * (total - stands)
        c = -float(ours) * total
        if abs(a) < 1e-12:
            return round(-c / b) - 1 if b else self.low
        spread = sqrt(max(b * b - 4 * a * c, 0.0))
        root = 2 * c / (-b - spread) if b >= 0 else (-b + spread) / (2 * a)
        return round(root) - 1


class _Unsampled:
    """A reason without a random draw: any total inside its certain bounds costs nothing."""

    def __init__(self, counts: Counts) -> None:
        sure = certain(counts)
        self.low, self.high = sure.low, sure.high

    def at(self, total: int) -> float:
        return 0.0

    def slope(self, total: int) -> float:
        return 0.0

    def place(self, slope: float) -> int:
        return self.low if slope < 0 else self.high


def _part(stratum: Stratum) -> _Sampled | _Unsampled:
    if stratum.random and stratum.counts.ruled:
        return _Sampled(stratum.counts, stratum.prior)
    return _Unsampled(stratum.counts)
