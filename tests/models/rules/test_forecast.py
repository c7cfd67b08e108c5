"""Finish dates: ranges under caps, what-ifs on common draws, the caps a date needs, back-tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from models.rules.forecast import (
    Course,
    DayWorked,
    Lawyers,
    Open,
    Reading,
    ReasonLeft,
    What,
    backtest,
    chance_by,
    finish,
    hours_needed,
)

START = date(2026, 9, 7)
A, B = ReasonLeft("A", 6000, 3.0, 400, 1000), ReasonLeft("B", 4000, 4.0, 100, 1000)


def a_past(days: int = 20, pace: float = 0.9, noise: float = 0.1) -> tuple[DayWorked, ...]:
    """``days`` days in a row; half of 40 seat-hours or so used, pace around ``pace``."""
    rng = np.random.default_rng(1)
    found = []
    for place in range(days):
        used = 40 * rng.uniform(0.8, 1.0)
        work = used * 60 * pace * float(np.exp(noise * rng.standard_normal()))
        found.append(DayWorked(START + timedelta(days=place), 40, used, work))
    return tuple(found)


def a_course(**changes: object) -> Course:
    course = Course(a_past(), (A, B), target=2500, ours=500)
    return replace(course, **changes)  # type: ignore[arg-type]


def a_calendar(days: int = 200, hours: float = 40) -> list[Open]:
    first = START + timedelta(days=20)
    return [Open(first + timedelta(days=place), hours) for place in range(days)]


@pytest.mark.parametrize("what", list(What))
def test_a_range_has_its_ends_in_order_and_the_same_seed_gives_the_same(what: What) -> None:
    one, again = (finish(a_course(), a_calendar(), what, seed=3) for _ in range(2))
    assert one == again
    assert one.on_course
    assert one.low is not None
    assert one.middle is not None
    assert one.high is not None
    assert START < one.low <= one.middle <= one.high


def test_all_lines_are_read_when_the_arithmetic_says_so() -> None:
    told = finish(a_course(), a_calendar(), What.ALL_READ, seed=3)
    days = (6000 * 3 + 4000 * 4) / (40 * 0.9 * 60 * 0.9)  # seat-hours used, pace
    assert told.middle is not None
    assert abs((told.middle - START).days - 20 - days) <= 2


def test_more_seats_finish_earlier_on_the_same_draws() -> None:
    few = finish(a_course(), a_calendar(hours=30), What.TARGET_RULED, seed=3)
    many = finish(a_course(), a_calendar(hours=60), What.TARGET_RULED, seed=3)
    assert many.high is not None
    assert few.low is not None
    assert many.high < few.low


def test_closed_days_move_the_date_by_the_calendar() -> None:
    weekdays = [
        replace(day, seat_hours=40 if day.day.weekday() < 3 else 0) for day in a_calendar()
    ]
    every = finish(a_course(), a_calendar(), What.ALL_READ, seed=3)
    three = finish(a_course(), weekdays, What.ALL_READ, seed=3)
    assert every.middle is not None
    assert three.middle is not None
    assert three.middle.weekday() < 3
    assert (three.middle - START).days > (every.middle - START).days + 15


def test_a_target_beyond_what_is_left_is_not_on_this_course() -> None:
    told = finish(a_course(target=20_000), a_calendar(), What.TARGET_RULED, seed=3)
    assert not told.on_course
    assert (told.low, told.middle, told.high, told.chance) == (None, None, None, 0.0)


def test_a_calendar_that_ends_too_soon_names_no_date() -> None:
    told = finish(a_course(), a_calendar(days=3), What.ALL_READ, seed=3)
    assert not told.on_course
    assert not finish(a_course(), [], What.ALL_READ, seed=3).on_course


def test_a_target_that_is_ruled_is_finished_at_once() -> None:
    told = finish(a_course(ours=2500), a_calendar(), What.TARGET_RULED, seed=3)
    assert told.low == told.high == a_calendar()[0].day


def test_the_best_order_is_never_slower_than_the_listed_or_the_mixed_one() -> None:
    listed = a_course(reasons=(B, A))
    dates = [
        finish(replace(listed, reading=reading), a_calendar(), What.TARGET_RULED, seed=3).middle
        for reading in (Reading.BEST, Reading.MIXED, Reading.LISTED)
    ]
    assert dates == sorted(dates)  # type: ignore[type-var]
    assert dates[0] < dates[2]  # type: ignore[operator]


def test_lawyers_who_rule_slowly_hold_up_the_target_and_not_the_reading() -> None:
    slow = a_course(lawyers=Lawyers(waiting=0, upheld=0.8, a_day=30))
    told = finish(slow, a_calendar(400), What.TARGET_RULED, seed=3)
    assert told.low == a_calendar()[0].day + timedelta(
        days=83
    )  # the 84th day: 2,000 / 0.8 / 30, rounded up
    assert finish(slow, a_calendar(), What.ALL_READ, seed=3) == finish(
        a_course(), a_calendar(), What.ALL_READ, seed=3
    )


def test_the_lag_to_a_ruling_moves_the_target_only() -> None:
    now = finish(a_course(), a_calendar(), What.TARGET_RULED, seed=3)
    later = finish(a_course(lag_days=5), a_calendar(), What.TARGET_RULED, seed=3)
    assert later.middle is not None
    assert now.middle is not None
    assert later.middle - now.middle == timedelta(days=5)


def test_time_for_the_audit_makes_all_reading_later() -> None:
    plain = finish(a_course(), a_calendar(), What.ALL_READ, seed=3)
    audited = finish(a_course(audit=0.1), a_calendar(), What.ALL_READ, seed=3)
    assert audited.middle is not None
    assert plain.middle is not None
    assert audited.middle > plain.middle


def test_a_forecast_on_no_days_at_all_is_wide() -> None:
    known = finish(a_course(), a_calendar(400), What.ALL_READ, seed=3)
    blind = finish(a_course(days=()), a_calendar(400), What.ALL_READ, seed=3)
    assert blind.high is not None
    assert blind.low is not None
    assert known.high is not None
    assert known.low is not None
    assert blind.high - blind.low > 2 * (known.high - known.low)


@pytest.mark.parametrize("chance", [0.5, 0.9])
@pytest.mark.parametrize("what", list(What))
def test_the_hours_a_date_needs_give_that_chance_and_less_do_not(
    chance: float, what: What
) -> None:
    by = START + timedelta(days=28)
    course, calendar = a_course(), a_calendar()
    needed = hours_needed(course, calendar, what, by, chance, seed=3)
    assert needed.factor is not None
    assert needed.seat_hours == pytest.approx(40 * needed.factor)
    for factor, enough in ((needed.factor * 1.0001, True), (needed.factor * 0.97, False)):
        scaled = [replace(day, seat_hours=day.seat_hours * factor) for day in calendar]
        reached = chance_by(course, scaled, what, by, seed=3)
        assert (reached >= chance) is enough


def test_no_number_of_seats_makes_up_for_lines_that_are_not_ours() -> None:
    by = START + timedelta(days=60)
    needed = hours_needed(
        a_course(target=20_000), a_calendar(), What.TARGET_RULED, by, 0.9, seed=3
    )
    assert needed.factor is None
    assert not needed.by_lawyers


def test_the_lawyers_are_named_where_they_are_what_fails() -> None:
    course = a_course(lawyers=Lawyers(waiting=0, upheld=0.8, a_day=5))
    by = START + timedelta(days=60)
    needed = hours_needed(course, a_calendar(), What.TARGET_RULED, by, 0.9, seed=3)
    assert needed.factor is None
    assert needed.by_lawyers


def test_a_date_before_the_first_open_day_needs_more_than_seats() -> None:
    needed = hours_needed(a_course(), a_calendar(), What.ALL_READ, START, 0.9, seed=3)
    assert needed.factor is None


def test_a_chance_is_between_nothing_and_certainty() -> None:
    with pytest.raises(ValueError, match="between"):
        hours_needed(a_course(), a_calendar(), What.ALL_READ, START, 1.0, seed=3)


def test_the_back_test_of_an_even_past_is_nearly_always_right() -> None:
    score = backtest(a_past(days=70), seed=3)
    assert score.tries == 9
    assert score.inside >= 7


def test_a_past_that_breaks_its_pace_is_told_as_wrong() -> None:
    quick, slow = a_past(days=70, pace=1.0, noise=0.05), a_past(days=70, pace=0.4, noise=0.05)
    score = backtest(quick[:35] + slow[35:], seed=3)
    assert score.inside < score.tries


def test_too_short_a_past_is_not_tested() -> None:
    assert backtest(a_past(days=3), seed=3).tries == 0
