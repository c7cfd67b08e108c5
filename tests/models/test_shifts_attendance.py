"""Attendance: five states, legal moves, a seat that is freed, and paper kept at the end."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from models import review, shifts
from models.errors import Refusal
from models.shift_terms import MOVES, Answer, CapName, Duty, PlaceState
from models.tables import batches
from models.terms import LineState, Person, Role
from tests import rota
from tests.room import Room
from tests.rota import TUESDAY, Rota, at


@pytest.fixture
def desk(room: Room) -> Rota:
    return rota.a_rota(room.database, room.clock)


@pytest.fixture
def captain(desk: Rota) -> Person:
    return desk.person(role=Role.CAPTAIN)


def code(call: Any, *args: Any, **values: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args, **values)
    return caught.value.code


def arrive(desk: Rota, by: Person, shift: Any, *people: Person, **more: Any) -> Any:
    ids = [person.id for person in people] if people else None
    return desk.ask(shifts.arrive, by=by, shift_id=shift.id, person_ids=ids, **more)


def depart(desk: Rota, by: Person, shift: Any, *people: Person, **more: Any) -> Any:
    ids = [person.id for person in people] if people else None
    return desk.ask(shifts.depart, by=by, shift_id=shift.id, person_ids=ids, **more)


def test_the_moves_are_closed_and_nothing_leads_out_of_what_is_over() -> None:
    assert set(MOVES) == set(PlaceState)
    for start, end in product(PlaceState, PlaceState):
        if start in (PlaceState.DONE, PlaceState.CANCELLED, PlaceState.REMOVED):
            assert end not in MOVES[start]


def test_one_comes_and_goes_by_oneself(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.clock.now = at(TUESDAY, 9, 5)
    (place,) = arrive(desk, ana, morning).places
    assert (place.state, place.arrived_at) == (PlaceState.ARRIVED, at(TUESDAY, 9, 5))
    assert arrive(desk, ana, morning).places == (place,)
    desk.clock.now = at(TUESDAY, 10)
    (place,) = depart(desk, ana, morning).places
    assert (place.state, place.left_at) == (PlaceState.LEFT, at(TUESDAY, 10))


def test_a_captain_checks_in_the_whole_table_in_one_ask(desk: Rota, captain: Person) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.assign(captain, morning, Duty.CAPTAIN)
    for person in (ana, ben):
        desk.join(person, morning)
    desk.clock.now = at(TUESDAY, 9)
    table = arrive(desk, captain, morning)
    assert {place.person_id for place in table.places} == {captain.id, ana.id, ben.id}
    desk.clock.now = at(TUESDAY, 12)
    assert {p.state for p in depart(desk, captain, morning).places} == {PlaceState.DONE}


def test_a_volunteer_checks_in_nobody_else(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.join(ben, morning)
    desk.clock.now = at(TUESDAY, 9)
    assert code(arrive, desk, ana, morning, ben) == "shifts.not-yours"
    assert code(arrive, desk, ana, morning) == "shifts.no-place"


def test_nobody_arrives_on_the_day_before(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    assert code(arrive, desk, ana, morning) == "shifts.not-yet"


def test_check_in_asks_the_ladder_and_a_table_says_who_was_refused(
    desk: Rota, captain: Person
) -> None:
    morning, _ = desk.open()
    people = desk.people(3)
    desk.clock.now = at(TUESDAY, 9)
    table = arrive(desk, captain, morning, *people, walk_ins=True)
    assert len(table.places) == 2
    ((who, ruling),) = table.refused
    assert (who, ruling.answer) == (people[2].pseudonym, Answer.SEATS_FULL)
    assert desk.look(morning).taken == 2


def test_a_no_show_frees_the_seat_for_whoever_stands_by(desk: Rota, captain: Person) -> None:
    morning, _ = desk.open()
    ana, ben, cem, dia = desk.people(4)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    desk.ask(shifts.stand_by, person=dia, shift_id=morning.id)
    desk.clock.now = at(TUESDAY, 9)
    arrive(desk, captain, morning, ana)
    desk.clock.now = at(TUESDAY, 9, 15)
    desk.tick()
    assert desk.state(ben, morning) == PlaceState.NO_SHOW
    assert list(desk.told("shift.no-show")) == [ben.pseudonym]
    # While the shift runs whoever is near comes before the list.
    assert desk.state(dia, morning) == PlaceState.ASKED
    assert code(arrive, desk, ben, morning) == "shifts.seats-full"
    desk.cancel(dia, morning)
    assert desk.state(cem, morning) == PlaceState.ASKED


def test_who_comes_late_has_the_seat_if_it_is_free_still(desk: Rota, captain: Person) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    for person in (ana, ben):
        desk.join(person, morning)
    desk.clock.now = at(TUESDAY, 9)
    arrive(desk, captain, morning, ana)
    desk.clock.now = at(TUESDAY, 9, 20)
    desk.tick()
    (place,) = arrive(desk, ben, morning).places
    assert place.state == PlaceState.ARRIVED


def test_where_nobody_was_checked_in_nobody_is_accused(desk: Rota, captain: Person) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.assign(captain, morning, Duty.CAPTAIN)
    desk.clock.now = at(TUESDAY, 9, 15)
    desk.tick()
    assert list(desk.told("shift.check-in")) == [captain.pseudonym]
    desk.clock.now = at(TUESDAY, 12)
    desk.tick()
    assert desk.state(ana, morning) == PlaceState.CONFIRMED
    assert desk.told("shift.no-show") == {}
    # The captain may enter the table afterwards.
    desk.clock.now = at(TUESDAY, 13)
    arrive(desk, captain, morning)
    assert desk.state(ana, morning) == PlaceState.DONE


def test_a_seat_left_early_looks_for_somebody_if_enough_is_left(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    desk.clock.now = at(TUESDAY, 9)
    for person in (ana, ben):
        arrive(desk, person, morning)
    desk.clock.now = at(TUESDAY, 10)
    depart(desk, ana, morning)
    assert desk.state(cem, morning) == PlaceState.ASKED
    desk.confirm(cem, morning)
    desk.clock.now = at(TUESDAY, 11, 30)
    depart(desk, ben, morning)
    assert not desk.look(morning).seeking_cover


def test_the_own_limit_that_was_lowered_keeps_nobody_outside(desk: Rota) -> None:
    morning, noon = desk.open()
    ana = desk.person()
    for shift in (morning, noon):
        desk.join(ana, shift)
    desk.ask(shifts.set_wishes, person=ana, day_most=1)
    desk.clock.now = at(TUESDAY, 9)
    assert arrive(desk, ana, morning).places


def test_after_the_end_who_was_there_is_done_and_who_was_not_is_a_no_show(
    desk: Rota, captain: Person
) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    desk.clock.now = at(TUESDAY, 9, 30)
    desk.tick()
    arrive(desk, captain, morning, ana)
    desk.clock.now = at(TUESDAY, 12)
    desk.tick()
    assert desk.state(ana, morning) == PlaceState.DONE
    assert desk.state(ben, morning) == PlaceState.NO_SHOW
    assert desk.state(cem, morning) == PlaceState.REMOVED  # waited for nothing, is not told
    assert desk.tick() == 0


# -- paper at the end of a shift -------------------------------------------------------------


@pytest.fixture
def reader(desk: Rota) -> Person:
    """Somebody in the room with an open batch of four lines."""
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.clock.now = at(TUESDAY, 9)
    arrive(desk, ana, morning)
    desk.ask(review.deal, person=ana)
    return ana


def states(room: Room) -> dict[LineState, int]:
    return room.states()


def test_what_is_on_paper_is_held_and_the_rest_returns_in_order(
    desk: Rota, room: Room, reader: Person
) -> None:
    desk.clock.now = at(TUESDAY, 11, 50)
    desk.tick()
    (facts,) = desk.told("shift.ending")[reader.pseudonym]
    said = desk.ask(shifts.say_on_paper, by=reader, numbers=[1, 3])
    assert (said.code, said.held, said.returned) == (facts["code"], 2, 2)
    assert said.until == at(TUESDAY + timedelta(days=1), 12)
    assert states(room) == {LineState.FREE: 22, LineState.PAPER: 2}
    desk.clock.now = at(TUESDAY, 12, 45)
    desk.tick()
    assert states(room)[LineState.PAPER] == 2
    room.record(reader, "1 s; 3 s", said.code)
    assert room.batch(said.code).ended == "done"


def test_nothing_on_paper_returns_all_and_all_holds_all(
    desk: Rota, room: Room, reader: Person
) -> None:
    assert desk.ask(shifts.say_on_paper, by=reader).held == 4
    assert desk.ask(shifts.say_on_paper, by=reader, numbers=[]).returned == 4
    assert states(room) == {LineState.FREE: 24}
    assert code(desk.ask, shifts.say_on_paper, by=reader) == "shifts.no-batch"


def test_a_captain_says_it_for_somebody_who_is_told(
    desk: Rota, reader: Person, captain: Person
) -> None:
    said = desk.ask(shifts.say_on_paper, by=captain, person_id=reader.id, numbers=[2])
    (facts,) = desk.told("shift.paper-said")[reader.pseudonym]
    assert (facts["held"], facts["returned"], facts["by"]) == (1, 3, captain.pseudonym)
    other = desk.person()
    values = {"by": other, "person_id": reader.id}
    assert code(desk.ask, shifts.say_on_paper, **values) == "shifts.not-yours"
    assert said.holder_id == reader.id


def test_a_number_that_is_not_in_the_batch_is_refused(desk: Rota, reader: Person) -> None:
    no = code(desk.ask, shifts.say_on_paper, by=reader, numbers=[1, 99])
    assert no == "shifts.no-such-number"


def test_what_nobody_spoke_of_returns_half_an_hour_after_the_end(
    desk: Rota, room: Room, reader: Person
) -> None:
    desk.clock.now = at(TUESDAY, 12, 29)
    desk.tick()
    assert states(room)[LineState.HELD] == 4
    desk.clock.now = at(TUESDAY, 12, 30)
    desk.tick()
    assert states(room) == {LineState.FREE: 24}
    assert desk.told("shift.batch-returned")[reader.pseudonym][0]["returned"] == 4
    assert desk.tick() == 0


def test_who_types_after_the_shift_keeps_the_sheet_until_its_deadline(
    desk: Rota, room: Room, reader: Person
) -> None:
    desk.clock.now = at(TUESDAY, 12, 10)
    desk.tick()
    room.record(reader, "1 s")
    desk.clock.now = at(TUESDAY, 12, 30)
    desk.tick()
    assert states(room) == {LineState.FREE: 20, LineState.PAPER: 3, LineState.READ: 1}
    (batch,) = desk.rows(select(batches))
    assert batch.ends_at == at(TUESDAY + timedelta(days=1), 12)


def test_who_stays_for_the_next_shift_keeps_the_batch(
    desk: Rota, room: Room, reader: Person
) -> None:
    noon = desk.ask(shifts.look_shifts, first=TUESDAY, last=TUESDAY)[1]
    desk.clock.now = at(TUESDAY, 11)
    desk.join(reader, noon)
    desk.clock.now = at(TUESDAY, 12, 30)
    desk.tick()
    assert states(room)[LineState.HELD] == 4
    assert desk.told("shift.ending") == {}


# -- tomorrow --------------------------------------------------------------------------------


def test_likely_no_shows_are_a_number_with_a_range(desk: Rota) -> None:
    desk.change(CapName.SEATS, 20)
    desk.change(CapName.ROOM, 20)
    morning, _ = desk.open()
    for person in desk.people(10):
        desk.join(person, morning)
    likely = desk.ask(shifts.look_no_shows, day=TUESDAY)
    assert (likely.places, likely.known) == (10, 0)
    assert likely.low <= likely.expected <= likely.high
    assert desk.ask(shifts.look_no_shows, day=TUESDAY + timedelta(days=1)).places == 0
