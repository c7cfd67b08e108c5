"""The prior-posterior ratio of sampling without replacement: a martingale at the true total.

Lines are drawn one after another at random from the ``population`` without replacement. For a
candidate total M of lines that are ours, the ratio R(M) is the chance that a predictor q, fixed
before each draw, gave to what was seen, over the chance under M. At the true M it is a nonnegative
martingale that starts at 1, so by Ville's inequality it ever reaches 1/alpha with chance at most
alpha: {M : R(M) < 1/alpha} holds at every look at once, and no look costs anything (Waudby-Smith
and Ramdas 2020, Theorem 2.1 and Section 2). With q beta-binomial and one population it is

    R(M) = BetaBin(S; n, a, b) / Hypergeom(S; N, M, n).

log R is convex in M (each draw adds -log of a function linear in M), so the set has two ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb, exp, inf, lgamma, log, sqrt
from typing import Protocol

from models.rules.estimates.bounds import Band, Condition, Counts, certain
from models.rules.estimates.search import first_above, last_above


@dataclass(frozen=True, slots=True)
class Prior:
    """A beta prior of the share of lines that are ours: its centre, 0…1, and its weight in lines.

    Any prior keeps the error at alpha; one near the truth makes the interval narrower.
    """

    centre: float
    weight: float

    @property
    def a(self) -> float:
        """Lines as if already seen to be ours."""
        return self.centre * self.weight

    @property
    def b(self) -> float:
        """Lines as if already seen to stand."""
        return (1 - self.centre) * self.weight


FLAT = Prior(0.5, 2)
# What the reference campaign said of its first thousands of lines (39 %, published 2022-10-10),
# with the weight of a hundred lines. An expectation and not a fact: posts that use it say so.
EXPECTED = Prior(0.39, 100)
# Evenly that and a quarter (of Marin's rejects in 1969 25 % were reinstated; the reference campaign's
# complaint named 21.9 %): a little wider at 39 %, much narrower where 39 % was only a hope.
EITHER = (EXPECTED, Prior(0.25, 80))


def log_beta(a: float, b: float) -> float:
    """Logarithm of the beta function."""
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def log_predicted(prior: Prior, drawn: int, ours: int) -> float:
    """Log of the beta-binomial chance of one given order of ``ours`` among ``drawn`` lines."""
    return log_beta(prior.a + ours, prior.b + drawn - ours) - log_beta(prior.a, prior.b)


def log_mixed(priors: Sequence[Prior], drawn: int, ours: int) -> float:
    """Log of the even mixture of the priors' chances of one given order (again a predictor)."""
    each = [log_predicted(prior, drawn, ours) for prior in priors]
    most = max(each)
    return most + log(sum(exp(one - most) for one in each) / len(each))


@dataclass(frozen=True, slots=True)
class Draws:
    """``drawn`` lines from a ``population``, ``ours`` of them; ``before``: ours outside of it.

    ``before`` counts the lines that are ours and were no longer in the population at the first of
    these draws. So under a candidate total M the population holds M - before lines that are ours.
    """

    population: int
    before: int
    drawn: int
    ours: int

    @property
    def stands(self) -> int:
        """Drawn lines whose rejection stands."""
        return self.drawn - self.ours


class Curve(Protocol):
    """What intervals and e-values ask of a convex log R over the totals ``low..high``."""

    low: int
    high: int

    def at(self, total: int) -> float: ...  # noqa: D102

    def lowest(self) -> int: ...  # noqa: D102


