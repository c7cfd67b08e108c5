"""Which cap is in the way: exactly what is named is enough, and none of it can be left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.invented import rota
from models.rules.planner import (
    Bill,
    By,
    Case,
    Change,
    Goal,
    Limit,
    bill,
    minutes_for,
    plan_case,
    reaches,
    with_changes,
)
from models.shift_terms import CapName, Duty
from tests.rotas import MONDAY, a_case, a_day, a_slot, a_volunteer, reads


def asked(case: Case, goal: Goal) -> Bill:
    """A bill, after trying it: all of it is enough, nothing of it can be left out."""
    found = bill(case, goal)
    assert found.proved
    assert reaches(with_changes(case, found.changes, goal.could_open), goal, found)
    for left_out in found.changes:
        rest = [change for change in found.changes if change is not left_out]
        assert not reaches(with_changes(case, rest, goal.could_open), goal, found)
        for less in a_little_less(left_out):
            changed = with_changes(case, [*rest, less], goal.could_open)
            assert not reaches(changed, goal, found)
    return found


def a_little_less(change: Change) -> list[Change]:
    """The line with one seat, person or hour less, if that is still more than today."""
    unit = 60 if change.cap in (CapName.DAY_HOURS, CapName.WEEK_HOURS) else 1
    less = replace(change, after=change.after - unit)
    return [less] if less.after > less.before else []


def test_no_cap_is_in_the_way_of_what_fits() -> None:
    case = a_case([a_slot(1)], [a_volunteer(1, [1])])
    assert asked(case, Goal(180)).changes == ()


def test_seats_are_asked_for_on_the_weekdays_that_need_them() -> None:
    slots = [a_slot(1, day=1, seats=14), a_slot(2, day=3, seats=14), a_slot(3, day=4, seats=1)]
    people = [a_volunteer(n, [1, 2], day_most=1) for n in range(1, 31)]
    (line,) = asked(a_case(slots, people), Goal(2 * 19 * 180)).changes
    assert (line.cap, line.before, line.after) == (CapName.SEATS, 14, 19)
    assert line.weekdays == (1, 3)
    assert line.days == (MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))


def test_every_cap_that_is_in_the_way_is_on_the_bill() -> None:
    slot = a_slot(1, seats=2, room=2)
    people = [a_volunteer(n, [1]) for n in range(1, 6)]
    case = a_case(
        [slot],
        people,
        days=(a_day(badges=3, minutes=400),),
        weeks=(Limit(MONDAY, minutes=500),),
    )
    found = {line.cap: (line.before, line.after) for line in asked(case, Goal(720)).changes}
    assert found == {
        CapName.SEATS: (2, 4),
        CapName.ROOM: (2, 4),
        CapName.BADGES: (3, 4),
        CapName.DAY_HOURS: (400, 760),
        CapName.WEEK_HOURS: (500, 740),
    }


def test_room_is_asked_for_a_captain_too() -> None:
    slot = a_slot(1, seats=2, room=2, captains=1)
    people = [a_volunteer(n, [1]) for n in (1, 2)]
    people.append(a_volunteer(3, [1], duties=frozenset({Duty.CAPTAIN})))
    (line,) = asked(a_case([slot], people), Goal(360)).changes
    assert (line.cap, line.before, line.after) == (CapName.ROOM, 2, 3)


def test_where_people_are_short_it_says_so_and_asks_only_for_what_can_be_filled() -> None:
    slot = a_slot(1, seats=1)
    found = asked(a_case([slot], [a_volunteer(n, [1]) for n in (1, 2)]), Goal(900))
    assert found.missing == ((MONDAY, 540),)
    assert [(line.cap, line.after) for line in found.changes] == [(CapName.SEATS, 2)]


def test_another_day_can_be_asked_for() -> None:
    closed = a_slot(2, day=5, seats=2)
    people = [a_volunteer(n, [2]) for n in (1, 2)]
    (line,) = asked(a_case([a_slot(1)], people), Goal(360, could_open=(closed,))).changes
    assert (line.cap, line.before, line.after, line.slots) == (CapName.WINDOWS, 0, 1, (2,))
    assert line.weekdays == (5,)


def test_a_promise_beyond_the_caps_is_on_the_bill() -> None:
    promised = frozenset({reads(1, 1), reads(2, 1)})
    people = [a_volunteer(n, [1]) for n in (1, 2)]
    case = a_case([a_slot(1, seats=1)], people, promised=promised)
    assert [line.cap for line in asked(case, Goal(0)).changes] == [CapName.SEATS]


@pytest.mark.parametrize("by", By)
def test_a_generated_case_gets_an_exact_bill(by: By) -> None:
    case = rota.case(1, 50, 4, weeks=1)
    now = plan_case(case).filled
    found = asked(case, Goal(now + 20 * 60, by=by))
    assert found.changes
    assert found.missing == ()


def test_a_date_to_finish_is_so_many_seat_minutes_a_week() -> None:
    assert minutes_for(2_016, 8, MONDAY, MONDAY + timedelta(days=6)) == 252 * 60
    assert minutes_for(2_016, 8, MONDAY, MONDAY + timedelta(days=13)) == 126 * 60
    with pytest.raises(ValueError, match="days ahead"):
        minutes_for(10, 8, MONDAY, date(2022, 9, 1))
