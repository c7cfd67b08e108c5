"""A figure: ours beside a named peer, measured in turn in one run, held against a bar.

Absolute times depend on the machine; the ratio of two things measured turn by turn (ours, peer,
ours, peer …) does so much less. What is held against the bar is the median of the pairs' ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

AT_MOST, AT_LEAST = "at most", "at least"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. ``ours`` and ``peer`` are in ``unit``; ``bar`` is for ``ratio``.

    ``bar`` None: printed beside the others, held against nothing.
    """

    name: str
    ours: float
    peer: float
    ratio: float
    unit: str
    sense: str = AT_MOST
    bar: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar holds (what has none holds)."""
        if self.bar is None:
            return True
        return self.ratio <= self.bar if self.sense == AT_MOST else self.ratio >= self.bar

    def as_dict(self) -> dict[str, Any]:
        """As it stands in out/bench.json."""
        return asdict(self) | {"holds": self.holds}


Pair = tuple[float, float]


def of_pairs(
    name: str,
    pairs: Sequence[Pair],
    *,
    unit: str,
    sense: str = AT_MOST,
    bar: float | None = None,
    note: str = "",
) -> Figure:
    """A figure from (ours, peer) pairs measured in turn: medians, and the median ratio."""
    ours, peers = zip(*pairs, strict=True)
    ratio = median(our / peer for our, peer in pairs)
    return Figure(name, median(ours), median(peers), ratio, unit, sense, bar, note)


def in_turn(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> list[Pair]:
    """``rounds`` pairs; who goes first changes from round to round."""
    pairs = []
    for number in range(rounds):
        if number % 2:
            peer_took = peer()
            pairs.append((ours(), peer_took))
        else:
            ours_took = ours()
            pairs.append((ours_took, peer()))
    return pairs
