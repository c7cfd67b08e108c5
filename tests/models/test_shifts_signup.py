"""Joining, waiting, confirming, cancelling: a place goes to one, and a freed one to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import shifts
from models.errors import Refusal
from models.shift_terms import Able, Answer, CapName, Duty, PlaceState
from models.tables import notices
from models.terms import Role
from tests import factories, rota
from tests.conftest import Clock
from tests.room import Room
from tests.rota import NINE_TO_TWELVE, TUESDAY, Rota, an_office, at


@pytest.fixture
def desk(room: Room) -> Rota:
    return rota.a_rota(room.database, room.clock)


def refusal(call: object, *args: object, **values: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*args, **values)  # type: ignore[operator]
    return caught.value


def test_a_place_is_taken_and_a_second_ask_changes_nothing(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    first, again = desk.join(ana, morning), desk.join(ana, morning)
    assert first.place is not None
    assert first.place.state == PlaceState.CONFIRMED
    assert (first.again, again.again) == (False, True)
    assert desk.look(morning, ana).taken == 1
    assert desk.look(morning, ana).mine == PlaceState.CONFIRMED


def test_the_one_too_many_gets_the_cap_and_a_place_on_the_list(desk: Rota) -> None:
    morning, _ = desk.open()
    for person in desk.people(2):
        desk.join(person, morning)
    third, fourth = (desk.join(person, morning) for person in desk.people(2))
    assert third.ruling.answer == Answer.SEATS_FULL
    assert (third.ruling.cap, third.ruling.allows) == (CapName.SEATS, 2)
    assert (third.position, fourth.position) == (1, 2)
    assert third.place is not None
    assert third.place.state == PlaceState.WAITING
    assert desk.look(morning).taken == 2


def test_who_does_not_want_to_wait_hears_the_position_and_nothing_changes(desk: Rota) -> None:
    morning, _ = desk.open()
    for person in desk.people(3):
        desk.join(person, morning)
    late = desk.person()
    offered = desk.join(late, morning, wait=False)
    assert (offered.place, offered.position) == (None, 2)
    assert desk.state(late, morning) is None


def test_an_unpublished_shift_is_not_there(desk: Rota) -> None:
    (hidden,) = desk.open(blocks=None, publish=False)
    assert refusal(desk.join, desk.person(), hidden).code == "shifts.no-such-shift"
    desk.ask(shifts.publish, by=desk.boss, shift_ids=[hidden.id])
    assert desk.join(desk.person(), hidden).place is not None


def test_a_freed_place_goes_to_the_first_who_waits_and_must_be_confirmed(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem, dia = desk.people(4)
    for person in (ana, ben, cem, dia):
        desk.join(person, morning)
    desk.cancel(ana, morning)
    assert desk.state(cem, morning) == PlaceState.ASKED
    assert desk.state(dia, morning) == PlaceState.WAITING
    (facts,) = desk.told("shift.asked")[cem.pseudonym]
    assert facts["confirm_by"] == str(desk.clock() + timedelta(minutes=20))
    assert desk.look(morning).taken == 2  # the seat is kept while they are asked
    assert desk.confirm(cem, morning).state == PlaceState.CONFIRMED
    assert desk.confirm(cem, morning).state == PlaceState.CONFIRMED


def test_who_does_not_confirm_in_time_gives_way_to_the_next(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem, dia = desk.people(4)
    for person in (ana, ben, cem, dia):
        desk.join(person, morning)
    desk.cancel(ana, morning)
    desk.clock.move(minutes=19)
    assert desk.tick() == 0
    desk.clock.move(minutes=1)
    assert desk.tick() == 1
    assert desk.state(cem, morning) == PlaceState.WAITING
    assert desk.state(dia, morning) == PlaceState.ASKED
    assert list(desk.told("shift.ask-lapsed")) == [cem.pseudonym]
    assert refusal(desk.confirm, cem, morning).code == "shifts.too-late"
    desk.confirm(dia, morning)
    assert desk.tick() == 0


def test_a_late_yes_still_counts_while_the_seat_is_free(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    desk.cancel(ana, morning)
    desk.clock.move(minutes=30)
    desk.tick()
    assert desk.confirm(cem, morning).state == PlaceState.CONFIRMED


def test_within_two_hours_of_the_start_there_are_ten_minutes(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    desk.clock.now = at(TUESDAY, 8)
    desk.cancel(ana, morning)
    (facts,) = desk.told("shift.asked")[cem.pseudonym]
    assert facts["confirm_by"] == str(at(TUESDAY, 8, 10))


def test_nobody_is_woken_at_night(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    desk.clock.now = at(TUESDAY - timedelta(days=1), 23)
    desk.cancel(ana, morning)
    (row,) = desk.rows(select(notices).where(notices.c.kind == "shift.asked"))
    assert row.due_at == at(TUESDAY, 7)
    assert desk.told("shift.asked")[cem.pseudonym][0]["confirm_by"] == str(at(TUESDAY, 7, 10))


def test_without_a_waiting_list_those_who_can_are_asked_least_recently_first(
    desk: Rota,
) -> None:
    factories.set_policy(
        desk.database, replace(factories.POLICY, cover_at_once=2), now=desk.clock()
    )
    morning, _ = desk.open()
    ana, *others = desk.people(5)
    desk.join(ana, morning)
    busy, *rest = others
    desk.ask(shifts.set_day, person=busy, day=TUESDAY, able=Able.NOT)
    desk.cancel(ana, morning)
    # The coordinator may be asked too; ids come first among those never asked.
    asked = list(desk.told("shift.cover-asked"))
    assert asked == [desk.boss.pseudonym, rest[0].pseudonym]
    desk.clock.move(minutes=20)
    desk.tick()
    assert list(desk.told("shift.cover-asked"))[2:] == [rest[1].pseudonym, rest[2].pseudonym]
    assert busy.pseudonym not in desk.told("shift.cover-asked")


def test_cannot_and_silent_are_counted_and_coordinators_hear_only_at_the_end(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    desk.join(ana, morning)
    desk.cancel(ana, morning)
    assert desk.ask(shifts.answer_cover, person=ben, shift_id=morning.id, yes=False) is None
    seen = desk.look(morning)
    assert (seen.cannot, seen.silent, seen.seeking_cover) == (1, 2, True)
    assert desk.told("shift.uncovered") == {}
    desk.clock.move(minutes=20)
    desk.tick()
    (facts,) = desk.told("shift.uncovered")[desk.boss.pseudonym]
    assert (facts["cannot"], facts["silent"], facts["free"]) == (1, 2, 1)
    desk.clock.move(minutes=20)
    assert desk.tick() == 0
    # Whoever comes after all ends the search.
    came = desk.ask(shifts.answer_cover, person=cem, shift_id=morning.id, yes=True)
    assert came.place.state == PlaceState.CONFIRMED
    assert not desk.look(morning).seeking_cover
    assert list(desk.told("shift.cover-filled")) == [desk.boss.pseudonym]


def test_when_all_who_were_asked_cannot_the_next_are_asked_at_once(desk: Rota) -> None:
    policy = replace(factories.POLICY, cover_at_once=1)
    factories.set_policy(desk.database, policy, now=desk.clock())
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.cancel(ana, morning)
    desk.ask(shifts.answer_cover, person=desk.boss, shift_id=morning.id, yes=False)
    assert list(desk.told("shift.cover-asked")) == [desk.boss.pseudonym, ben.pseudonym]


def test_a_yes_that_comes_too_late_counts_as_an_answer(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben):
        desk.join(person, morning)
    desk.cancel(ana, morning)
    taken = desk.ask(shifts.answer_cover, person=cem, shift_id=morning.id, yes=True)
    assert taken.place is not None
    late = desk.ask(shifts.answer_cover, person=desk.boss, shift_id=morning.id, yes=True)
    assert late.place is None
    assert late.ruling.answer == Answer.SEATS_FULL
    assert desk.state(desk.boss, morning) is None
    seen = desk.look(morning)
    assert (seen.cannot, seen.silent, seen.taken) == (0, 0, 2)


def test_a_yes_that_clashes_counts_as_an_answer_and_the_next_are_asked(desk: Rota) -> None:
    policy = replace(factories.POLICY, cover_at_once=1)
    factories.set_policy(desk.database, policy, now=desk.clock())
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.cancel(ana, morning)
    assert list(desk.told("shift.cover-asked")) == [desk.boss.pseudonym]
    an_office(desk.database, code="other")
    (same_time,) = desk.open(office="other", blocks=[NINE_TO_TWELVE])
    desk.join(desk.boss, same_time)
    no = desk.ask(shifts.answer_cover, person=desk.boss, shift_id=morning.id, yes=True)
    assert (no.place, no.ruling.answer) == (None, Answer.CLASH)
    assert list(desk.told("shift.cover-asked")) == [desk.boss.pseudonym, ben.pseudonym]


def test_who_was_not_asked_cannot_answer(desk: Rota) -> None:
    morning, _ = desk.open()
    no = refusal(
        desk.ask, shifts.answer_cover, person=desk.person(), shift_id=morning.id, yes=True
    )
    assert no.code == "shifts.not-asked"
    assert refusal(desk.confirm, desk.person(), morning).code == "shifts.not-asked"


def test_standby_is_seen_by_coordinators_only_and_asked_after_the_list(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem, dia = desk.people(4)
    desk.ask(shifts.stand_by, person=dia, shift_id=morning.id)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    seen = desk.ask(shifts.look_table, shift_id=morning.id)
    assert dia.id not in {place.person_id for place in seen}
    whole = desk.ask(shifts.look_table, shift_id=morning.id, standby=True)
    assert dia.id in {place.person_id for place in whole}
    desk.cancel(ana, morning)
    assert desk.state(cem, morning) == PlaceState.ASKED
    desk.cancel(ben, morning)
    assert desk.state(dia, morning) == PlaceState.ASKED


def test_coordinators_pass_the_same_ladder(desk: Rota) -> None:
    morning, _ = desk.open()
    for person in desk.people(2):
        desk.assign(person, morning)
    no = refusal(desk.assign, desk.person(), morning)
    assert (no.code, no.values["allows"]) == ("shifts.seats-full", 2)
    captain = desk.person(role=Role.CAPTAIN)
    assert desk.assign(captain, morning, Duty.CAPTAIN).duty == Duty.CAPTAIN
    assert desk.look(morning).captain == captain.pseudonym
    no = refusal(desk.assign, desk.person(), morning, Duty.LAWYER)
    assert no.code == "shifts.not-your-duty"
    desk.assign(desk.person(role=Role.LAWYER), morning, Duty.LAWYER)
    no = refusal(desk.assign, desk.person(role=Role.CAPTAIN), morning, Duty.CAPTAIN)
    assert (no.code, no.values["allows"]) == ("shifts.room-full", 4)


def test_a_person_removed_is_told_and_may_not_be_dropped_twice(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.ask(shifts.remove, by=desk.boss, shift_id=morning.id, person_id=ana.id)
    assert list(desk.told("shift.removed")) == [ana.pseudonym]
    no = refusal(desk.ask, shifts.remove, by=desk.boss, shift_id=morning.id, person_id=ana.id)
    assert no.code == "shifts.no-place"


def test_who_cancelled_may_come_back(desk: Rota) -> None:
    morning, _ = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.cancel(ana, morning)
    assert desk.join(ana, morning).place is not None
    assert desk.state(ana, morning) == PlaceState.CONFIRMED


def test_a_freed_badge_lets_in_who_waits_for_another_shift(room: Room, clock: Clock) -> None:
    desk = rota.a_rota(room.database, clock, allows=rota.ALLOWS | {CapName.BADGES: 1})
    morning, noon = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    assert desk.join(ben, noon).ruling.answer == Answer.BADGES_FULL
    assert desk.join(ana, noon).ruling.answer == Answer.YES  # she has her badge already
    desk.cancel(ana, noon)
    assert desk.state(ben, noon) == PlaceState.WAITING  # she still wears it
    desk.cancel(ana, morning)
    assert desk.state(ben, noon) == PlaceState.ASKED


def test_hours_of_day_and_week_are_counted(room: Room, clock: Clock) -> None:
    allows = rota.ALLOWS | {CapName.DAY_HOURS: 6, CapName.WEEK_HOURS: 9}
    desk = rota.a_rota(room.database, clock, allows=allows)
    morning, noon, next_morning, next_noon = desk.open(last=TUESDAY + timedelta(days=1))
    for person in desk.people(2):
        desk.join(person, morning)
    full = desk.join(desk.person(), noon).ruling
    assert (full.answer, full.allows) == (Answer.DAY_HOURS_FULL, 6)
    desk.join(desk.person(), next_morning)
    full = desk.join(desk.person(), next_noon).ruling
    assert (full.answer, full.allows) == (Answer.WEEK_HOURS_FULL, 9)


@pytest.mark.parametrize("later_first", [False, True])
def test_hours_that_change_within_a_week_let_in_the_same_number_in_either_order(
    room: Room, clock: Clock, later_first: bool
) -> None:
    desk = rota.a_rota(room.database, clock, allows=rota.ALLOWS | {CapName.WEEK_HOURS: 100})
    tuesday, _, wednesday, _ = desk.open(last=TUESDAY + timedelta(days=1))
    desk.change(CapName.WEEK_HOURS, 6, effective_from=TUESDAY + timedelta(days=1))
    order = (wednesday, tuesday, tuesday) if later_first else (tuesday, tuesday, wednesday)
    said = [desk.join(desk.person(), shift).ruling.answer for shift in order]
    assert said == [Answer.YES, Answer.YES, Answer.WEEK_HOURS_FULL]


def test_suspended_people_lose_their_places_and_cover_is_sought(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    desk.database.run(_suspend, person_id=ana.id)
    assert desk.tick() == 1
    assert desk.state(ana, morning) == PlaceState.REMOVED
    assert desk.state(cem, morning) == PlaceState.ASKED


def test_a_captain_who_cannot_come_is_told_to_coordinators_at_once(desk: Rota) -> None:
    morning, _ = desk.open()
    captain, ana = desk.person(role=Role.CAPTAIN), desk.person()
    desk.assign(captain, morning, Duty.CAPTAIN)
    desk.cancel(captain, morning)
    (facts,) = desk.told("shift.duty-freed")[desk.boss.pseudonym]
    assert (facts["duty"], facts["person"]) == ("captain", captain.pseudonym)
    assert desk.told("shift.cover-asked") == {}  # no volunteer is asked for a captain's place
    assert desk.look(morning).captain is None
    assert desk.state(ana, morning) is None


def _suspend(tx: object, *, person_id: int) -> None:
    from models.tables import people

    tx.execute(  # type: ignore[attr-defined]
        people.update().where(people.c.id == person_id).values(suspended=True)
    )


def test_what_is_open_for_me_says_of_each_shift_whether_and_why_not(desk: Rota) -> None:
    morning, noon = desk.open()
    ana = desk.person()
    for person in desk.people(2):
        desk.join(person, morning)
    offers = desk.ask(shifts.look_open, person=ana)
    assert [(one.shift.id, one.ruling.answer) for one in offers] == [
        (morning.id, Answer.SEATS_FULL),
        (noon.id, Answer.YES),
    ]


def test_a_calendar_keeps_its_ids_and_says_what_fell_away(desk: Rota) -> None:
    morning, noon = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    desk.join(ana, noon)
    (before, _) = desk.ask(shifts.look_calendar, person_id=ana.id)
    desk.cancel(ana, morning)
    (after, other) = desk.ask(shifts.look_calendar, person_id=ana.id)
    assert after.uid == before.uid != other.uid
    assert (after.cancelled, other.cancelled) == (True, False)
    assert after.sequence > before.sequence
    assert after.address == ("1 Invented Plaza",)
