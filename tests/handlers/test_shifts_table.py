"""The table in chat: arriving, leaving, a captain's one message, paper over the end of a shift."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from models.database import Database
from models.shift_terms import CapName, PlaceState
from models.terms import Role
from tests import factories, rota
from tests.chat import House, Talker, a_house
from tests.conftest import Clock

NINE = "Tuesday, September 13, 9:00 AM–12:00 PM"


@asynccontextmanager
async def a_table(
    campaign: Database, clock: Clock, tmp_path: Path, n: int = 4
) -> AsyncIterator[tuple[House, rota.Rota, list[Talker], Talker]]:
    """``n`` people with a place on Tuesday at nine, and a captain; it is five to nine."""
    r = rota.a_rota(campaign, clock, allows={**rota.ALLOWS, CapName.SEATS: 9, CapName.ROOM: 12})
    nine, _ = r.open()
    async with a_house(campaign, tmp_path) as house:
        people = [house.reader(f"P{number}") for number in range(2, n + 2)]
        for one in people:
            assert one.person is not None
            r.join(one.person, nine)
        cap = house.reader("Cap", Role.CAPTAIN)
        house.telegram.move(rota.at(rota.TUESDAY, 8, 55) - house.now)
        yield house, r, people, cap


async def test_a_captain_checks_the_whole_table_in_with_one_message(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with a_table(campaign, clock, tmp_path) as (house, _r, people, cap):
        assert await cap.says("/table") == [
            f"{NINE} · captain –\n1. R-002 · expected\n2. R-003 · expected\n3. R-004 · expected\n"
            "4. R-005 · expected"
        ]
        assert cap.buttons[0] == ["All 4 expected are here"]
        house.telegram.move(timedelta(minutes=10))
        said = await cap.says("arrived 1-2, R-005; no-show 3")
        assert said[0] == (
            f"{NINE} · captain –\n1. R-002 · here since 9:05 AM\n2. R-003 · here since 9:05 AM\n"
            "3. R-004 · not there\n4. R-005 · here since 9:05 AM"
        )
        assert any(one.startswith("to P4: You are not checked in for") for one in said)
        # Who comes late is let in while the seat is free.
        late = await people[2].taps("I am here")
        assert late[0] == f"edits: ✓ You are checked in: {NINE}."
        house.check()


async def test_buttons_check_in_one_by_one_or_all(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with a_table(campaign, clock, tmp_path, 3) as (house, _r, _people, cap):
        await cap.says("/table")
        (one,) = await cap.taps("✓ 2 R-003")
        assert "2. R-003 · here since 8:55 AM" in one
        (all_,) = await cap.taps("All 2 expected are here")
        assert all_.count("here since") == 3
        house.check()


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("arrived 1-9", "There is no number 5 there. Nothing was noted"),
        ("arrived R-099", "There is no number R-099 there."),
        ("arrived 1; no-show 1", "Number 1 would have come and not come."),
        ("/table arrived 1; xyzzy plugh", "I did not understand part 2 of that"),
        ("no-show 1", "That is open from Sep 13, 9:00 AM on."),
    ],
)
async def test_a_message_that_is_half_wrong_notes_nothing(
    typed: str, begins: str, campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with a_table(campaign, clock, tmp_path) as (_house, _r, _people, cap):
        assert (await cap.says(typed))[0].startswith(begins)
        (table,) = await cap.says("/table")
        assert table.count("expected") == 4


async def test_one_checks_oneself_in_and_out(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with a_table(campaign, clock, tmp_path, 1) as (house, _r, people, cap):
        (june,) = people
        assert await june.says("/here") == [f"✓ You are checked in: {NINE}."]
        assert await june.says("/cantcome") == [
            "You are checked in already. If you must go, /left frees your seat."
        ]
        gone = await june.says("/left")
        assert gone[0] == f"✓ Noted: you have left ({NINE}). Thank you."
        assert gone[1].startswith("to Cap: Somebody can't come, and a place is free")
        (said,) = await june.says("/left")
        assert said.startswith("You are not checked in anywhere.")
        assert (await cap.says("/here"))[0].startswith("There is no such place")
        house.check()


async def test_too_early_says_from_when(campaign: Database, clock: Clock, tmp_path: Path) -> None:
    async with a_table(campaign, clock, tmp_path, 1) as (_house, r, people, _cap):
        nine, noon = r.ask(rota.shifts.look_shifts, first=rota.TUESDAY, last=rota.TUESDAY)
        assert people[0].person is not None
        r.cancel(people[0].person, nine)
        r.join(people[0].person, noon)
        said = await people[0].says("/here")
        assert said[0] == "That is open from Sep 13, 11:00 AM on."


async def test_what_is_on_paper_is_ticked_and_held_the_rest_returns(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    factories.set_policy(campaign, factories.POLICY, now=factories.MORNING)
    async with a_table(campaign, clock, tmp_path, 1) as (house, _r, people, _cap):
        (june,) = people
        await june.says("/here")
        house.telegram.move(timedelta(hours=2))
        await june.says("/next")
        assert await house.later(minutes=56) == [
            f"to P2: Your shift ends soon: {NINE}, Invented annex. What of batch L1 is on paper? "
            "That stays yours to type; the rest goes back in order."
        ]
        assert june.buttons == [["All on paper", "Nothing on paper"], ["Some lines…"]]
        assert await june.taps("Some lines") == [
            "edits: Batch L1: tap the lines that are on paper."
        ]
        await june.taps("2")
        await june.taps("3")
        assert june.buttons[0] == ["1", "✓ 2", "✓ 3", "4"]
        assert await june.taps("These 2 lines are on paper") == [
            "edits: ✓ L1: 2 lines are held for you on paper until Sep 14, 12:00 PM. Type them as on "
            "the sheet.\nL1: 2 unread lines went back for others."
        ]
        assert await june.says("/paper") == [
            "You have no open batch, so nothing needs to be held."
        ]
        assert (await june.says("L1: 2 s; 3 s"))[0].startswith("✓ Noted in L1")
        house.check()


async def test_a_captain_says_what_is_on_paper_for_somebody(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with a_table(campaign, clock, tmp_path, 2) as (house, _r, people, cap):
        june, otis = people
        await cap.says("/table all here")
        await june.says("/next")
        await otis.says("/next")
        await cap.says("/table")
        assert await cap.taps("What is on paper?") == [
            "edits: Whose batch is on paper? What is not goes back in order."
        ]
        assert cap.buttons[0] == ["R-002 L1: all", "R-002 L1: nothing"]
        said = await cap.taps("R-002 L1: all")
        held = (
            "✓ L1: 4 lines are held for you on paper until Sep 14, 12:00 PM. Type them as on the "
            "sheet."
        )
        assert said == [
            f"edits: {held}",
            f"to P2: R-004 entered for you what of batch L1 is on paper.\n{held}",
        ]
        assert (await june.says("/paper R-003 nothing"))[0].startswith("Only a captain can enter")
        code = (await cap.says("/paper R-003 nothing"))[0]
        assert "unread lines went back for others." in code
        assert (await cap.says("/paper R-003 xyzzy"))[0].startswith("Say what is on paper:")
        house.check()


async def test_the_table_belongs_to_captains(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with a_table(campaign, clock, tmp_path, 1) as (_house, r, people, _cap):
        assert await people[0].says("/table") == [
            "That is not open to your role. If you need it, ask your coordinator."
        ]
        nine = r.ask(rota.shifts.look_shifts, first=rota.TUESDAY, last=rota.TUESDAY)[0]
        assert people[0].person is not None
        assert r.state(people[0].person, nine) == PlaceState.CONFIRMED
