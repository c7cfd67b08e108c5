"""The letter in chat: a goal, the changes that reach it, a file to send; what an interruption does."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.beside import NICEST, beside
from handlers.shifts import resuming
from models.database import Database
from models.shifts import asked
from models.shifts.asked import Kind
from models.tables import plan_asks
from models.terms import Role
from tests import rota
from tests.chat import House, Talker, a_house, person_of
from tests.conftest import Clock

PATIENCE = 240  # looks, half a second apart


async def answered(house: House) -> list[str]:
    """Wait until the process beside has answered everything."""
    undone = select(plan_asks.c.id).where(plan_asks.c.done_at.is_(None))
    for _ in range(PATIENCE):
        if not house.rows(undone):
            return await house.tick()
        await asyncio.sleep(0.5)
    raise AssertionError("no answer came")


async def a_team(house: House, r: rota.Rota) -> Talker:
    """Twelve people who can come Tuesday to Thursday, and a coordinator."""
    r.open(blocks=(rota.NINE_TO_TWELVE, rota.TWELVE_TO_THREE))
    for number in range(12):
        one = house.reader(f"P{number}")
        await one.says("/when tue 9-15; wed 9-15; thu 9-15")
        await one.taps("Yes, that is right")
    return house.reader("Cora", Role.COORDINATOR)


@pytest.mark.slow
async def test_a_goal_becomes_a_letter_that_names_exactly_what_is_needed(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    async with a_house(campaign, tmp_path) as house:
        cora = await a_team(house, r)
        assert await cora.says("/letter 90 hours a week") == [
            "I am reckoning which caps are in the way, with the 12 people who have said when they "
            "can come, on the weeks from September 12, 2022 to October 9, 2022. It takes up to "
            "some minutes; I write when it is there."
        ]
        (told,) = await answered(house)
        assert told.startswith(
            "to Cora: For 90 seat-hours a week\nInvented annex; reckoned on the weeks from "
            "September 12, 2022 to October 9, 2022.\n\nThese caps are in the way. The cheapest "
            "changes:\n• 2 seats at one time → 5, on Tuesdays, Wednesdays, and Thursdays\n"
        )
        assert "• 4 people in the room → 5, on Tuesdays, Wednesdays, and Thursdays" in told
        assert "That gives 90 seat-hours a week instead of 36." in told
        assert "Exactly these changes are enough, and none can be left out" in told
        assert (await cora.taps("The letter as a file"))[0].startswith(
            "[file letter-annex-1.pdf] "
        )
        assert (tmp_path / "out" / "letter-annex-1.pdf").read_bytes().startswith(b"%PDF")

        # In Spanish, and a goal that nobody's caps can reach.
        lupe = house.reader("Lupe", Role.COORDINATOR, language="es")
        await lupe.says("/carta 900 horas por semana")
        (told,) = await answered(house)
        assert "necesitan más gente, no otros límites" in told
        house.check()


async def test_what_was_interrupted_is_taken_up_at_the_start_and_told(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    r.open()
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        june = house.reader("June")
        await june.says("/when tue 9-12")
        await june.taps("Yes, that is right")
        boss = person_of(campaign, cora)
        days = {"office": "annex", "first": "2022-09-13", "last": "2022-09-13"}
        over = days | {"first": "2022-09-01", "last": "2022-09-02"}
        for facts in (days, over):
            r.ask(asked.ask_planner, by=boss, kind=Kind.PLAN, facts=facts)
        # The process that had these in hand is gone; another one starts.
        assert await resuming.take_up(house.inside.desk, everything=True) == 2
        said = await house.tick()
        again = "to Cora: The plan you asked for was interrupted when the bot stopped."
        assert sum(one.startswith(again) for one in said) == 2
        assert "to Cora: Plan P1 is ready. Nothing is published yet." in said
        assert any(one.startswith("to Cora: The plan you asked for was interrupted and could not")
                   for one in said)  # fmt: skip
        assert await resuming.take_up(house.inside.desk, everything=True) == 0
        house.check()


async def test_work_beside_the_chat_stands_back_and_has_somebody_to_fall_back_on() -> None:
    assert await beside(partial(os.nice, 0), partial(int, "-1")) == NICEST
    assert os.nice(0) == 0
    assert await beside(partial(os._exit, 3), partial(int, "7")) == 7
