"""The ladder: every rung, in order, with the cap that refused and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from models.rules import places
from models.rules.places import Asked, Counts, OwnPlace, PersonFacts, ShiftFacts
from models.shift_terms import Answer, CapName, DayCaps, Duty, Ruling
from models.terms import Role

DAY = date(2022, 9, 13)
NOW = datetime(2022, 9, 12, 17, 0, tzinfo=UTC)
STARTS, ENDS = datetime(2022, 9, 13, 16, tzinfo=UTC), datetime(2022, 9, 13, 19, tzinfo=UTC)
UNTIL = date(2022, 9, 30)
LIMITS: dict[CapName, int | None] = {
    CapName.SEATS: 14,
    CapName.ROOM: 16,
    CapName.BADGES: 20,
    CapName.DAY_HOURS: 84,
    CapName.WEEK_HOURS: 252,
    CapName.NOTICE: 24,
}
YES = Asked(
    now=NOW,
    person=PersonFacts(suspended=False, designated=True, role=Role.VOLUNTEER),
    duty=Duty.REVIEWER,
    shift=ShiftFacts(1, DAY, STARTS, ENDS, closes_at=STARTS, open_then=True),
    caps=DayCaps(DAY, (), None, LIMITS, dict.fromkeys(CapName, UNTIL)),
    counts=Counts(13, 15, 19, 81 * 60, 249 * 60),
)
ANOTHER_DAY = OwnPlace(2, date(2022, 9, 14), STARTS + timedelta(days=1), ENDS + timedelta(days=1))


def person(**values: Any) -> dict[str, Any]:
    return {"person": values}


def has(shift_id: int, starts: timedelta, ends: timedelta, days: int = 0) -> dict[str, Any]:
    day = DAY + timedelta(days=days)
    return person(own=(OwnPlace(shift_id, day, STARTS + starts, ENDS + ends),))


HOUR = timedelta(hours=1)
# What must be changed in a question that is answered yes so that this rung refuses it, and how.
RUNGS: list[tuple[Answer, dict[str, Any], Ruling]] = [
    (Answer.PAST, {"shift": {"closes_at": NOW}}, Ruling(Answer.PAST, since=STARTS)),
    (Answer.SUSPENDED, person(suspended=True), Ruling(Answer.SUSPENDED)),
    (Answer.NO_DESIGNATION, person(designated=False), Ruling(Answer.NO_DESIGNATION)),
    (Answer.NOT_YOUR_DUTY, {"duty": Duty.CAPTAIN}, Ruling(Answer.NOT_YOUR_DUTY)),
    (
        Answer.CLOSED,
        {"shift": {"open_then": False}},
        Ruling(Answer.CLOSED, cap=CapName.WINDOWS, until=UNTIL),
    ),
    (Answer.ALREADY, has(1, 0 * HOUR, 0 * HOUR), Ruling(Answer.ALREADY)),
    (Answer.CLASH, has(2, HOUR, HOUR), Ruling(Answer.CLASH, other_at=STARTS + HOUR)),
    (
        Answer.REST,
        has(2, 9 * HOUR, 9 * HOUR, days=1),
        Ruling(Answer.REST, allows=10, other_at=STARTS + 9 * HOUR),
    ),
    (
        Answer.OWN_DAY_LIMIT,
        person(own=(OwnPlace(2, DAY, ENDS, ENDS + HOUR),), day_most=1),
        Ruling(Answer.OWN_DAY_LIMIT, allows=1),
    ),
    (
        Answer.OWN_WEEK_LIMIT,
        person(own=(ANOTHER_DAY,), week_most=1),
        Ruling(Answer.OWN_WEEK_LIMIT, allows=1),
    ),
    (
        Answer.NOTICE_PASSED,
        {"shift": {"names_due_at": NOW}},
        Ruling(Answer.NOTICE_PASSED, CapName.NOTICE, 24, UNTIL, since=NOW),
    ),
    (
        Answer.SEATS_FULL,
        {"counts": {"seats": 14}},
        Ruling(Answer.SEATS_FULL, CapName.SEATS, 14, UNTIL),
    ),
    (
        Answer.ROOM_FULL,
        {"counts": {"room": 16}},
        Ruling(Answer.ROOM_FULL, CapName.ROOM, 16, UNTIL),
    ),
    (
        Answer.BADGES_FULL,
        {"counts": {"badges": 20}},
        Ruling(Answer.BADGES_FULL, CapName.BADGES, 20, UNTIL),
    ),
    (
        Answer.DAY_HOURS_FULL,
        {"counts": {"day_minutes": 81 * 60 + 1}},
        Ruling(Answer.DAY_HOURS_FULL, CapName.DAY_HOURS, 84, UNTIL),
    ),
    (
        Answer.WEEK_HOURS_FULL,
        {"counts": {"week_minutes": 249 * 60 + 1}},
        Ruling(Answer.WEEK_HOURS_FULL, CapName.WEEK_HOURS, 252, UNTIL),
    ),
]


def changed(*changes: dict[str, Any]) -> Asked:
    asked = YES
    for change in changes:
        for part, values in change.items():
            if isinstance(values, dict):
                old = getattr(asked, part)
                if "own" in values:
                    values = values | {"own": (*old.own, *values["own"])}
                values = replace(old, **values)
            asked = replace(asked, **{part: values})
    return asked


def test_the_last_place_under_every_cap_is_given() -> None:
    assert places.may(YES) == Ruling(Answer.YES)


def test_every_answer_but_yes_has_a_rung_here_and_they_stand_in_order() -> None:
    assert [answer for answer, _, _ in RUNGS] == [a for a in Answer if a != Answer.YES]


@pytest.mark.parametrize(("answer", "change", "ruling"), RUNGS, ids=[r[0] for r in RUNGS])
def test_a_rung_refuses_with_its_cap_what_it_allows_and_until_when(
    answer: Answer, change: dict[str, Any], ruling: Ruling
) -> None:
    assert places.may(changed(change)) == ruling


def test_of_two_reasons_the_earlier_rung_answers() -> None:
    for (first, one, _), (_, other, _) in combinations(RUNGS, 2):
        asked = changed(one, other) if "duty" not in other else changed(other, one)
        if asked.duty == Duty.CAPTAIN and first in SEAT_ONLY:
            continue
        assert places.may(asked).answer == first


# A captain takes no seat and no reviewer-hours: these rungs hold for reviewers only.
SEAT_ONLY = {Answer.SEATS_FULL, Answer.DAY_HOURS_FULL, Answer.WEEK_HOURS_FULL}


@pytest.mark.parametrize("answer", sorted(SEAT_ONLY))
def test_a_captain_takes_no_seat_and_no_reviewer_hours(answer: Answer) -> None:
    change = next(change for rung, change, _ in RUNGS if rung == answer)
    captain = replace(YES.person, role=Role.CAPTAIN)
    asked = replace(changed(change), duty=Duty.CAPTAIN, person=captain)
    assert places.may(asked).answer == Answer.YES


@pytest.mark.parametrize(
    ("role", "duty", "answer"),
    [
        (Role.CAPTAIN, Duty.CAPTAIN, Answer.YES),
        (Role.COORDINATOR, Duty.CAPTAIN, Answer.YES),
        (Role.LAWYER, Duty.CAPTAIN, Answer.NOT_YOUR_DUTY),
        (Role.LAWYER, Duty.LAWYER, Answer.YES),
        (Role.ADMIN, Duty.LAWYER, Answer.NOT_YOUR_DUTY),
        (Role.LAWYER, Duty.REVIEWER, Answer.YES),
    ],
)
def test_who_may_take_which_duty(role: Role, duty: Duty, answer: Answer) -> None:
    asked = replace(YES, person=replace(YES.person, role=role), duty=duty)
    assert places.may(asked).answer == answer


def test_who_wears_a_badge_today_takes_no_other() -> None:
    asked = changed({"counts": {"badges": 20}}, person(has_badge=True))
    assert places.may(asked).answer == Answer.YES


def test_a_name_on_the_list_may_come_after_the_notice() -> None:
    asked = changed({"shift": {"names_due_at": NOW - HOUR}}, person(named=True))
    assert places.may(asked).answer == Answer.YES


def test_shifts_that_touch_do_not_clash_and_one_day_needs_no_rest() -> None:
    assert places.may(changed(person(own=(OwnPlace(2, DAY, ENDS, ENDS + HOUR),)))).answer == "yes"


def test_no_limit_is_no_cap() -> None:
    caps = replace(YES.caps, limits={})
    counts = Counts(999, 999, 999, 10**6, 10**6)
    assert places.may(replace(YES, caps=caps, counts=counts)).answer == Answer.YES


def test_who_steps_in_late_takes_only_what_is_left_of_the_hours() -> None:
    late = changed(
        {"now": STARTS + HOUR, "shift": {"closes_at": ENDS}},
        {"counts": {"day_minutes": 82 * 60, "week_minutes": 0}},
    )
    assert places.may(late).answer == Answer.YES
    assert places.may(replace(late, whole=True)).answer == Answer.DAY_HOURS_FULL


def test_one_stands_on_the_list_by_when_and_then_by_number() -> None:
    line = [(NOW, 7), (NOW, 5), (NOW - HOUR, 9)]
    assert [places.position(since, key, line) for since, key in line] == [3, 2, 1]
