"""Editing one's message amends what it said: added, changed, withdrawn, also long after."""

from __future__ import annotations

from pathlib import Path

from models.database import Database
from tests.chat import a_house
from tests.handlers.test_typed import HEAD, standing


async def test_a_question_about_an_edited_message_amends_it(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 s; 3 s")
        await maria.edits("1 s; 3 c addr|move")
        assert standing(house) == {1: "stands", 3: "stands"}
        assert await maria.taps("Address is good") == [
            "✎ Corrected. L1 now says, for 2 lines:\n1. S1001-P1-L01 — stands (as before)\n"
            "3. S1001-P1-L03 — challenge · Address is good (before: stands)\n"
            "2 lines left in L1: 2, 4."
        ]
        house.check()


async def test_editing_amends_adds_and_withdraws(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 s; 2 s")
        assert await maria.edits("2 m; 3 c addr") == [
            "✎ Corrected. L1 now says, for 2 lines:\n2. S1001-P1-L02 — missing (before: stands)\n"
            "3. S1001-P1-L03 — challenge · Address is good\n2 lines left in L1: 1, 4."
        ]
        assert standing(house) == {2: "missing", 3: "challenge"}
        house.check()


async def test_editing_amends_after_the_batch_is_done_too(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1-4 s")
        sheet = maria.wrote
        await maria.says("/next")
        # No code in it: it still speaks of the batch it spoke of, not of the one now open.
        assert await maria.edits("1-3 s; 4 ?", sheet) == [
            "✎ Corrected. L1 now says, for 4 lines:\n1. S1001-P1-L01 — stands (as before)\n"
            "2. S1001-P1-L02 — stands (as before)\n3. S1001-P1-L03 — stands (as before)\n"
            "4. S1001-P1-L04 — unsure (before: stands)\n"
            "L1 is done: 4 lines, 3 stand and 1 unsure. Thank you!"
        ]
        assert standing(house) == {1: "stands", 2: "stands", 3: "stands", 4: "unsure"}
        house.check()


async def test_the_rest_of_an_edited_message_is_still_its_rest(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 m")
        await maria.says("3 c addr; rest s")
        assert await maria.edits("3 c addr; 4 ?; rest s") == [
            "✎ Corrected. L1 now says, for 3 lines:\n2. S1001-P1-L02 — stands (as before)\n"
            "3. S1001-P1-L03 — challenge · Address is good (as before)\n"
            "4. S1001-P1-L04 — unsure (before: stands)\n"
            "L1 is done: 4 lines, 1 challenge, 1 stands, 1 unsure, and 1 missing. Thank you!"
        ]
        house.check()


async def test_editing_what_was_undone_notes_it_anew(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1-2 s")
        sheet = maria.wrote
        await maria.taps("Undo")
        assert standing(house) == {}
        assert await maria.edits("1 m", sheet) == [
            "✎ Corrected. L1 now says:\n1. S1001-P1-L01 — missing\n3 lines left in L1: 2–4."
        ]
        assert standing(house) == {1: "missing"}
        house.check()


async def test_an_edit_that_says_nothing_changes_nothing(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 s; 2 s")
        assert await maria.edits("thank you") == [
            "Your edited message holds no readings any more, so nothing was changed: what you "
            "noted in L1 stays.\n"
            "Readings are written like this: 3 c addr; 4-7 s; 9 ?. /help shows everything else you "
            "can do."
        ]
        (answer,) = await maria.edits("1 s; 2 q")
        assert answer.startswith(HEAD)
        assert standing(house) == {1: "stands", 2: "stands"}
        house.check()
