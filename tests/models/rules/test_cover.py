"""Cover: who can come, who is asked next, how long they have, how many will likely not come."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from models.rules import cover
from models.rules.cover import Candidate, Past, Times
from models.shift_terms import Able

LA = ZoneInfo("America/Los_Angeles")
DAY = date(2022, 9, 13)  # a Tuesday
NINE = datetime(2022, 9, 13, 16, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)


def weekly(day: int, starts: int | None, ends: int | None, able: Able = Able.CAN) -> Times:
    hours = [None if h is None else time(h) for h in (starts, ends)]
    return Times(day, None, hours[0], hours[1], able)


def dated(starts: int | None, ends: int | None, able: Able) -> Times:
    hours = [None if h is None else time(h) for h in (starts, ends)]
    return Times(None, DAY, hours[0], hours[1], able)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([weekly(1, 8, 13)], Able.CAN),
        ([weekly(1, 9, 12, Able.GLADLY)], Able.GLADLY),
        ([weekly(1, None, None)], Able.CAN),
        ([weekly(1, 10, 13)], Able.NOT),  # not for all of it
        ([weekly(2, 8, 13)], Able.NOT),  # another day was said
        ([weekly(1, None, None, Able.NOT)], Able.NOT),
        ([weekly(3, None, None, Able.NOT)], Able.CAN),  # only a day off was said
        ([weekly(1, 8, 13), dated(None, None, Able.NOT)], Able.NOT),
        ([weekly(1, None, None, Able.NOT), dated(9, 15, Able.CAN)], Able.CAN),
        ([weekly(1, 8, 13), dated(13, 15, Able.NOT)], Able.CAN),  # off only later that day
        ([weekly(1, 8, 13), dated(11, 15, Able.NOT)], Able.NOT),
    ],
)
def test_what_was_said_of_ones_times(rows: list[Times], expected: Able | None) -> None:
    assert cover.able(rows, NINE, NOON, LA) == expected


def test_least_recently_asked_first_and_the_never_asked_before_all() -> None:
    long_ago, lately = NINE - timedelta(days=9), NINE - timedelta(days=1)
    found = cover.whom(
        [
            Candidate(1, Able.CAN, lately),
            Candidate(2, Able.CAN, long_ago),
            Candidate(3, Able.NOT, None),
            Candidate(4, Able.GLADLY, None),
            Candidate(5, None, None),  # said nothing: after all who said they can
        ],
        most=9,
    )
    assert found == (4, 2, 1, 5)


def answer_by(now: datetime) -> tuple[datetime, datetime]:
    return cover.answer_by(
        now,
        NINE,
        NOON,
        minutes=20,
        soon_minutes=10,
        soon=timedelta(hours=2),
        zone=LA,
        quiet=(22, 7),
    )


def test_time_to_answer_is_shorter_when_the_shift_is_near_and_never_at_night() -> None:
    day_before = NINE - timedelta(hours=20)
    assert answer_by(day_before) == (day_before, day_before + timedelta(minutes=20))
    near = NINE - timedelta(hours=1)
    assert answer_by(near) == (near, near + timedelta(minutes=10))
    night, seven = NINE - timedelta(hours=5), NINE - timedelta(hours=2)
    assert answer_by(night) == (seven, seven + timedelta(minutes=10))
    late = NOON - timedelta(minutes=5)
    assert answer_by(late) == (late, NOON)


def test_with_nothing_known_one_in_ten_stays_away() -> None:
    likely = cover.likely_no_shows([Past(0, 0)] * 20, Past(0, 0))
    assert likely.expected == pytest.approx(2, abs=0.4)
    assert likely.low <= 1
    assert likely.high >= 4


def test_nobody_expected_is_nobody_missing() -> None:
    likely = cover.likely_no_shows([], Past(50, 5))
    assert (likely.expected, likely.low, likely.high) == (0, 0, 0)


def test_a_persons_own_past_moves_them_away_from_the_team() -> None:
    team = Past(90, 10)
    steady = cover.likely_no_shows([Past(20, 0)], team).expected
    wavering = cover.likely_no_shows([Past(5, 5)], team).expected
    newcomer = cover.likely_no_shows([Past(0, 0)], team).expected
    assert steady < newcomer < wavering
    assert newcomer == pytest.approx(0.1, abs=0.02)


def test_much_evidence_makes_the_range_narrow_but_chance_stays() -> None:
    few = cover.likely_no_shows([Past(0, 0)] * 50, Past(9, 1))
    many = cover.likely_no_shows([Past(0, 0)] * 50, Past(9000, 1000))
    assert few.high - few.low > many.high - many.low >= 4


def test_the_range_holds_eight_times_in_ten_or_more_in_invented_campaigns() -> None:
    chance = Random(7)
    held = 0
    for _ in range(400):
        a = chance.uniform(0.02, 0.3)
        rates = [chance.betavariate(a * 6, (1 - a) * 6) for _ in range(30)]
        past = []
        for rate in rates:
            n = chance.randrange(8)
            away = sum(chance.random() < rate for _ in range(n))
            past.append(Past(n - away, away))
        team = Past(sum(p.came for p in past), sum(p.stayed_away for p in past))
        missing = sum(chance.random() < rate for rate in rates)
        likely = cover.likely_no_shows(past, team)
        held += likely.low <= missing <= likely.high
    assert 0.78 <= held / 400 <= 0.95
