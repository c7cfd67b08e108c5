"""The clock that follows another one."""

from datetime import UTC, datetime, timedelta

from bot.clock import FollowedClock, system_clock

DAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Real:
    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


def test_it_goes_on_with_real_time_from_what_it_saw_last():
    real = Real()
    clock = FollowedClock(start=DAY, elapsed=real)
    real.seconds += 5
    assert clock() == DAY + 5 * SECOND
    clock.observe((DAY + timedelta(days=1)).isoformat())
    real.seconds += 2
    assert clock() == DAY + timedelta(days=1) + 2 * SECOND


def test_frozen_it_stands_until_it_sees_something_new():
    real = Real()
    clock = FollowedClock(start=DAY, frozen=True, elapsed=real)
    real.seconds += 5
    assert clock() == DAY


def test_only_the_first_sight_may_lie_in_the_past():
    real = Real()
    clock = FollowedClock(start=DAY, elapsed=real)
    assert clock() == DAY
    clock.observe((DAY - timedelta(days=30)).isoformat())
    assert clock() == DAY - timedelta(days=30)
    clock.observe((DAY - timedelta(days=31)).isoformat())
    assert clock() == DAY - timedelta(days=30)
    real.seconds += 10
    assert clock() == DAY - timedelta(days=30) + 10 * SECOND
    clock.observe((DAY - timedelta(days=30) + 3 * SECOND).isoformat())  # late on its way
    assert clock() == DAY - timedelta(days=30) + 10 * SECOND


def test_rubbish_and_moments_without_a_zone_are_ignored():
    clock = FollowedClock(start=DAY, frozen=True)
    for header in (None, "", "tomorrow", "2030-01-01T00:00:00"):
        clock.observe(header)
    assert clock() == DAY


def test_the_system_clock_is_aware():
    assert system_clock().tzinfo is UTC
