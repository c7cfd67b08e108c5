"""Wall clocks: the days on which clocks change, hours that do not exist, quiet hours, weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.rules import calendar
from models.shift_terms import Window

LA = ZoneInfo("America/Los_Angeles")
AUTUMN, SPRING = date(2022, 11, 6), date(2023, 3, 12)
PLAIN = date(2022, 9, 13)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (PLAIN, time(9), utc(PLAIN, 16)),
        (AUTUMN, time(0, 30), utc(AUTUMN, 7, 30)),
        (AUTUMN, time(1, 30), utc(AUTUMN, 8, 30)),  # comes twice: the first one
        (AUTUMN, time(9), utc(AUTUMN, 17)),
        (SPRING, time(1, 59), utc(SPRING, 9, 59)),
        (SPRING, time(2), None),
        (SPRING, time(2, 30), None),
        (SPRING, time(3), utc(SPRING, 10)),
        (SPRING, time(9), utc(SPRING, 16)),
    ],
)
def test_an_hour_on_the_wall_is_a_moment_or_never_comes(
    day: date, clock: time, expected: datetime | None
) -> None:
    assert calendar.moment(day, clock, LA) == expected


def test_a_boundary_that_is_skipped_is_where_the_clocks_change() -> None:
    assert calendar.edge(SPRING, time(2), LA) == utc(SPRING, 10)
    assert calendar.edge(SPRING, time(2, 45), LA) == utc(SPRING, 10)


@pytest.mark.parametrize(("day", "hours"), [(PLAIN, 8), (AUTUMN, 9), (SPRING, 7)])
def test_a_window_over_the_night_of_the_change_has_its_real_hours(day: date, hours: int) -> None:
    opens, shuts = calendar.opening(day, Window(time(0), time(8)), LA)
    assert calendar.minutes(opens, shuts) == hours * 60


@pytest.mark.parametrize("day", [PLAIN, AUTUMN, SPRING])
def test_office_hours_are_six_on_every_day(day: date) -> None:
    assert calendar.minutes(*calendar.opening(day, Window(time(9), time(15)), LA)) == 360


def test_names_are_due_by_the_wall_whatever_the_clocks_do() -> None:
    monday = AUTUMN + timedelta(days=1)
    assert calendar.names_due(monday, 48, LA) == utc(date(2022, 11, 5), 7)
    assert calendar.names_due(PLAIN, 15, LA).astimezone(LA).hour == 9


def test_a_week_begins_on_monday() -> None:
    assert calendar.week_of(AUTUMN) == date(2022, 10, 31)
    assert calendar.week_of(date(2022, 11, 7)) == date(2022, 11, 7)


@pytest.mark.parametrize(
    ("at", "woken"),
    [
        (utc(PLAIN, 17), utc(PLAIN, 17)),  # ten in the morning
        (utc(PLAIN, 13), utc(PLAIN, 14)),  # six: until seven
        (utc(PLAIN, 5), utc(PLAIN, 14)),  # ten at night, the evening before
        (utc(AUTUMN, 6), utc(AUTUMN, 15)),  # the night is an hour longer
        (utc(SPRING, 7), utc(SPRING, 14)),  # and an hour shorter
    ],
)
def test_the_quiet_hours_end_at_seven_on_the_wall(at: datetime, woken: datetime) -> None:
    assert calendar.awake(at, LA, 22, 7) == woken


@pytest.mark.parametrize(
    ("starts", "before", "expected"),
    [
        (utc(PLAIN, 16), 24, utc(date(2022, 9, 12), 16)),
        (utc(PLAIN, 16), 2, utc(PLAIN, 14)),
        (utc(PLAIN, 15), 2, utc(PLAIN, 14)),  # at eight: six is quiet, seven is not
        (utc(PLAIN, 13, 30), 2, utc(PLAIN, 4, 45)),  # at half past six: the evening before
    ],
)
def test_a_reminder_is_never_in_the_night_nor_after_the_start(
    starts: datetime, before: int, expected: datetime
) -> None:
    at = calendar.remind_at(starts, timedelta(hours=before), LA, 22, 7)
    assert at == expected
    assert at < starts
