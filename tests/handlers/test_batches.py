"""Batches and their holds in chat: resumed, given back, on paper, ended, reclaimed, moved."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import select

from config.policy import Policy
from models.database import Database
from models.tables import batches
from models.terms import Designation, Role
from tests import factories
from tests.chat import House, a_house

NEXT_HINT = "You have no open batch. /next gives you one."
SHEET = (
    "[file sheet-L1.pdf] Sheet of batch L1. Phones usually stay outside the room: print it, tick "
    "it, type it afterwards, until Sep 7, 12:00 PM. No names, no addresses on it."
)


def left(house: House) -> dict[str, str | None]:
    """How each batch ended, by its code."""
    return {row.code: row.ended for row in house.rows(select(batches.c.code, batches.c.ended))}


async def test_the_open_batch_is_resumed_where_one_was(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 s; 3 m")
        shown = (
            "Your batch is L1: 4 lines. Section 1001. It is yours until Sep 6, 2:00 PM.\n\n"
            "L1 · line 2 of 4\nS1001-P1-L02\nRegistrar: Signed more than once"
        )
        assert await maria.says("/next") == [shown]
        assert await maria.says("/batch") == [
            "1. S1001-P1-L01 · stands\n2. S1001-P1-L02 · Signed more than once\n"
            "3. S1001-P1-L03 · missing\n4. S1001-P1-L04 · Mismatch Signature",
            shown,
        ]
        assert left(house) == {"L1": None}


async def test_what_comes_before_the_first_batch_is_said(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        for more, begins in (
            ({"practised": False}, "Before your first real batch come a few practice lines."),
            (
                {"designation": Designation.NONE},
                "Before your first real batch your written design",
            ),
            (
                {"designation": Designation.REQUESTED},
                "Your written designation has been requested",
            ),
            ({"designation": Designation.WITHDRAWN}, "Your written designation was withdrawn"),
            ({"terms_version": 0}, "Before your first batch, please read and accept"),
            ({"suspended": True}, "Your account is on pause."),
        ):
            one = house.reader("Somebody", **more)
            (answer,) = await one.says("/next")
            assert answer.startswith(begins)
        assert left(house) == {}


async def test_nobody_is_dealt_a_section_they_circulated(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria", circulated=(1001, 1002))
        (batch,) = await maria.says("/next")
        assert "Section 1003." in batch


async def test_when_nothing_is_left_it_says_so(database: Database, tmp_path: Path) -> None:
    factories.found_campaign(database, lines=factories.invented_lines(1, 4))
    async with a_house(database, tmp_path) as house:
        maria, cora = house.reader("Maria"), house.reader("Cora")
        await maria.says("/next")
        assert await cora.says("/next") == [
            "There is nothing free to read right now: every line is read or in someone's hands. "
            "Thank you!"
        ]


async def test_giving_back_asks_first_and_keeps_what_is_read(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cora = house.reader("Maria"), house.reader("Cora")
        await maria.says("/next")
        await maria.says("1 s")
        assert await maria.says("/back") == [
            "Give L1 back? What you read stays; 3 lines return for others."
        ]
        assert maria.buttons == [["Give back", "No"]]
        assert await maria.taps("No") == ["edits: All right, nothing was changed."]
        assert left(house) == {"L1": None}
        await maria.says("/back")
        asked = maria.sees
        buttons = asked.markup
        assert await maria.taps("Give back") == [
            "edits: L1 is back: 3 lines returned, what you read is kept. Thank you!"
        ]
        assert maria.buttons == [["Next batch"]]
        asked.markup = buttons  # the phone has not seen the edit yet
        assert await maria.taps("Give back") == [f"shows: {NEXT_HINT}"]
        assert await maria.says("/back") == [NEXT_HINT]
        (batch,) = await cora.says("/next")
        assert "W1 · line 1 of 3\nS1001-P1-L02" in batch
        assert left(house) == {"L1": "given-back", "W1": None}
        house.check()


async def test_an_old_question_never_gives_another_batch_back(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("/back")
        question = maria.sees
        await maria.says("1-4 s")
        await maria.says("/next")
        assert await maria.taps("Give back", on=question) == [
            "shows: Batch L1 is not out any more."
        ]
        assert left(house) == {"L1": "done", "W1": None}


async def test_a_hold_is_warned_renewed_and_ends(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 s")
        assert await house.later(hours=3, minutes=29) == []
        assert await house.later(minutes=2) == [
            "to Maria: Are you still reading L1? It is yours until Sep 6, 2:00 PM; then what is "
            "unread returns for others."
        ]
        assert maria.buttons == [["Still reading", "Give back"]]
        assert await house.tick() == []  # once, however often the clock is looked at
        assert await maria.taps("Still reading") == [
            "edits: Good. L1 is yours until Sep 6, 5:31 PM."
        ]
        assert await house.later(hours=3, minutes=31) == [
            "to Maria: Are you still reading L1? It is yours until Sep 6, 5:31 PM; then what is "
            "unread returns for others."
        ]
        warning = maria.sees
        assert await house.later(minutes=30) == [
            "to Maria: Your time with L1 is over; 3 unread lines went back. What you read is kept, "
            "and if you have more of it on paper you may type it until Sep 7, 12:00 PM."
        ]
        assert await house.later(minutes=30) == []
        assert await maria.taps("Still reading", on=warning) == [f"shows: {NEXT_HINT}"]
        assert left(house) == {"L1": "expired"}
        house.check()


async def test_a_reading_is_a_sign_of_life(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        for number in (1, 2, 3):
            await house.later(hours=3)
            await maria.says(f"{number} s")
        assert left(house) == {"L1": None}


async def test_a_hold_that_ended_while_nobody_looked_is_told_for_what_it_is(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        assert await house.later(days=3) == [
            "to Maria: Your time with L1 is over; 4 unread lines went back. What you read is kept. "
            "If you have more of it on paper, give the sheet to your coordinator."
        ]
        house.check()


async def test_a_sheet_is_held_until_its_deadline_and_nudged(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cap = house.reader("Maria"), house.reader("Cap", Role.CAPTAIN)
        await maria.says("/next")
        await maria.says("1 s")
        assert await maria.taps("On paper") == [SHEET]
        assert await maria.says("/sheet") == [SHEET]
        assert await house.later(hours=12) == []
        assert await cap.says("/out") == [
            "One batch is out\nL1 · R-001 · on paper, 3 of 4 to type · until Sep 7, 12:00 PM"
        ]
        assert await house.later(hours=12, minutes=1) == [
            "to Maria: The sheet of L1 is waiting to be typed, until Sep 7, 12:00 PM. Send it as "
            "one message, for example: L1: 3 c addr; 4-7 s"
        ]
        await maria.says("L1: 2 s")
        assert await house.later(hours=2) == [
            "to Maria: The sheet of L1 was not typed in time; 2 lines went back. If you have the "
            "sheet, tell your captain."
        ]
        assert (await maria.says("L1: 3 s"))[0].startswith("The time to type batch L1 is over")
        house.check()


async def test_a_sheet_needs_a_batch(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cap = house.reader("Maria"), house.reader("Cap", Role.CAPTAIN)
        for command in ("/sheet", "/batch", "/back"):
            assert await maria.says(command) == [NEXT_HINT]
        assert await cap.says("/pull") == ["No batch is out at the moment."]
        assert await cap.says("/out") == ["No batch is out."]


async def test_a_captain_takes_a_batch_back_and_its_holder_is_told(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cap = house.reader("Maria"), house.reader("Cap", Role.CAPTAIN)
        await maria.says("/next")
        await maria.says("1 s")
        for typed, begins in (
            ("/reclaim", "Which batch? Write its code after the command"),
            ("/reclaim seven", "A batch code is a letter and a number"),
            ("/reclaim X9", "I know no batch X9."),
        ):
            assert (await cap.says(typed))[0].startswith(begins)
        assert await cap.says("/reclaim l1") == [
            "Take L1 back from R-001? 3 lines return; what is read stays."
        ]
        assert await cap.taps("Take it back") == [
            "edits: L1 is taken back; its holder is told.",
            "to Maria: A captain took batch L1 back. What you read is kept. /next brings another.",
        ]
        assert await cap.says("/reclaim L1") == ["Batch L1 is not out any more."]
        assert await maria.says("/reclaim L1") == [
            "That is not open to your role. If you need it, ask your coordinator."
        ]
        # What she had read in the room meanwhile may still be typed.
        assert (await maria.says("L1: 2 s"))[0].startswith("✓ Noted in L1:")
        assert left(house) == {"L1": "reclaimed"}
        house.check()


async def test_a_captain_moves_a_batch_and_both_are_told(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, lupe = house.reader("Maria"), house.reader("Lupe", language="es")
        cap = house.reader("Cap", Role.CAPTAIN)
        await maria.says("/next")
        await maria.says("1 s")
        assert await cap.says("/move L1") == [
            "Say which batch, and to whom, for example: /move K7 R-017"
        ]
        assert await cap.says("/move L1 R-001") == ["Batch L1 is in that person's hands already."]
        said, *told = await cap.says("/move l1 r-002")
        assert said == "L1 is now with R-002; both are told."
        to_lupe, to_maria = sorted(told)  # different chats: either may come first
        assert to_maria == (
            "to Maria: Batch L1 went to someone else. What you read is kept. /next brings another."
        )
        assert re.fullmatch(r"to Lupe: El lote L1 .+: 3 líneas por leer\.", to_lupe)
        assert (await maria.says("L1: 2 s"))[0].startswith("✓ Noted in L1:")  # read before
        (batch,) = await lupe.taps("Siguiente lote")
        assert "L1 · línea 3 de 4\nS1001-P1-L03" in batch
        assert (await cap.says("/move L1 R-003"))[0].startswith("L1 is now with R-003")
        house.check()


async def test_a_batch_moves_to_nobody_who_may_not_have_it(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cap = house.reader("Maria"), house.reader("Cap", Role.CAPTAIN)
        await maria.says("/next")
        busy = house.reader("Cora")
        await busy.says("/next")
        house.reader("Otto", circulated=(1001,))
        house.reader("Nell", designation=Designation.NONE)
        for who, begins in (
            ("R-003", "That person has an open batch"),
            ("R-004", "Section 1001 was circulated by that person"),
            ("R-005", "That person can't take a batch yet"),
            ("R-077", "I find nobody by that name."),
        ):
            assert (await cap.says(f"/move L1 {who}"))[0].startswith(begins), who
        house.check()


async def test_the_rules_of_the_day_are_the_dated_ones(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria, cora = house.reader("Maria"), house.reader("Cora")
        await maria.says("/next")
        factories.set_policy(campaign, Policy(batch_size=8, hold_minutes=60), now=house.now)
        (batch,) = await cora.says("/next")
        assert batch.startswith(
            "Your batch is W1: 8 lines. Sections 1002 and 1003. It is yours until Sep 6, 11:00 AM."
        )
        house.check()
