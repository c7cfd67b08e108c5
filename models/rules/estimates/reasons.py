"""Reason by reason, where the order inside each reason was random; and their sum.

Which reason comes next may be chosen by anything: a reason's ratio moves only when a line of it is
drawn. Bands of all reasons hold jointly at alpha divided by the reasons (Bonferroni). For the
total, the evidence against "the total is m" is the least, over all ways to split m, of the product
of the reasons' ratios (union-intersection, as in stratified ALPHA: Stark 2023, Section 4;
Spertus and Stark 2022, "Sweeter than SUITE"). Each ratio is convex, so the best split has one
slope, and at a slope each reason's split is the root of a quadratic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from models.rules.estimates.bounds import Band, Condition, Counts, certain
from models.rules.estimates.ppr import FLAT, Prior, Ratio, ends, pooled

_HALVINGS = 80  # of the slope: as far as double precision can tell


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
    low, high = ends(split, -log(alpha))
    return Band(low, high, Condition.INSIDE if split.random else Condition.NONE)


class Split:
    """The least sum of log R over all ways to split a total among reasons, as a convex curve."""

    def __init__(self, strata: Sequence[Stratum]) -> None:
        self._parts = [_part(stratum) for stratum in strata]
        self.random = any(stratum.random and stratum.counts.ruled for stratum in strata)
        self.low = sum(part.low for part in self._parts)
        self.high = sum(part.high for part in self._parts)

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

    def split(self, total: int) -> list[int]:
        """The split of ``total`` (low…high) with the least sum, a whole number a reason."""
        below, above = -1e9, 1e9
        for _ in range(_HALVINGS):
            slope = (below + above) / 2
            if sum(part.place(slope) for part in self._parts) <= total:
                below = slope
            else:
                above = slope
        chosen = [part.place(below) for part in self._parts]
        for _ in range(total - sum(chosen)):
            free = [k for k, part in enumerate(self._parts) if chosen[k] < part.high]
            cheapest = min(free, key=lambda k: self._parts[k].slope(chosen[k]))
            chosen[cheapest] += 1
        return chosen


class _Sampled:
    """One reason's ratio, with the place where its slope passes a given one."""

    def __init__(self, counts: Counts, prior: Prior) -> None:
        self._counts = counts
        self._ratio: Ratio = pooled(counts, prior)
        self.low, self.high = self._ratio.low, self._ratio.high
        self.at, self.slope = self._ratio.at, self._ratio.slope

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
