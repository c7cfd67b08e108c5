"""The planner: what a plan keeps, what it prefers, what it names. All people are invented."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest

from bot.invented import chance, rota
from models.rules.planner import (
    Case,
    Ended,
    Engine,
    Limit,
    Limits,
    Need,
    Place,
    Shortfall,
    changes,
    greedy_plan,
    plan_case,
    recount,
    weekly,
)
from models.shift_terms import Duty
from tests.rotas import (
    CAPTAIN,
    MONDAY,
    a_case,
    a_day,
    a_slot,
    a_volunteer,
    leads,
    least_loss,
    reads,
)


def places_of(case: Case) -> set[Place]:
    """The plan's places, counted again first."""
    plan = plan_case(case)
    assert plan.ended is Ended.PROVED
    assert recount(case, plan.places).violations == ()
    return set(plan.places)


# ------------------------------------------------------------------------- what a plan never breaks


def test_no_more_readers_than_seats_sit_in_a_slot() -> None:
    case = a_case([a_slot(1, seats=2)], [a_volunteer(n, [1]) for n in (1, 2, 3)])
    assert len(places_of(case)) == 2


def test_the_room_counts_captains_too() -> None:
    slot = a_slot(1, seats=3, room=3, captains=1)
    people = [a_volunteer(n, [1]) for n in (1, 2, 3)] + [a_volunteer(4, [1], duties=CAPTAIN)]
    assert sorted(place.duty for place in places_of(a_case([slot], people))) == [
        Duty.CAPTAIN,
        Duty.REVIEWER,
        Duty.REVIEWER,
    ]


def test_badges_count_people_not_places() -> None:
    slots = [a_slot(1, hour=9), a_slot(2, hour=13)]
    people = [a_volunteer(n, [1, 2], day_most=2) for n in (1, 2, 3, 4)]
    found = places_of(a_case(slots, people, days=(a_day(badges=2),)))
    assert len(found) == 4
    assert len({place.person for place in found}) == 2


def test_hours_of_a_day_and_of_a_week_are_reviewers_hours() -> None:
    slots = [a_slot(1, captains=1), a_slot(2, day=1, captains=1)]
    people = [a_volunteer(n, [1, 2]) for n in (1, 2, 3)]
    people.append(a_volunteer(9, [1, 2], duties=frozenset({Duty.CAPTAIN})))
    days, weeks = (a_day(minutes=180),), (Limit(MONDAY, minutes=360),)
    found = places_of(a_case(slots, people, days=days, weeks=weeks))
    read = [place.slot for place in found if place.duty == Duty.REVIEWER]
    assert (read.count(1), read.count(2)) == (1, 1)
    assert {leads(9, 1), leads(9, 2)} <= found


def test_one_person_is_not_in_two_slots_at_once_nor_without_rest() -> None:
    late, early = a_slot(1, hour=18), a_slot(2, day=1, hour=6)
    both = a_case([late, early], [a_volunteer(1, [1, 2], day_most=2)])
    assert len(places_of(both)) == 1
    over = a_case([a_slot(1, hour=9), a_slot(2, hour=10)], [a_volunteer(1, [1, 2], day_most=2)])
    assert len(places_of(over)) == 1


def test_own_limits_hold() -> None:
    slots = [a_slot(1, hour=9), a_slot(2, hour=13), a_slot(3, day=2), a_slot(4, day=3)]
    once = a_volunteer(1, [1, 2, 3, 4], day_most=1, week_most=2)
    assert len(places_of(a_case(slots, [once]))) == 2
    minutes = a_volunteer(1, [1, 2], day_most=None, day_minutes=300)
    assert len(places_of(a_case(slots, [minutes]))) == 1


def test_after_the_names_are_given_only_who_is_named_is_placed() -> None:
    slots = [a_slot(1), a_slot(2, day=5)]
    people = [a_volunteer(1, [1, 2]), a_volunteer(2, [1, 2])]
    case = a_case(
        slots,
        people,
        names_open_from=MONDAY + timedelta(days=3),
        named=frozenset({(2, MONDAY)}),
    )
    assert places_of(case) == {reads(2, 1), reads(1, 2), reads(2, 2)}


def test_a_car_pool_comes_whole_or_not_at_all() -> None:
    slots = [a_slot(1, seats=3), a_slot(2, day=1, seats=1), a_slot(3, day=2)]
    people = [a_volunteer(1, [1, 2, 3]), a_volunteer(2, [1, 2])]
    found = places_of(a_case(slots, people, carpools=((1, 2),)))
    assert found == {reads(1, 1), reads(2, 1)}


