"""Publishing a plan: nobody loses a place they keep nothing for; captains and lawyers as wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from models import shifts
from models.database import Database
from models.errors import Refusal
from models.rules.planner import Ended, Engine, Limits, Need, Place, Plan, Shortfall, plan_case
from models.shift_terms import Able, CapName, Duty, PlaceState, ShiftView, Window
from models.shifts import adopting, asked, planning
from models.shifts.asked import Kind
from models.shifts.planning import Proposal
from models.terms import Person, Role
from tests import factories, rota
from tests.conftest import Clock
from tests.rota import TUESDAY, Rota, at

LIMITS = Limits(seconds=20)
WEDNESDAY = date(2022, 9, 14)


@pytest.fixture
def desk(any_campaign: Database, clock: Clock) -> Rota:
    return rota.a_rota(any_campaign, clock)


def can(desk: Rota, *people: Person, weekday: int = 1, able: Able = Able.CAN) -> None:
    block = (Window(time(9), time(15)),)
    for one in people:
        desk.ask(shifts.set_pattern, person=one, weekday=weekday, windows=block, able=able)


def looked(desk: Rota, **more: Any) -> planning.Planned:
    values = {"office": None, "first": TUESDAY, "last": TUESDAY}
    return desk.ask(planning.look_case, **(values | more))  # type: ignore[no-any-return]


def a_plan(desk: Rota, *places: tuple[Person, ShiftView]) -> Proposal:
    """A proposal of just these places, as some planner might have made it."""
    chosen = tuple(sorted(Place(one.id, shift.id, Duty.REVIEWER) for one, shift in places))
    plan = Plan(chosen, Engine.GREEDY, Ended.HEURISTIC, 0.0, None, (), 0, 0, 0)
    desk.clock.move(minutes=1)
    return desk.ask(  # type: ignore[no-any-return]
        planning.keep_plan, by=desk.boss, planned=looked(desk), plan=plan
    )


def publish(desk: Rota, plan: Proposal) -> adopting.Adopted:
    """As the chat does: again without whoever would have lost a place for one that is gone."""
    out: tuple[Any, ...] = ()
    for _ in range(9):
        try:
            done = desk.ask(adopting.publish_plan, by=desk.boss, code=plan.code, out=out)
        except Refusal as no:
            out += no.values["out"]  # type: ignore[operator]
        else:
            assert isinstance(done, adopting.Adopted)
            return done
    raise AssertionError("it never ended")


def holders(desk: Rota, shift: ShiftView) -> set[str]:
    table = desk.ask(shifts.look_table, shift_id=shift.id)
    return {one.pseudonym for one in table if one.state == PlaceState.CONFIRMED}


def test_two_may_change_places_in_full_shifts(desk: Rota) -> None:
    desk.change(CapName.SEATS, 1)
    nine, noon = desk.open()
    ana, ben = desk.people(2)
    can(desk, ana, ben)
    publish(desk, a_plan(desk, (ana, nine), (ben, noon)))
    done = publish(desk, a_plan(desk, (ana, noon), (ben, nine)))
    assert (done.given, done.taken, done.refused) == (2, 2, ())
    assert holders(desk, nine) == {ben.pseudonym}
    assert holders(desk, noon) == {ana.pseudonym}


def test_whoever_waits_is_not_let_into_a_seat_the_plan_has_for_somebody(desk: Rota) -> None:
    desk.change(CapName.SEATS, 1)
    nine, noon = desk.open()
    ana, ben, cem = desk.people(3)
    can(desk, ana, ben)
    publish(desk, a_plan(desk, (ana, nine)))
    desk.join(cem, nine)  # on the waiting list
    done = publish(desk, a_plan(desk, (ana, noon), (ben, nine)))
    assert done.refused == ()
    assert holders(desk, nine) == {ben.pseudonym}
    assert desk.state(cem, nine) == PlaceState.WAITING
    # Where the plan leaves a seat empty, the list is asked.
    publish(desk, a_plan(desk, (ana, noon)))
    assert desk.state(cem, nine) == PlaceState.ASKED


def test_who_would_lose_a_place_for_one_that_is_gone_keeps_it(desk: Rota) -> None:
    desk.change(CapName.SEATS, 1)
    nine, noon = desk.open()
    ana, ben, cem = desk.people(3)
    can(desk, ana, ben)
    publish(desk, a_plan(desk, (ana, nine)))
    plan = a_plan(desk, (ana, noon), (ben, nine))
    desk.join(cem, noon)  # somebody takes the seat before the plan is published
    with pytest.raises(Refusal) as moved:
        desk.ask(adopting.publish_plan, by=desk.boss, code=plan.code)
    assert moved.value.values["out"] == ((ana.id, noon.id, "shifts.seats-full"),)
    assert holders(desk, nine) == {ana.pseudonym}  # nothing at all was done
    done = publish(desk, plan)
    assert holders(desk, nine) == {ana.pseudonym}
    assert holders(desk, noon) == {cem.pseudonym}
    assert dict(done.refused) == {
        ana.pseudonym: "shifts.seats-full",
        ben.pseudonym: "shifts.seats-full",
    }
    assert desk.told("shift.removed") == {}
    assert desk.ask(adopting.publish_plan, by=desk.boss, code=plan.code).again


def test_an_older_plan_stays_and_can_be_published(desk: Rota) -> None:
    nine, noon = desk.open()
    ana, ben = desk.people(2)
    can(desk, ana, ben)
    first = a_plan(desk, (ana, nine), (ben, nine))
    assert first.before is None
    second = a_plan(desk, (ana, noon))
    assert second.before == first.code
    publish(desk, first)
    assert holders(desk, nine) == {ana.pseudonym, ben.pseudonym}
    shown = desk.ask(planning.look_plan, code=second.code)
    assert shown.before is None


def test_captains_and_lawyers_are_looked_for_as_policy_wants_and_missed_by_name(
    desk: Rota,
) -> None:
    policy = replace(factories.POLICY, captains_wanted=2, lawyers_wanted=1)
    factories.set_policy(desk.database, policy, now=desk.clock())
    (nine,) = desk.open(blocks=(rota.NINE_TO_TWELVE,))
    cap = desk.person(role=Role.CAPTAIN)
    law = desk.person(role=Role.LAWYER)
    can(desk, cap, law)
    planned = looked(desk)
    assert [(slot.captains, slot.lawyers) for slot in planned.case.slots] == [(2, 1)]
    plan = plan_case(planned.case, LIMITS)
    assert set(plan.places) == {
        Place(cap.id, nine.id, Duty.CAPTAIN),
        Place(law.id, nine.id, Duty.LAWYER),
    }
    assert Shortfall(nine.id, Need.CAPTAIN, 1) in plan.shortfalls
    nobody = replace(factories.POLICY, captains_wanted=0, lawyers_wanted=0)
    factories.set_policy(desk.database, nobody, now=desk.clock())
    plan = plan_case(looked(desk).case, LIMITS)
    assert {short.need for short in plan.shortfalls} <= {Need.LANGUAGE}
    assert {place.duty for place in plan.places} == {Duty.REVIEWER}


def test_a_place_outside_the_plan_counts_in_limits_rest_and_hours(desk: Rota) -> None:
    """What the ladder would refuse is not planned: the plan begins on Wednesday here."""
    late = Window(time(12), time(23))
    week = ((), (Window(time(9), time(23)),), (Window(time(6), time(15)),), (), (), (), ())
    desk.change(CapName.WINDOWS, week)
    (tuesday,) = desk.open(TUESDAY, blocks=(late,))
    early, _later = desk.open(
        WEDNESDAY, blocks=(Window(time(6), time(9)), Window(time(9), time(12)))
    )
    ana, ben = desk.people(2)
    for one in (ana, ben):
        block = (Window(time(6), time(12)),)
        desk.ask(shifts.set_pattern, person=one, weekday=2, windows=block)
    desk.join(ana, tuesday)
    desk.ask(shifts.set_wishes, person=ben, week_most=1)
    desk.join(ben, tuesday)
    found = looked(desk, first=WEDNESDAY, last=WEDNESDAY)
    plan = plan_case(found.case, LIMITS)
    # Ana's night is too short for six o'clock, not for nine; Ben has had his week.
    assert [(p.person, p.slot != early.id) for p in plan.places] == [(ana.id, True)]
    kept = desk.ask(planning.keep_plan, by=desk.boss, planned=found, plan=plan)
    assert publish(desk, kept).refused == ()


# --------------------------------------------------------------------------- what was interrupted


def test_what_was_asked_of_the_planner_is_taken_up_once_and_given_up_at_last(desk: Rota) -> None:
    ask = desk.ask(asked.ask_planner, by=desk.boss, kind=Kind.PLAN, facts={"office": "annex"})
    assert desk.ask(asked.take_up) == ()  # somebody works on it
    desk.clock.move(minutes=16)
    (again,) = desk.ask(asked.take_up)
    assert (again.id, again.kind, again.facts, again.by.id) == (
        ask.id,
        Kind.PLAN,
        {"office": "annex"},
        desk.boss.id,
    )
    assert desk.ask(asked.take_up) == ()
    assert len(desk.ask(asked.take_up, everything=True)) == 1  # the only process starts again
    assert desk.ask(asked.take_up, everything=True) == ()
    told = desk.told("shift.planner-again")[desk.boss.pseudonym]
    assert told == [{"kind": "plan"}, {"kind": "plan"}]
    assert desk.told("shift.planner-gave-up")[desk.boss.pseudonym] == [{"kind": "plan"}]


def test_of_two_who_worked_on_one_question_the_first_answers(desk: Rota) -> None:
    nine, _ = desk.open()
    can(desk, desk.person())
    found = looked(desk)
    plan = plan_case(found.case, LIMITS)
    ask = desk.ask(asked.ask_planner, by=desk.boss, kind=Kind.PLAN, facts={})
    values: dict[str, Any] = {"by": desk.boss, "planned": found, "plan": plan, "ask_id": ask.id}
    assert desk.ask(planning.keep_plan, **values) is not None
    assert desk.ask(planning.keep_plan, **values) is None
    assert len(desk.told("shift.planned")[desk.boss.pseudonym]) == 1
    assert at(TUESDAY, 9) == nine.starts_at
