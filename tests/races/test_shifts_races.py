"""Races of the shifts: never one above a cap, nobody without an answer, both halves or none."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from models import shifts
from models.database import Database
from models.errors import Refusal
from models.shift_terms import TAKEN, CapName, Duty, PlaceState, ShiftView
from models.tables import places, trail
from models.tables import shifts as shift_table
from models.terms import Person
from tests import factories, rota
from tests.races import crowd
from tests.races.conftest import Race
from tests.rota import TUESDAY, Rota, at

NOW = factories.MORNING
A_CLIENT = 25  # people who press at once on one client: four clients make a hundred
_TAKEN = [state.value for state in TAKEN]


def a_rota(race: Race, allows: dict[CapName, Any] | None = None) -> Rota:
    factories.found_campaign(race.database)
    return rota.a_rota(
        race.database, race.room.clock, allows=rota.ALLOWS | (allows or {CapName.ROOM: 99})
    )


def join_all(
    database: Database, number: int, *, people: list[Person], shift_ids: list[int]
) -> list[tuple[str, int | None]]:
    """Every person of this client asks for every shift, one after the other."""
    got = []
    for person in people[number :: crowd.SIZE]:
        for shift_id in shift_ids:
            joined = database.run(shifts.join, now=NOW, person=person, shift_id=shift_id)
            got.append((joined.ruling.answer.value, joined.position))
    return got


def act(database: Database, _number: int, *, verb: Any, **values: Any) -> str | None:
    try:
        database.run(verb, **({"now": NOW} | values))
    except Refusal as no:
        return no.code
    return None


def recounted(desk: Rota) -> dict[str, int]:
    """The most of each that is taken anywhere, counted from the rows alone."""
    rows = desk.rows(
        select(places, shift_table.c.day, shift_table.c.starts_at, shift_table.c.ends_at)
        .join(shift_table, shift_table.c.id == places.c.shift_id)
        .where(places.c.state.in_(_TAKEN))
    )
    seats: dict[Any, int] = {}
    badges: dict[Any, set[int]] = {}
    minutes: dict[Any, float] = {}
    for row in rows:
        if row.duty == Duty.REVIEWER:
            seats[row.shift_id] = seats.get(row.shift_id, 0) + 1
            span = (row.ends_at - row.starts_at).total_seconds() / 60
            minutes[row.day] = minutes.get(row.day, 0) + span
        badges.setdefault(row.day, set()).add(row.person_id)
    return {
        "seats": max(seats.values(), default=0),
        "badges": max((len(people) for people in badges.values()), default=0),
        "day-hours": int(max(minutes.values(), default=0) // 60),
        "week-hours": int(sum(minutes.values()) // 60),
    }


def test_a_storm_fills_every_seat_and_not_one_more(race: Race) -> None:
    desk = a_rota(race, {CapName.SEATS: 20, CapName.ROOM: 20})
    (shift,) = desk.open(blocks=None)
    people = desk.people(A_CLIENT * crowd.SIZE)
    ran = race(partial(join_all, people=people, shift_ids=[shift.id]))
    got = [one for client in ran for one in client.value]
    assert sorted(answer for answer, _ in got) == ["seats-full"] * 80 + ["yes"] * 20
    places_on_the_list = sorted(position for _, position in got if position is not None)
    assert places_on_the_list == list(range(1, 81))
    assert recounted(desk)["seats"] == 20
    assert desk.look(shift).taken == 20


def test_badges_and_hours_of_a_day_and_a_week_hold_across_shifts(race: Race) -> None:
    allows = {CapName.SEATS: 5, CapName.BADGES: 6, CapName.DAY_HOURS: 24, CapName.WEEK_HOURS: 39}
    desk = a_rota(race, allows)
    made = desk.open(last=TUESDAY + timedelta(days=1))
    people = desk.people(16)
    race(partial(join_all, people=people, shift_ids=[shift.id for shift in made]))
    most = recounted(desk)
    assert most["seats"] <= 5
    assert most["badges"] <= 6
    assert most["day-hours"] <= 24
    assert most["week-hours"] == 39  # thirteen places of three hours: all of it is used


def test_one_person_on_four_phones_has_one_place(race: Race) -> None:
    desk = a_rota(race)
    morning, _ = desk.open()
    ana = desk.person()
    values = {"verb": shifts.join, "person": ana, "shift_id": morning.id}
    race(partial(act, **values))
    assert len(desk.rows(select(places))) == 1
    entered = select(func.count()).select_from(trail).where(trail.c.act == "place.confirmed")
    assert desk.rows(entered)[0][0] == 1


def test_one_person_in_two_offices_at_once_has_one_place(race: Race) -> None:
    desk = a_rota(race)
    rota.an_office(desk.database, code="branch")
    (here,) = desk.open(blocks=None, office="annex")
    (there,) = desk.open(blocks=None, office="branch")
    ana = desk.person()
    clients = [
        partial(act, verb=shifts.join, person=ana, shift_id=shift.id)
        for shift in (here, there, here, there)
    ]
    ran = race(*clients)
    assert {one.value for one in ran} == {None, "shifts.clash"}
    assert len(desk.rows(select(places))) == 1


def test_a_freed_place_is_offered_to_one(race: Race) -> None:
    desk = a_rota(race)
    morning, _ = desk.open()
    people = desk.people(6)
    for person in people:
        desk.join(person, morning)
    cancel = [
        partial(act, verb=shifts.cancel, person=person, shift_id=morning.id)
        for person in people[:2]
    ]
    newcomers = [
        partial(act, verb=shifts.join, person=person, shift_id=morning.id)
        for person in desk.people(2)
    ]
    race(*cancel, *newcomers)
    assert desk.look(morning).taken == 2
    assert (
        _states(desk, morning)[PlaceState.ASKED]
        + _states(desk, morning).get(PlaceState.CONFIRMED, 0)
        == 2
    )


def test_a_confirmation_races_with_the_end_of_its_time(race: Race) -> None:
    desk = a_rota(race)
    morning, _ = desk.open()
    ana, ben, cem, dia = desk.people(4)
    for person in (ana, ben, cem, dia):
        desk.join(person, morning)
    desk.cancel(ana, morning)
    late = NOW + timedelta(minutes=20)
    tick = partial(act, verb=shifts.tick, now=late)
    yes = partial(act, verb=shifts.confirm, person=cem, shift_id=morning.id, now=late)
    ran = race(tick, yes, tick, yes)
    taken = _states(desk, morning)
    assert desk.look(morning).taken == 2
    if desk.state(cem, morning) == PlaceState.CONFIRMED:
        assert PlaceState.ASKED not in taken
    else:
        assert desk.state(dia, morning) == PlaceState.ASKED
        assert {ran[1].value, ran[3].value} == {"shifts.too-late"}


def test_a_swap_races_with_its_half_that_goes(race: Race) -> None:
    desk = a_rota(race, {CapName.SEATS: 1})
    morning, noon = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.join(ben, noon)
    values = {"person": ana, "shift_id": morning.id, "to_person_id": ben.id}
    swap = desk.ask(shifts.offer_swap, to_shift_id=noon.id, **values)
    yes = partial(act, verb=shifts.answer_swap, person=ben, swap_id=swap.id, yes=True)
    ran = race(
        yes,
        partial(act, verb=shifts.cancel, person=ana, shift_id=morning.id),
        yes,
        partial(act, verb=shifts.cancel, person=ana, shift_id=morning.id),
    )
    answered = desk.ask(shifts.look_swap, swap_id=swap.id).answer
    if answered == "yes":
        assert desk.state(ben, morning) == PlaceState.CONFIRMED
        assert desk.state(ana, noon) == PlaceState.CONFIRMED
    else:
        assert {ran[0].value, ran[2].value} == {"shifts.swap-gone"}
        assert desk.state(ben, noon) == PlaceState.CONFIRMED
        assert desk.state(ana, noon) is None
    assert recounted(desk)["seats"] == 1


def test_caps_that_are_lowered_race_with_people_who_join(race: Race) -> None:
    desk = a_rota(race, {CapName.SEATS: 9, CapName.ROOM: 9})
    morning, _ = desk.open()
    people = desk.people(12)
    lower = partial(
        act,
        verb=shifts.change_cap,
        by=desk.boss,
        office=None,
        name=CapName.SEATS,
        value=3,
        effective_from=TUESDAY,
        source="an invented order",
    )
    joins = partial(join_all, people=people, shift_ids=[morning.id])
    race(joins, lower, joins, joins)
    assert recounted(desk)["seats"] == 3
    told = len(desk.told("shift.unseated"))
    assert len(desk.rows(select(places).where(places.c.state == "waiting"))) == 9 - 3
    assert told <= 6


def test_two_captains_who_check_in_one_table_enter_it_once(race: Race) -> None:
    desk = a_rota(race)
    morning, _ = desk.open()
    captain = desk.person(role=factories.Role.CAPTAIN)
    for person in desk.people(2):
        desk.join(person, morning)
    values = {"by": captain, "shift_id": morning.id, "now": at(TUESDAY, 9)}
    race(partial(act, verb=shifts.arrive, **values))
    entered = select(func.count()).select_from(trail).where(trail.c.act == "place.arrived")
    assert desk.rows(entered)[0][0] == 2


def test_the_clock_on_four_workers_does_everything_once(race: Race) -> None:
    desk = a_rota(race)
    morning, _ = desk.open()
    for person in desk.people(2):
        desk.join(person, morning)
    race(partial(act, verb=shifts.tick, now=at(TUESDAY, 7)))
    told = desk.told("shift.reminder")
    assert [len(facts) for facts in told.values()] == [1, 1]


def _states(desk: Rota, shift: ShiftView) -> dict[PlaceState, int]:
    rows = desk.rows(select(places.c.state).where(places.c.shift_id == shift.id))
    found: dict[PlaceState, int] = {}
    for row in rows:
        found[PlaceState(row.state)] = found.get(PlaceState(row.state), 0) + 1
    return found
