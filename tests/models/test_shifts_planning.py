"""From the database to a plan and back: who may be planned, what is pinned, what publishing does."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from models import shifts
from models.database import Database
from models.errors import Refusal
from models.rules.planner import Limits, Place, plan_case
from models.shift_terms import Able, CapName, Duty, PlaceState, Window
from models.shifts import adopting, planning
from models.shifts.planning import Planned, Proposal
from models.terms import Designation, Person, Role
from tests import rota
from tests.conftest import Clock
from tests.rota import TUESDAY, Rota

LIMITS = Limits(seconds=20)
MORNING = (Window(time(9), time(12)),)


def can(r: Rota, person: Person, able: Able = Able.CAN) -> None:
    r.ask(shifts.set_pattern, person=person, weekday=1, windows=MORNING, able=able)


def case(r: Rota, **more: Any) -> Planned:
    values = {"office": None, "first": TUESDAY, "last": TUESDAY}
    return r.ask(planning.look_case, **(values | more))  # type: ignore[no-any-return]


def kept(r: Rota, planned: Planned) -> Proposal:
    plan = plan_case(planned.case, LIMITS)
    return r.ask(planning.keep_plan, by=r.boss, planned=planned, plan=plan)  # type: ignore[no-any-return]


def test_only_who_said_when_and_may_be_in_the_room_is_planned(
    campaign: Database, clock: Clock
) -> None:
    r = rota.a_rota(campaign, clock)
    (nine, _) = r.open()
    ready, silent = r.people(2)
    undesignated = r.person(designation=Designation.NONE)
    paused = r.person(suspended=True)
    for one in (ready, undesignated, paused):
        can(r, one, Able.GLADLY)
    found = case(r).case
    assert [one.id for one in found.people] == [ready.id]
    assert found.people[0].wishes == {nine.id: 3}
    r.join(silent, nine)  # a place they took themselves is a promise, whatever they said
    found = case(r).case
    assert found.promised == {Place(silent.id, nine.id, Duty.REVIEWER)}
    assert {one.id for one in found.people} == {ready.id, silent.id}


def test_caps_by_day_and_by_week_are_those_of_the_office(campaign: Database, clock: Clock) -> None:
    allows = {**rota.ALLOWS, CapName.BADGES: 5, CapName.DAY_HOURS: 9, CapName.WEEK_HOURS: 20}
    r = rota.a_rota(campaign, clock, allows=allows)
    r.open(TUESDAY, rota.date(2022, 9, 14))
    wednesday = rota.date(2022, 9, 14)
    on_tuesday = r.ask(shifts.look_shifts, first=TUESDAY, last=TUESDAY)[0]
    r.join(r.person(), on_tuesday)
    found = case(r, first=wednesday, last=wednesday).case
    assert [(one.minutes, one.badges) for one in found.days] == [(9 * 60, 5)]
    assert [one.minutes for one in found.weeks] == [(20 - 3) * 60]  # Tuesday's place counts too
    assert {(one.seats, one.room) for one in found.slots} == {(2, 4)}


def test_publishing_gives_places_once_and_names_who_was_refused(
    campaign: Database, clock: Clock
) -> None:
    r = rota.a_rota(campaign, clock)
    nine, _ = r.open()
    first, second = r.people(2)
    cap = r.person(role=Role.CAPTAIN)
    for one in (first, second, cap):
        can(r, one)
    plan = kept(r, case(r))
    assert {change.person for change in plan.changes} == {first.id, second.id, cap.id}
    assert r.told("shift.planned") == {"R-001": [{"code": plan.code}]}
    assert r.state(first, nine) is None
    r.join(r.person(), nine)  # somebody else took a seat meanwhile
    done = r.ask(adopting.publish_plan, by=r.boss, code=plan.code)
    assert (done.given, done.taken) == (2, 0)
    assert [why for _who, why in done.refused] == ["shifts.seats-full"]
    assert r.ask(adopting.publish_plan, by=r.boss, code=plan.code).again
    assert r.look(nine).captain == cap.pseudonym


def test_a_published_place_of_somebody_who_can_no_longer_come_is_free_in_the_next_plan(
    campaign: Database, clock: Clock
) -> None:
    r = rota.a_rota(campaign, clock)
    nine, _ = r.open()
    june, otis = r.people(2)
    can(r, june)
    r.ask(adopting.publish_plan, by=r.boss, code=kept(r, case(r)).code)
    assert r.state(june, nine) == PlaceState.CONFIRMED
    r.ask(shifts.set_day, person=june, day=TUESDAY, able=Able.NOT)
    can(r, otis)
    clock.move(minutes=1)
    plan = kept(r, case(r))
    gone = {change.person: [place.slot for place in change.gone] for change in plan.changes}
    assert gone == {june.id: [nine.id], otis.id: []}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"first": TUESDAY, "last": rota.date(2022, 9, 12)}, "shifts.ends-first"),
        ({"first": rota.date(2022, 9, 5), "last": rota.date(2022, 9, 6)}, "shifts.day-over"),
        ({"last": rota.date(2022, 12, 31)}, "shifts.too-long"),
        (
            {"first": rota.date(2022, 9, 16), "last": rota.date(2022, 9, 17)},
            "shifts.nothing-to-plan",
        ),
        ({"office": "nowhere"}, "shifts.no-such-office"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    more: dict[str, Any], code: str, campaign: Database, clock: Clock
) -> None:
    r = rota.a_rota(campaign, clock)
    r.open()
    with pytest.raises(Refusal) as no:
        case(r, **more)
    assert no.value.code == code
