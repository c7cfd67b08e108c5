"""The letter's proof: all of it is enough, and no part of any line can be left out."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.invented import rota
from models.rules.planner import (
    Change,
    Goal,
    Limits,
    bill,
    plan_case,
    tried_bill,
    with_changes,
)
from models.rules.planner.elastic import can_reach
from models.rules.planner.letter import without_each
from models.shift_terms import CapName
from tests.rotas import MONDAY, a_case, a_slot, a_volunteer, reads


def test_seats_on_two_weekdays_are_tried_weekday_by_weekday() -> None:
    slots = [a_slot(1, day=1, seats=14), a_slot(2, day=3, seats=14)]
    case = a_case(slots, [a_volunteer(n, [1, 2], day_most=1) for n in range(1, 31)])
    goal = Goal(2 * 19 * 180)
    found = tried_bill(case, goal)
    (line,) = found.bill.changes
    assert (line.cap, line.before, line.after, line.weekdays) == (CapName.SEATS, 14, 19, (1, 3))
    assert (found.enough, found.needed) == (True, True)
    assert found.now == {MONDAY: 2 * 5 * 180}
    assert len(list(without_each(found.bill.changes, slots))) == 2


def test_other_hours_are_tried_hour_by_hour_and_more_seats_hold_on_the_new_day() -> None:
    morning, noon = a_slot(2, day=4, seats=1), a_slot(3, day=4, hour=12, seats=1)
    people = [a_volunteer(n, [1, 2, 3], day_most=3) for n in range(1, 5)]
    case = a_case([a_slot(1, seats=1)], people)
    goal = Goal(4 * 360 + 180, could_open=(morning, noon))
    found = tried_bill(case, goal)
    assert (found.enough, found.needed) == (True, True)
    opened = [change for change in found.bill.changes if change.cap == CapName.WINDOWS]
    assert {slot for change in opened for slot in change.slots} == {2, 3}
    whole = with_changes(case, found.bill.changes, goal.could_open)
    assert plan_case(whole).filled == goal.minutes
    parts = list(without_each(found.bill.changes, (*case.slots, *goal.could_open)))
    assert len(parts) > len(found.bill.changes)


def test_where_nothing_is_in_the_way_nothing_is_to_be_tried() -> None:
    case = a_case([a_slot(1)], [a_volunteer(1, [1])])
    found = tried_bill(case, Goal(180))
    assert found.bill.changes == ()
    assert (found.enough, found.needed, found.now) == (True, None, {MONDAY: 0})


def test_where_people_are_short_the_letter_asks_for_what_they_can_fill() -> None:
    case = a_case([a_slot(1, seats=1)], [a_volunteer(n, [1]) for n in (1, 2)])
    found = tried_bill(case, Goal(900))
    assert (found.enough, found.needed) == (True, True)
    assert found.bill.missing == ((MONDAY, 540),)
    assert found.now == {MONDAY: 720}


def test_promises_beyond_the_caps_leave_what_is_possible_now_unknown() -> None:
    people = [a_volunteer(n, [1]) for n in (1, 2)]
    promised = frozenset({reads(1, 1), reads(2, 1)})
    case = a_case([a_slot(1, seats=1)], people, promised=promised)
    found = tried_bill(case, Goal(0))
    assert found.now is None
    assert (found.enough, found.needed) == (True, True)


def test_a_change_that_is_not_needed_is_seen() -> None:
    """As if the solver had asked for too much: the try of each part would tell."""
    case = a_case([a_slot(1, seats=1)], [a_volunteer(n, [1]) for n in (1, 2, 3)])
    goal = Goal(360)
    asked = bill(case, goal)
    (line,) = asked.changes
    more = Change(CapName.ROOM, 4, 9, (0,), (MONDAY,))
    roomy = replace(case, slots=(a_slot(1, seats=1, room=4),))
    too_much = replace(asked, changes=(line, more))
    rest = [parts for parts in without_each(too_much.changes, case.slots) if line in parts]
    assert can_reach(with_changes(roomy, rest[0]), goal, too_much) is True


def test_the_answer_travels_between_processes() -> None:
    case = a_case([a_slot(1, seats=1)], [a_volunteer(n, [1]) for n in (1, 2)])
    found = tried_bill(case, Goal(360))
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_generated_office_gets_a_letter_that_is_exact(seed: int) -> None:
    case = rota.case(seed, 40, 4, weeks=1)
    now = plan_case(case).filled
    found = tried_bill(case, Goal(now + 12 * 60), Limits(gap=0, slack=0.5, seconds=30))
    assert found.bill.changes
    assert (found.enough, found.needed) == (True, True)
    assert all(day < MONDAY + timedelta(days=60) for c in found.bill.changes for day in c.days)
