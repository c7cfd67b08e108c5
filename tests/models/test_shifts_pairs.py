"""Who comes with whom: both must say so, either may end it, and the planner honours it."""

from __future__ import annotations

from datetime import time

import pytest

from models import shifts
from models.database import Database
from models.errors import Refusal
from models.rules.planner import Limits, Place, plan_case
from models.shift_terms import CapName, Duty, PlaceState, Window
from models.shifts import adopting, pairs, planning
from models.shifts.pairs import Pair
from models.terms import Person
from tests import rota
from tests.conftest import Clock
from tests.rota import TUESDAY, Rota

LIMITS = Limits(seconds=20)


@pytest.fixture
def desk(any_campaign: Database, clock: Clock) -> Rota:
    return rota.a_rota(any_campaign, clock)


def pair_of(desk: Rota, person: Person) -> Pair | None:
    found = desk.database.run(pairs.look_pair, person_id=person.id)
    assert found is None or isinstance(found, Pair)
    return found


def asks(desk: Rota, person: Person, other: Person, *, firm: bool = False) -> None:
    desk.ask(pairs.ask_pair, person=person, other_id=other.id, firm=firm)


def can(desk: Rota, *people: Person, weekday: int = 1) -> None:
    for person in people:
        desk.ask(
            shifts.set_pattern,
            person=person,
            weekday=weekday,
            windows=(Window(time(9), time(12)),),
        )


def test_nothing_holds_until_the_other_says_yes(desk: Rota) -> None:
    ana, ben = desk.people(2)
    asks(desk, ana, ben, firm=True)
    assert pair_of(desk, ana) == Pair(ben.pseudonym, sure=False, firm=True)
    assert pair_of(desk, ben) is None
    assert desk.told("shift.pair-asked")[ben.pseudonym] == [
        {"person": ana.pseudonym, "person_id": ana.id, "firm": True}
    ]
    desk.ask(pairs.answer_pair, person=ben, other_id=ana.id, yes=True)
    assert pair_of(desk, ana) == Pair(ben.pseudonym, sure=True, firm=True)
    assert pair_of(desk, ben) == Pair(ana.pseudonym, sure=True, firm=True)
    assert list(desk.told("shift.pair-sure")) == [ana.pseudonym]


def test_two_who_ask_each_other_are_a_pair_and_asking_twice_asks_once(desk: Rota) -> None:
    ana, ben = desk.people(2)
    asks(desk, ana, ben)
    asks(desk, ana, ben)
    assert len(desk.told("shift.pair-asked")[ben.pseudonym]) == 1
    asks(desk, ben, ana)
    assert pair_of(desk, ben) == Pair(ana.pseudonym, sure=True, firm=False)


def test_a_no_is_told_and_a_late_yes_finds_nothing(desk: Rota) -> None:
    ana, ben = desk.people(2)
    asks(desk, ana, ben)
    assert desk.ask(pairs.answer_pair, person=ben, other_id=ana.id, yes=False) is None
    assert pair_of(desk, ana) is None
    assert list(desk.told("shift.pair-ended")) == [ana.pseudonym]
    with pytest.raises(Refusal) as no:
        desk.ask(pairs.answer_pair, person=ben, other_id=ana.id, yes=True)
    assert no.value.code == "shifts.pair-gone"


def test_whoever_turns_to_somebody_else_leaves_the_first_free_and_told(desk: Rota) -> None:
    ana, ben, cem = desk.people(3)
    asks(desk, ana, ben)
    asks(desk, ben, ana)
    asks(desk, ana, cem)
    assert pair_of(desk, ben) is None
    assert pair_of(desk, ana) == Pair(cem.pseudonym, sure=False, firm=False)
    assert list(desk.told("shift.pair-ended")) == [ben.pseudonym]
    assert desk.ask(pairs.end_pair, person=ana)
    assert not desk.ask(pairs.end_pair, person=ana)
    assert pair_of(desk, ana) is None


@pytest.mark.parametrize(("other", "code"), [(0, "swap-yourself"), (999, "no-such-person")])
def test_a_pair_of_one_and_a_stranger_are_refused(desk: Rota, other: int, code: str) -> None:
    ana = desk.person()
    with pytest.raises(Refusal) as no:
        desk.ask(pairs.ask_pair, person=ana, other_id=other or ana.id)
    assert no.value.code == f"shifts.{code}"


def a_plan(desk: Rota) -> planning.Planned:
    return desk.ask(  # type: ignore[no-any-return]
        planning.look_case, office=None, first=TUESDAY, last=TUESDAY
    )


def test_the_planner_is_given_only_pairs_of_whom_both_said_yes(desk: Rota) -> None:
    desk.open()
    ana, ben, cem, dia, eva, fay = desk.people(6)
    can(desk, ana, ben, cem, dia, eva, fay)
    asks(desk, ana, ben)
    asks(desk, ben, ana, firm=True)
    asks(desk, cem, dia)
    asks(desk, dia, cem)
    asks(desk, eva, fay)
    found = a_plan(desk).case
    assert found.carpools == ((ana.id, ben.id),)
    assert found.pairs == ((cem.id, dia.id),)


def test_who_shares_a_car_is_planned_together_or_not_at_all(desk: Rota) -> None:
    nine, _ = desk.open()
    ana, ben, cem = desk.people(3)
    can(desk, ana, ben, cem)
    asks(desk, ana, ben, firm=True)
    asks(desk, ben, ana)
    desk.join(cem, nine)  # one of the two seats is gone
    planned = a_plan(desk)
    plan = plan_case(planned.case, LIMITS)
    assert [place.person for place in plan.places] == [cem.id]
    desk.change(CapName.SEATS, 3)
    plan = plan_case(a_plan(desk).case, LIMITS)
    assert [place.person for place in plan.places] == sorted([ana.id, ben.id, cem.id])


def test_a_car_of_which_one_is_refused_stays_at_home_whole(desk: Rota) -> None:
    nine, _ = desk.open()
    ana, ben = desk.people(2)
    can(desk, ana, ben)
    asks(desk, ana, ben, firm=True)
    asks(desk, ben, ana)
    planned = a_plan(desk)
    plan = plan_case(planned.case, LIMITS)
    assert set(plan.places) == {Place(p.id, nine.id, Duty.REVIEWER) for p in (ana, ben)}
    kept = desk.ask(planning.keep_plan, by=desk.boss, planned=planned, plan=plan)
    desk.join(desk.person(), nine)  # somebody took a seat meanwhile
    with pytest.raises(Refusal) as moved:
        desk.ask(adopting.publish_plan, by=desk.boss, code=kept.code)
    assert moved.value.code == "shifts.plan-moved"
    assert desk.state(ana, nine) is None
    out = moved.value.values["out"]
    done = desk.ask(adopting.publish_plan, by=desk.boss, code=kept.code, out=out)
    assert (done.given, len(done.refused)) == (0, 1)
    assert {desk.state(ana, nine), desk.state(ben, nine)} == {None}
    assert PlaceState.CONFIRMED not in {desk.state(ana, nine), desk.state(ben, nine)}
