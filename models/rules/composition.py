"""What the composition of the unruled lines predicts: the share of them that would be ruled ours.

Only a predictor of the audit stream (`estimates.stream`): where it errs the interval gets wider,
never wrong. So guesses are allowed in it that no estimate may contain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.rules.estimates import Cell, Prior, expected_share, learned, unread_share

# Before a lawyer has ruled: three claims in four hold, and one no in twenty was wrong.
UPHELD, MISSED = Prior(0.75, 20), Prior(0.05, 40)
CLAIMED = Prior(0.3, 20)
OWN = 10  # lines that the rest of the petition counts for beside a reason's own


@dataclass(frozen=True, slots=True)
class Standing:
    """One reason in lines: ``total``, of which ``read``, as ``challenge``, ``stands`` or otherwise.

    ``judged`` have a ruling, of those read as a challenge ``judged_challenge`` (``upheld`` are
    ours), of those read as standing ``judged_stands`` (``found`` are ours).
    """

    total: int
    read: int
    challenge: int
    stands: int
    judged: int
    judged_challenge: int
    upheld: int
    judged_stands: int
    found: int


def expected(reasons: Sequence[Standing]) -> float | None:
    """The predicted share of ours, 0 … 1, among all lines without a ruling; None if none is left.

    Each reason's shares lean on those of all reasons with the weight of `OWN` lines.
    """
    upheld = _share(reasons, "upheld", "judged_challenge", UPHELD)
    missed = _share(reasons, "found", "judged_stands", MISSED)
    said = sum(one.challenge + one.stands for one in reasons)
    claimed = learned(sum(one.challenge for one in reasons), said, CLAIMED)
    return expected_share(cell for one in reasons for cell in _cells(one, upheld, missed, claimed))


def _share(reasons: Sequence[Standing], ours: str, of: str, guess: Prior) -> float:
    found, ruled = (sum(getattr(one, name) for one in reasons) for name in (ours, of))
    return learned(found, ruled, guess)


def _cells(one: Standing, upheld: float, missed: float, claimed: float) -> tuple[Cell, ...]:
    holds = learned(one.upheld, one.judged_challenge, Prior(upheld, OWN))
    slips = learned(one.found, one.judged_stands, Prior(missed, OWN))
    claims = learned(one.challenge, one.challenge + one.stands, Prior(claimed, OWN))
    blind = unread_share(claims, holds, slips)
    otherwise = one.read - one.challenge - one.stands
    ruled_otherwise = one.judged - one.judged_challenge - one.judged_stands
    return (
        Cell(one.challenge - one.judged_challenge, holds),
        Cell(one.stands - one.judged_stands, slips),
        Cell(one.total - one.read + otherwise - ruled_otherwise, blind),
    )
