"""The audit stream: lines drawn at random from all lines without a ruling, read or unread.

Each draw is random among what was neither ruled nor drawn before it, so its chance under a total M
is known however the rest was chosen, by whom and in what order:

    log R(M) = sum over draws of log q(drawn) - log HG(ours; population, M - before, drawn)

(Waudby-Smith and Ramdas 2020, with a population that shrinks by a rule that may look at everything
but the seed of the draw.) ``before`` holds the lines ruled ours outside the stream before the draw
and the earlier draws that are ours, those still pending at the time with them.

The predictor q is half one that has learned from past audit draws and half one centred where the
composition of the rest says. Any predictor that looks only back keeps the error at alpha.

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

# What the learner from past audit draws starts with: a guess worth ten lines.
START = Prior(0.3, 10)
# How much the composition is trusted, in lines: it may be off by some ten points.
TRUST = 100.0
# The composition's share is kept off 0 and 1, where a beta prior has no weight to move.
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
    """Lines without a ruling that are alike (reason, what the reading said), and their rulings.

    ``ours`` of ``ruled`` lines of this kind were ruled for us so far; ``guess`` for none of them.
    """

    lines: int
    ours: int
    ruled: int
    guess: Prior


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the stream says: the ratio with missing lines standing, and with them challenges."""

    lower: Ratio
    upper: Ratio
    drawn: int


def expected_share(cells: Iterable[Cell]) -> float | None:
    """The share of ours that the composition predicts among unruled lines; None if none is left.

    Each cell's share is its posterior mean, weighted by its lines. Only a predictor: where it errs,
    intervals get wider, never wrong.
    """
    lines = found = 0.0
    for cell in cells:
        share = (cell.ours + cell.guess.a) / (cell.ruled + cell.guess.weight)
        lines += cell.lines
        found += cell.lines * share
    return found / lines if lines else None


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
    low = min(max(ends(found.lower, limit)[0], sure.low), sure.high)
    high = max(min(ends(found.upper, limit)[1], sure.high), low)
    return Band(low, high, Condition.AUDIT)


def _ratio(total: int, blocks: Sequence[Block], *, missing_are_ours: bool) -> Ratio:
    draws = list(_draws(total, blocks, missing_are_ours))
    return Ratio(total, draws, _predicted(draws, [block.expected for block in blocks]))


def _draws(total: int, blocks: Sequence[Block], missing_are_ours: bool) -> Iterator[Draws]:
    drawn = ours = 0
    for block in blocks:
        found = block.ours + (block.missing if missing_are_ours else 0)
        population = total - block.elsewhere - drawn
        yield Draws(population, block.ours_elsewhere + ours, block.drawn, found)
        drawn += block.drawn
        ours += found


def _predicted(draws: Sequence[Draws], expected: Sequence[float | None]) -> float:
    """Log of what the half-half mixture gave to the draws, block after block."""
    found, drawn, ours = 0.0, 0, 0
    for part, share in zip(draws, expected, strict=True):
        weight = START.weight + drawn
        learned = Prior((START.a + ours) / weight, weight)
        one = log_predicted(learned, part.drawn, part.ours)
        if share is not None:
            composed = Prior(min(max(share, _EDGE), 1 - _EDGE), TRUST)
            one = _half_half(one, log_predicted(composed, part.drawn, part.ours))
        found += one
        drawn += part.drawn
        ours += part.ours
    return found


def _half_half(one: float, other: float) -> float:
    high, low = max(one, other), min(one, other)
    return high + log1p(exp(low - high)) - log(2)
