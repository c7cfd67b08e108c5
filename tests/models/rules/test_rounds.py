"""Rounds: which lines need a lawyer, and which rulings say otherwise than the line was read."""

from __future__ import annotations

import pytest

from models.rules import rounds
from models.rules.rounds import Why
from models.terms import Tier, Verdict

C, S, U, M = Verdict.CHALLENGE, Verdict.STANDS, Verdict.UNSURE, Verdict.MISSING


@pytest.mark.parametrize(
    ("verdict", "contested", "tier", "why"),
    [
        (C, False, Tier.A, None),
        (C, False, Tier.B, Why.TIER_B),
        (C, False, Tier.C, Why.TIER_C),
        (C, True, Tier.C, Why.CONTESTED),
        (S, True, None, Why.CONTESTED),
        (S, False, None, None),
        (U, False, None, Why.UNSURE),
        (M, False, None, None),
    ],
)
def test_a_line_waits_for_the_first_reason_that_holds(
    verdict: Verdict, contested: bool, tier: Tier | None, why: Why | None
) -> None:
    assert rounds.why(verdict, contested=contested, tier=tier) is why


def test_only_what_was_judged_can_be_overruled() -> None:
    found = {
        (read, ruled) for read in Verdict for ruled in (C, S) if rounds.overrules(read, ruled)
    }
    assert found == {(C, S), (S, C)}
