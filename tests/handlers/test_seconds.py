"""A second reading in chat: nothing of the first is shown, and nothing says that it is a second."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models.database import Database
from models.terms import Role
from tests import factories
from tests.chat import House, Talker, a_house

POLICY = replace(factories.POLICY, second_percent=100, batch_size=4)
TELLING = ("second", "twice", "again", "blind", "R-001", "challenge ·")


async def read_by_ann(house: House) -> Talker:
    ann = house.reader("Ann")
    await ann.says("/next")
    await ann.says("1 c reg; 2 s; 3 s; 4 c sig")
    return ann


async def test_it_is_dealt_shown_read_and_corrected_like_any_other_batch(
    database: Database, tmp_path: Path
) -> None:
    factories.found_campaign(database, policy=POLICY)
    async with a_house(database, tmp_path) as house:
        await read_by_ann(house)
        ben = house.reader("Ben")
        said = await ben.says("/next")
        assert said[0].startswith("Your batch is W1: 4 lines. Section 1001.")
        assert "S1001-P1-L01" in said[0]
        said += await ben.says("/batch")
        said += await ben.says("1 s; 2 s")
        said += await ben.says("/batch")
        assert not any(word in one for one in said for word in TELLING)
        assert "2 lines left in W1: 3–4." in said[-3]
        (undone,) = await ben.says("/undo")
        assert undone.startswith("↩ Taken back")
        await ben.says("/back")
        (back,) = await ben.taps("Give back")
        assert "4 lines" in back
        house.check()


async def test_what_two_say_otherwise_goes_to_the_lawyers(
    database: Database, tmp_path: Path
) -> None:
    factories.found_campaign(database, policy=POLICY)
    async with a_house(database, tmp_path) as house:
        await read_by_ann(house)
        ben = house.reader("Ben")
        await ben.says("/next")
        (done,) = await ben.says("1 s; 2 s; 3 s; 4 c sig")
        assert "W1 is done" in done
        lea = house.reader("Lea", Role.LAWYER)
        shown = (await lea.says("/queue"))[0]
        assert shown.startswith(
            "S1001-P1-L01 · Not Registered\nIt waits because its readings disagree."
        )
        assert "R-001" in shown
        assert "R-002" in shown
        house.check()


async def test_a_line_whose_first_reading_is_gone_is_pointed_at_by_its_place(
    database: Database, tmp_path: Path
) -> None:
    factories.found_campaign(database, policy=POLICY)
    async with a_house(database, tmp_path) as house:
        ann = await read_by_ann(house)
        ben = house.reader("Ben")
        await ben.says("/next")
        await ann.says("/undo")
        told = await ben.says("W1: 1 s; 2 s")
        assert "this line is no longer to be read in this batch" in told[0]
        house.check()
