"""Reason by reason, and their sum, against trying every split."""

from __future__ import annotations

from itertools import product
from math import log

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.rules.estimates import FLAT, Condition, Counts, Stratum, reason_bands, union
from models.rules.estimates.ppr import everything_random, least_up_to
from models.rules.estimates.reasons import Split

THREE = [
    Stratum("one", Counts(40, 4, 10), random=True),
    Stratum("two", Counts(30, 2, 12), random=True),
    Stratum("three", Counts(20, 4, 5), random=True),
]


def test_three_reasons_have_their_reference_interval_and_e_values() -> None:
    found = union(THREE)
    assert (found.low, found.high, found.condition) == (15, 60, Condition.INSIDE)
    split = Split(THREE)
    assert split.e_value(29) == pytest.approx(0.0441532, abs=1e-7)
    assert split.e_value(23) == pytest.approx(0.1899842, abs=1e-7)
    assert least_up_to(split, 29) == pytest.approx(log(0.0441532), abs=1e-5)


@st.composite
def strata(draw: st.DrawFn) -> list[Stratum]:
    found = []
    for place in range(draw(st.integers(1, 3))):
        total = draw(st.integers(1, 12))
        ruled = draw(st.integers(0, total))
        ours = draw(st.integers(0, ruled))
        counts = Counts(total, ours, ruled)
        found.append(Stratum(str(place), counts, draw(st.booleans())))
    return found


def _by_trying(split: Split) -> dict[int, float]:
    ranges = [range(part.low, part.high + 1) for part in split._parts]
    best: dict[int, float] = {}
    for chosen in product(*ranges):
        value = sum(part.at(m) for part, m in zip(split._parts, chosen, strict=True))
        best[sum(chosen)] = min(value, best.get(sum(chosen), value))
    return best


@settings(deadline=None)
@given(strata())
def test_the_best_split_is_the_one_found_by_trying_all(case: list[Stratum]) -> None:
    split = Split(case)
    best = _by_trying(split)
    assert sorted(best) == list(range(split.low, split.high + 1))
    for total, value in best.items():
        assert sum(split.split(total)) == total
        assert split.at(total) == pytest.approx(value, abs=1e-9)
    assert split.at(split.lowest()) == pytest.approx(min(best.values()), abs=1e-9)


@settings(deadline=None)
@given(strata(), st.floats(0.02, 0.6))
def test_the_sums_interval_is_the_one_found_by_trying_all(
    case: list[Stratum], alpha: float
) -> None:
    split = Split(case)
    tried = _by_trying(split)
    assume(all(abs(value + log(alpha)) > 1e-9 for value in tried.values()))  # no tie at the edge
    inside = [total for total, value in tried.items() if value < -log(alpha)]
    if inside:
        found = union(case, alpha)
        assert (found.low, found.high) == (min(inside), max(inside))


def test_a_reason_without_a_random_order_has_bounds_and_no_interval() -> None:
    case = [*THREE, Stratum("four", Counts(10, 3, 5), random=False)]
    bands = reason_bands(case)
    assert bands["four"].condition is Condition.NONE
    assert (bands["four"].low, bands["four"].high) == (3, 8)
    assert bands["one"].condition is Condition.INSIDE
    whole = union(case)
    assert whole.low <= union(THREE).low + 3
    assert whole.high >= union(THREE).high + 3


def test_jointly_valid_bands_are_wider_than_one_alone() -> None:
    alone = everything_random(THREE[0].counts, FLAT)
    joint = reason_bands(THREE)["one"]
    assert joint.low <= alone.low
    assert alone.high <= joint.high
    assert joint == reason_bands(THREE[:1], alpha=0.05 / 3)["one"]


def test_no_draw_anywhere_is_the_certain_bounds() -> None:
    found = union([Stratum("one", Counts(40, 4, 10), random=False)])
    assert (found.low, found.high, found.condition) == (4, 34, Condition.NONE)
