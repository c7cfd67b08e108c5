"""One's own shifts in chat: open ones, joining, waiting, not coming, swaps, times, the calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from models.database import Database
from models.shift_terms import CapName
from models.terms import Designation, Role
from tests import rota
from tests.chat import House, Talker, a_house
from tests.conftest import Clock

NINE = "Tuesday, September 13, 9:00 AM–12:00 PM"
PLACE = f"✓ You have a place: {NINE}. I remind you a day and two hours before."
ASKED = (
    f"A place is free: {NINE}, Invented annex. It is yours if you confirm by Sep 6, 10:20 AM; "
    "then I ask the next person."
)


async def joins(who: Talker, shift: str = "9:00") -> list[str]:
    await who.says("/shifts")
    return await who.taps(shift)


async def filled(house: House, *names: str) -> list[Talker]:
    """Somebody for each seat of Tuesday at nine."""
    people = [house.reader(name) for name in names]
    for one in people:
        await joins(one)
    return people


async def test_what_is_open_is_shown_by_day_and_one_tap_joins(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June")
        assert await june.says("/shifts") == [
            "You have no shift ahead of you.\n\nOpen for you\nTuesday, September 13\n"
            "9:00 AM–12:00 PM · 2 seats free\n12:00 PM–3:00 PM · 2 seats free"
        ]
        assert june.buttons == [
            ["Tue Sep 13 · 9:00 AM", "Tue Sep 13 · 12:00 PM"],
            ["When I can come"],
        ]
        assert await june.taps_twice("9:00 AM") == [f"edits: {PLACE}"]
        assert await june.taps("All my shifts") == [
            f"edits: Your shifts\n• {NINE}: your place is sure\n\n"
            "Open for you\nTuesday, September 13\n12:00 PM–3:00 PM · 2 seats free"
        ]
        house.check()


async def test_home_leads_to_the_shifts_and_to_not_coming(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June")
        await june.says("/start")
        await june.taps("Skip")
        await june.taps("No, keep no name")
        assert (await june.taps("My shifts"))[0].startswith("edits: You have no shift ahead")
        await june.says("/start")
        assert (await june.taps("I can't come"))[0].startswith("shows: You have no place ahead")


async def test_a_full_shift_names_the_cap_and_offers_the_waiting_list(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        maria, _ = await filled(house, "Maria", "Lupe")
        otis = house.reader("Otis")
        why = "All seats are taken: the office allows 2 at one time; no change of that is known."
        assert await joins(otis) == [
            f"edits: {why}\n{NINE}: on the waiting list you would be no. 1."
        ]
        assert otis.buttons == [["Wait for a place", "Stay in reserve"], ["All my shifts"]]
        assert await otis.taps("Wait for a place") == [
            f"edits: {why}\n{NINE}: you are on the waiting list, no. 1. If a place comes free I ask "
            "you, in order."
        ]
        assert await maria.says("/cantcome") == [f"You can't come on {NINE}?"]
        assert await maria.taps("I can't come") == [
            f"edits: Noted: you don't come on {NINE}. Thank you for saying so. A place that was sure "
            "is being offered to the next person.",
            f"to Otis: {ASKED}",
        ]
        assert await otis.taps("I'll come") == [f"edits: {PLACE}"]
        house.check()


async def test_the_cap_is_named_with_the_day_until_which_it_holds(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    r.open()
    r.change(CapName.SEATS, 19, effective_from=rota.date(2022, 12, 12))
    async with a_house(campaign, tmp_path) as house:
        await filled(house, "Maria", "Lupe")
        (said,) = await joins(house.reader("Otis"))
        assert "the office allows 2 at one time, through December 11, 2022." in said


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"designation": Designation.NONE}, "your designation is not on file yet"),
        ({}, "the names are with the registrar"),
    ],
)
async def test_what_is_in_the_way_is_said_in_the_list(
    more: dict[str, Designation], shown: str, campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock, allows={**rota.ALLOWS, CapName.NOTICE: 24 * 14})
    r.open()
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June", **more)
        (said,) = await june.says("/shifts")
        assert f"9:00 AM–12:00 PM · {shown}" in said
        assert june.buttons == [["When I can come"]]


async def test_of_several_places_one_is_chosen_in_one_tap(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June")
        await joins(june)
        await joins(june, "12:00 PM")
        (said,) = await june.says("/cantcome")
        assert said.startswith("To which one can't you come? One tap is enough.\n• Tuesday")
        assert (await june.taps("Tue Sep 13 · 12:00 PM"))[0].startswith("edits: Noted: you don't")
        assert await june.says("/cantcome tue") == [f"You can't come on {NINE}?"]
        assert await june.says("/cantcome wed") == [
            "You have no place ahead of you. /shifts shows what is open."
        ]
        assert await june.taps("No") == ["edits: All right, nothing was changed."]


async def test_a_reserve_is_seen_by_coordinators_only(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june, cap = house.reader("June"), house.reader("Cap", Role.CAPTAIN)
        await june.says("/standby tue 9am")
        assert await june.taps("Tue Sep 13") == [
            f"edits: {NINE}: you stay in reserve. Only coordinators see it; I ask you if nobody "
            "else comes."
        ]
        assert await cap.says("/table") == [f"{NINE} · captain –\nNobody has a place."]


async def test_a_swap_is_asked_answered_and_told(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june, otis = house.reader("June"), house.reader("Otis")
        await joins(june)
        await joins(otis, "12:00 PM")
        noon = "Tuesday, September 13, 12:00 PM–3:00 PM"
        assert await june.says("/swap tue 9am with R-003 for tue 12pm") == [
            f"Offered: your place on {NINE} for theirs on {noon}. Both stay as they are until they "
            "say yes.",
            f"to Otis: R-002 offers you a swap: the place on {NINE}, Invented annex for yours on "
            "Tuesday, September 13, 12:00 PM. Do you agree?",
        ]
        assert await otis.taps_twice("Yes, swap") == [
            f"edits: ✓ Done: the place on {NINE} is yours; the other person is told.",
            f"to June: R-003 said yes and has your place now: {NINE}, Invented annex. Yours is now "
            "Tuesday, September 13, 12:00 PM.",
        ]
        house.check()


async def test_a_swap_whose_other_half_vanished_changes_nothing(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june, otis = house.reader("June"), house.reader("Otis")
        await joins(june)
        await june.says("/swap R-003")
        offer = otis.sees
        await june.says("/cantcome")
        await june.taps("I can't come")
        gone = "The other half of that swap is not there any more; nothing was changed."
        assert await otis.taps("Yes, swap", on=offer) == [f"shows: {gone}"]
        for typed, begins in (
            ("/swap", "Write it like this: /swap sat with R-017"),
            ("/swap tue with R-003", "There is no such place in that shift."),
            ("/swap mari", "Write it like this"),
        ):
            assert (await june.says(typed))[0].startswith(begins), typed
        house.check()


async def test_times_are_echoed_with_weekday_and_month_before_they_count(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock)
    async with a_house(campaign, tmp_path) as house:
        june, lupe = house.reader("June"), house.reader("Lupe", language="es")
        assert (await june.says("/when"))[0].startswith("You have not said yet when you can come.")
        assert await june.says("/when tue 9-12, 13-15; not nov 24; 2 a week; with R-003") == [
            "Is this right?\n• Tuesdays: you can, 9:00 AM–12:00 PM and 1:00 PM–3:00 PM\n"
            "• Thursday, November 24: not, all day\n• at most 2 shifts a week\n"
            "• together with R-003, whom I ask"
        ]
        assert (await june.says("/when"))[0].startswith("You have not said yet")
        kept, *told = await june.taps_twice("Yes, that is right")
        assert kept.startswith("edits: When you can come\n• Tuesdays: you can, 9:00 AM–12:00 PM\n")
        assert len(told) == 1  # whom she named is asked, once
        assert told[0].startswith("to Lupe: R-002 quisiera venir a los turnos junto con usted.")
        assert await lupe.says("/cuando mañana 9 a 12") == [
            "¿Es correcto?\n• miércoles, 7 de septiembre: puede, 9:00 a.m.–12:00 p.m."
        ]


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("/when tue 9-25:00", "There is no such time on the clock."),
        ("/when tue 12-9", "That would end before it begins."),
        ("/when sep 1 2022", "That day is over."),
        ("/when nov 31", "There is no such day in the calendar."),
        ("/when mon sep 13", "September 13, 2022 is a Tuesday, September 13"),
        ("/when xyzzy", "I couldn't read that as a date."),
        ("/when 20 a week", "A limit is a number from 1 to 14."),
        ("/shifts sep 14", "Nothing is open for you on Wednesday, September 14."),
        ("/cantcome yesterday", "That day is over."),
    ],
)
async def test_bad_times_are_said_no_to_in_words(
    typed: str, begins: str, campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June")
        (said,) = await june.says(typed)
        if said.startswith("Is this right?"):
            (said,) = await june.taps("Yes, that is right")
            said = said.removeprefix("shows: ")
        assert said.startswith(begins)


async def test_the_calendar_file_has_stable_ids_and_strikes_what_fell_away(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock).open()
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June")
        await joins(june)
        assert (await june.taps("Calendar file"))[0].startswith("[file shifts-R-002.ics] Open it")
        (first,) = events(tmp_path)
        assert first["SUMMARY"] == "Petition review"
        assert first["LOCATION"] == "Invented annex, 1 Invented Plaza"
        assert first.decoded("DTSTART") == rota.at(rota.TUESDAY, 9)
        await june.says("/cantcome")
        await june.taps("I can't come")
        await joins(june, "12:00 PM")
        await june.taps("Calendar file")
        struck, other = events(tmp_path)
        assert struck["UID"] == first["UID"] != other["UID"]
        assert struck["SEQUENCE"] > first["SEQUENCE"]
        assert [struck["STATUS"], other["STATUS"]] == ["CANCELLED", "CONFIRMED"]


def events(folder: Path) -> list[Calendar]:
    content = (folder / "out" / "shifts-R-002.ics").read_bytes()
    return list(Calendar.from_ical(content).walk("VEVENT"))


async def test_a_yes_to_cover_that_comes_too_late_is_thanked_and_counts(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock, allows={**rota.ALLOWS, CapName.SEATS: 1})
    nine, _ = r.open()
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        june, otis = house.reader("June"), house.reader("Otis")
        assert june.person is not None
        r.join(june.person, nine)
        r.cancel(june.person, nine)
        await house.quiet()
        assert (await otis.taps("I'll come"))[0].startswith("edits: ✓ You have a place:")
        assert await cora.taps("I'll come") == [
            "edits: Thank you for saying yes. Somebody was a little quicker, and the place is taken: "
            "Tuesday, September 13, 9:00 AM–12:00 PM. You need do nothing; /shifts shows what else "
            "is open."
        ]
        assert (r.look(nine).cannot, r.look(nine).silent) == (0, 1)  # who cannot be reached
        house.check()
