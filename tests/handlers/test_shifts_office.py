"""What coordinators do with shifts in chat: caps, days, people, cover, the room, names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.shift_terms import CapName
from models.tables import caps, obstructions, shifts
from models.terms import Role
from tests import rota
from tests.chat import House, Talker, a_house
from tests.conftest import Clock

NINE = "Tuesday, September 13, 9:00 AM–12:00 PM"


@asynccontextmanager
async def an_office(
    campaign: Database, clock: Clock, tmp_path: Path, *, opened: bool = True
) -> AsyncIterator[tuple[House, rota.Rota, Talker]]:
    """An office with two shifts on Tuesday (or none), and Cora who coordinates."""
    r = rota.a_rota(campaign, clock)
    if opened:
        r.open()
    async with a_house(campaign, tmp_path) as house:
        yield house, r, house.reader("Cora", Role.COORDINATOR)


async def test_caps_are_shown_with_sources_and_what_changes_when(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (_, r, cora):
        r.change(CapName.SEATS, 19, effective_from=rota.date(2022, 12, 12))
        assert await cora.says("/caps") == [
            "Invented annex: what holds on Tuesday, September 6\n"
            "• opening hours: Tue, Wed, and Thu 9:00 AM–3:00 PM\n"
            "  since January 1, 2022, an invented letter\n"
            "• seats: 2 seats at one time\n  since January 1, 2022, an invented letter\n"
            "• people in the room: 4 people in the room\n"
            "  since January 1, 2022, an invented letter\n\nWhat changes\n"
            "• from December 12, 2022: seats, 19 seats at one time\n  an invented order"
        ]


async def test_a_lowered_cap_says_whom_it_unseats_and_they_are_told_by_which_cap(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, r, cora):
        nine = r.ask(rota.shifts.look_shifts, first=rota.TUESDAY, last=rota.TUESDAY)[0]
        june, otis = house.reader("June"), house.reader("Otis")
        for one in (june, otis):
            assert one.person is not None
            r.join(one.person, nine)
        told = (
            "seats: 2 seats at one time → 1 seat at one time, from Tuesday, September 13 on "
            "(September 13, 2022). Source: order of 2022-09-06.\n1 place is lost:\n"
            "• Tuesday, September 13, 9:00 AM (seats): R-004\n"
        )
        assert await cora.says("/caps seats 1 from 2022-09-13 order of 2022-09-06") == [
            told
            + "Each of them will be told, with the cap's name; readers go to the front of the "
            "waiting list."
        ]
        assert await cora.taps_twice("Change it") == [
            f"edits: ✓ Changed. {told}Each of them is told; readers are at the front of the waiting "
            "list.",
            "to Otis: From September 13, 2022 on the office allows only this: 1 seat at one time. "
            f"That takes your place on {NINE}, Invented annex. It is not your doing.\n"
            "You are on its waiting list, no. 1: if a place comes free I ask you first in order.",
        ]
        assert len(house.rows(select(caps).where(caps.c.source == "order of 2022-09-06"))) == 1
        house.check()


async def test_a_preview_that_has_grown_old_changes_nothing(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _r, cora):
        await cora.says("/caps seats 0 from 2022-09-13 order of 2022-09-06")
        june = house.reader("June")
        await june.says("/shifts")
        await june.taps("9:00")
        assert await cora.taps("Change it") == [
            "shows: Things have changed since that preview: now 1 would lose their place. Nothing "
            "was done; please look again."
        ]
        house.check()


async def test_a_closed_day_calls_its_shifts_off(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _r, cora):
        june = house.reader("June")
        await june.says("/shifts")
        await june.taps("9:00")
        (preview,) = await cora.says(
            "/closedday 2022-09-13 election holiday, source: county calendar 2022"
        )
        assert preview.startswith(
            "The office would not open on Tuesday, September 13 (September 13, 2022): election "
            "holiday. Source: county calendar 2022.\n2 shifts are called off by it:\n• Tuesday"
        )
        said = await cora.taps("Close the day")
        assert said[1] == (
            "to June: The office does not open (election holiday), so your shift is called off: "
            f"{NINE}, Invented annex."
        )
        # The office opens after all; its shifts are made anew.
        assert (await cora.says("/reopen sep 13"))[0] == (
            "Open the office again on Tuesday, September 13 (September 13, 2022)? It is closed: "
            "election holiday (county calendar 2022)."
        )
        assert (await cora.taps("Open it again"))[0].startswith("edits: ✓ The office opens on")
        (again,) = await cora.says("/reopen sep 13")
        assert again.startswith("The office is not closed on Tuesday, September 13")
        await cora.says("/open 2022-09-13 9-12")
        await cora.taps("Make them")
        await june.says("/shifts")
        assert "1 seat" in (await june.says("/shifts"))[0] or "2 seats" in june.sees.text
        house.check()


async def test_shifts_are_made_after_an_echo_with_weekdays_once(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path, opened=False) as (house, _, cora):
        assert await cora.says("/open sep 20 to sep 21 9am-12pm, 12pm-3pm") == [
            "Make shifts from Tuesday, September 20 (September 20, 2022) to Wednesday, September 21 "
            "(September 21, 2022), on each day the office is open: 9:00 AM–12:00 PM and "
            "12:00 PM–3:00 PM?"
        ]
        assert (await cora.taps_twice("Make them"))[0].startswith("edits: ✓ 4 shifts are made")
        assert len(house.rows(select(shifts))) == 4
        (whole,) = await cora.says("/open sep 22")
        assert whole.endswith("its whole opening hours?")
        house.check()


async def test_the_hour_that_does_not_exist_is_named(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    night = rota.Window(rota.time(1), rota.time(5))
    sundays = ((),) * 6 + ((night,),)
    r = rota.a_rota(campaign, clock, allows={CapName.WINDOWS: sundays, CapName.SEATS: 2})
    assert r.boss
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        await cora.says("/open 2023-03-12 2:30-4:30")
        assert await cora.taps("Make them") == [
            "shows: On Sunday, March 12 there is no 2:30 AM: the clocks go forward in that night. "
            "Nothing was done."
        ]


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("/caps seats many from dec 12 x", "Write which cap, how much, from when"),
        ("/caps seats 19 from dec 12", "By which letter or order?"),
        (
            "/caps seats 9999 from dec 12 order",
            "That can't be the office's seats: a number from 0",
        ),
        ("/caps hours tue 3pm-9am from dec 12 order", "That would end before it begins."),
        ("/closedday nov 24", "Write the day, why, and its source:"),
        ("/closedday nov 24 Thanksgiving", "Write the day, why, and by which letter"),
        ("/closedday nov 24 per county calendar", "Write the day, why, and by which letter"),
        ("/reopen", "Which day opens after all?"),
        ("/reopen sep 14 please", "Which day opens after all?"),
        ("/reopen sep 14", "The office is not closed on Wednesday, September 14"),
        ("/letter", "Write what the letter is to reach:"),
        ("/letter tomorrow morning xyzzy", "Write what the letter is to reach:"),
        ("/letter 0 hours a week", "How many seat-hours a week?"),
        ("/letter all read by oct 31", "No shift has been read in yet"),
        ("/letter all read by sep 9 at 12 an hour", "Caps can change from next week on"),
        ("/roster xyzzy", "I couldn't read that as a date."),
        ("/pair xyzzy", "Please write the person's number"),
        ("/closedday sep 1 2022 holiday", "That day is over."),
        ("/open sep 15 to sep 13", "That would end before it begins."),
        ("/open sep 13 15-12", "That would end before it begins."),
        ("/open", "Write the days, and the hours"),
        ("/names", "For which day?"),
        ("/names sep 1 2022", "That day is over."),
        ("/closed xyzzy", "Write how many minutes, and what it was"),
        ("/assign R-002", "Write who and which shift"),
        ("/assign R-002 tue sep 13", "There are several shifts on Tuesday, September 13."),
        ("/assign R-002 sep 14", "I find no such shift."),
        ("/calloff tue sep 13 9am", "Write which shift and why, with a colon"),
        ("/ledger sep 6 to sep 1", "That would end before it begins."),
        ("/tomorrow sep 1 2022", "That day is over."),
    ],
)
async def test_bad_input_is_said_no_to_in_words(
    typed: str, begins: str, campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (_, _, cora):
        assert (await cora.says(typed))[0].startswith(begins)


async def test_somebody_is_given_a_place_and_taken_off_it_and_told(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _, cora):
        house.reader("Cap", Role.CAPTAIN)
        assert await cora.says("/assign R-003 tue sep 13 9am captain") == [
            f"✓ R-003: {NINE}, captain. They are told.",
            f"to Cap: You have been given a place: {NINE}, Invented annex, as captain.",
        ]
        assert (await cora.says("/table"))[0].startswith(f"{NINE} · captain R-003\n1. R-003")
        said = await cora.says("/unassign R-003 tue sep 13 9am")
        assert said[0] == f"✓ R-003 is taken off: {NINE}. They are told."
        assert any("No waiting list fills that place" in one for one in said)
        house.check()


async def test_a_shift_is_called_off_with_a_reason(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _, cora):
        june = house.reader("June")
        await june.says("/shifts")
        await june.taps("9:00")
        assert (await cora.says("/calloff tue sep 13 9am: the office is shut"))[0].startswith(
            f"Call off {NINE}? 1 person with a place is told."
        )
        assert await cora.taps("Call it off") == [
            "edits: ✓ Called off; 1 person is told.",
            f"to June: Called off: {NINE}, Invented annex. Why: the office is shut.",
        ]
        house.check()


async def test_cover_shows_how_many_cannot_and_how_many_are_silent(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _r, cora):
        june, otis, lupe = (house.reader(name) for name in ("June", "Otis", "Lupe"))
        assert await cora.says("/cover") == ["No shift looks for anybody."]
        await june.says("/shifts")
        await june.taps("9:00")
        await june.says("/cantcome")
        await june.taps("I can't come")
        asked = [one for one in (cora, otis, lupe) if "Can you take it?" in one.sees.text]
        assert asked
        await asked[0].taps("I can't come")
        (said,) = await cora.says("/cover")
        assert said.startswith(f"Looking for somebody\n{NINE}\n  0 of 2 seats taken, 0 waiting")
        assert "asked: 1 cannot," in said
        house.check()


async def test_what_the_office_kept_is_noted_once_and_stands_in_the_ledger(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _r, cora):
        cap = house.reader("Cap", Role.CAPTAIN)
        house.telegram.move(rota.at(rota.TUESDAY, 10) - house.now)
        assert await cap.says("/closed 25 computers down") == [
            "Tuesday, September 13: 25 minutes, all seats. Kind: computers. Note: computers down. "
            "Is this right?"
        ]
        assert await cap.taps_twice("Note it") == [
            "edits: ✓ Noted for Tuesday, September 13: 25 minutes, 2 seats, computers (computers "
            "down): 0.8 seat-hours lost."
        ]
        assert len(house.rows(select(obstructions))) == 1
        (said,) = await cora.says("/ledger")
        assert "Tuesday, September 13: 12 / 0 / 0 / 0.8 · –" in said
        assert "Sep 13: 25 minutes × 2 seats, computers, computers down (seen by R-003)" in said
        # What names a signer is removed from the log's words as from everything else.
        assert (await cap.says("/closed 25 Maria Gonzalez kept the booklet"))[
            0
        ] == "deletes theirs"
        house.check()


async def test_likely_no_shows_are_a_number_with_its_uncertainty(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _r, cora):
        assert (await cora.says("/tomorrow"))[0] == "Nobody has a place on Wednesday, September 7."
        june = house.reader("June")
        await june.says("/shifts")
        await june.taps("9:00")
        (said,) = await cora.says("/tomorrow sep 13")
        assert said.startswith("Tuesday, September 13, only for you: how many may not come\n")
        assert "of 1 place about 0." in said
        assert "8 times in 10 between 0 and" in said
        assert "R-003" not in said
        assert (await june.says("/tomorrow"))[0].startswith("That is not open to your role.")


async def test_the_names_list_is_a_protected_file_that_is_not_kept(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    async with an_office(campaign, clock, tmp_path) as (house, _r, cora):
        june = house.reader("June")
        await june.says("/shifts")
        await june.taps("9:00")
        (asked,) = await cora.says("/names 2022-09-13")
        assert asked.startswith("Make the names list for Tuesday, September 13")
        said = await cora.taps("Make the list")
        assert said[0].startswith("edits: ✓ Version 1 for Tuesday, September 13: 1 person. Due at")
        assert said[1].startswith("[file names-annex-2022-09-13-v1.pdf] Names for Tuesday")
        assert "to June: Your name is on the list for Tuesday, September 13" in "\n".join(said)
        assert cora.sees.protected
        assert list((tmp_path / "out").glob("names-*")) == []
        await cora.says("/names 2022-09-13")
        again = await cora.taps("Make the list")
        assert again[0].startswith("edits: Nothing has changed since version 1")
        await house.reader("Otis").says("/shifts")
        await house.people[-1].taps("9:00")
        await cora.says("/names 2022-09-13")
        third = await cora.taps("Make the list")
        assert "Since version 1: new R-004; off –." in third[0]
        house.check()


async def test_where_there_are_several_offices_the_code_comes_first(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    rota.an_office(campaign, code="plaza")
    r.open(office="plaza")
    async with a_house(campaign, tmp_path) as house:
        cora, june = house.reader("Cora", Role.COORDINATOR), house.reader("June")
        assert len(await cora.says("/caps")) == 2
        assert await cora.says("/caps seats 1 from dec 12 order") == [
            "Which office? Write its code first, one of: annex, plaza."
        ]
        (changed,) = await cora.says("/caps plaza seats 1 from dec 12 order")
        assert changed.startswith("seats: 2 seats at one time → 1 seat at one time")
        assert "9:00 AM–12:00 PM, Invented plaza · 2 seats free" in (await june.says("/shifts"))[0]
