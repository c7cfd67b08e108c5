"""Is enough there? Support as an e-value, and the two things that need no chance.

The e-value against "fewer than the target" is the least R over all totals below the target: if
fewer were there, it would ever reach 20 with chance at most 5 % (Ville). Whoever looks every day
may stop at any look. It says that enough lines would be ruled ours if all were ruled; it does not
say by when, and it proves nothing about any one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf

from models.rules.estimates.bounds import Counts
from models.rules.estimates.ppr import Curve, least_from, least_up_to

ENOUGH = 20.0  # the e-value of 95 %: 1 / 0.05
_MOST = 700.0  # exp beyond this is more than a double holds


class State(StrEnum):
    """What may be said about "at least the target"."""

    SUPPORTED = "supported"
    NOT_YET = "not-yet"
    EXCLUDED = "excluded"


class Early(StrEnum):
    """What is certain about the target already, whatever the lines without a ruling are."""

    UNREACHABLE = "unreachable"
    SECURED = "secured"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Support:
    """The e-value for "at least ``target``" now and at its highest so far, and against it.

    ``p`` is the anytime-valid p-value of "fewer than the target": 1 / highest, at most 1. A test
    that was once passed stays passed, so ``state`` follows the highest. Infinite e: certain.
    """

    target: int
    e: float
    highest: float
    against: float
    highest_against: float
    state: State

    @property
    def p(self) -> float:
        """Anytime-valid p-value of "fewer than the target", 0…1."""
        return min(1.0, 1 / self.highest) if self.highest > 0 else 1.0


def support(
    target: int,
    lower: Curve,
    upper: Curve,
    *,
    highest: float = 0.0,
    highest_against: float = 0.0,
) -> Support:
    """Support for at least ``target`` lines from the draws (missing lines standing; challenges).

    ``highest`` and ``highest_against`` are the ones of all looks before, 0 at the first. Should
    both have passed 20 (at most once in ten campaigns at 95 % each), nothing is said: not yet.
    """
    e = _exp(least_up_to(lower, target - 1))
    against = _exp(least_from(upper, target))
    top, top_against = max(e, highest), max(against, highest_against)
    return Support(target, e, top, against, top_against, _state(top, top_against))


def remembered(target: int, highest: float, highest_against: float) -> Support:
    """What earlier looks reached, at a look that has no draws it can trust (its own e-values: 0)."""
    return Support(target, 0.0, highest, 0.0, highest_against, _state(highest, highest_against))


def _state(top: float, top_against: float) -> State:
    if (top >= ENOUGH) == (top_against >= ENOUGH):
        return State.NOT_YET
    return State.SUPPORTED if top >= ENOUGH else State.EXCLUDED


def early_warning(target: int, counts: Counts, margin: int = 0) -> Early:
    """Whether the target is out of reach even if every line left is ours, or is ruled already.

    ``margin``: lines beyond the target that must be ruled before it is called secured.
    """
    if counts.ours + counts.unruled < target:
        return Early.UNREACHABLE
    return Early.SECURED if counts.ours >= target + margin else Early.OPEN


def _exp(power: float) -> float:
    return inf if power > _MOST else exp(power)
