"""The audit stream: lines drawn at random from all lines without a ruling, read or unread.

Each draw is random among what was neither ruled nor drawn before it, so its chance under a total M
is known however the rest was chosen, by whom and in what order:

    log R(M) = sum over draws of log q(drawn) - log HG(ours; population, M - before, drawn)

(Waudby-Smith and Ramdas 2020, with a population that shrinks by a rule that may look at everything
but the seed of the draw.) ``before`` holds the lines ruled ours outside the stream before the draw
and the earlier draws that are ours, those still pending at the time with them.

The predictor q is the even mixture of two courses. One has learned from past audit draws: each
says how many lines are ours in all, together how many of them must still be in today's population.
The other has learned the same and also believes, with the weight of a hundred lines, what the
composition of the rest predicts. The mixture is never more than log 2 behind the better of the two,
however wrong the composition is. (An average taken draw by draw, or a learner that takes the share
of past draws for today's, was measured too: up to four times as wide once readers have taken the
good lines first.) Any predictor that looks only back keeps the error at alpha.

A drawn line that could not be shown is one way or the other, we do not know which. Under either the
martingale holds, so the hull of all fillings is valid: it stands for the lower end and is a
challenge for the upper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, log1p

from models.rules.estimates.bounds import Band, Condition, Counts, certain
from models.rules.estimates.ppr import Draws, Prior, Ratio, ends, log_predicted

# What both courses start with: a guess worth ten lines.
START = Prior(0.3, 10)
# How much the second course trusts the composition, in lines: it may be some five points off.
TRUST = 100.0
# A predicted share is kept off 0 and 1, where a beta prior could never be surprised.
_EDGE = 0.005


@dataclass(frozen=True, slots=True)
class Block:
    """Audit lines drawn at one moment, all of them in the fully ruled prefix.

    ``elsewhere`` and ``ours_elsewhere``: lines ruled, and ruled ours, outside the stream before the
    draw. ``drawn``, of which ``ours`` and ``missing`` (could not be shown; not ruled). ``expected``
    is the share the composition predicted at the draw (see :func:`expected_share`), None: nothing.
    Kept counts: a block is made once and never changes, but for a missing line that is found.
    """

    elsewhere: int
    ours_elsewhere: int
    drawn: int
    ours: int
    missing: int = 0
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Unruled lines that are alike (reason, what the reading said), and their likely share of ours.

    The share, 0…1, from :func:`learned` or, for unread lines of a reason, :func:`unread_share`.
    """

    lines: int
    share: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the stream says: the ratio with missing lines standing, and with them challenges."""

    lower: Ratio
    upper: Ratio
    drawn: int


def learned(ours: int, ruled: int, guess: Prior) -> float:
    """The posterior mean share of ours, from ``ours`` of ``ruled`` lines and a guess."""
    return (ours + guess.a) / (ruled + guess.weight)


def unread_share(claimed: float, upheld: float, missed: float) -> float:
    """The share of ours in unread lines: claimed and upheld, or let stand and wrongly so.

    ``claimed``: share of readings that claim; ``upheld``: share of claims a lawyer upholds;
    ``missed``: share of noes that a lawyer would rule ours. All 0…1 (law of total probability).
    """
    return claimed * upheld + (1 - claimed) * missed


def expected_share(cells: Iterable[Cell]) -> float | None:
    """The share of ours that the composition predicts among unruled lines; None if none is left.

    Only a predictor: where it errs, intervals get wider, never wrong.
    """
    kept = list(cells)
    lines = sum(cell.lines for cell in kept)
    return sum(cell.lines * cell.share for cell in kept) / lines if lines else None


def evidence(total: int, blocks: Sequence[Block]) -> Evidence:
    """The stream's ratios from its blocks in the order of the draw, of ``total`` lines in all."""
    lower = _ratio(total, blocks, missing_are_ours=False)
    if any(block.missing for block in blocks):
        upper = _ratio(total, blocks, missing_are_ours=True)
    else:
        upper = lower
    return Evidence(lower, upper, sum(block.drawn for block in blocks))


def total_band(counts: Counts, blocks: Sequence[Block], alpha: float = 0.05) -> Band:
    """The interval of the total at every moment, cut to the certain bounds.

    With no block ruled, the bounds themselves, with ``Condition.NONE``. ``counts`` are today's, of
    the whole petition or of one reason (then blocks are that reason's draws, and alpha is divided
    by the reasons for bands that hold jointly: a draw from all is a draw from each).
    """
    sure = certain(counts)
    if not any(block.drawn for block in blocks):
        return sure
    found = evidence(counts.total, blocks)
    limit = -log(alpha)
    low, high = ends(found.lower, limit)
    if found.upper is not found.lower:
        high = ends(found.upper, limit)[1]
    low = min(max(low, sure.low), sure.high)
    high = max(min(high, sure.high), low)
    return Band(low, high, Condition.AUDIT)


def draws_of(
    total: int, blocks: Sequence[Block], *, missing_are_ours: bool = False
) -> Iterator[Draws]:
    """The blocks as draws from their populations, missing lines standing or as challenges."""
    drawn = ours = 0
    for block in blocks:
        found = block.ours + (block.missing if missing_are_ours else 0)
        population = total - block.elsewhere - drawn
        yield Draws(population, block.ours_elsewhere + ours, block.drawn, found)
        drawn += block.drawn
        ours += found


class Predictor:
    """The mixture's two courses over ``total`` lines; draws are given to it in their order.

    A draw of m lines, s of them ours, from a population R with ``before`` ours outside of it says
    that before + R s / m lines are ours in all, with a variance in proportion to R^2 / m. The
    estimates are averaged by precision; kept are two sums, so that a draw costs the same always.
    """

    __slots__ = ("_composed", "_learned", "_precision", "_weighted")

    def __init__(self, total: int) -> None:
        self._learned = self._composed = 0.0
        self._precision = START.weight / max(total, 1) ** 2
        self._weighted = self._precision * START.centre * total

    @property
    def log(self) -> float:
        """Log of what the mixture gave to all draws so far."""
        high, low = max(self._learned, self._composed), min(self._learned, self._composed)
        return high + log1p(exp(low - high)) - log(2)

    def see(self, draws: Draws, expected: float | None) -> None:
        """Price the draws by what was known before them, then learn from them."""
        if not draws.drawn:
            return
        past = self._past(draws)
        self._learned += log_predicted(past, draws.drawn, draws.ours)
        if expected is not None:
            weight = past.weight + TRUST
            centre = (past.centre * past.weight + _inside(expected) * TRUST) / weight
            past = Prior(centre, weight)
        self._composed += log_predicted(past, draws.drawn, draws.ours)
        precision = draws.drawn / draws.population**2
        self._precision += precision
        self._weighted += precision * (draws.before + draws.population * draws.ours / draws.drawn)

    def _past(self, draws: Draws) -> Prior:
        """What past draws say of the population that is drawn from now."""
        left = self._weighted / self._precision - draws.before
        weight = self._precision * draws.population**2
        return Prior(_inside(left / draws.population), max(weight, 2.0))


def _inside(share: float) -> float:
    return min(max(share, _EDGE), 1 - _EDGE)


def _ratio(total: int, blocks: Sequence[Block], *, missing_are_ours: bool) -> Ratio:
    draws = list(draws_of(total, blocks, missing_are_ours=missing_are_ours))
    predictor = Predictor(total)
    for part, block in zip(draws, blocks, strict=True):
        predictor.see(part, block.expected)
    return Ratio(total, draws, predictor.log)
