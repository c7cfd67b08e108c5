"""The lawyers' queue in chat: a line with its readings, ruled, sent back, skipped, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.database import Database
from models.terms import Role
from tests.chat import House, Talker, a_house, found_reference

HANDS = "\n\nIn your hands until Sep 6, 10:30 AM. The signer’s name belongs nowhere here."
ONE = (
    "S1001-P1-L01 · Not Registered\nIt waits because its reader was unsure.\n\n"
    "R-001, Sep 6, 10:00 AM: unsure" + HANDS
)


async def read_by_maria(house: House) -> Talker:
    maria = house.reader("Maria")
    await maria.says("/next")
    await maria.says("1 ?; 2 s; 3 ?; 4 c sig")
    return maria


async def test_a_lawyer_rules_and_the_next_line_follows(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        await read_by_maria(house)
        lea = house.reader("Lea", Role.LAWYER)
        assert await lea.says("/queue") == [
            ONE + "\nOne line waits in all: unsure 1."
            "\nOne agreed challenge may be ruled in a stack: /stacks."
        ]
        assert lea.buttons == [
            ["Rejection stands", "Ours, other ground"],
            ["Send back", "Skip"],
        ]
        await lea.taps("Ours, other ground")
        assert lea.buttons[0] == ["Ours: Was registered"]
        assert await lea.taps_twice("Ours: Was registered") == [
            "edits: ✓ S1001-P1-L01 is ruled ours: Was registered (A: the county broke its own "
            "rule). Ruled for us in all: 1. The line is frozen."
        ]
        (other,) = await lea.taps("Next line")
        assert other.startswith("S1001-P1-L03 · Different Address\nIt waits because its reader")
        assert await lea.taps("Rejection stands") == [
            "edits: ✓ S1001-P1-L03 is ruled: the rejection stands. Ruled for us in all: 1. "
            "The line is frozen."
        ]
        assert await lea.taps("Next line") == [
            "Nothing waits for you right now. Ruled so far: 2, for us: 1. Sent back and resting: 0."
            "\nOne agreed challenge may be ruled in a stack: /stacks."
        ]
        house.check()


async def test_ruling_otherwise_than_read_asks_why(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        await read_by_maria(house)
        lea = house.reader("Lea", Role.LAWYER)
        (shown,) = await lea.says("/queue 1001-1-4")
        assert shown.startswith("S1001-P1-L04 · Mismatch Signature\nIts readings agree: ")
        assert "R-001, Sep 6, 10:00 AM: challenge (A: " in shown
        assert await lea.taps("Rejection stands") == [
            "edits: S1001-P1-L04: this says otherwise than the line was read. Why?"
        ]
        (done,) = await lea.taps("The record does not show it")
        assert done.startswith("edits: ✓ S1001-P1-L04 is ruled: the rejection stands.")
        assert await lea.taps("Undo") == [
            "edits: The ruling on S1001-P1-L04 is taken back. The line waits again."
        ]
        house.check()


async def test_a_reader_is_told_what_is_sent_back(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await read_by_maria(house)
        lea = house.reader("Lea", Role.LAWYER)
        await lea.says("/queue")
        assert await lea.taps("Send back") == [
            "edits: S1001-P1-L01 went back to its reader. It waits here again once it is read "
            "anew, or after a day.",
            "to Maria: A lawyer asks you to look at S1001-P1-L01 once more. Type it again with "
            "what you find, beginning with 1001-1-1.",
        ]
        (other,) = await lea.taps("Next line")
        assert other.startswith("S1001-P1-L03")
        (same,) = await lea.taps("Skip")
        assert same.startswith("S1001-P1-L03")
        await house.later(minutes=5)
        await maria.says("1001-1-1 ?")
        house.check()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.CAPTAIN, Role.COORDINATOR])
async def test_only_lawyers_have_a_queue(campaign: Database, tmp_path: Path, role: Role) -> None:
    async with a_house(campaign, tmp_path) as house:
        somebody = house.reader("Somebody", role)
        (answer,) = await somebody.says("/queue")
        assert "/queue" not in answer.split("\n")[0]
        assert "S1001" not in answer
        (told,) = await somebody.says("/help")
        assert "/queue" not in told


async def test_what_is_ruled_for_us_stands_beside_what_is_claimed(
    database: Database, tmp_path: Path
) -> None:
    found_reference(database, tmp_path)
    async with a_house(database, tmp_path) as house:
        await read_by_maria(house)
        lea = house.reader("Lea", Role.LAWYER)
        await lea.says("/queue 1001-1-4")
        await lea.taps("Ours: ")
        (told,) = await lea.says("/progress")
        claimed = "Claimed: 1 of 46,807 needed (+1 today). Ruled for us: 1 of 1 ruled (+1 today)."
        assert claimed in told.split("\n")
        house.check()
