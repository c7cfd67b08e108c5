"""Seat time of one line by reason, from whole batches: nobody taps a stopwatch for each line.

A batch took so many minutes from its deal to its last reading, and held so many lines of each
reason. Minutes by reason are the weights that explain the batches best: a regression through the
origin, none of its weights below a fifth of what was expected, robust against sittings with a
lunch in them (Huber 1964, "Robust estimation of a location parameter": iterated weights), and
drawn towards what is assumed where the batches say little (ridge, the normal prior of Gelman et
al., *Bayesian Data Analysis*, chapter 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Minutes a practised reader spends on a line, before any is measured. Assumed: no campaign has
# published any; the order (a signature is compared longer than an address out of the county) is
# plain from what has to be looked up.
ASSUMED: Mapping[str, float] = {
    "NR": 3.0,
    "DUP": 4.0,
    "ADDR": 4.0,
    "SIG": 5.0,
    "CAN": 3.0,
    "OOC": 2.0,
    "OTH": 4.0,
}
OTHER = 4.0  # of a reason whose code is none of these
LEAST_SITTINGS = 5  # batches below which nothing is measured
LEAST_LINES = 40  # lines of a reason from which its minutes are called measured

_PRIOR_SPREAD = 0.5  # a reason may well take half as long again as assumed
_FLOOR = 0.2  # of the assumed minutes: a line takes more than no time
_SPREAD_LEAST, _SPREAD_BLIND = 0.15, 0.5  # of a batch's time, around what its lines explain
_BEND = 1.5  # spreads from which a sitting counts less and less
_ROUNDS, _SWEEPS = 12, 60

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One finished batch: minutes from its deal to its last reading, lines of it by reason."""

    minutes: float
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """Minutes of a line of one reason; ``lines`` of it were in the batches that were measured.

    ``measured``: enough were; otherwise it is what is assumed, at the readers' general pace.
    """

    code: str
    minutes: float
    lines: int
    measured: bool


def assumed(code: str) -> float:
    """Minutes of a line of a reason before any is measured."""
    return ASSUMED.get(code, OTHER)


def split(sittings: Iterable[Sitting], codes: Sequence[str]) -> tuple[Measured, ...]:
    """Minutes of a line of each reason of ``codes``, in their order; what is no time is left out."""
    prior = np.array([assumed(code) for code in codes], dtype=np.float64)
    known = [
        sitting for sitting in sittings if sitting.minutes > 0 and any(sitting.lines.values())
    ]
    if len(known) < LEAST_SITTINGS:
        return tuple(Measured(code, assumed(code), 0, False) for code in codes)
    counts = np.array([[sitting.lines.get(code, 0) for code in codes] for sitting in known], float)
    times = np.array([sitting.minutes for sitting in known])
    found = _fitted(counts, times, prior)
    lines = counts.sum(axis=0)
    return tuple(
        Measured(code, float(minutes), int(n), bool(n >= LEAST_LINES))
        for code, minutes, n in zip(codes, found, lines, strict=True)
    )


def _fitted(counts: Floats, times: Floats, prior: Floats) -> Floats:
    """The minutes; iterated weights around the readers' general pace."""
    expected = np.maximum(counts @ prior, 1e-9)
    ratio = times / expected
    pace = float(np.median(ratio))
    spread = 1.4826 * float(np.median(np.abs(ratio - pace))) / pace
    width = np.clip(spread, _SPREAD_LEAST, _SPREAD_BLIND) * pace * expected
    centre = pace * prior
    found = centre.copy()
    for _ in range(_ROUNDS):
        far = np.abs(times - counts @ found) / width
        weight = np.minimum(1.0, _BEND / np.maximum(far, 1e-9)) / width**2
        found = _ridge(counts, times, weight, centre)
    return found


def _ridge(counts: Floats, times: Floats, weight: Floats, centre: Floats) -> Floats:
    """Weighted least squares drawn to ``centre``, by coordinate descent above the floor."""
    pull = 1 / (_PRIOR_SPREAD * centre) ** 2
    gram = counts.T @ (weight[:, None] * counts) + np.diag(pull)
    right = counts.T @ (weight * times) + pull * centre
    found = centre.copy()
    for _ in range(_SWEEPS):
        for place in range(len(found)):
            rest = right[place] - gram[place] @ found + gram[place, place] * found[place]
            found[place] = max(rest / gram[place, place], _FLOOR * centre[place])
    return found
