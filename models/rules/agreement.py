"""What the readings of a line add up to."""

from __future__ import annotations

from collections.abc import Iterable

from models.terms import Verdict


def contested(first: Verdict, later: Iterable[Verdict]) -> bool:
    """Whether a reading beside the standing one disagrees with it.

    ``unsure`` and ``missing`` judge nothing, so they neither agree nor disagree.
    """
    judged = {Verdict.CHALLENGE, Verdict.STANDS}
    return first in judged and any(other in judged and other != first for other in later)


def claims(first: Verdict | None, *, disputed: bool) -> bool:
    """Whether a line may count as claimed: its standing verdict is challenge, nobody disagrees."""
    return first == Verdict.CHALLENGE and not disputed


def counted_in_set(lines: Iterable[tuple[int, bool]]) -> int | None:
    """Of a duplicate set's (rank by key, may count) the one that counts: the lowest, or None.

    One signature of the set counts at most (domain: "one signature of the set counts").
    """
    return min((line for line, may in lines if may), default=None)
