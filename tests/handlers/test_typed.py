"""Readings typed from a sheet: all or nothing, echoed, asked when unsure, and by whom they may be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import entries, lines, people, readings, trail
from models.terms import LineState, Role
from tests.chat import House, a_house

HEAD = "I did not understand all of it:\n"
TAIL = (
    "\nNothing was noted. Edit your message, or send it again, for example: 3 c addr; 4-7 s; 9 ?"
)
NO_BATCH = "You have no open batch. /next gives you one."


REGISTERED = ("reg Was registered", "nrl Registered in time", "move Moved meanwhile")
DUPLICATE = ("dup1 One of them must count", "dupx Not the same person")


def fits(number: int, grounds: tuple[str, ...]) -> tuple[str, ...]:
    """How the grounds that fit a line are listed."""
    return (f"What fits line {number}:", *(f"   {ground}" for ground in grounds))


def standing(house: House) -> dict[int, str]:
    """Verdicts that stand, by line id."""
    query = select(readings.c.line_id, readings.c.verdict).where(readings.c.standing)
    return {row.line_id: row.verdict for row in house.rows(query)}


async def test_a_sheet_is_noted_and_echoed_with_full_keys(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        assert await maria.says("1 c reg; 2 c dup1 =1002-1-1; 3 m") == [
            "✓ Noted in L1, 3 lines:\n"
            "1. S1001-P1-L01 — challenge · Was registered\n"
            "2. S1001-P1-L02 — challenge · One of them must count = S1002-P1-L01\n"
            "3. S1001-P1-L03 — missing\n"
            "One line left in L1: 4."
        ]
        assert maria.sees.protected
        assert await maria.says("/v 4 ?") == [
            "✓ Noted in L1:\n4. S1001-P1-L04 — unsure\n"
            "L1 is done: 4 lines, 2 challenges, 1 unsure, and 1 missing. Thank you!"
        ]
        house.check()


@pytest.mark.parametrize(
    "typed",
    [
        "l1 1 s, 2 s",
        "L1: 1-2 S",
        "l 1: 1 s. 2 s.",
        "1001-1-1 s; 1001-1-2 s",
        "/v l1 1-2 s",
        "L1\n1 Stands\n2 STANDS",
        "L1 – 1–2 s",
    ],
)
async def test_a_phone_may_write_it_its_own_way(
    campaign: Database, tmp_path: Path, typed: str
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        assert await maria.says(typed) == [
            "✓ Noted in L1, 2 lines:\n1. S1001-P1-L01 — stands\n2. S1001-P1-L02 — stands\n"
            "2 lines left in L1: 3–4."
        ]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("1 s; 2 c xyzzy; 3 q", ["Item 2: I don't know that ground", *fits(2, DUPLICATE),
         "Item 3: that is not a verdict: c challenge, s stands, ? unsure, "
         "m missing"]),
        ("1 c; 2 s", ["Item 1: a challenge needs its ground, like 3 c addr", *fits(1, REGISTERED)]),
        ("1 c sig", ["Item 1: that ground does not fit this line's reason", *fits(1, REGISTERED)]),
        ("1-2 c sig", [
            "Item 1: that ground does not fit this line's reason", *fits(1, REGISTERED),
            "Item 1: that ground does not fit this line's reason", *fits(2, DUPLICATE),
        ]),
        ("1 s; 2 c dup1", ["Item 2: this ground needs the other line, like =13310-2-5"]),
        ("2 c dup1 =2", ["Item 1: the other line can't be the line itself"]),
        ("2 c dup1 =77", ["Item 1: the other line is not in this batch; write its full key, like "
         "=13310-2-5"]),
        ("1 s; 3-99 s", ["Item 2: the batch has no line with that number"]),
        ("1006-1-1 s", ["Item 1: that line is not in this batch"]),
        ("1 s; 1 m", ["Item 2: this line is there twice, with different verdicts"]),
        ("4-2 s", ["Item 1: a range goes up, like 4-7"]),
        ("1 s signed 2/31", ["Item 1: there is no such day in the calendar"]),
        ("1 s; L1: 2 s; W1: 3 s", ["At the beginning: two batches are named; one message is for one "
         "batch"]),
    ],
)  # fmt: skip
async def test_what_is_not_understood_is_pointed_at_by_its_place(
    campaign: Database, tmp_path: Path, typed: str, wrong: list[str]
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        (answer,) = await maria.says(typed)
        assert answer == HEAD + "\n".join(wrong) + TAIL
        assert standing(house) == {}
        assert await maria.edits("1 s") == [
            "✓ Noted in L1:\n1. S1001-P1-L01 — stands\n3 lines left in L1: 2–4."
        ]
        house.check()


async def test_an_unknown_word_is_never_repeated(campaign: Database, tmp_path: Path) -> None:
    words = ("xyzzy", "wrigglesworthy", "qqq")
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        for word in words:
            for typed in (f"1 c {word}", f"1 {word}", f"L1: 1 s {word}", f"{word} 1 s", word):
                answers = await maria.says(typed)
                assert answers
                assert not any(word in answer.casefold() for answer in answers)


async def test_many_mistakes_are_told_ten_at_a_time(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        (answer,) = await maria.says("L1: " + "; ".join(f"{n} q" for n in range(1, 14)))
        assert answer.count("that is not a verdict") == 10
        assert "\n… and 3 more.\n" in answer


async def test_an_unsure_ground_is_asked_by_tap(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        assert await maria.says("1 s; 3 c addr|move") == [
            "Item 2: which ground did you mean? Nothing is noted until you choose."
        ]
        assert maria.buttons == [["Address is good"], ["Moved meanwhile"], ["None of these"]]
        assert standing(house) == {}
        asked = maria.sees
        echo = (
            "✓ Noted in L1, 2 lines:\n1. S1001-P1-L01 — stands\n"
            "3. S1001-P1-L03 — challenge · Moved meanwhile\n2 lines left in L1: 2, 4."
        )
        assert await maria.taps("Moved meanwhile") == [echo]
        again = await maria.taps("Moved meanwhile", on=asked)
        assert again[0].startswith("These 2 lines were noted in L1 already; nothing changed:")
        house.check()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("1 c re", ["Was registered", "Registered in time", "Moved meanwhile"]),
        ("L1: 1 c rge", ["Was registered", "Registered in time", "Moved meanwhile"]),
        ("3 c add", ["Address is good", "Moved meanwhile"]),
        ("2 c si", ["One of them must count", "Not the same person"]),
    ],
)
async def test_a_short_or_unlikely_ground_is_asked_about_among_those_that_fit(
    campaign: Database, tmp_path: Path, typed: str, offered: list[str]
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        assert await maria.says(typed) == [
            "Item 1: which ground did you mean? Nothing is noted until you choose."
        ]
        assert maria.buttons == [[label] for label in [*offered, "None of these"]]
        assert standing(house) == {}


async def test_a_batch_named_by_its_code_lists_what_fits_its_lines(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cap = house.reader("Maria"), house.reader("Cap", Role.CAPTAIN)
        await maria.says("/next")
        (answer,) = await cap.says("L1 by R-001: 2 c xyzzy")
        assert "\n".join(fits(2, DUPLICATE)) in answer
        (unknown,) = await cap.says("L7: 2 c xyzzy")
        assert "; the buttons under the line show those that fit\n" in unknown


async def test_none_of_the_grounds_was_meant(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("3 c addr|move")
        assert await maria.taps("None of these") == ["edits: All right, nothing was changed."]
        assert standing(house) == {}


async def test_a_question_is_answered_by_whom_it_was_asked(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cora = house.reader("Maria"), house.reader("Cora")
        await maria.says("/next")
        await maria.says("3 c addr|move")
        await cora.says("/next")
        cora.sees.markup = maria.sees.markup
        assert await cora.taps("Moved meanwhile", on=cora.sees) == [
            "shows: That question is settled or has grown too old. Please start again from your "
            "batch."
        ]


async def test_a_captain_types_for_somebody_without_a_phone(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cap = house.reader("Maria"), house.reader("Cap", Role.CAPTAIN)
        await maria.says("/next")
        assert await cap.says("L1 by R-001: 1 s; 2 m") == [
            "✓ Noted in L1, 2 lines:\n1. S1001-P1-L01 — stands\n2. S1001-P1-L02 — missing\n"
            "2 lines left in L1: 3–4."
        ]
        assert cap.buttons == [["↩ Undo"]]
        rows = house.rows(select(readings.c.reader_id, readings.c.typed_by_id))
        assert {tuple(row) for row in rows} == {(1, 2)}
        (entry,) = house.rows(select(trail.c.body).where(trail.c.act == "readings.recorded"))
        assert json.loads(entry.body)["read_by"] == "R-001"
        assert await cap.edits("L1 by R-001: 1 s; 2 ?") == [
            "✎ Corrected. L1 now says, for 2 lines:\n1. S1001-P1-L01 — stands (as before)\n"
            "2. S1001-P1-L02 — unsure (before: missing)\n2 lines left in L1: 3–4."
        ]
        assert await cap.says("L1: 3 s") == [
            "That batch is not yours. If you type for someone else, ask your captain."
        ]
        assert await cap.says("L1 by R-099: 3 s") == [
            "I don't know that reader. A reader is written like R-017."
        ]
        assert await cap.taps("Undo") == [
            "edits: ↩ Taken back in L1: 2 lines are as they were before."
        ]
        house.check()


async def test_a_volunteer_types_in_nobody_elses_batch(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cora = house.reader("Maria"), house.reader("Cora")
        await maria.says("/next")
        no = "That batch is not yours. If you type for someone else, ask your captain."
        assert await cora.says("L1: 1 s") == [no]
        assert await cora.says("L1 by R-001: 1 s") == [no]
        assert await cora.says("l1 1 s") == [no]
        assert await cora.says("X99: 1 s") == [
            "I know no batch X99. The code stands at the top of the sheet."
        ]
        assert await cora.says("1 s") == [NO_BATCH]
        assert standing(house) == {}


async def test_late_typing_until_the_deadline_and_not_after(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, ada = house.reader("Maria"), house.reader("Ada", Role.COORDINATOR)
        await maria.says("/next")
        await house.later(hours=5)
        assert await maria.says("1 s") == [NO_BATCH]
        assert await maria.says("L1: 1 s") == [
            "✓ Noted in L1:\n1. S1001-P1-L01 — stands\n3 lines left in L1: 2–4."
        ]
        await house.later(hours=20, minutes=59)
        assert (await maria.says("L1: 2 s"))[0].startswith("✓ Noted in L1:")
        await house.later(minutes=2)
        assert await maria.says("L1: 3 s") == [
            "The time to type batch L1 is over and its lines went back. Your coordinator can still "
            "enter your sheet: keep it."
        ]
        assert (await ada.says("L1 by R-001: 3 s"))[0].startswith("✓ Noted in L1:")
        assert standing(house) == {1: "stands", 2: "stands", 3: "stands"}
        house.check()


async def test_what_another_has_read_meanwhile_is_kept_beside(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cora = house.reader("Maria"), house.reader("Cora")
        await maria.says("/next")
        await house.later(hours=5)
        await cora.says("/next")
        await cora.says("1 s")
        assert await maria.says("L1: 1 c reg; 2 s") == [
            "✓ Noted in L1, 2 lines:\n"
            "1. S1001-P1-L01 — challenge · Was registered (someone else has read this line "
            "meanwhile; yours is kept beside)\n"
            "2. S1001-P1-L02 — stands\n2 lines left in L1: 3–4."
        ]
        (first,) = house.rows(select(lines.c.verdict, lines.c.contested).where(lines.c.id == 1))
        assert tuple(first) == ("stands", True)
        (count,) = house.rows(select(lines.c.id).where(lines.c.state == LineState.HELD).limit(1))
        assert count
        assert await cora.says("/batch") == [
            "1. S1001-P1-L01 · stands\n2. S1001-P1-L02 · Signed more than once\n"
            "3. S1001-P1-L03 · Different Address\n4. S1001-P1-L04 · Mismatch Signature",
            "Your batch is W1: 4 lines. Section 1001. It is yours until Sep 6, 7:00 PM.\n\n"
            "W1 · line 3 of 4\nS1001-P1-L03\nRegistrar: Different Address",
        ]
        house.check()


async def test_the_same_message_come_again_is_noted_once(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1-2 s")
        update = maria.wrote.json()
        house.telegram.updates.put("message", update)
        assert await house.quiet(maria) == [
            "These 2 lines were noted in L1 already; nothing changed:\n"
            "1. S1001-P1-L01 — stands (as before)\n2. S1001-P1-L02 — stands (as before)\n"
            "2 lines left in L1: 3–4."
        ]
        assert len(house.rows(select(entries))) == 1
        assert len(house.rows(select(people))) == 1
        house.check()
