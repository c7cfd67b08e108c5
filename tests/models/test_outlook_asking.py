"""What-ifs: the calendar they make, what makes no sense, what a date takes. Pure; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import outlook
from models.outlook import Answer, Field, FinishBy, Offered, Outlook, Room, RoomDay, Used, WhatIf
from models.outlook.changed import change
from models.outlook.rooms import offered
from models.rules.forecast import Course, DayWorked, Lawyers, Open, ReasonLeft, What
from models.terms import Order

TODAY = date(2022, 11, 24)  # a Thursday
MONDAY = date(2022, 12, 12)
PAST = tuple(
    DayWorked(day, 24.0, 20.0, 20.0 * 54)
    for day in (TODAY - timedelta(days=n) for n in range(40, 0, -1))
    if day.weekday() in (1, 2, 3)
)


def a_room(
    office: str = "annex",
    *,
    seats: int = 4,
    day_most: float | None = None,
    week_most: float | None = None,
    share: float = 1.0,
    shut: date | None = None,
) -> Room:
    """An office that opens Tuesday to Thursday for six hours, for two years."""

    def day(n: int) -> RoomDay:
        on = TODAY + timedelta(days=n)
        hours = 6.0 if on.weekday() in (1, 2, 3) and on != shut else 0.0
        return RoomDay(
            on, hours, seats, day_most, week_most, share, hours * seats * share, on == shut
        )

    return Room(office, tuple(day(n) for n in range(1, 731)))


def an_outlook(*rooms: Room, **changes: object) -> Outlook:
    rooms = rooms or (a_room(),)
    found = Outlook(
        day=TODAY,
        seed=5,
        order=Order.REGISTRAR,
        course=Course(
            PAST,
            (ReasonLeft("NR", 6000, 3.0, 400, 1000), ReasonLeft("SIG", 3000, 5.0, 300, 500)),
            target=2500,
            ours=700,
            lawyers=Lawyers(0, 0.8, 1e9),
        ),
        calendar=tuple(Open(day, hours) for day, hours in offered(rooms).items()),
        rooms=rooms,
        minutes=(),
        standings=(),
        reviewer_minutes=1200,
        lawyer_minutes=None,
        audit=0.1,
        used=Used.ROOM,
        offered=Offered.CAPS,
        notes=(),
        judged=900,
        rulings_a_day=40.0,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def rhythmic(**changes: object) -> Outlook:
    """No caps are known: twenty hours on each weekday that was worked."""
    days = tuple(Open(day.day, 20.0) for day in a_room().days if day.hours)
    values = {"rooms": (), "offered": Offered.RHYTHM, "calendar": days}
    return an_outlook(**(values | changes))


def week(found: Outlook, asked: WhatIf, of: date = MONDAY) -> dict[int, float]:
    """Seat-hours by weekday in the week of a Monday."""
    return {
        day.day.weekday(): day.seat_hours
        for day in change(found, asked).calendar
        if of <= day.day < of + timedelta(days=7)
    }


def test_seats_days_and_hours_are_those_asked_for_and_the_rest_stays() -> None:
    found = an_outlook()
    assert week(found, WhatIf(seats=10)) == {1: 60.0, 2: 60.0, 3: 60.0}
    assert week(found, WhatIf(days=5)) == dict.fromkeys(range(5), 24.0)
    assert week(found, WhatIf(days=2)) == {1: 24.0, 2: 24.0}
    assert week(found, WhatIf(weekdays=(0, 5), hours=8)) == {0: 32.0, 5: 32.0}
    assert week(found, WhatIf()) == {1: 24.0, 2: 24.0, 3: 24.0}


def test_a_what_if_begins_on_its_day_and_not_before() -> None:
    asked = WhatIf(seats=10, since=MONDAY)
    assert week(an_outlook(), asked, MONDAY - timedelta(days=7)) == {1: 24.0, 2: 24.0, 3: 24.0}
    assert change(an_outlook(), asked).since == MONDAY
    assert change(an_outlook(), WhatIf(seats=10)).since == TODAY + timedelta(days=1)


def test_holidays_and_limits_of_reviewer_hours_hold_still() -> None:
    holiday = MONDAY + timedelta(days=2)
    shut = an_outlook(a_room(shut=holiday))
    assert week(shut, WhatIf(days=5)) == {0: 24.0, 1: 24.0, 3: 24.0, 4: 24.0}
    daily = change(an_outlook(a_room(day_most=30.0)), WhatIf(seats=10))
    assert daily.held
    assert {day.seat_hours for day in daily.calendar} == {30.0}
    weekly = an_outlook(a_room(week_most=90.0))
    assert sum(week(weekly, WhatIf(seats=10)).values()) == pytest.approx(90.0)
    assert change(weekly, WhatIf(seats=10)).held
    assert not change(weekly, WhatIf(days=3)).held


def test_the_share_that_shifts_ask_for_stays() -> None:
    assert week(an_outlook(a_room(share=0.5)), WhatIf(seats=10)) == {1: 30.0, 2: 30.0, 3: 30.0}


def test_one_office_changes_and_the_others_stay() -> None:
    found = an_outlook(a_room("annex"), a_room("main", seats=2))
    assert week(found, WhatIf(seats=10, office="annex")) == {1: 72.0, 2: 72.0, 3: 72.0}


def test_without_caps_the_rhythm_is_changed() -> None:
    assert week(rhythmic(), WhatIf(days=5)) == dict.fromkeys(range(5), 20.0)
    assert week(rhythmic(), WhatIf(seats=10, hours=5)) == {1: 50.0, 2: 50.0, 3: 50.0}


def test_with_nothing_known_a_full_what_if_still_has_an_answer() -> None:
    blind = rhythmic(offered=Offered.NOTHING, calendar=())
    found = outlook.what_if(blind, WhatIf(seats=10, days=5, hours=6))
    assert not found.target_now.on_course
    assert found.target_then.on_course


@pytest.mark.parametrize(
    ("asked", "field", "nearest"),
    [
        (WhatIf(seats=0), Field.SEATS, WhatIf(seats=1)),
        (WhatIf(seats=900), Field.SEATS, WhatIf(seats=500)),
        (WhatIf(days=9), Field.DAYS, WhatIf(days=7)),
        (WhatIf(hours=30), Field.HOURS, WhatIf(hours=24)),
        (WhatIf(seats=4, since=TODAY - timedelta(days=3)), Field.SINCE,
         WhatIf(seats=4, since=TODAY)),
        (WhatIf(seats=4, by=TODAY), Field.BY, WhatIf(seats=4, by=TODAY + timedelta(days=5))),
        (WhatIf(seats=4, office="nowhere"), Field.NO_SUCH_OFFICE, WhatIf(seats=4, office="annex")),
        (FinishBy(What.ALL_READ, MONDAY, 1.0), Field.CHANCE,
         FinishBy(What.ALL_READ, MONDAY, 0.99)),
        (FinishBy(What.ALL_READ, TODAY, 0.9), Field.BY,
         FinishBy(What.ALL_READ, TODAY + timedelta(days=5), 0.9)),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named_with_the_nearest_that_does(
    asked: outlook.Question, field: Field, nearest: outlook.Question
) -> None:
    wrong = outlook.amiss(asked, an_outlook())
    assert wrong is not None
    assert (wrong.field, wrong.nearest) == (field, nearest)
    assert outlook.amiss(wrong.nearest, an_outlook()) is None


def test_several_offices_must_be_told_apart() -> None:
    wrong = outlook.amiss(WhatIf(seats=4), an_outlook(a_room("annex"), a_room("main")))
    assert wrong is not None
    assert (wrong.field, wrong.codes) == (Field.OFFICE, ("annex", "main"))


def test_without_caps_what_is_missing_is_asked_for_until_nothing_is() -> None:
    blind = rhythmic(offered=Offered.NOTHING, calendar=())
    asked: outlook.Question = WhatIf(days=5)
    for _ in range(4):
        wrong = outlook.amiss(asked, blind)
        if wrong is None:
            break
        asked = wrong.nearest
    assert outlook.amiss(asked, blind) is None


def test_the_weeks_that_a_date_takes_give_that_chance() -> None:
    found = an_outlook()
    asked = FinishBy(What.ALL_READ, TODAY + timedelta(days=55), 0.9)
    told = outlook.needs(found, asked)
    assert told.answer is Answer.SEATS
    assert told.chance_now < 0.9
    assert told.now is not None
    assert told.more_seats is not None
    assert told.more_days is not None
    assert told.more_seats.seats > told.now.seats > 0
    assert told.more_days.weekdays == (0, 1, 2, 3, 4)
    for enough in (
        WhatIf(seats=told.more_seats.seats),
        WhatIf(seats=told.more_days.seats, days=5),
    ):
        calendar = change(found, enough).calendar
        then = outlook.needs(replace(found, calendar=calendar), asked)
        assert then.chance_now >= 0.88
    fewer = change(found, WhatIf(seats=told.more_seats.seats - 1)).calendar
    assert outlook.needs(replace(found, calendar=fewer), asked).chance_now < 0.9


def test_today_may_be_enough_already_or_done() -> None:
    far = FinishBy(What.ALL_READ, TODAY + timedelta(days=700), 0.9)
    assert outlook.needs(an_outlook(), far).answer is Answer.ENOUGH
    course = replace(an_outlook().course, ours=2500)
    by = FinishBy(What.TARGET_RULED, TODAY + timedelta(days=60), 0.9)
    assert outlook.needs(an_outlook(course=course), by).answer is Answer.DONE


def test_lines_or_lawyers_are_named_where_seats_do_not_help() -> None:
    by = FinishBy(What.TARGET_RULED, TODAY + timedelta(days=60), 0.9)
    hopeless = replace(an_outlook().course, target=9000)
    told = outlook.needs(an_outlook(course=hopeless), by)
    assert (told.answer, told.best_chance) == (Answer.LINES, 0.0)
    slow = replace(an_outlook().course, lawyers=Lawyers(600, 0.8, 5.0))
    told = outlook.needs(an_outlook(course=slow, rulings_a_day=5.0), by)
    assert told.answer is Answer.LAWYERS
    assert told.rulings_now == 5.0
    assert told.rulings_needed == pytest.approx(1800 / 0.8 / 60)


def test_several_offices_get_seat_hours_and_no_week() -> None:
    found = an_outlook(a_room("annex"), a_room("main"))
    told = outlook.needs(found, FinishBy(What.ALL_READ, TODAY + timedelta(days=28), 0.9))
    assert told.week_needed is not None
    assert told.week_needed > told.week_now > 0
    assert told.now is None
