"""Rounds: which lines need a lawyer, and which rulings say otherwise than the line was read."""

from __future__ import annotations

import hashlib

import pytest

from models.rules import rounds
from models.rules.rounds import Why
from models.terms import LineKey, Tier, Verdict

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


def test_the_lot_of_the_second_round_is_what_an_outsider_computes() -> None:
    digest = hashlib.sha256(b"seed second 12045-1-7").hexdigest()
    assert rounds.second_draw("seed", LineKey(12045, 1, 7)) == int(digest[:16], 16) // 2


def test_the_lot_chooses_its_share_and_a_larger_one_keeps_what_a_smaller_one_chose() -> None:
    lots = [rounds.second_draw("seed", LineKey(s, 1, n)) for s in range(500) for n in range(10)]
    tenth = {lot for lot in lots if rounds.chosen(lot, 10)}
    fifth = {lot for lot in lots if rounds.chosen(lot, 20)}
    assert tenth <= fifth
    assert 0.08 < len(tenth) / len(lots) < 0.12
    assert not any(rounds.chosen(lot, 0) for lot in lots)
    assert all(rounds.chosen(lot, 100) for lot in lots)


@pytest.mark.parametrize("audit_minutes", [5.0, 20.0, 60.0])
@pytest.mark.parametrize("percent", [5, 10, 40])
def test_the_audit_gets_its_share_of_the_time(percent: int, audit_minutes: float) -> None:
    turns = [
        rounds.audit_turn("seed", n, percent, minutes=60.0, audit_minutes=audit_minutes)
        for n in range(1, 20_001)
    ]
    audit = sum(turns) * audit_minutes
    share = audit / (audit + (len(turns) - sum(turns)) * 60)
    assert share == pytest.approx(percent / 100, rel=0.1)


def test_a_share_of_nothing_or_of_all_the_time_is_just_that() -> None:
    for percent, turn in ((0, False), (100, True)):
        turns = {
            rounds.audit_turn("seed", n, percent, minutes=60, audit_minutes=10)
            for n in range(1, 200)
        }
        assert turns == {turn}
