"""From the campaign's real caps, people and times to a letter, and back."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any

import pytest

from models import shifts
from models.database import Database
from models.errors import Refusal
from models.rules.planner import Limits, Tried, tried_bill
from models.shift_terms import CapName, Window
from models.shifts import asked as asks
from models.shifts import letter
from models.shifts.asked import Kind
from models.shifts.goal import Asked, look_goal
from models.shifts.letter import Letter, Line
from models.terms import Person, Role
from tests import rota
from tests.conftest import Clock
from tests.room import Room
from tests.rota import TUESDAY, Rota, at

LIMITS = Limits(gap=0, slack=0.5, seconds=30)
DAY = Window(time(9), time(15))


@pytest.fixture
def desk(any_campaign: Database, clock: Clock) -> Rota:
    return rota.a_rota(any_campaign, clock)


def can(desk: Rota, n: int, *weekdays: int, **more: Any) -> list[Person]:
    people = desk.people(n, **more)
    for one in people:
        for weekday in weekdays:
            desk.ask(shifts.set_pattern, person=one, weekday=weekday, windows=(DAY,))
    return people


def goal(desk: Rota, **more: Any) -> Asked:
    values: dict[str, Any] = {"office": None, "hours": None, "by": None, "pace": None}
    return desk.ask(look_goal, **(values | more))  # type: ignore[no-any-return]


def written(desk: Rota, asked: Asked, tried: Tried | None = None) -> Letter:
    ask = desk.ask(asks.ask_planner, by=desk.boss, kind=Kind.LETTER, facts={})
    tried = tried or tried_bill(asked.case, asked.goal, LIMITS)
    made = desk.ask(letter.keep_letter, by=desk.boss, asked=asked, tried=tried, ask_id=ask.id)
    assert desk.database.run(letter.look_letter, ask_id=ask.id) == made
    assert isinstance(made, Letter)
    return made


def test_two_seats_on_three_days_become_what_the_goal_needs(desk: Rota) -> None:
    """The office opens Tuesday to Thursday, nine to three, with two seats and room for four."""
    desk.open(blocks=(rota.NINE_TO_TWELVE, rota.TWELVE_TO_THREE))
    can(desk, 12, 1, 2, 3)
    found = goal(desk, hours=60)
    assert (found.first, found.last) == (date(2022, 9, 12), date(2022, 10, 9))
    assert len(found.case.slots) == 4 * 3 * 2  # what is made, and what would be
    assert len(found.goal.could_open) == 4 * 2 * 2  # Mondays and Fridays
    made = written(desk, found)
    assert (made.now, made.then, made.missing) == (36 * 60, 60 * 60, 0)
    assert (made.solved, made.proved, made.enough, made.needed) == (True, True, True, True)
    assert {line.cap for line in made.lines} <= {"seats", "room"}
    seats = [line for line in made.lines if line.cap == "seats"]
    assert {line.before for line in seats} == {2}
    # Twenty places of three hours a week; twelve with two seats.
    assert sum((line.after - 2) * len(line.weekdays) * 2 for line in seats) >= 8
    told = desk.told("shift.letter")[desk.boss.pseudonym]
    assert letter.of_facts(json.loads(json.dumps(told[0]["letter"]))) == made


def test_another_day_is_asked_for_where_only_then_people_can_come(desk: Rota) -> None:
    desk.open(blocks=(DAY,))
    can(desk, 2, 4)  # on Fridays
    made = written(desk, goal(desk, hours=12))
    assert made.now == 0
    assert made.lines == (Line("windows", 0, 1, (4,), opens=("09:00", "15:00")),)
    assert (made.enough, made.needed) == (True, True)


def test_what_no_cap_gives_is_said_and_nothing_is_asked_for(desk: Rota) -> None:
    desk.open()
    can(desk, 1, 1)
    made = written(desk, goal(desk, hours=100))
    assert made.lines == ()
    assert (made.people, made.missing) == (1, 97 * 60)
    assert made.now == made.then == 3 * 60


def test_where_the_caps_are_not_in_the_way_it_says_so(desk: Rota) -> None:
    desk.open()
    can(desk, 6, 1, 2, 3)
    made = written(desk, goal(desk, hours=36))
    assert (made.lines, made.missing, made.solved) == ((), 0, True)


def test_a_cap_that_changes_on_the_way_is_asked_for_with_its_days(desk: Rota) -> None:
    desk.open()
    can(desk, 12, 1)
    desk.change(CapName.SEATS, 4, effective_from=date(2022, 9, 26))
    made = written(desk, goal(desk, hours=24))
    seats = [line for line in made.lines if line.cap == "seats"]
    assert [(line.before, line.since, line.until) for line in seats] == [
        (2, "2022-09-13", "2022-09-20")
    ]


def test_all_read_by_a_day_is_so_many_hours_a_week(desk: Rota) -> None:
    desk.open()
    can(desk, 4, 1, 2, 3)
    found = goal(desk, by=date(2022, 10, 31), pace=0.5)
    left = found.left
    assert left > 0
    days = (date(2022, 10, 31) - date(2022, 9, 6)).days
    assert found.goal.minutes == pytest.approx(left * 60 * 7 / 0.5 / days, abs=1)
    made = written(desk, found)
    assert made.by == "2022-10-31"
    assert made.ends_then is not None
    if not made.missing:
        assert date.fromisoformat(made.ends_then) <= date(2022, 10, 31) + timedelta(days=1)


def test_the_pace_is_that_of_the_seat_hours_that_were_planned(
    desk: Rota, any_campaign: Database, clock: Clock
) -> None:
    room = Room(any_campaign, clock)
    nine, _ = desk.open()
    ana, ben = desk.people(2)
    cap = desk.person(role=Role.CAPTAIN)
    for one in (ana, ben):
        desk.join(one, nine)
    desk.clock.now = at(TUESDAY, 9, 5)
    desk.ask(shifts.arrive, by=cap, shift_id=nine.id, person_ids=[ana.id])
    batch = room.deal(ana)
    room.read(ana, batch, "s" * len(batch.lines))
    desk.clock.now = at(TUESDAY, 18)
    desk.tick()
    can(desk, 3, 1)
    found = goal(desk, hours=12)
    # Ben did not come: six planned seat-hours brought what Ana read.
    assert found.pace == pytest.approx(len(batch.lines) / 6)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"hours": 0}, "letter-hours"),
        ({"hours": 99_999}, "letter-hours"),
        ({"by": date(2022, 9, 30)}, "letter-pace"),
        ({"by": date(2022, 9, 9), "pace": 9.0}, "letter-soon"),
        ({"hours": 9, "office": "nowhere"}, "no-such-office"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(more: dict[str, Any], code: str, desk: Rota) -> None:
    desk.open()
    with pytest.raises(Refusal) as no:
        goal(desk, **more)
    assert no.value.code == f"shifts.{code}"


def test_an_office_without_hours_has_nothing_to_ask_on(desk: Rota) -> None:
    rota.an_office(desk.database, code="shut", allows={CapName.SEATS: 3})
    with pytest.raises(Refusal) as no:
        goal(desk, hours=9, office="shut")
    assert no.value.code == "shifts.no-caps"
    with pytest.raises(Refusal) as none:
        desk.database.run(letter.look_letter, ask_id=77)
    assert none.value.code == "shifts.no-letter"