class Ratio:
    """log R(M) of a course of draws, as a convex function of the total M, from kept counts.

    ``log_predicted`` is what the predictor gave to the draws in the order in which they came.
    ``low..high`` are the totals that the draws leave possible; asking beyond is a ValueError.
    """

    __slots__ = ("_constant", "_draws", "high", "low")

    def __init__(self, total: int, draws: Iterable[Draws], log_predicted: float) -> None:
        self._draws: Sequence[Draws] = merged(draws)
        self._constant = log_predicted + sum(
            lgamma(part.population + 1) - lgamma(part.population - part.drawn + 1)
            for part in self._draws
        )
        self.low = max((part.before + part.ours for part in self._draws), default=0)
        room = (part.before + part.population - part.stands for part in self._draws)
        self.high = min(room, default=total)

    def at(self, total: int) -> float:
        """log R at a candidate total; natural logarithm."""
        found = self._constant
        for part in self._draws:
            ours = total - part.before
            stands = part.population - ours
            found -= lgamma(ours + 1) - lgamma(ours - part.ours + 1)
            found -= lgamma(stands + 1) - lgamma(stands - part.stands + 1)
        return found

    def slope(self, total: int) -> float:
        """log R at ``total`` + 1 less log R at ``total``: a sum of logs, exact where both exist."""
        found = 0.0
        for part in self._draws:
            ours = total - part.before + 1
            stands = part.population - ours + 1
            found += log((ours - part.ours) / ours) - log((stands - part.stands) / stands)
        return found

    def lowest(self) -> int:
        """The total at which R is least: the one the draws speak for most."""
        if self.low >= self.high or self.slope(self.high - 1) <= 0:
            return self.high
        return first_above(self.slope, self.low, self.high - 1)


def merged(draws: Iterable[Draws]) -> list[Draws]:
    """The same draws in fewer parts: what follows with nothing ruled in between is one part."""
    parts: list[Draws] = []
    for part in draws:
        last = parts[-1] if parts else None
        if part.drawn == 0:
            continue
        if (
            last is not None
            and part.population == last.population - last.drawn
            and part.before == last.before + last.ours
        ):
            ours = last.ours + part.ours
            parts[-1] = Draws(last.population, last.before, last.drawn + part.drawn, ours)
        else:
            parts.append(part)
    return parts


def ends(curve: Curve, limit: float) -> tuple[int, int]:
    """The smallest and largest total with log R below ``limit``; the likeliest twice if none."""
    best = curve.lowest()
    least = curve.at(best)
    if least >= limit:
        return best, best

    def room(total: int) -> float:
        # log R is nearly a parabola, so its root is nearly straight, and the search is short.
        return sqrt(limit - least) - sqrt(max(curve.at(total) - least, 0.0))

    return first_above(room, curve.low, best), last_above(room, best, curve.high)


def least_up_to(curve: Curve, total: int) -> float:
    """The least log R over all totals up to and with ``total``; infinite where none is possible."""
    if total < curve.low:
        return inf
    return curve.at(min(total, curve.lowest()))


def least_from(curve: Curve, total: int) -> float:
    """The least log R over all totals from ``total`` up; infinite where none is possible."""
    if total > curve.high:
        return inf
    return curve.at(max(total, curve.lowest()))


def pooled(counts: Counts, *priors: Prior) -> Ratio:
    """R where every ruled line was drawn at random from all; several priors are mixed evenly.

    No prior named: ``EXPECTED``.
    """
    draws = Draws(counts.total, 0, counts.ruled, counts.ours)
    given = log_mixed(priors or (EXPECTED,), counts.ruled, counts.ours)
    return Ratio(counts.total, [draws], given)


def everything_random(counts: Counts, *priors: Prior, alpha: float = 0.05) -> Band:
    """Interval of the total, valid at all looks at once, if every ruled line was drawn at random.

    No prior named: 39 % × 100 lines (``EXPECTED``); ``*EITHER`` hedges it; ``FLAT`` assumes nothing.
    """
    low, high = ends(pooled(counts, *priors), -log(alpha))
    sure = certain(counts)
    return Band(max(low, sure.low), min(high, sure.high), Condition.EVERYTHING)


def exact_ratio(counts: Counts, total: int, prior: Prior = FLAT) -> float:
    """R(total) by whole-number binomials, for outsiders and tests that want to check by hand."""
    rest = counts.total - total
    ways = comb(total, counts.ours) * comb(rest, counts.ruled - counts.ours)
    if not ways:
        return inf
    one_order = exp(log_predicted(prior, counts.ruled, counts.ours))
    return one_order * comb(counts.ruled, counts.ours) * comb(counts.total, counts.ruled) / ways
