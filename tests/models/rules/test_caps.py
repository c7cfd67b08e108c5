"""What an office allows on a day, and whom a change unseats."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.rules import caps
from models.rules.caps import Placed
from models.shift_terms import (
    CapName,
    CapRow,
    ClosedDay,
    DayCaps,
    Duty,
    PlaceState,
    Week,
    Window,
)

LA = ZoneInfo("America/Los_Angeles")
DAY = date(2022, 9, 13)  # a Tuesday
NOW = datetime(2022, 9, 12, tzinfo=UTC)
WINDOW = Window(time(9), time(15))
OPEN: Week = ((), (WINDOW,), (WINDOW,), (WINDOW,), (), (), ())
ROWS = [
    CapRow(CapName.WINDOWS, OPEN, date(2022, 9, 6), "letter", 1),
    CapRow(CapName.SEATS, 14, date(2022, 9, 6), "letter", 2),
    CapRow(CapName.SEATS, 19, date(2022, 12, 6), "order", 4),
    CapRow(CapName.BADGES, 20, date(2022, 9, 6), "letter", 3),
    CapRow(CapName.BADGES, None, date(2022, 10, 1), "order", 5),
]


def test_the_latest_row_up_to_a_day_rules_it_and_the_next_says_until_when() -> None:
    before, then, after = (
        caps.resolve(ROWS, day) for day in (date(2022, 9, 5), DAY, date(2022, 12, 6))
    )
    assert (before.limit(CapName.SEATS), before.windows) == (None, ())
    assert (then.limit(CapName.SEATS), then.until[CapName.SEATS]) == (14, date(2022, 12, 5))
    assert after.limit(CapName.SEATS) == 19
    assert CapName.SEATS not in after.until


def test_a_limit_can_be_lifted() -> None:
    assert caps.resolve(ROWS, date(2022, 10, 1)).limit(CapName.BADGES) is None


def test_of_two_rows_from_one_date_the_later_entry_holds() -> None:
    twice = [*ROWS, CapRow(CapName.SEATS, 12, date(2022, 9, 6), "corrected letter", 9)]
    assert caps.resolve(twice, DAY).limit(CapName.SEATS) == 12


def test_windows_are_by_weekday_and_none_on_a_closed_day() -> None:
    assert caps.resolve(ROWS, DAY).windows == (WINDOW,)
    assert caps.resolve(ROWS, DAY - timedelta(days=1)).windows == ()
    closed = ClosedDay(DAY, "a holiday", "calendar")
    assert caps.resolve(ROWS, DAY, closed).windows == ()


def test_what_changes_is_listed_soonest_first() -> None:
    assert [row.id for row in caps.coming(ROWS, DAY)] == [5, 4]


def test_a_day_offers_its_hours_by_its_seats_cut_to_its_reviewer_hours() -> None:
    assert caps.seat_minutes(caps.resolve(ROWS, DAY), LA) == 360 * 14
    cut = [*ROWS, CapRow(CapName.DAY_HOURS, 60, date(2022, 9, 6), "letter", 8)]
    assert caps.seat_minutes(caps.resolve(cut, DAY), LA) == 60 * 60
    room = [*ROWS, CapRow(CapName.ROOM, 10, date(2022, 9, 6), "letter", 8)]
    assert caps.seat_minutes(caps.resolve(room, DAY), LA) == 360 * 10


def test_open_then_needs_one_window_that_holds_all_of_it() -> None:
    on = caps.resolve(ROWS, DAY)
    nine = datetime(2022, 9, 13, 16, tzinfo=UTC)
    assert caps.open_then(on, nine, nine + timedelta(hours=6), LA)
    assert not caps.open_then(on, nine, nine + timedelta(hours=6, minutes=1), LA)
    assert not caps.open_then(on, nine - timedelta(minutes=1), nine, LA)


def placed(
    key: int,
    *,
    shift: int = 1,
    person: int | None = None,
    duty: Duty = Duty.REVIEWER,
    day: int = 0,
) -> Placed:
    """A place in the morning (shift 1, 4 …) or at noon (2, 5 …), taken in the order of its key."""
    starts = datetime(2022, 9, 13 + day, 16 if shift % 3 == 1 else 19, tzinfo=UTC)
    return Placed(
        id=key,
        shift_id=shift,
        person_id=key if person is None else person,
        day=DAY + timedelta(days=day),
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        duty=duty,
        state=PlaceState.CONFIRMED,
        since=NOW + timedelta(minutes=key),
        minutes=180,
    )


def allows(**limits: int) -> dict[date, DayCaps]:
    rows = [ROWS[0]]
    rows += [
        CapRow(CapName(name.replace("_", "-")), n, date(2022, 9, 6), "x", 9 + k)
        for k, (name, n) in enumerate(limits.items())
    ]
    return {DAY + timedelta(days=d): caps.resolve(rows, DAY + timedelta(days=d)) for d in range(3)}


def out(
    places: list[Placed], by: dict[date, DayCaps], now: datetime = NOW
) -> list[tuple[int, str]]:
    return [(one.place.id, one.cap.value) for one in caps.unseats(places, by, LA, now)]


def test_who_came_last_goes_first() -> None:
    assert out([placed(k) for k in range(1, 6)], allows(seats=3)) == [(4, "seats"), (5, "seats")]


def test_a_captain_stays_and_takes_no_seat_but_room() -> None:
    places = [placed(9, duty=Duty.CAPTAIN), placed(1), placed(2)]
    assert out(places, allows(seats=2)) == []
    assert out(places, allows(room=2)) == [(2, "room")]
    assert out(places, allows(room=0)) == [(1, "room"), (2, "room"), (9, "room")]


def test_a_badge_that_goes_takes_all_of_the_persons_day() -> None:
    places = [placed(1), placed(2, person=7), placed(3, shift=2, person=7), placed(4, shift=2)]
    assert out(places, allows(badges=2)) == [(4, "badges")]
    assert out(places, allows(badges=1)) == [(2, "badges"), (3, "badges"), (4, "badges")]


def test_hours_of_a_day_and_of_a_week() -> None:
    places = [placed(1), placed(2, shift=2), placed(3, shift=4, day=1), placed(4, shift=5, day=1)]
    assert out(places, allows(day_hours=3)) == [(2, "day-hours"), (4, "day-hours")]
    assert out(places, allows(week_hours=9)) == [(4, "week-hours")]


def test_a_shut_office_unseats_everybody_of_the_shift() -> None:
    by = allows(seats=9)
    by[DAY] = caps.resolve(ROWS, DAY, ClosedDay(DAY, "a holiday", "x"))
    assert out([placed(1), placed(2, shift=4, day=1)], by) == [(1, "windows")]


def test_a_shift_that_has_begun_loses_nobody() -> None:
    begun = datetime(2022, 9, 13, 17, tzinfo=UTC)
    places = [placed(1), placed(2), placed(3, shift=2, person=3), placed(4, shift=2)]
    assert out(places, allows(seats=1), begun) == [(4, "seats")]
    assert out(places, allows(badges=1), begun) == [(3, "badges"), (4, "badges")]


PLACES = st.lists(
    st.tuples(st.sampled_from([1, 2, 4, 5]), st.integers(1, 6), st.sampled_from(list(Duty))),
    max_size=25,
    unique_by=lambda one: one[:2],
)
LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "seats": st.integers(0, 4),
        "room": st.integers(0, 5),
        "badges": st.integers(0, 5),
        "day_hours": st.integers(0, 20),
        "week_hours": st.integers(0, 40),
    },
)


@given(PLACES, LIMITS)
def test_afterwards_every_cap_holds_recounted(
    found: list[tuple[int, int, Duty]], limits: dict[str, int]
) -> None:
    places = [
        placed(k, shift=shift, person=person, duty=duty, day=int(shift > 3))
        for k, (shift, person, duty) in enumerate(found, 1)
    ]
    gone = {one.place.id for one in caps.unseats(places, allows(**limits), LA, NOW)}
    left = [place for place in places if place.id not in gone]
    most = 10**6
    for shift in {place.shift_id for place in left}:
        here = [place for place in left if place.shift_id == shift]
        reviewers = [place for place in here if place.duty == Duty.REVIEWER]
        assert len(reviewers) <= limits.get("seats", most)
        assert len(here) <= limits.get("room", most)
    for day in {place.day for place in left}:
        today = [place for place in left if place.day == day]
        assert len({place.person_id for place in today}) <= limits.get("badges", most)
        hours = sum(place.minutes for place in today if place.duty == Duty.REVIEWER) / 60
        assert hours <= limits.get("day_hours", most)
    week = sum(place.minutes for place in left if place.duty == Duty.REVIEWER) / 60
    assert week <= limits.get("week_hours", most)
    if not limits:
        assert not gone


def test_the_hours_of_a_week_are_one_number_on_all_its_days() -> None:
    hours = CapName.WEEK_HOURS
    rows = [
        CapRow(hours, 100, date(2022, 9, 6), "letter", 1),  # a Tuesday
        CapRow(hours, 6, date(2022, 9, 22), "order", 2),  # a Thursday
        CapRow(hours, 9, date(2022, 9, 22), "the order, read again", 3),
        CapRow(hours, 50, date(2022, 10, 5), "letter", 4),  # a Wednesday
        CapRow(hours, None, date(2022, 10, 17), "order", 5),  # a Monday
    ]

    def on(month: int, day: int) -> tuple[int | None, date | None]:
        found = caps.resolve(rows, date(2022, month, day))
        return found.limit(hours), found.until.get(hours)

    assert on(9, 18) == (100, date(2022, 9, 18))
    assert [on(9, day) for day in range(19, 26)] == [(9, date(2022, 10, 9))] * 7
    assert [on(10, day) for day in range(3, 10)] == [(9, date(2022, 10, 9))] * 7
    assert [on(10, day) for day in range(10, 17)] == [(50, date(2022, 10, 16))] * 7
    assert on(10, 17) == (None, None)