def test_a_promise_is_kept_before_everything_else() -> None:
    slot = a_slot(1, seats=1)
    people = [a_volunteer(1, {1: 0}), a_volunteer(2, {1: 3})]
    assert places_of(a_case([slot], people, promised=frozenset({reads(1, 1)}))) == {reads(1, 1)}


def test_published_places_are_pinned_when_a_plan_is_made() -> None:
    slots = [a_slot(1, seats=1), a_slot(2, day=1, seats=1)]
    people = [a_volunteer(1, {1: 0, 2: 3}, week_most=1), a_volunteer(2, {1: 0})]
    case = a_case(slots, people, published=frozenset({reads(1, 1)}))
    assert reads(1, 1) in places_of(case)


def test_promises_the_caps_do_not_let_stand_are_named_and_the_cap_is_kept() -> None:
    slot = a_slot(1, seats=1)
    promised = frozenset({reads(1, 1), reads(2, 1)})
    case = a_case([slot], [a_volunteer(1, {1: 0}), a_volunteer(2, {1: 2})], promised=promised)
    plan = plan_case(case)
    assert plan.places == (reads(2, 1),)
    assert plan.broken == (reads(1, 1),)


# ------------------------------------------------------------------------------ what a plan prefers


def test_a_captain_is_worth_more_than_a_seat() -> None:
    slot = a_slot(1, seats=2, captains=1)
    assert places_of(a_case([slot], [a_volunteer(1, [1], duties=CAPTAIN)])) == {leads(1, 1)}


def test_wishes_decide_between_equals() -> None:
    slot = a_slot(1, seats=1)
    people = [a_volunteer(1, {1: 0}), a_volunteer(2, {1: 3}), a_volunteer(3, {1: 1})]
    assert places_of(a_case([slot], people)) == {reads(2, 1)}


def test_many_come_rather_than_few_often() -> None:
    slots = [a_slot(1, seats=1), a_slot(2, day=1, seats=1)]
    people = [a_volunteer(1, {1: 1, 2: 1}), a_volunteer(2, {1: 0, 2: 0})]
    assert len({place.person for place in places_of(a_case(slots, people))}) == 2


def test_who_had_many_before_comes_later() -> None:
    slot = a_slot(1, seats=1)
    people = [a_volunteer(1, {1: 2}, had=5), a_volunteer(2, {1: 0})]
    assert places_of(a_case([slot], people)) == {reads(2, 1)}


def test_a_speaker_is_found_and_a_pair_sits_together() -> None:
    slot = a_slot(1, seats=1, languages=("es",))
    people = [a_volunteer(1, {1: 3}), a_volunteer(2, {1: 0}, languages=frozenset({"es"}))]
    assert places_of(a_case([slot], people)) == {reads(2, 1)}
    two = [a_slot(1, seats=1), a_slot(2, day=1, seats=2)]
    paired = [
        a_volunteer(1, {1: 0, 2: 0}, week_most=1),
        a_volunteer(2, {2: 0}, week_most=1),
        a_volunteer(3, {1: 0, 2: 0}, week_most=1),
    ]
    assert {reads(1, 2), reads(2, 2)} <= places_of(a_case(two, paired, pairs=((1, 2),)))


# ---------------------------------------------------------------------------------- what it names


def test_what_is_missing_is_named_not_forced() -> None:
    slot = a_slot(7, seats=3, captains=1, lawyers=1, languages=("es", "ko"))
    plan = plan_case(a_case([slot], [a_volunteer(1, [7], languages=frozenset({"ko"}))]))
    assert plan.shortfalls == (
        Shortfall(7, Need.SEAT, 2),
        Shortfall(7, Need.CAPTAIN, 1),
        Shortfall(7, Need.LAWYER, 1),
        Shortfall(7, Need.LANGUAGE, 1, "es"),
    )
    assert (plan.filled, plan.offered, plan.allowed) == (180, 540, 540)


def test_what_the_hour_caps_leave_of_the_seats_is_said() -> None:
    slots = [a_slot(1), a_slot(2, day=1)]
    case = a_case(slots, [], days=(a_day(minutes=240),), weeks=(Limit(MONDAY, minutes=480),))
    plan = plan_case(case)
    assert (plan.offered, plan.allowed) == (720, 480)


