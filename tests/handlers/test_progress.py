"""How far the campaign is, for everyone: the same totals everywhere, nobody's name in them."""

from __future__ import annotations

from pathlib import Path

from models.database import Database
from models.terms import Role
from tests import factories
from tests.chat import a_house, found_reference
from tests.desk import state_target

START = """⚠ INVENTED lines and verdicts: a demonstration.
Tuesday, September 6
Claimed: 0 of 46,807 needed (+0 today). A lawyer has not ruled on them yet.
Read: 0 of 24 rejected lines, 0.0% (+0 today).
Certain: with every line ruled, 0 to 24 would be ours, if every ruling is upheld. No closer range \
yet: no line has been drawn by lot.
Needed: 46,807. Out of reach: even if every line without a ruling were ours, it would be 24.
All lines read: no day of reading to go by yet. Target claimed: no day of reading to go by yet.

By reason (claimed · ruled for us · read · all)
Not Registered: 0 · 0 · 0 · 4
Signed more than once: 0 · 0 · 0 · 4
Different Address: 0 · 0 · 0 · 4
Mismatch Signature: 0 · 0 · 0 · 3
Canceled: 0 · 0 · 0 · 3
Out of County Address: 0 · 0 · 0 · 3
Other: 0 · 0 · 0 · 3"""


async def test_everyone_sees_the_same_totals(database: Database, tmp_path: Path) -> None:
    found_reference(database, tmp_path)
    async with a_house(database, tmp_path) as house:
        for who in (house.reader("Maria"), house.stranger("Eve"), house.reader("A", Role.ADMIN)):
            assert await who.says("/progress") == [START]
        maria = house.people[0]
        await maria.says("/start")
        await maria.taps("Skip")
        await maria.taps("No, keep no name")
        assert await maria.taps("Progress") == [START]


async def test_a_reading_moves_the_numbers_and_an_undo_moves_them_back(
    database: Database, tmp_path: Path
) -> None:
    found_reference(database, tmp_path)
    async with a_house(database, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 c reg; 2 c dup =1002-1-1; 3 s; 4 ?")
        (told,) = await maria.says("/progress")
        assert "\nClaimed: 2 of 46,807 needed (+2 today)." in told
        assert "\nRead: 4 of 24 rejected lines, 16.7% (+4 today).\n" in told
        assert "\nSigned more than once: 1 · 0 · 1 · 4\n" in told
        await maria.says("/undo")
        assert await maria.says("/progress") == [START]
        house.check()


async def test_in_spanish_too(database: Database, tmp_path: Path) -> None:
    found_reference(database, tmp_path)
    async with a_house(database, tmp_path) as house:
        lupe = house.reader("Lupe", language="es")
        (told,) = await lupe.says("/avance")
        assert "martes, 6 de septiembre" in told.casefold()
        assert "46,807" in told  # as it is written in Spanish in the United States


async def test_before_there_is_a_list_nothing_is_said_of_all_lines(
    database: Database, tmp_path: Path
) -> None:
    factories.found_campaign(database, lines=[])
    state_target(database, 30)
    async with a_house(database, tmp_path) as house:
        (told,) = await house.reader("Maria").says("/progress")
        assert (
            "\nCertain: 0 are ours, if every ruling is upheld. How many it would be in all" in told
        )
        assert "Needed: 30. Not yet statistically supported" in told
        assert "\nAll lines read: not known yet." in told
        (refused,) = await house.reader("Ana", Role.COORDINATOR).says(
            "/whatif 8 seats 5 days 6 hours from oct 3"
        )
        assert refused.startswith("Nobody has told me yet how many lines were rejected")


async def test_without_a_target_it_says_what_is_missing(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        assert await house.reader("Maria").says("/progress") == [
            "There is no target yet: the figures required and valid are both needed."
        ]


async def test_a_correction_of_what_was_claimed_before_today_counts_down(
    database: Database, tmp_path: Path
) -> None:
    found_reference(database, tmp_path)
    async with a_house(database, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 c reg; 2-4 s")
        await house.later(hours=22)
        await maria.edits("1-4 s")
        (told,) = await maria.says("/progress")
        assert "\nClaimed: 0 of 46,807 needed (−1 today)." in told
        house.check()
