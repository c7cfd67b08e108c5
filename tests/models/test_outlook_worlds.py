"""Outlooks of invented campaigns: what is kept agrees with the pure forecast, and with the end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from bot.invented import world
from config.policy import Policy
from models import outlook
from models.database import Database
from models.outlook import WhatIf
from models.rules.forecast import Reading, What, finish
from models.rules.priority import plan
from models.shift_terms import CapName, Week, Window
from models.terms import Order
from tests import factories
from tests import outlooks as made
from tests.benchmarks.season import FIRST_DAY, SEAT_HOURS, TARGET, Season
from tests.conftest import Clock
from tests.rota import an_office

LOOKS = (10, 20, 40)
FOUR_HOURS: Week = tuple((Window(time(9), time(13)),) for _ in range(7))
SEATS = round(SEAT_HOURS / 4)


def best(season: Season) -> list[int]:
    """The policy's order, drawn again every day."""
    found = plan(
        season.standings(),
        reviewer_minutes=SEAT_HOURS * 60,
        lawyer_minutes=None,
        audit=0.0,
        seed=season.seed * 1000 + season.day,
    )
    return [int(code) for code in found.order]


def written_down(database: Database, season: Season, kept: int) -> int:
    """The season's counts, and its days from the ``kept``-th on; how many days are kept then."""
    made.days(database, season.worked[kept:])
    read = (season.state > 0) & season.claimed
    codes = len(season.minutes)
    challenge = np.bincount(season.reason[read], minlength=codes)
    waiting = np.bincount(season.reason[season.waiting], minlength=codes)
    counts = {}
    for place, reason in enumerate(season.world.reasons):
        total = int((season.reason == place).sum())
        judged = int(challenge[place] - waiting[place])
        counts[reason.code] = {
            "total": total,
            "read": total - int(season.unread[place]),
            "challenge": int(challenge[place]),
            "judged": judged,
            "judged_challenge": judged,
            "upheld": int(season.found[place]),
            "ruled": int(season.found[place]),
        }
    made.counts(database, counts)
    return len(season.worked)


def evening(day: date) -> datetime:
    """Nine in the evening in Los Angeles."""
    return datetime.combine(day, time(21), tzinfo=UTC) + timedelta(hours=7)


@pytest.mark.parametrize("learns", [True, False])
def test_the_kept_dates_of_an_invented_campaign_are_those_of_the_rules_and_near_its_end(
    database: Database, clock: Clock, learns: bool
) -> None:
    policy = Policy(order=Order.BEST.value, audit_percent=0)
    factories.found_campaign(database, policy=policy)
    made.target(database, TARGET)
    an_office(database, allows={CapName.WINDOWS: FOUR_HOURS, CapName.SEATS: SEATS})
    season, told, kept = Season(world("strong"), 7, noisy=True, learns=learns), {}, 0
    while season.ours < TARGET:
        season.live(best)
        if season.day in LOOKS:
            kept = written_down(database, season, kept)
            clock.now = evening(FIRST_DAY + timedelta(days=season.day - 1))
            found = made.look(database, clock)
            told[season.day] = outlook.reckon(found)
            database.run(outlook.keep, now=clock(), reckoned=told[season.day])
            pure = finish(
                season.course(Reading.BEST), season.calendar(730), What.TARGET_RULED, found.seed
            )
            middle = told[season.day].target_ruled.middle
            assert pure.middle is not None
            assert middle is not None
            ahead = (pure.middle - found.day).days
            assert abs((middle - pure.middle).days) <= max(3, 0.1 * ahead)
    end = FIRST_DAY + timedelta(days=season.day - 1)
    for look, reckoned in told.items():
        ranged = reckoned.target_ruled
        assert ranged.low is not None
        assert ranged.high is not None
        slack = (ranged.high - ranged.low) / 2  # one campaign of five may lie outside, not far
        assert ranged.low - slack <= end <= ranged.high + slack, look
        assert reckoned.all_read.low is not None
        assert reckoned.all_read.low > ranged.low
    widths = [(one.target_ruled.high - one.target_ruled.low).days for one in told.values()]  # type: ignore[operator]
    assert widths == sorted(widths, reverse=True)
    assert told[40].score.tries == 5


def test_more_seats_are_never_later_whatever_the_seed(database: Database, clock: Clock) -> None:
    factories.found_campaign(database, policy=Policy(order=Order.BEST.value, audit_percent=0))
    made.target(database, TARGET)
    an_office(database, allows={CapName.WINDOWS: FOUR_HOURS, CapName.SEATS: SEATS})
    season = Season(world("strong"), 3, noisy=True)
    for _ in range(15):
        season.live(best)
    written_down(database, season, 0)
    clock.now = evening(FIRST_DAY + timedelta(days=14))
    found = made.look(database, clock)
    for seed in range(2):
        middles = []
        for seats in (SEATS, 2 * SEATS):
            then = outlook.what_if(found, WhatIf(seats=seats), seed)
            assert then.target_then.middle is not None
            middles.append(then.target_then.middle)
            assert then.chance_then >= then.chance_now - 1e-9
        assert middles == sorted(middles, reverse=True)
        assert outlook.what_if(found, WhatIf(seats=SEATS), seed).target_then == (
            outlook.what_if(found, WhatIf(), seed).target_now
        )
