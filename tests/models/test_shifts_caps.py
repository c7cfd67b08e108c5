"""Caps by date: shown, changed with a preview, nobody silently dropped; opening and closed days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import shifts
from models.errors import Refusal
from models.shift_terms import CapName, CapValue, Duty, PlaceState, Window
from models.tables import caps
from models.terms import Role
from tests import rota
from tests.conftest import Clock
from tests.room import Room
from tests.rota import ALL_DAY, NINE_TO_TWELVE, OPEN, TUESDAY, Rota, at

WEDNESDAY = TUESDAY + timedelta(days=1)
EVERY_DAY = ((Window(time(0), time(8)),),) * 7


@pytest.fixture
def desk(room: Room) -> Rota:
    return rota.a_rota(room.database, room.clock)


def code(call: Any, *args: Any, **values: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args, **values)
    return caught.value.code


def test_caps_are_shown_with_their_source_and_what_changes_when(desk: Rota) -> None:
    desk.change(CapName.SEATS, 5, effective_from=date(2022, 10, 1), source="an invented order")
    now = desk.ask(shifts.look_caps, day=TUESDAY)
    assert now.limit(CapName.SEATS) == 2
    assert now.until[CapName.SEATS] == date(2022, 9, 30)
    assert now.windows == (ALL_DAY,)
    (coming,) = desk.ask(shifts.look_changes)
    assert (coming.value, coming.source) == (5, "an invented order")
    assert desk.ask(shifts.look_caps, day=date(2022, 10, 1)).limit(CapName.SEATS) == 5


def test_a_refusal_says_until_when_the_cap_holds(desk: Rota) -> None:
    morning, _ = desk.open()
    desk.change(CapName.SEATS, 3, effective_from=WEDNESDAY)
    for person in desk.people(2):
        desk.join(person, morning)
    assert desk.join(desk.person(), morning).ruling.until == TUESDAY


def test_a_lowered_cap_is_previewed_and_everybody_it_unseats_is_told(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
        desk.clock.move(minutes=1)
    values = {"name": CapName.SEATS, "value": 1, "effective_from": TUESDAY}
    preview = desk.ask(shifts.preview_cap, office=None, **values)
    assert [one.pseudonym for one in preview.unseated] == [ben.pseudonym]
    assert (preview.before, preview.after) == (2, 1)
    assert desk.state(ben, morning) == PlaceState.CONFIRMED  # nothing has changed
    done = desk.change(CapName.SEATS, 1, expect=preview.place_ids)
    assert done.place_ids == preview.place_ids
    assert desk.look(morning).taken == 1
    (facts,) = desk.told("shift.unseated")[ben.pseudonym]
    assert (facts["cap"], facts["allows"], facts["effective_from"]) == ("seats", 1, "2022-09-13")
    assert (facts["waits"], facts["position"]) == (True, 1)  # before whoever waited already
    desk.cancel(ana, morning)
    assert desk.state(ben, morning) == PlaceState.ASKED


def test_a_preview_that_is_overtaken_changes_nothing(desk: Rota) -> None:
    morning, _ = desk.open()
    desk.join(desk.person(), morning)
    values = {"name": CapName.SEATS, "value": 0, "effective_from": TUESDAY}
    preview = desk.ask(shifts.preview_cap, office=None, **values)
    desk.join(desk.person(), morning)
    assert code(desk.change, CapName.SEATS, 0, expect=preview.place_ids) == "shifts.preview-old"
    assert desk.look(morning).taken == 2
    assert desk.look(morning).seats == 2


def test_a_raised_cap_asks_who_waits(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem, dia = desk.people(4)
    for person in (ana, ben, cem, dia):
        desk.join(person, morning)
    desk.change(CapName.SEATS, 3)
    assert desk.state(cem, morning) == PlaceState.ASKED
    assert desk.state(dia, morning) == PlaceState.WAITING


def test_shorter_hours_call_off_what_lies_outside_and_tell_why(desk: Rota) -> None:
    morning, noon = desk.open()
    ana, ben = desk.people(2)
    desk.join(ana, morning)
    desk.join(ben, noon)
    week = tuple((NINE_TO_TWELVE,) if day else () for day in OPEN)
    done = desk.change(CapName.WINDOWS, week)
    assert [shift.id for shift in done.shut] == [noon.id]
    assert desk.state(ben, noon) == PlaceState.REMOVED
    (facts,) = desk.told("shift.unseated")[ben.pseudonym]
    assert (facts["cap"], facts["waits"]) == ("windows", False)
    assert desk.state(ana, morning) == PlaceState.CONFIRMED
    assert desk.ask(shifts.look_shifts, first=TUESDAY, last=TUESDAY)[0].id == morning.id
    assert code(desk.join, desk.person(), noon) == "shifts.closed"


def test_a_captain_whom_the_room_no_longer_holds_is_told_too(desk: Rota) -> None:
    morning, _ = desk.open()
    captain = desk.person(role=Role.CAPTAIN)
    desk.assign(captain, morning, Duty.CAPTAIN)
    desk.change(CapName.ROOM, 0)
    assert desk.state(captain, morning) == PlaceState.REMOVED
    assert desk.told("shift.unseated")[captain.pseudonym][0]["waits"] is False


def test_a_holiday_calls_off_the_day_and_may_be_taken_back(desk: Rota) -> None:
    morning, noon = desk.open()
    ana = desk.person()
    desk.join(ana, morning)
    values = {"office": None, "day": TUESDAY, "by": desk.boss}
    values |= {"why": "an invented holiday", "source": "an invented calendar"}
    preview = desk.ask(shifts.preview_closed_day, office=None, day=TUESDAY)
    assert [shift.id for shift in preview.shut] == [morning.id, noon.id]
    desk.ask(shifts.close_day, expect=preview.place_ids, **values)
    desk.ask(shifts.close_day, **values)  # closed already: nothing more
    (facts,) = desk.told("shift.unseated")[ana.pseudonym]
    assert facts["why"] == "an invented holiday"
    assert desk.ask(shifts.look_caps, day=TUESDAY).closed.why == "an invented holiday"
    assert code(desk.open) == "shifts.no-caps"
    assert desk.ask(shifts.reopen_day, by=desk.boss, office=None, day=TUESDAY)
    assert not desk.ask(shifts.reopen_day, by=desk.boss, office=None, day=TUESDAY)
    assert len(desk.open()) == 2


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (CapName.SEATS, -1, "shifts.cap-value"),
        (CapName.SEATS, 501, "shifts.cap-value"),
        (CapName.SEATS, OPEN, "shifts.cap-value"),
        (CapName.WINDOWS, 3, "shifts.cap-value"),
        (CapName.WINDOWS, ((Window(time(15), time(9)),),) * 7, "shifts.ends-first"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    desk: Rota, name: CapName, value: CapValue, expected: str
) -> None:
    assert code(desk.change, name, value) == expected


def test_a_change_without_its_letter_is_refused(desk: Rota) -> None:
    assert code(desk.change, CapName.SEATS, 3, source=" ") == "shifts.source-missing"
    assert len(desk.rows(select(caps))) == len(rota.ALLOWS)


def test_a_campaign_with_several_offices_must_name_one(desk: Rota) -> None:
    rota.an_office(desk.database, code="branch")
    assert code(desk.open) == "shifts.which-office"
    assert code(desk.open, office="nowhere") == "shifts.no-such-office"
    assert len(desk.open(office="branch")) == 2


def test_shifts_are_made_once_and_only_when_the_office_is_open(desk: Rota) -> None:
    week = {"first": TUESDAY - timedelta(days=1), "last": TUESDAY + timedelta(days=6)}
    assert len(desk.open(**week)) == 6
    assert desk.open(**week) == ()
    assert len(desk.open(first=TUESDAY + timedelta(days=7), blocks=None)) == 1
    late = Window(time(14), time(16))  # the office is not open for all of it
    assert desk.open(first=TUESDAY + timedelta(days=8), blocks=[late]) == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"blocks": [Window(time(12), time(9))]}, "shifts.ends-first"),
        ({"last": TUESDAY - timedelta(days=1)}, "shifts.ends-first"),
        ({"first": date(2022, 9, 1), "last": date(2022, 9, 5)}, "shifts.day-over"),
        ({"last": date(2023, 9, 1)}, "shifts.too-long"),
        ({"blocks": [NINE_TO_TWELVE, Window(time(11), time(14))]}, "shifts.overlap"),
        (
            {"blocks": [NINE_TO_TWELVE, Window(time(12), time(15))], "changeover": 15},
            "shifts.overlap",
        ),
    ],
)
def test_shifts_that_cannot_be_are_refused(
    desk: Rota, values: dict[str, Any], expected: str
) -> None:
    assert code(desk.open, **values) == expected


def test_a_shift_may_not_run_into_one_that_is_there(desk: Rota) -> None:
    desk.open(blocks=[NINE_TO_TWELVE], changeover=15)
    after = Window(time(12), time(15))
    assert code(desk.open, blocks=[after]) == "shifts.overlap"
    assert len(desk.open(blocks=[Window(time(12, 15), time(15))])) == 1


def test_a_shift_called_off_tells_everybody_and_may_be_opened_anew(desk: Rota) -> None:
    morning, _ = desk.open()
    ana, ben, cem = desk.people(3)
    for person in (ana, ben, cem):
        desk.join(person, morning)
    why = {"by": desk.boss, "shift_id": morning.id, "why": "a strike, invented"}
    assert desk.ask(shifts.call_off, **why) == 3
    assert desk.ask(shifts.call_off, **why) == 0
    assert set(desk.told("shift.called-off")) == {p.pseudonym for p in (ana, ben, cem)}
    (again,) = desk.open(blocks=[NINE_TO_TWELVE])
    assert desk.join(ana, again).place is not None


def test_a_most_of_the_campaigns_own_holds_beside_the_offices(desk: Rota) -> None:
    (shift,) = desk.open(blocks=[NINE_TO_TWELVE], most=1)
    desk.join(desk.person(), shift)
    assert desk.join(desk.person(), shift).ruling.allows == 1
    assert desk.look(shift).seats == 1


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2022, 11, 6), 9), (date(2023, 3, 12), 7), (date(2022, 11, 7), 8)]
)
def test_on_the_days_the_clocks_change_hours_are_real_hours(
    room: Room, clock: Clock, day: date, hours: int
) -> None:
    allows = {CapName.WINDOWS: EVERY_DAY, CapName.SEATS: 9, CapName.DAY_HOURS: 16}
    desk = rota.a_rota(room.database, clock, allows=allows)
    clock.now = at(day - timedelta(days=1), 12)
    (night,) = desk.open(first=day, blocks=None)
    assert night.ends_at - night.starts_at == timedelta(hours=hours)
    fits = 16 // hours
    answers = [desk.join(person, night).ruling.answer for person in desk.people(fits + 1)]
    assert answers == ["yes"] * fits + ["day-hours-full"]


def test_an_hour_that_the_clocks_skip_is_refused_by_name(room: Room, clock: Clock) -> None:
    desk = rota.a_rota(room.database, clock, allows={CapName.WINDOWS: EVERY_DAY})
    spring = date(2023, 3, 12)
    clock.now = at(spring - timedelta(days=1), 12)
    block = replace(NINE_TO_TWELVE, starts=time(2, 30), ends=time(5))
    with pytest.raises(Refusal) as caught:
        desk.open(first=spring, blocks=[block])
    assert caught.value.code == "shifts.no-such-hour"
    assert caught.value.values == {"day": spring, "hour": time(2, 30)}
