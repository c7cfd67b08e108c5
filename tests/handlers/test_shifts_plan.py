"""The planner in chat: it works beside the conversation, shows what it changes, then publishes."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.shift_terms import CapName, PlaceState
from models.tables import places, plans
from models.terms import Role
from tests import rota
from tests.chat import House, Talker, a_house
from tests.conftest import Clock

PATIENCE = 120  # looks, half a second apart


async def planned(house: House, cora: Talker, typed: str = "/plan") -> list[str]:
    """Ask for a plan, and wait until the process beside has made it."""
    before = len(house.rows(select(plans.c.code)))
    assert (await cora.says(typed))[0].startswith("I am planning ")
    for _ in range(PATIENCE):
        if len(house.rows(select(plans.c.code))) > before:
            return await house.tick()
        await asyncio.sleep(0.5)
    raise AssertionError("no plan came")


@pytest.mark.slow
async def test_a_plan_is_previewed_and_published_after_an_order_that_raises_the_seats(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    nine, _ = r.open()
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        cap = house.reader("Cap", Role.CAPTAIN)
        june, otis, lupe = (house.reader(name) for name in ("June", "Otis", "Lupe"))
        for one in (june, otis, lupe, cap):
            await one.says("/when tue 9-12")
            await one.taps("Yes, that is right")
        await june.says("/shifts")  # a promise: she took it herself
        await june.taps("9:00")

        assert await planned(house, cora) == [
            "to Cora: Plan P1 is ready. Nothing is published yet."
        ]
        (shown,) = await cora.taps("What it changes")
        assert shown.startswith(
            "edits: Plan P1, September 7, 2022 to October 4, 2022\nIt fills 6 of 12 seat-hours.\n"
            "Found by HiGHS; proved: no better plan exists.\n"
        )
        assert "• Tue Sep 13 · 12:00 PM: 2 seats empty" in shown
        assert "• Tue Sep 13 · 12:00 PM: no captain" in shown
        assert "• R-003: + Tue Sep 13 · 9:00 AM (captain)" in shown
        assert "R-004" not in shown.partition("It changes")[2]
        said = await cora.taps("Publish")
        assert said[0].startswith("edits: ✓ Published: 2 places given, 0 taken away.")
        assert june.person is not None
        assert r.state(june.person, nine) == PlaceState.CONFIRMED
        assert (await cora.says("/publish"))[0].count("This plan is published already.") == 1

        # An (invented) order gives a seat more: the next plan fills it and moves nobody.
        r.change(CapName.SEATS, 3, effective_from=date(2022, 9, 13))
        await planned(house, cora, "/plan again sep 13")
        (more,) = await cora.says("/publish")
        assert "It fills 9 of 18 seat-hours." in more
        assert more.count("+ Tue Sep 13 · 9:00 AM") == 1
        assert "−" not in more.partition("It changes")[2]
        await cora.taps("Publish")
        held = house.rows(
            select(places.c.id).where(
                places.c.shift_id == nine.id, places.c.state == PlaceState.CONFIRMED.value
            )
        )
        assert len(held) == 4  # three seats and the captain
        house.check()


async def test_without_shifts_or_plans_it_says_so(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock)
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        for typed, begins in (
            ("/plan", "There is no shift in those days."),
            ("/plan sep 15 to sep 13", "That would end before it begins."),
            ("/plan sep 1 2022", "That day is over."),
            ("/publish", "There is no such plan."),
            ("/publish P7", "There is no such plan."),
        ):
            assert (await cora.says(typed))[0].startswith(begins), typed
