"""The names list, the room ledger, one's own times, reminders."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import notices as notice_verbs
from models import people as people_verbs
from models import review, shifts
from models.errors import Refusal
from models.shift_terms import Able, CapName, Kept, PlaceState, Window
from models.shifts.pairs import Pair
from models.tables import notices, trail
from tests import factories, rota
from tests.conftest import Clock
from tests.room import Room, says
from tests.rota import TUESDAY, Rota, at

NAMES = {CapName.NOTICE: 24, CapName.BADGES: 3}


@pytest.fixture
def desk(room: Room) -> Rota:
    return rota.a_rota(room.database, room.clock, allows=rota.ALLOWS | NAMES)


def code(call: Any, *args: Any, **values: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args, **values)
    return caught.value.code


def make(desk: Rota) -> Any:
    return desk.ask(shifts.make_names, by=desk.boss, office=None, day=TUESDAY)


def named(desk: Rota, person: Any, name: str) -> None:
    desk.ask(people_verbs.set_legal_name, person=person, name=name)


# -- names -----------------------------------------------------------------------------------


def test_a_names_list_has_versions_with_what_changed(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    named(desk, ana, "Ana Invented")
    for person in (ana, ben):
        desk.join(person, morning)
    first = make(desk)
    assert (first.version, first.late, first.due_at) == (1, False, at(TUESDAY - timedelta(1), 0))
    assert first.added == (ana.pseudonym, ben.pseudonym)
    assert first.missing == (ben.pseudonym,)
    assert [one.legal_name for one in first.people] == ["Ana Invented", None]
    assert not make(desk).new
    desk.cancel(ben, morning)
    desk.join(cem, morning)
    second = make(desk)
    assert (second.version, second.added, second.gone) == (2, (cem.pseudonym,), (ben.pseudonym,))
    assert second.digest != first.digest
    seen = desk.ask(shifts.look_names, office=None, day=TUESDAY)
    assert (seen.version, seen.people, seen.digest) == (2, second.people, second.digest)
    old = desk.ask(shifts.look_names, office=None, day=TUESDAY, version=1)
    assert {one.pseudonym for one in old.people} == {ana.pseudonym, ben.pseudonym}


def test_people_are_told_and_no_notice_and_no_trail_holds_a_name(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    named(desk, ana, "Ana Invented")
    for person in (ana, ben):
        desk.join(person, morning)
    make(desk)
    assert set(desk.told("shift.named")) == {ana.pseudonym, ben.pseudonym}
    assert list(desk.told("shift.name-missing")) == [ben.pseudonym]
    desk.cancel(ana, morning)
    make(desk)
    assert list(desk.told("shift.unnamed")) == [ana.pseudonym]
    kept = [row.facts for row in desk.rows(select(notices.c.facts))]
    kept += [row.body for row in desk.rows(select(trail.c.body))]
    assert not any("Invented" in text for text in kept if "Invented annex" not in text)


def test_a_legal_name_given_later_makes_a_new_version(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    make(desk)
    named(desk, ana, "Ana Invented")
    again = make(desk)
    assert (again.version, again.added, again.missing) == (2, (), ())


def test_reserves_are_named_as_far_as_the_badges_go(desk: Rota) -> None:
    morning, _ = desk.open()
    people = desk.people(4)
    for person in people:
        desk.join(person, morning)
    assert [one.reserve for one in make(desk).people] == [False, False, True]


def test_after_the_notice_only_a_name_on_the_list_gets_a_place(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem, dia = desk.people(4)
    for person in (ana, ben, cem, dia):
        desk.join(person, morning)
    make(desk)
    desk.clock.now = at(TUESDAY - timedelta(days=1), 9)
    desk.cancel(ana, morning)
    assert desk.state(cem, morning) == PlaceState.ASKED
    desk.confirm(cem, morning)
    desk.cancel(ben, morning)
    assert desk.state(dia, morning) == PlaceState.WAITING  # her name is not on it
    with pytest.raises(Refusal) as caught:
        desk.join(desk.person(), morning)
    assert caught.value.code == "shifts.notice-passed"
    assert caught.value.values["since"] == at(TUESDAY - timedelta(days=1), 0)


def test_coordinators_are_reminded_before_the_names_are_due_once(desk: Rota) -> None:
    morning, _ = desk.open()
    desk.join(desk.person(), morning)
    desk.clock.now = at(TUESDAY - timedelta(days=2), 20)
    assert desk.tick() == 1
    assert desk.tick() == 0
    (facts,) = desk.told("shift.names-due")[desk.boss.pseudonym]
    assert (facts["people"], facts["added"]) == (1, 1)


def test_a_list_made_in_time_needs_no_reminder_and_a_late_one_says_so(desk: Rota) -> None:
    morning, _ = desk.open()
    desk.join(desk.person(), morning)
    make(desk)
    desk.clock.now = at(TUESDAY - timedelta(days=2), 20)
    assert desk.tick() == 0
    desk.join(desk.person(), morning)
    desk.clock.now = at(TUESDAY - timedelta(days=1), 8)
    assert make(desk).late


# -- reminders -------------------------------------------------------------------------------


def test_reminders_come_a_day_and_two_hours_before_once_each(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.clock.now = at(TUESDAY - timedelta(days=1), 9)
    desk.tick()
    desk.tick()
    desk.clock.now = at(TUESDAY, 7)
    desk.tick()
    desk.tick()
    far, near = desk.told("shift.reminder")[ana.pseudonym]
    assert (far["before"], near["before"]) == ("day", "hours")
    assert (far["address"], far["zone"]) == ("1 Invented Plaza", "America/Los_Angeles")


def test_after_a_long_sleep_only_the_nearer_reminder_comes(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.clock.now = at(TUESDAY, 8, 30)
    desk.tick()
    (only,) = desk.told("shift.reminder")[ana.pseudonym]
    assert only["before"] == "hours"


def test_a_reminder_is_never_left_nor_sent_after_the_start(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.clock.now = at(TUESDAY, 8, 59)
    desk.tick()  # left, and nobody delivers it
    desk.clock.now = at(TUESDAY, 9)
    desk.tick()
    kinds = [n.kind for n in desk.ask(notice_verbs.claim)]
    assert "shift.reminder" not in kinds
    assert ben.pseudonym not in desk.told("shift.reminder")


def test_who_joins_two_hours_before_needs_no_reminder(room: Room, clock: Clock) -> None:
    desk = rota.a_rota(room.database, clock)
    morning, _ = desk.open()
    clock.now = at(TUESDAY, 8)
    desk.join(desk.person(), morning)
    desk.tick()
    assert desk.told("shift.reminder") == {}


# -- the ledger ------------------------------------------------------------------------------


def test_the_ledger_counts_offered_planned_used_lost_and_the_pace(
    room: Room, clock: Clock
) -> None:
    desk = rota.a_rota(room.database, clock)
    morning, noon = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben):
        desk.join(person, morning)
    desk.join(cem, noon)
    clock.now = at(TUESDAY, 9)
    desk.ask(shifts.arrive, by=ana, shift_id=morning.id)
    desk.ask(review.deal, person=ana)
    clock.now = at(TUESDAY, 11)
    desk.ask(review.record, by=ana, items=says("1 s; 2 s"))
    desk.ask(shifts.depart, by=ana, shift_id=morning.id)
    desk.ask(
        shifts.obstruct,
        by=ben,
        minutes=25,
        kind=Kept.COMPUTERS,
        shift_id=morning.id,
        note="both screens dark",
    )
    desk.ask(shifts.obstruct, by=ben, minutes=10, kind=Kept.DOORS, seats=1)
    clock.now = at(TUESDAY, 13)
    (day,) = desk.ask(shifts.look_ledger, first=TUESDAY, last=TUESDAY)
    assert day.offered == 6 * 60 * 2
    assert day.planned == 3 * 3 * 60
    assert day.used == 2 * 60
    assert day.lost == {Kept.COMPUTERS: 50, Kept.DOORS: 10}
    assert (day.readings, day.pace) == (2, 1.0)
    log = desk.ask(shifts.look_obstructions, first=TUESDAY, last=TUESDAY)
    assert [(one.kind, one.seat_minutes, one.seen_by) for one in log] == [
        ("computers", 50, ben.pseudonym),
        ("doors", 10, ben.pseudonym),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"minutes": 0}, "shifts.minutes"),
        ({"minutes": 1441}, "shifts.minutes"),
        ({"seats": 3}, "shifts.seats"),
        ({"seats": 0}, "shifts.seats"),
        ({"day": TUESDAY}, "shifts.day-to-come"),
        ({"shift_id": 999}, "shifts.no-such-shift"),
    ],
)
def test_an_obstruction_that_cannot_be_is_refused(
    desk: Rota, values: dict[str, Any], expected: str
) -> None:
    given = {"by": desk.boss, "minutes": 5, "kind": Kept.STAFF, "day": factories.MORNING.date()}
    assert code(desk.ask, shifts.obstruct, **(given | values)) == expected


# -- one's own times -------------------------------------------------------------------------


def test_ones_own_times_are_kept_changed_and_taken_back(desk: Rota) -> None:
    ana, ben = desk.people(2)
    block = Window(time(9), time(12))
    desk.ask(shifts.set_pattern, person=ana, weekday=1, windows=[block])
    desk.ask(shifts.set_pattern, person=ana, weekday=1, windows=[block], able=Able.GLADLY)
    desk.ask(shifts.set_day, person=ana, day=TUESDAY, able=Able.NOT)
    said = desk.ask(
        shifts.set_wishes, person=ana, day_most=1, pair_id=ben.id, languages=["en", "es"]
    )
    assert [(row.weekday, row.able) for row in said.weekly] == [(1, Able.GLADLY)]
    assert [(row.day, row.able) for row in said.dates] == [(TUESDAY, Able.NOT)]
    assert (said.day_most, said.week_most) == (1, None)
    assert said.pair == Pair(ben.pseudonym, sure=False, firm=False)
    assert said.languages == ("en", "es")
    desk.ask(shifts.set_day, person=ana, day=TUESDAY, able=None)
    assert desk.ask(shifts.forget_pattern, person=ana, weekday=1).weekly == ()
    assert desk.ask(shifts.set_wishes, person=ana, day_most=None).day_most is None


@pytest.mark.parametrize(
    ("verb", "values", "expected"),
    [
        (shifts.set_pattern, {"weekday": 1, "windows": [Window(time(12), time(9))]}, "ends-first"),
        (shifts.set_wishes, {"day_most": 0}, "own-limit"),
        (shifts.set_wishes, {"week_most": 99}, "own-limit"),
        (shifts.set_wishes, {"pair_id": 999}, "no-such-person"),
    ],
)
def test_times_that_cannot_be_are_refused(
    desk: Rota, verb: Any, values: dict[str, Any], expected: str
) -> None:
    assert code(desk.ask, verb, person=desk.person(), **values) == f"shifts.{expected}"


def test_who_is_deleted_leaves_no_times_and_no_place_to_come(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.ask(shifts.set_day, person=ana, day=TUESDAY, able=Able.CAN)
    desk.ask(shifts.set_wishes, person=ben, pair_id=ana.id)
    held = desk.database.run(people_verbs.look_export, person=ana)
    assert [row["day"] for row in held["times"]] == [TUESDAY.isoformat()]
    assert [row["state"] for row in held["places"]] == ["confirmed"]
    desk.ask(people_verbs.forget, person=ana)
    desk.tick()
    assert desk.state(ana, morning) == PlaceState.REMOVED
    assert desk.ask(shifts.look_times, person_id=ana.id).dates == ()
    assert desk.ask(shifts.look_times, person_id=ben.id).pair is None
