"""The recount sees what the rows are meant to prevent. All people are invented."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.invented import rota
from models.rules.planner import Case, Limit, Place, recount
from models.rules.planner.greedy import greedy
from models.rules.planner.rows import framed
from models.rules.planner.weekly import started
from models.shift_terms import Duty
from tests.rotas import MONDAY, a_case, a_day, a_slot, a_volunteer, leads, reads

PEOPLE = [a_volunteer(n, [1, 2, 3], day_most=2, week_most=2) for n in (1, 2, 3)]
SLOTS = [a_slot(1, seats=2, room=2), a_slot(2, hour=13), a_slot(3, day=1, hour=0)]


def rules(case: Case, *places: Place) -> set[str]:
    return {violation.rule for violation in recount(case, places).violations}


def test_a_plan_that_keeps_everything_breaks_nothing() -> None:
    assert rules(a_case(SLOTS, PEOPLE), reads(1, 1), reads(2, 1), reads(3, 2)) == set()


@pytest.mark.parametrize(
    ("places", "rule"),
    [
        ([reads(9, 1)], "unknown"),
        ([reads(1, 8)], "unknown"),
        ([leads(1, 1)], "able"),
        ([reads(1, 1), Place(1, 1, Duty.LAWYER)], "one-duty"),
        ([reads(1, 1), reads(2, 1), reads(3, 1)], "seats"),
        ([reads(1, 1), reads(2, 1), leads(3, 1)], "room"),
        ([reads(1, 2), reads(1, 3)], "rest"),
        ([reads(1, 1), reads(1, 2), reads(1, 3)], "own-week"),
    ],
)
def test_it_sees(places: list[Place], rule: str) -> None:
    assert rule in rules(a_case(SLOTS, PEOPLE), *places)


def test_it_sees_the_caps_of_days_and_weeks() -> None:
    case = a_case(
        SLOTS,
        PEOPLE,
        days=(a_day(badges=1, minutes=60),),
        weeks=(Limit(MONDAY, minutes=300),),
    )
    assert rules(case, reads(1, 1), reads(2, 1)) == {"badges", "day-hours", "week-hours"}


def test_it_sees_clashes_own_days_and_own_minutes() -> None:
    slots = [a_slot(1, hour=9), a_slot(2, hour=11)]
    case = a_case(slots, [a_volunteer(1, [1, 2], day_most=1, day_minutes=200)])
    assert rules(case, reads(1, 1), reads(1, 2)) == {"clash", "own-day", "own-minutes"}


def test_it_sees_late_names_split_car_pools_and_broken_promises() -> None:
    late = a_case(SLOTS, PEOPLE, names_open_from=MONDAY + timedelta(days=1))
    assert rules(late, reads(1, 1)) == {"notice"}
    assert rules(late, reads(1, 3)) == set()
    assert rules(a_case(SLOTS, PEOPLE, carpools=((1, 2),)), reads(1, 1)) == {"car-pool"}
    assert rules(a_case(SLOTS, PEOPLE, promised=frozenset({reads(1, 1)}))) == {"promised"}
    assert rules(a_case(SLOTS, PEOPLE, published=frozenset({reads(1, 1)}))) == {"published"}


def test_the_loss_is_what_is_missing_less_what_is_liked() -> None:
    slot = a_slot(1, seats=2, captains=1, languages=("es",))
    people = [a_volunteer(1, {1: 3}), a_volunteer(2, {1: 2})]
    case = a_case([slot], people, pairs=((1, 2),))
    assert recount(case, []).loss == 2 * 30 + 150 + 30
    assert recount(case, [reads(1, 1)]).loss == 30 + 150 + 30 - 3 - 8
    assert recount(case, [reads(1, 1), reads(2, 1)]).loss == 150 + 30 - 3 - 8 - 2 - 8 - 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_and_recount_agree_on_what_a_plan_costs(seed: int) -> None:
    case = rota.case(seed, 60, 6, weeks=2)
    places = greedy(case)
    frame = framed(case)
    values = started(frame, places)
    assert frame.model.keeps(values)
    assert frame.model.objective(values) == pytest.approx(recount(case, places).loss)
    morning = rota.bad_night(case, places, seed)
    repaired = greedy(morning)
    frame = framed(morning, replanning=True)
    values = started(frame, repaired)
    loss = recount(morning, repaired, replanning=True).loss
    assert frame.model.keeps(values)
    assert frame.model.objective(values) == pytest.approx(loss)
