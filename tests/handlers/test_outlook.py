"""What-ifs and the order of the day in chat. The office and its days are invented."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import jobs
from config.locale import load_texts
from handlers.parse.whatif import parse_whatif
from handlers.texts import outlook as texts
from models import outlook
from models.database import Database
from models.outlook import FinishBy, Question, WhatIf
from models.rules.forecast import DayWorked, What
from models.shift_terms import CapName
from models.terms import Order, Role
from tests import factories
from tests import outlooks as made
from tests.chat import House, Talker, a_house
from tests.rota import ALLOWS, an_office

TODAY = factories.MORNING.date()
PAST = [
    DayWorked(day, 24.0, 20.0, 20.0 * 54)
    for day in (TODAY - timedelta(days=n) for n in range(60, 0, -1))
    if day.weekday() in (1, 2, 3)
]


def a_campaign(database: Database, *, order: Order = Order.REGISTRAR) -> None:
    """Two months of reading at four seats, Tuesday to Thursday, and a target in sight."""
    an_office(database, allows=ALLOWS | {CapName.SEATS: 4})
    made.target(database, 2000)
    made.days(database, PAST)
    ruled = {"judged": 600, "judged_challenge": 600, "upheld": 480, "ruled": 480}
    made.counts(
        database,
        {
            "NR": {"total": 6000, "read": 2500, "challenge": 750} | ruled,
            "ADDR": {"total": 2500, "read": 500, "challenge": 300},
        },
    )
    policy = factories.Policy(order=order.value, batch_size=5)
    factories.set_policy(database, policy, now=factories.MORNING)


def a_boss(house: House) -> Talker:
    return house.reader("Ana", Role.COORDINATOR)


async def test_a_what_if_tells_both_dates_now_and_then(campaign: Database, tmp_path: Path) -> None:
    a_campaign(campaign)
    async with a_house(campaign, tmp_path) as house:
        ana = a_boss(house)
        (said,) = await ana.says("/whatif 8 seats 5 days from oct 3")
        lines = said.split("\n")
        assert "What if: 8 seats × 6 hours × Mon to Fri, from October 3, 2022" in lines
        assert "Seat-hours a week: 72 now, 240 then." in lines
        target = next(line for line in lines if line.startswith("Target ruled:"))
        assert target.count("(8 in 10)") == 2
        assert any(line.startswith("All lines read: now") for line in lines)
        assert any(line.startswith("Chance that the target is ruled by") for line in lines)
        assert "Taken for granted: people use 83% of the seat-hours offered, as so far." in lines
        (again,) = await ana.says("/whatif from oct 3, days 5, seats 8")
        assert again == said


async def test_a_date_is_turned_into_seat_hours_seats_and_days(
    campaign: Database, tmp_path: Path
) -> None:
    a_campaign(campaign)
    async with a_house(campaign, tmp_path) as house:
        (said,) = await a_boss(house).says("/whatif all read by sep 30 with 90 %")
        assert "All lines read by September 30, 2022 with a chance of 90%" in said
        assert " seat-hours a week until then; " in said
        assert "Offered now: 4 seats × 6 hours × Tue to Thu." in said
        assert "More seats: " in said
        assert "Or more days: " in said


async def test_what_makes_no_sense_is_named_and_the_nearest_that_does_is_offered(
    campaign: Database, tmp_path: Path
) -> None:
    a_campaign(campaign)
    async with a_house(campaign, tmp_path) as house:
        ana = a_boss(house)
        assert await ana.says("/whatif 28 seats 9 days from oct 3") == [
            "A week has 1 to 7 days, not 9.\n"
            "The nearest that makes sense: /whatif 28 seats 7 days from 2022-10-03"
        ]
        assert await ana.says("/whatif 5000 seats") == [
            "5,000 seats make no sense here: 1 to 500.\n"
            "The nearest that makes sense: /whatif 500 seats"
        ]
        assert await ana.says("/whatif finish by oct 31 with 100 %") == [
            "A chance of 100% can’t be promised: 1 to 99%.\n"
            "The nearest that makes sense: /whatif target ruled by 2022-10-31 with 99%"
        ]
        assert await ana.says("/whatif Garfield") == [
            "I don’t understand word 1 of your what-if. For example: "
            "/whatif 28 seats 5 days from dec 12"
        ]


async def test_without_caps_hours_are_asked_for(campaign: Database, tmp_path: Path) -> None:
    made.target(campaign, 5)
    async with a_house(campaign, tmp_path) as house:
        ana = a_boss(house)
        (said,) = await ana.says("/whatif 28 seats 5 days")
        assert said.endswith("/whatif 28 seats 5 days 6 hours")
        (answer,) = await ana.says("/whatif 28 seats 5 days 6 hours")
        assert "Target ruled: now not on this course; then" in answer


async def test_volunteers_may_not_reckon_but_may_ask_why(
    campaign: Database, tmp_path: Path
) -> None:
    a_campaign(campaign)
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June")
        (no,) = await june.says("/whatif 8 seats")
        assert "What if" not in no
        (why,) = await june.says("/why")
        assert why.startswith("Batches are dealt as the registrar numbers the lines.")
        assert why.endswith("each is judged by itself.")


async def test_why_shows_what_the_clock_drew_and_that_chance_is_in_it(
    campaign: Database, tmp_path: Path
) -> None:
    a_campaign(campaign, order=Order.BEST)
    async with a_house(campaign, tmp_path) as house:
        ana, lea = a_boss(house), house.reader("Lea", Role.LAWYER)
        (before,) = await ana.says("/why")
        assert "No order has been drawn yet" in before
        await house.tick()
        (said,) = await ana.says("/why")
        assert ". Different Address: " in said
        assert ". Not Registered: " in said
        assert ". Mismatch Signature: nothing to go by yet, 30% assumed, " in said
        assert " rulings for us an hour; " in said
        assert "Chance is in it by design." in said
        assert "10% of the reading time goes to lines drawn by lot" in said
        assert await lea.says("/why") == [said]
        (short,) = await house.reader("June").says("/why")
        first = said.split("\n1. ")[1].split(":")[0]
        assert short.startswith(f"Today {first} comes first")


async def test_the_clock_reckons_once_an_hour_and_before_the_post(
    campaign: Database, tmp_path: Path
) -> None:
    a_campaign(campaign)
    async with a_house(campaign, tmp_path) as house:
        await house.tick()
        first = campaign.run(outlook.look_kept, now=house.now, day=TODAY)
        assert first is not None
        await house.later(minutes=50)
        assert campaign.run(outlook.look_kept, now=house.now, day=TODAY) == first
        await house.later(minutes=10)
        later = campaign.run(outlook.look_kept, now=house.now, day=TODAY)
        assert later is not None
        assert later.at > first.at
    names = [row.name for row in jobs.TIMETABLE]
    assert names.index("outlook") < names.index("daily-post")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "asked",
    [
        WhatIf(seats=28, days=5, since=date(2022, 12, 12)),
        WhatIf(seats=1, days=1, hours=7.5),
        WhatIf(weekdays=(0, 2, 5), by=date(2023, 3, 31), office="annex"),
        FinishBy(What.TARGET_RULED, date(2023, 3, 31), 0.9),
        FinishBy(What.ALL_READ, date(2023, 3, 31), 0.01),
    ],
)
def test_what_is_offered_can_be_typed_as_it_is(language: str, asked: Question) -> None:
    words = load_texts().of(language)
    assert parse_whatif(texts.typed(words, asked), TODAY, ["annex"]) == asked
