"""Reading by taps: verdicts, grounds, the card, what remains; undone, repeated, come again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from models.database import Database
from models.tables import readings
from tests.chat import House, Talker, a_house

LINE = "edits: L1 · line {number} of 4\nS1001-P1-L0{number}\nRegistrar: {reason}"
REASONS = (
    "",
    "Not Registered",
    "Signed more than once",
    "Different Address",
    "Mismatch Signature",
)


def line(number: int) -> str:
    """What the bot shows of a line of the first batch, over the line before."""
    return LINE.format(number=number, reason=REASONS[number])


async def dealt(house: House, name: str = "Maria") -> Talker:
    """Somebody with the first batch in hand."""
    maria = house.reader(name)
    assert await maria.says("/next") == [
        "Your batch is L1: 4 lines. Section 1001. It is yours until Sep 6, 2:00 PM.\n\n"
        "L1 · line 1 of 4\nS1001-P1-L01\nRegistrar: Not Registered"
    ]
    return maria


def foreign(data: str) -> dict[str, object]:
    """A keyboard that no bot of ours has made."""
    return {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}


def standing(house: House) -> list[tuple[int, str]]:
    """Line id and verdict of what stands."""
    query = select(readings.c.line_id, readings.c.verdict).where(readings.c.standing)
    return sorted((row.line_id, row.verdict) for row in house.rows(query))


async def test_the_first_line_has_all_one_may_do_under_it(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        assert maria.buttons == [
            ["Challenge", "Stands"],
            ["Unsure", "Missing"],
            ["What to check", "Rest stand (4)"],
            ["Next line ›"],
            ["On paper", "Give back"],
        ]
        assert maria.sees.protected
        assert await maria.says("/next") == [
            "Your batch is L1: 4 lines. Section 1001. It is yours until Sep 6, 2:00 PM.\n\n"
            "L1 · line 1 of 4\nS1001-P1-L01\nRegistrar: Not Registered"
        ]
        house.check()


async def test_each_verdict_is_one_tap_and_shows_the_next_line(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        assert await maria.taps("Stands") == ["shows: 1: stands", line(2)]
        assert await maria.taps("Unsure") == ["shows: 2: unsure", line(3)]
        assert await maria.taps("Missing") == ["shows: 3: missing", line(4)]
        assert maria.buttons[2:4] == [["What to check", "Rest stand (1)"], ["‹ Previous"]]
        assert await maria.taps("Stands") == [
            "shows: 4: stands",
            "edits: L1 is done: 4 lines, 2 stand, 1 unsure, and 1 missing. Thank you!",
        ]
        assert maria.buttons == [["↩ Undo", "Next batch"]]
        assert len([one for one in maria.user.messages if one.sender is not maria.user]) == 1
        house.check()


async def test_a_challenge_asks_for_a_ground_that_fits_the_reason(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        assert await maria.taps("Challenge") == [
            "edits: Line 1 · S1001-P1-L01\nOn which ground is it challenged?"
        ]
        assert maria.buttons == [
            ["Was registered", "Registered in time"], ["Moved meanwhile"], ["‹ Not yet"],
        ]  # fmt: skip
        assert await maria.taps("Not yet") == [line(1)]
        await maria.taps("Challenge")
        assert await maria.taps("Registered in time") == [
            "shows: 1: challenge · Registered in time",
            line(2),
        ]
        assert standing(house) == [(1, "challenge")]
        house.check()


async def test_the_ground_of_a_duplicate_asks_to_type_its_partner(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        await maria.taps("Next line")
        await maria.taps("Challenge")
        assert await maria.taps("One of them must count") == [
            "edits: This ground needs the other line of the duplicate. Please type it, for example:"
            "\nL1: 2 c dup1 =13310-2-5"
        ]
        assert standing(house) == []
        assert await maria.says("L1: 2 c dup1 =13310-2-5") == [
            "✓ Noted in L1:\n"
            "2. S1001-P1-L02 — challenge · One of them must count = S13310-P2-L05\n"
            "3 lines left in L1: 1, 3–4."
        ]
        (corrected, *_) = await maria.says("2 c dup1 =13310-2-6")
        assert corrected.startswith(
            "✓ Noted in L1:\n2. S1001-P1-L02 — challenge · One of them must count = S13310-P2-L06 "
            "(before: challenge · One of them must count = S13310-P2-L05)\n"
        )
        assert await maria.taps("Go on") == [line(1)]
        house.check()


async def test_the_card_is_one_tap_away_and_back(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        (card,) = await maria.taps("What to check")
        assert card.startswith("edits: Line 1 · Not Registered\nNot Registered: what to check\n•")
        assert maria.buttons == [["‹ Back to the line"]]
        assert await maria.taps("Back to the line") == [line(1)]


async def test_previous_and_following_walk_through_the_batch(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        for number in (2, 3, 4):
            assert await maria.taps("Next line") == [line(number)]
        assert ["‹ Previous"] in maria.buttons
        for number in (3, 2, 1):
            assert await maria.taps("Previous") == [line(number)]


async def test_what_remains_stands_after_a_second_question(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        await maria.taps("Unsure")
        question = "edits: 3 lines have no reading yet: 2–4. Do all these rejections stand?"
        assert await maria.taps("Rest stand") == [question]
        assert await maria.taps("No") == [line(2)]
        assert standing(house) == [(1, "unsure")]
        assert await maria.taps("Rest stand") == [question]
        asked = maria.sees
        assert await maria.taps("Yes, they stand") == [
            "edits: ✓ Noted in L1, 3 lines:\n"
            "2. S1001-P1-L02 — stands\n3. S1001-P1-L03 — stands\n4. S1001-P1-L04 — stands\n"
            "L1 is done: 4 lines, 3 stand and 1 unsure. Thank you!"
        ]
        assert asked is maria.sees
        house.check()


async def test_a_tap_again_changes_a_verdict(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        await maria.taps("Stands")
        await maria.taps("Previous")
        assert await maria.taps("Missing") == ["shows: 1: missing", line(2)]
        assert standing(house) == [(1, "missing")]
        house.check()


async def test_a_double_tap_is_noted_once(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        # The phone repeats it under a new number; that one's answer comes too late to be shown.
        assert await maria.taps_twice("Stands") == ["shows: 1: stands", line(2)]
        await maria.taps("Previous")
        assert await maria.taps("Stands") == ["shows: 1: already noted, stands", line(2)]
        assert standing(house) == [(1, "stands")]
        house.check()


async def test_a_tap_too_old_to_be_answered_still_counts(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        maria.user.press("Stands")
        house.telegram.move(timedelta(hours=1))  # before the bot comes to it
        assert await house.quiet(maria) == [line(2)]
        assert standing(house) == [(1, "stands")]
        house.check()


async def test_a_tap_under_a_message_that_is_gone_is_answered_anew(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        shown = maria.sees
        maria.user.press("Stands")
        maria.user.delete(shown)
        assert await house.quiet(maria) == ["shows: 1: stands", line(2).removeprefix("edits: ")]
        house.check()


async def test_undo_by_button_and_by_command(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        await maria.taps("Stands")
        await maria.taps("Rest stand")
        await maria.taps("Yes, they stand")
        assert await maria.taps("Undo") == [
            "edits: ↩ Taken back in L1: 3 lines are as they were before."
        ]
        assert await maria.taps("Go on") == [line(2)]
        assert await maria.says("/undo") == ["↩ Taken back in L1: one line is as it was before."]
        assert standing(house) == []
        assert await maria.says("/undo") == ["There is nothing of yours to undo here."]
        house.check()


async def test_an_old_button_does_nothing_to_another_batch(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        first = maria.sees
        await maria.says("L1: 1-4 s")
        await maria.says("/next")
        for button in ("On paper", "Give back"):
            assert await maria.taps(button, on=first) == ["shows: Batch L1 is not out any more."]
        assert await maria.taps("Rest stand", on=first) == [
            "shows: Every line of this batch has its verdict already."
        ]
        assert (await maria.says("/back"))[0].startswith("Give W1 back?")
        house.check()


async def test_nobody_taps_in_another_ones_batch(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        await dealt(house)
        cora = house.reader("Cora")
        await cora.says("/next")
        theirs = cora.sees
        theirs.markup = foreign("rv:L1:1:stands")
        assert await cora.taps("x", on=theirs) == [
            "shows: That batch is not yours. If you type for someone else, ask your captain."
        ]
        for data in ("rv:L1", "rv:W1:99:stands", "rv:W1:1:perhaps", "nothing:1", "rv:W1:x:stands"):
            theirs.markup = foreign(data)
            (answer,) = await cora.taps("x", on=theirs)
            assert answer.startswith("shows: "), data
        assert standing(house) == []
        house.check()


async def test_a_line_stands_in_a_protected_message_whichever_way_it_is_reached(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = await dealt(house)
        await maria.says("1 s")
        await maria.says("/undo")
        await maria.taps("Go on")
        assert maria.sees.protected
        shown = maria.sees
        tap = maria.user.tap(shown, "What to check")
        maria.user.delete(shown)  # before the bot can edit it
        assert tap.message is shown
        (card,) = await house.quiet(maria)
        assert card.startswith("Line 1 · Not Registered")
        assert maria.sees.protected
