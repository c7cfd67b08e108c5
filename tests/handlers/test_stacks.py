"""Stacks and sets in chat: taken, checked, ruled with one tap, taken back; what contradicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.database import Database
from models.terms import Role
from tests import factories
from tests.chat import House, Talker, a_house

ROWS = [(1001 + n // 4, 1, 1 + n % 4, "NR") for n in range(12)]


@pytest.fixture
def hall(database: Database) -> Database:
    """Twelve lines in one batch, all not registered; two of a stack are checked."""
    policy = replace(factories.POLICY, batch_size=12, bulk_check=2)
    factories.found_campaign(database, lines=ROWS, policy=policy)
    return database


async def read_by_maria(house: House, said: str = "1-12 c reg") -> Talker:
    maria = house.reader("Maria")
    await maria.says("/next")
    await maria.says(said)
    return maria


async def test_a_stack_is_checked_and_the_rest_ruled_with_one_tap(
    hall: Database, tmp_path: Path
) -> None:
    async with a_house(hall, tmp_path) as house:
        await read_by_maria(house)
        lea = house.reader("Lea", Role.LAWYER)
        (offered,) = await lea.says("/stacks")
        assert offered.startswith("12 agreed challenges of tier A wait, by ground and reader.")
        assert offered.endswith(
            "• 12 lines, Was registered, read by R-001; sections 1001, 1002, and 1003"
        )
        assert lea.buttons == [["12 lines · Was registered · R-001"]]
        first, same = await lea.taps_twice("12 lines")
        assert first == same
        assert first.startswith("Check 1 of 2: Was registered, read by R-001. If you uphold all 2")
        assert lea.buttons == [
            ["Ours: Was registered"],
            ["Rejection stands", "Ours, other ground"],
            ["Send back", "Give the stack back"],
        ]
        (kept,) = await lea.taps("Ours: Was registered")
        assert "is ruled ours" in kept
        (second,) = await lea.taps("Go on with the stack")
        assert second.startswith("Check 2 of 2")
        await lea.taps("Ours: Was registered")
        (preview,) = await lea.taps("Go on with the stack")
        assert preview.startswith(
            "Every line you checked is upheld (2). One tap rules 10 more lines ours, "
            "read by R-001, A: the county broke its own rule."
        )
        assert "Their authority: an invented rule.\nThey lie in sections 1001" in preview
        assert await lea.taps_twice("Rule these 10 lines ours") == [
            "edits: ✓ 10 lines are ruled ours: Was registered (A: the county broke its own rule)."
            " Ruled for us in all: 12. They are frozen."
        ]
        assert await lea.taps("Take all of it back") == [
            "edits: The ruling on 10 lines is taken back, all at once. What you checked line by "
            "line stays ruled. Ruled for us in all: 2."
        ]
        house.check()


async def test_one_error_ends_the_stack_and_says_so(hall: Database, tmp_path: Path) -> None:
    async with a_house(hall, tmp_path) as house:
        await read_by_maria(house)
        lea = house.reader("Lea", Role.LAWYER)
        await lea.says("/stacks")
        await lea.taps("12 lines")
        await lea.taps("Rejection stands")
        (done,) = await lea.taps("The ground does not hold")
        assert done.endswith(
            "This line was not upheld as the stack says, so the stack has ended: each of its "
            "other lines waits for a ruling of its own."
        )
        (single,) = await lea.taps("Next line")
        assert "It waits for a ruling of its own." in single
        assert (await lea.says("/stacks"))[0].startswith("There is no stack to take right now.")
        house.check()


async def test_a_stack_is_given_back(hall: Database, tmp_path: Path) -> None:
    async with a_house(hall, tmp_path) as house:
        await read_by_maria(house, "1-3 c reg; 4-12 s")
        lea = house.reader("Lea", Role.LAWYER)
        await lea.says("/stacks")
        await lea.taps("3 lines")
        (gone,) = await lea.taps("Give the stack back")
        assert gone.startswith("edits: The stack went back.")
        (offered,) = await lea.taps("Stacks")
        assert offered.startswith("3 agreed challenges")
        house.check()


async def test_sets_that_contradict_themselves_are_told_line_by_line(
    database: Database, tmp_path: Path
) -> None:
    rows = [(1001, 1, n, "DUP") for n in range(1, 9)]
    factories.found_campaign(database, lines=rows, policy=replace(factories.POLICY, batch_size=8))
    async with a_house(database, tmp_path) as house:
        lea = house.reader("Lea", Role.LAWYER)
        assert await lea.says("/sets") == ["No duplicate set contradicts itself."]
        await read_by_maria(house, "1 s; 2 c dup1 =1; 3 c dup1 =9999-1-1; 5 c dup1 =4; 6-8 s")
        (told,) = await lea.says("/sets")
        assert told.split("\n\n") == [
            "2 duplicate sets contradict themselves.",
            "⚠ The line that represents the set stands, while another of it is challenged. Only "
            "the first can count: look at both.\n"
            "S1001-P1-L01: read as stands · represents the set, only this one can count\n"
            "S1001-P1-L02: read as challenge (One of them must count)",
            "⚠ A partner is in no list of ours. If the registrar has counted it, nothing in the "
            "set is ours.\n"
            "S1001-P1-L03: read as challenge (One of them must count) · represents the set, only this"
            " one can count\n"
            "S9999-P1-L01: in no list of ours; the registrar may have counted it",
            "One more set claims nothing yet: the line that represents it has not been read, "
            "while another of it is challenged.",
        ]
        assert lea.buttons == [["Rule on S1001-P1-L01"], ["Rule on S1001-P1-L03"]]
        (case,) = await lea.taps("Rule on S1001-P1-L03")
        assert "It waits because its duplicate set contradicts itself." in case
        assert "It is one of a duplicate set, of which one line can count:" in case
        house.check()
