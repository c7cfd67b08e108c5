"""Re-planning: published places disturbed least, no late names. All people are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.invented import rota
from models.rules.planner import (
    Case,
    Ended,
    Plan,
    Weights,
    fewest_moves,
    greedy_plan,
    late,
    plan_case,
    recount,
    replan_case,
)
from tests.rotas import CAPTAIN, a_case, a_slot, a_volunteer, leads, least_loss, reads


def kept(case: Case, *, weighed: bool = False) -> Plan:
    plan = replan_case(case, weighed=weighed)
    assert plan.ended is Ended.PROVED
    assert recount(case, plan.places, replanning=True).violations == ()
    return plan


def test_nothing_moves_when_nothing_has_happened() -> None:
    case = rota.case(5, 40, 4, weeks=1)
    before = plan_case(case)
    after = kept(replace(case, published=frozenset(before.places)))
    assert (after.moved, after.lost) == ((), ())


def test_whoever_cannot_come_is_lost_not_moved_and_the_seat_is_filled() -> None:
    slot = a_slot(1, seats=1)
    people = [a_volunteer(1, []), a_volunteer(2, [1])]
    plan = kept(a_case([slot], people, published=frozenset({reads(1, 1)})))
    assert (plan.places, plan.moved, plan.lost) == ((reads(2, 1),), (), (reads(1, 1),))


def test_a_lowered_cap_moves_as_few_as_it_must() -> None:
    slots = [a_slot(1, seats=1), a_slot(2, day=1, seats=2)]
    people = [a_volunteer(n, [1, 2], week_most=1) for n in (1, 2, 3)]
    shown = frozenset({reads(1, 1), reads(2, 1), reads(3, 2)})
    case = a_case(slots, people, published=shown)
    plan = kept(case)
    assert len(plan.moved) == 1
    assert fewest_moves(case) == (1, True)
    assert len(plan.places) == 3


def test_fewest_first_leaves_a_captain_missing_where_weighing_moves_somebody() -> None:
    slots = [a_slot(1, seats=1, captains=1), a_slot(2, day=1, seats=1)]
    people = [a_volunteer(1, [1, 2], duties=CAPTAIN, week_most=1)]
    case = a_case(slots, people, published=frozenset({reads(1, 2)}))
    assert kept(case).places == (reads(1, 2),)
    assert kept(case, weighed=True).places == (leads(1, 1),)
    dear = replace(case, weights=Weights(move=400))
    assert kept(dear, weighed=True).places == (reads(1, 2),)


def test_a_change_of_duty_in_the_same_slot_moves_nobody() -> None:
    slot = a_slot(1, seats=1, captains=1)
    case = a_case(
        [slot], [a_volunteer(1, [1], duties=CAPTAIN)], published=frozenset({reads(1, 1)})
    )
    plan = kept(case)
    assert (plan.places, plan.moved) == ((leads(1, 1),), ())


def test_a_driver_who_cancels_does_not_take_the_passengers_place_away() -> None:
    shown = frozenset({reads(1, 1), reads(2, 1)})
    people = [a_volunteer(1, []), a_volunteer(2, [1])]
    case = a_case([a_slot(1)], people, carpools=((1, 2),), published=shown)
    assert kept(case).places == (reads(2, 1),)


def test_promises_stay_where_published_places_give_way() -> None:
    shown = frozenset({reads(1, 1), reads(2, 1)})
    people = [a_volunteer(1, {1: 0}), a_volunteer(2, {1: 3})]
    case = a_case([a_slot(1, seats=1)], people, published=shown, promised=frozenset({reads(1, 1)}))
    assert kept(case).places == (reads(1, 1),)


def test_promises_that_contradict_each_other_are_named() -> None:
    both = frozenset({reads(1, 1), reads(2, 1)})
    people = [a_volunteer(n, [1]) for n in (1, 2, 3)]
    case = a_case([a_slot(1, seats=1)], people, promised=both, published=both | {reads(3, 1)})
    plan = replan_case(case)
    assert len(plan.broken) == 1
    assert set(plan.places) < both


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_bad_night_the_minimum_moves_and_nobody_is_named_late(seed: int) -> None:
    case = rota.case(seed, 50, 5, weeks=2)
    shown = plan_case(case).places
    morning = rota.bad_night(case, shown, seed)
    plan, weighed, greedy = (
        kept(morning),
        kept(morning, weighed=True),
        greedy_plan(morning, replanning=True),
    )
    least, proved = fewest_moves(morning)
    assert proved
    assert len(plan.moved) == least <= len(weighed.moved)
    assert weighed.loss <= min(plan.loss, greedy.loss)
    assert late(morning, plan.places) == late(morning, weighed.places) == []
    assert recount(morning, greedy.places, replanning=True).violations == ()


def test_weighing_finds_the_least_loss_of_all_plans() -> None:
    slots = [a_slot(1, seats=1, captains=1), a_slot(2, hour=13), a_slot(3, day=1, seats=1)]
    people = [
        a_volunteer(1, {1: 0, 3: 2}, duties=CAPTAIN),
        a_volunteer(2, {1: 1, 2: 0}, week_most=1),
        a_volunteer(3, {1: 3, 2: 0, 3: 1}, week_most=2),
    ]
    shown = frozenset({reads(1, 1), reads(2, 2), reads(3, 1)})
    case = a_case(slots, people, published=shown)
    assert kept(case, weighed=True).loss == least_loss(case, replanning=True)
