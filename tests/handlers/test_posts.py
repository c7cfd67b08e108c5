"""The posts of a campaign: the day, the week, the coordinators' evening, a correction."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.rooms import Room
from models import estimate, petition
from models.database import Database
from models.tables import estimates, imports, notices, theories
from models.terms import Role, Verdict
from tests.chat import House, Talker, a_house, found_reference
from tests.counted import Counted, Drawn, counted, drawn, sample

NR = Counted(88_000, 9_000, 3_000, 300, 120)


@pytest.fixture
def reference(database: Database, tmp_path: Path) -> Database:
    found_reference(database, tmp_path)
    return database


async def opened(house: House) -> tuple[Talker, Talker, Room]:
    """A coordinator with a channel in which the bot posts at nine, and a reader who has read."""
    ada, maria = house.reader("Ada", Role.COORDINATOR), house.reader("Maria")
    room = house.telegram.channel("Day", ada.user)
    room.make_admin()
    await house.quiet(ada)
    await ada.says("/channel 21")
    await maria.says("/next")
    await maria.says("1 c reg; 2-4 s")
    return ada, maria, room


async def to(house: House, *moment: int) -> list[str]:
    """The clock goes to a moment in UTC."""
    house.telegram.clock.set(datetime(*moment, tzinfo=UTC))  # type: ignore[misc]
    return await house.tick()


def only(told: list[str], start: str) -> list[str]:
    return [one for one in told if one.startswith(start)]


def change(house: House, statement: Any) -> None:
    def _run(tx: Any, *, now: Any) -> None:
        tx.execute(statement)

    house.database.run(_run, now=house.now)


async def test_the_day_says_the_band_with_its_condition_as_it_was_kept(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        await opened(house)
        counted(house.database, {"NR": NR, "DUP": Counted(107_783, 1_000, 100)})
        drawn(house.database, sample(150, 60, elsewhere=150, ours_elsewhere=60))
        (post,) = only(await to(house, 2022, 9, 7, 4, 0), "in Day")
        found = house.database.run(estimate.look, now=house.now)
        assert found.band is not None
        low, high = f"{found.band.low:,}", f"{found.band.high:,}"
        assert (
            f"\nWith every line ruled, {low} to {high} would be ours, if every ruling is upheld. "
            "95% sure for all days together, whatever is read first, because 150 lines drawn by "
            "lot are ruled.\n"
        ) in post
        assert "\nNeeded: 46,807. Statistically supported that so many are ours.\n" in post
        assert "Ruled for us: 120 of 300 ruled (+120 today)." in post
        assert "proved" not in post
        (row,) = house.rows(select(estimates))
        assert row.sound
        # Frozen: what is ruled later changes no post.
        counted(house.database, {"NR": Counted(88_000, 9_000, 3_000, 400, 121)})
        (again,) = house.rows(select(notices).where(notices.c.kind == "day"))
        assert f'"low": {found.band.low}' in again.facts


async def test_the_week_is_posted_once_and_says_what_became_of_it(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        await opened(house)
        counted(house.database, {"NR": NR, "DUP": Counted(107_783, 1_000, 100)})
        drawn(house.database, sample(50, 20, elsewhere=150, ours_elsewhere=60))
        told = only(await to(house, 2022, 9, 12, 4, 0), "in Day")  # the first Sunday evening
        day, week = sorted(told, key=lambda one: "The week" in one)
        assert "Sunday, September 11" in day
        assert "\nThe week, Sep 5 to September 11, 2022\n" in week
        assert "Ruled for us: 120 of 300 ruled (+120 this week)." in week
        assert "\nThis week by reason (claimed · ruled for us · read; of all)\n" in week
        assert "A week ago that range" not in week
        was = house.database.run(estimate.look, now=house.now).band
        assert was is not None
        counted(house.database, {"NR": Counted(88_000, 9_500, 3_100, 500, 190)})
        drawn(house.database, sample(100, 40, elsewhere=150, ours_elsewhere=60))
        for day_ in range(13, 19):
            (only_day,) = only(await to(house, 2022, 9, day_, 4, 0), "in Day")
            assert "The week" not in only_day
        told = only(await to(house, 2022, 9, 19, 4, 0), "in Day")
        (week,) = [one for one in told if "The week" in one]
        assert f" A week ago that range was {was.low:,} to {was.high:,}.\n" in week
        assert "\nNot Registered: +100 · +70 · +500; 88,000\n" in week
        assert "(+70 this week)" in week
        assert await house.later(hours=1) == []


async def test_after_downtime_the_week_is_caught_up_once_and_says_that_it_is_late(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        await opened(house)
    house.telegram.clock.set(datetime(2022, 9, 14, 2, 0, tzinfo=UTC))  # Tuesday evening
    async with a_house(reference, tmp_path, telegram=house.telegram, owner=house) as again:
        told = only(await again.tick(), "in Day")
        assert len(told) == 2
        (week,) = [one for one in told if "The week" in one]
        assert "(late post for September 11, 2022)" in week
        assert await again.tick() == []


async def test_without_a_weekday_there_is_no_weekly_post(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        await opened(house)
        house.database.run(
            petition.change_policy, now=house.now, by="desk", changes={"weekly_weekday": 7}
        )
        (post,) = only(await to(house, 2022, 9, 12, 4, 0), "in Day")
        assert "The week" not in post


async def test_coordinators_are_told_what_changed_is_at_risk_and_is_to_be_decided(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        await opened(house)
        house.reader("Bob", Role.ADMIN)
        counted(house.database, {"NR": NR, "DUP": Counted(107_783, 1_000, 100)})
        drawn(house.database, [Drawn(ruling=None), Drawn(ruling=Verdict.CHALLENGE)])
        told = await to(house, 2022, 9, 7, 4, 0)
        ada, bob = only(told, "to Ada"), only(told, "to Bob")
        assert [one.removeprefix("to Ada: ") for one in ada] == [
            one.removeprefix("to Bob: ") for one in bob
        ]
        assert only(told, "to Maria") == []
        (evening,) = ada
        assert "For coordinators only: Tuesday, September 6" in evening
        assert "What changed: +4 read, +1 claimed, +120 ruled for us. 1 person read." in evening
        assert "Lines drawn by lot: 2; 1 wait for a ruling, 0 could not be shown." in evening
        assert "Other legal figures (only for you: not in public posts)" in evening
        assert "10 % of the active rolls at the end of 2021. Needed: 23,790." in evening
        (post,) = only(told, "in Day")
        assert "23,790" not in post
        # A day on which nobody did anything has no evening.
        assert only(await to(house, 2022, 9, 8, 4, 0), "to Ada") == []


async def test_a_late_audit_line_and_contradictions_are_named_in_the_evening(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        _ada, maria, _room = await opened(house)
        counted(house.database, {"NR": NR, "DUP": Counted(107_783, 1_000, 100)})
        drawn(house.database, sample(50, 20, elsewhere=150, ours_elsewhere=60))
        drawn(house.database, [Drawn(ruling=None)])
        await to(house, 2022, 9, 7, 4, 0)
        was = house.database.run(estimate.look, now=house.now).band
        assert was is not None
        await to(house, 2022, 9, 9, 18, 0)
        await maria.says("/next")
        await maria.says("1-2 s")
        broken = Counted(88_000, 9_000, 3_000, 299, 300)
        counted(house.database, {"NR": broken})
        told = await to(house, 2022, 9, 10, 4, 0)
        (evening,) = only(told, "to Ada")
        assert (
            "• S50051-P1-L01, drawn by lot on Sep 6, has waited 3 days for its ruling." in evening
        )
        assert "• Contradiction (Not Registered): 300 ruled for us, but only 299 ruled." in evening
        assert f"• The posted range is that of Sep 9: {was.low:,} to {was.high:,}." in evening
        assert "• Who fetches S50051-P1-L01, or has it ruled, tomorrow." in evening
        assert "• Find out why the counts contradict" in evening
        (post,) = only(told, "in Day")
        assert (
            f"{was.low:,} to {was.high:,} would be ours, if every ruling is upheld: so it stood on "
            "September 9, 2022. Today’s counts contradict each other"
        ) in post


async def test_another_legal_figure_is_posted_only_where_it_is_switched_on(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        await opened(house)
        change(house, theories.update().where(theories.c.target == 23_790).values(public=True))
        told = await to(house, 2022, 9, 7, 4, 0)
        (post,) = only(told, "in Day")
        assert (
            "\nBy another legal figure (10 % of the active rolls at the end of 2021): Needed: "
            "23,790. Out of reach"
        ) in post


async def test_a_correction_is_a_post_of_its_own_that_names_the_old_one(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada, maria, _room = await opened(house)
        assert (await ada.says("/correct 2022-09-06 list"))[0].startswith("There is no post of")
        (post,) = only(await to(house, 2022, 9, 7, 4, 0), "in Day")
        assert (await ada.says("/correct 2022-09-06 list"))[0].startswith("Nothing that I posted")
        assert (await ada.says("/correct"))[0].startswith("Which day, and why?")
        assert "as a date" in (await ada.says("/correct whenever list"))[0]
        assert (await ada.says("/correct 2022-09-06 other"))[0] == (
            "A correction needs one of these reasons: list, ruling, figure, reading. For example: "
            "/correct 2022-10-10 list"
        )
        assert (await maria.says("/correct 2022-09-06 list"))[0].startswith("That is not open")
        counted(house.database, {"NR": Counted(6, 2, 0), "DUP": Counted(2, 1)})
        told = await ada.says("/correct 2022-09-06 list")
        correction = (
            "⚠ INVENTED lines and verdicts: a demonstration.\n"
            "Correction of our post of September 6, 2022\n"
            "The registrar’s list was corrected after it.\n"
            "Lines claimed: we said 1; now 0.\n"
            "Not Registered, lines in all: we said 4; now 6.\n"
            "Signed more than once, lines in all: we said 4; now 2.\n"
            "Our post stays as it was; this one goes with it."
        )
        assert sorted(told) == [
            f"Posted. The correction names September 6, 2022 and says:\n\n{correction}",
            f"in Day: {correction}",
        ]
        assert post.count("Correction") == 0
        assert only(await ada.says("/correct sep 6 list"), "in Day") == []


async def test_a_corrected_list_is_allowed_for_in_the_band(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        await opened(house)
        counted(house.database, {"NR": NR, "DUP": Counted(107_783, 1_000, 100)})
        drawn(house.database, sample(50, 20, elsewhere=150, ours_elsewhere=60))
        await to(house, 2022, 9, 7, 4, 0)
        was = house.database.run(estimate.look, now=house.now).band
        assert was is not None
        await house.later(hours=1)
        change(
            house,
            imports.insert().values(
                digest="1" * 64, kind="correction", rows=1, added=10, removed=5, why="invented",
                by="desk", at=house.now,
            ),
        )  # fmt: skip
        (post,) = only(await to(house, 2022, 9, 8, 4, 0), "in Day")
        assert f"{was.low - 5:,} to {was.high + 10:,} would be ours" in post
        assert "The list was corrected since; every line it gained or lost is allowed for." in post


async def test_a_day_s_ruling_that_stands_no_more_is_corrected_by_what_stands(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada, _maria, _room = await opened(house)
        lea = house.reader("Lea", Role.LAWYER)
        await lea.says("/queue 1001-1-1")
        await lea.taps("Ours: ")
        (post,) = only(await to(house, 2022, 9, 7, 4, 0), "in Day")
        assert "Ruled for us: 1 of 1 ruled (+1 today)." in post
        await lea.taps("Undo")
        told = await ada.says("/correct 2022-09-06 ruling")
        assert "\nLines ruled for us: we said 1; now 0.\n" in only(told, "in Day")[0]