def test_an_empty_case_has_an_empty_plan() -> None:
    for case in (a_case([], []), a_case([a_slot(1)], []), a_case([], [a_volunteer(1, [1])])):
        assert plan_case(case).places == ()


def test_changes_are_told_by_person() -> None:
    old = [reads(1, 1), reads(2, 1), reads(3, 1)]
    new = [reads(1, 2), leads(2, 1), reads(3, 1)]
    first, second = changes(old, new)
    assert (first.person, first.added, first.gone) == (1, (reads(1, 2),), (reads(1, 1),))
    assert (second.person, second.duty) == (2, ((reads(2, 1), leads(2, 1)),))


# ---------------------------------------------------------------------- which engine, and how sure


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_of_a_small_case_is_better(seed: int) -> None:
    case = a_small_case(seed)
    plan = plan_case(case)
    assert recount(case, plan.places).violations == ()
    assert plan.loss == pytest.approx(least_loss(case), abs=0.5)
    assert plan.engine is Engine.HIGHS
    assert plan.gap is not None
    assert plan.gap < 0.5


def a_small_case(seed: int) -> Case:
    """Four slots, four people, tight caps: small enough to try every plan."""
    drawn = iter(chance.uniforms(seed, "small case", count=200))
    slots = [
        a_slot(1, hour=9, seats=1, captains=1, languages=("es",)),
        a_slot(2, hour=13, seats=2, room=2),
        a_slot(3, hour=18, hours=4, seats=2),
        a_slot(4, day=1, hour=6, seats=2, captains=1),
    ]
    people = [
        a_volunteer(
            number,
            {slot.id: int(next(drawn) * 4) for slot in slots if next(drawn) < 0.7},
            duties=CAPTAIN if next(drawn) < 0.3 else frozenset({Duty.REVIEWER}),
            languages=frozenset({"es"} if next(drawn) < 0.4 else ()),
            day_most=1 + int(next(drawn) * 2),
            week_most=1 + int(next(drawn) * 3),
        )
        for number in range(1, 5)
    ]
    return a_case(
        slots,
        people,
        days=(a_day(badges=2, minutes=60 * 10),),
        weeks=(Limit(MONDAY, minutes=60 * 13),),
        carpools=((1, 2),),
        pairs=((3, 4),),
    )


@pytest.mark.parametrize(("people", "seats"), [(40, 4), (40, 12)])
def test_both_engines_keep_every_cap_and_the_solver_is_never_worse(
    people: int, seats: int
) -> None:
    case = rota.case(3, people, seats, weeks=2)
    greedy, plan = greedy_plan(case), plan_case(case)
    assert recount(case, greedy.places).violations == ()
    assert recount(case, plan.places).violations == ()
    assert (greedy.engine, greedy.ended, greedy.gap) == (Engine.GREEDY, Ended.HEURISTIC, None)
    assert plan.loss <= greedy.loss


def test_when_the_clock_stops_it_the_plan_says_so() -> None:
    plan = plan_case(rota.case(1, 60, 5), Limits(seconds=0))
    assert plan.ended is Ended.CLOCK
    assert plan.engine is Engine.GREEDY
    assert recount(rota.case(1, 60, 5), plan.places).violations == ()


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    plan_case(a_small_case(1))
    assert capfd.readouterr() == ("", "")


def test_cases_and_plans_can_travel_to_another_process() -> None:
    case = a_small_case(2)
    plan = plan_case(pickle.loads(pickle.dumps(case)))
    assert pickle.loads(pickle.dumps(plan)).digest == plan_case(case).digest


@pytest.mark.slow
def test_fresh_processes_make_the_same_plan() -> None:
    case = rota.case(2, 60, 5)
    digests = set()
    for _turn in range(2):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            plan = pool.submit(plan_case, case).result()
        assert plan.repeatable
        digests.add(plan.digest)
    assert digests == {plan_case(case).digest}


def test_a_large_case_starts_from_its_weeks_and_ends_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = rota.case(4, 40, 5, weeks=2)
    whole = plan_case(case)
    monkeypatch.setattr(weekly, "LARGE", 1)
    by_weeks = plan_case(case)
    assert recount(case, by_weeks.places).violations == ()
    assert by_weeks.loss == pytest.approx(whole.loss, abs=1)
    assert by_weeks.repeatable
