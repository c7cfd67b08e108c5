"""Swaps: asked, answered, both halves re-checked; a half that vanished changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import shifts
from models.errors import Refusal
from models.shift_terms import CapName, PlaceState, ShiftView
from models.terms import Person
from tests import rota
from tests.room import Room
from tests.rota import TUESDAY, Rota, at


@pytest.fixture
def desk(room: Room) -> Rota:
    return rota.a_rota(room.database, room.clock, allows=rota.ALLOWS | {CapName.SEATS: 1})


def code(call: Any, *args: Any, **values: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args, **values)
    return caught.value.code


def offer(
    desk: Rota, by: Person, mine: ShiftView, to: Person, theirs: ShiftView | None = None
) -> Any:
    return desk.ask(
        shifts.offer_swap,
        person=by,
        shift_id=mine.id,
        to_person_id=to.id,
        to_shift_id=None if theirs is None else theirs.id,
    )


def answer(desk: Rota, by: Person, swap: Any, yes: bool = True) -> Any:
    return desk.ask(shifts.answer_swap, person=by, swap_id=swap.id, yes=yes)


def test_a_place_is_given_to_somebody_who_says_yes(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    desk.join(ana, morning)
    desk.join(cem, morning)
    swap = offer(desk, ana, morning, ben)
    (facts,) = desk.told("shift.swap-asked")[ben.pseudonym]
    assert (facts["swap_id"], facts["person"], facts["for_day"]) == (swap.id, ana.pseudonym, None)
    assert answer(desk, ben, swap).answer == "yes"
    assert answer(desk, ben, swap).answer == "yes"
    assert desk.state(ana, morning) == PlaceState.CANCELLED
    assert desk.state(ben, morning) == PlaceState.CONFIRMED
    assert desk.state(cem, morning) == PlaceState.WAITING  # the place was given, not freed
    assert desk.told("shift.swap-answered")[ana.pseudonym][0]["yes"] is True
    assert desk.look(morning).taken == 1


def test_two_people_exchange_places_under_full_caps(desk: Rota) -> None:
    morning, noon = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.join(ben, noon)
    answer(desk, ben, offer(desk, ana, morning, ben, noon))
    assert [desk.state(ana, one) for one in (morning, noon)] == ["cancelled", "confirmed"]
    assert [desk.state(ben, one) for one in (morning, noon)] == ["confirmed", "cancelled"]


def test_no_leaves_everything_and_is_told(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    answer(desk, ben, offer(desk, ana, morning, ben), yes=False)
    assert desk.state(ana, morning) == PlaceState.CONFIRMED
    assert desk.told("shift.swap-answered")[ana.pseudonym][0]["yes"] is False


def test_a_half_that_vanished_is_said_and_changes_nothing(desk: Rota) -> None:
    morning, noon = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.join(ben, noon)
    swap = offer(desk, ana, morning, ben, noon)
    desk.cancel(ana, morning)
    assert code(answer, desk, ben, swap) == "shifts.swap-gone"
    assert desk.state(ben, noon) == PlaceState.CONFIRMED
    assert desk.ask(shifts.look_swap, swap_id=swap.id).answer is None


def test_the_other_half_is_checked_when_it_is_offered(desk: Rota) -> None:
    morning, noon = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    assert code(offer, desk, ana, morning, ben, noon) == "shifts.swap-gone"
    assert code(offer, desk, ben, morning, ana) == "shifts.no-place"
    assert code(offer, desk, ana, morning, ana) == "shifts.swap-yourself"


def test_each_half_passes_the_ladder_at_the_answer(desk: Rota) -> None:
    morning, noon = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.join(ben, noon)
    desk.ask(shifts.set_wishes, person=ben, day_most=1)
    gift = offer(desk, ana, morning, ben)
    assert code(answer, desk, ben, gift) == "shifts.own-day-limit"
    assert desk.state(ana, morning) == PlaceState.CONFIRMED
    exchange = offer(desk, ana, morning, ben, noon)  # gives his up: one a day still
    assert answer(desk, ben, exchange).answer == "yes"


def test_only_whoever_was_asked_answers(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    desk.join(ana, morning)
    swap = offer(desk, ana, morning, ben)
    assert code(answer, desk, cem, swap) == "shifts.no-swap"


def test_a_shift_that_has_begun_is_not_swapped(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    swap = offer(desk, ana, morning, ben)
    desk.clock.now = at(TUESDAY, 9)
    assert code(answer, desk, ben, swap) == "shifts.past"
    assert code(offer, desk, ana, morning, ben) == "shifts.past"


def test_who_waits_for_the_shift_gets_the_place_given(desk: Rota) -> None:
    morning, _ = desk.open(first=TUESDAY + timedelta(days=1))
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.join(ben, morning)
    answer(desk, ben, offer(desk, ana, morning, ben))
    assert desk.state(ben, morning) == PlaceState.CONFIRMED
