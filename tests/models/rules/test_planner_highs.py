"""The solver as the planner holds it: starts, stops, and what it may not claim."""

from __future__ import annotations

from models.rules.planner.highs import Limits, solve
from models.rules.planner.model import Cap, Model
from models.shift_terms import CapName
from tests.rotas import MONDAY


def a_model() -> Model:
    """Of three items take what is dearest within two; one more column follows the first item."""
    model = Model()
    for worth in (3, 2, 1):
        model.column(-worth)
    follower = model.column(1, whole=False)
    model.at_most(2, [(0, 1), (1, 1), (2, 1)])
    model.at_most(0, [(0, 1), (follower, -1)])
    return model


def test_it_finds_the_best_and_says_so() -> None:
    solved = solve(a_model(), Limits())
    assert solved.values is not None
    assert [round(value) for value in solved.values] == [1, 1, 0, 1]
    assert (solved.objective, solved.bound, solved.proved, solved.clocked) == (-4, -4, True, False)


def test_a_start_that_is_not_whole_is_left_aside_and_one_that_is_whole_is_taken() -> None:
    half, whole = [1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0]
    assert not a_model().keeps(half)
    assert a_model().keeps(whole)
    for start in (half, whole):
        assert solve(a_model(), Limits(), start).objective == -4


def test_rows_that_contradict_each_other_are_impossible() -> None:
    model = a_model()
    model.at_least(3, [(0, 1), (1, 1), (2, 1)])
    solved = solve(model, Limits())
    assert solved.impossible
    assert solved.values is None


def test_rows_are_divided_by_what_they_share_and_rounded_down() -> None:
    model = a_model()
    model.at_most(500, [(0, 180), (1, 180)])
    assert (model.rows[-1].high, model.rows[-1].terms) == (2, ((0, 1), (1, 1)))


def test_a_cap_that_may_be_raised_stays_as_it_is_said() -> None:
    model = Model(raw=True)
    for _turn in range(2):
        model.column()
    model.at_most(500, [(0, 180), (1, 180)], Cap(CapName.DAY_HOURS, MONDAY, None, 500))
    assert model.rows[-1].high == 500
