"""A captain sends a paper sheet as a CSV: a dry run, a button, and it is noted once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from bot.sandbox.people import User
from models import review
from models.database import Database
from models.tables import entries, readings
from models.terms import BatchView, Person, Role, Via
from tests import factories
from tests.dialogue import Dialogue, a_dialogue, last

HEAD = "number,verdict,ground,partner\n"


async def send(bot: Dialogue, who: User, data: str | bytes, caption: str = "") -> list[str]:
    """What the bot says to a file."""
    who.send_document(
        "sheet.csv", data.encode() if isinstance(data, str) else data, caption=caption
    )
    return await bot._answers(who)


def a_captain(bot: Dialogue, role: Role = Role.CAPTAIN) -> tuple[User, Person]:
    user = bot.tg.user("Cy (invented)")
    return user, factories.a_person(bot.database, role=role, telegram_id=user.id)


def a_batch(bot: Dialogue, person: Person) -> BatchView:
    """Four lines (NR, DUP, ADDR, SIG), taken into the room on paper."""
    now = bot.tg.clock.now()
    bot.database.run(review.deal, now=now, person=person)
    return bot.database.run(review.take_on_paper, now=now, by=person)


def kept(database: Database) -> list[tuple[int, str, str]]:
    """Each reading as (line id, verdict, how it was entered)."""
    query = select(readings.c.line_id, readings.c.verdict, entries.c.via).join(
        entries, entries.c.id == readings.c.entry_id
    )
    return [tuple(row) for row in database.run(factories.everything, query=query)]


def a_sheet(batch: BatchView) -> str:
    """Three of its four lines: stands, missing, a challenge."""
    assert [one.reason for one in batch.lines] == ["NR", "DUP", "ADDR", "SIG"]
    return HEAD + "1,s,,\n2,m,,\n4,c,sig,\n"


async def test_a_sheet_is_shown_line_by_line_before_it_is_noted(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, _ = a_captain(bot)
        batch = a_batch(bot, factories.a_person(campaign))
        (text,) = await send(bot, cy, a_sheet(batch), f"{batch.code}")
        first, *rows = text.splitlines()
        assert first == (
            f"{batch.code}: the sheet has 3 lines. Read by {batch.holder}, typed by you."
            " Nothing is noted yet."
        )
        assert [row.split()[1] for row in rows[:3]] == [
            one.key.printed for one in (batch.lines[0], batch.lines[1], batch.lines[3])
        ]
        assert [row.split()[2] for row in rows[:3]] == ["stands", "missing", "challenge"]
        assert rows[3] == "1 line of the batch is not on the sheet and stays open."
        assert bot.buttons(cy)[0] == "Note 3 lines"
        assert kept(campaign) == []


async def test_the_button_notes_the_sheet_as_read_by_its_reader(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, captain = a_captain(bot)
        reader = factories.a_person(campaign)
        batch = a_batch(bot, reader)
        await send(bot, cy, a_sheet(batch), f"Sheet {batch.code} by {reader.pseudonym}")
        said = await bot.press(cy, "Note 3 lines")
        assert any(batch.lines[0].key.printed in text for text in said)
        assert [(verdict, via) for _, verdict, via in kept(campaign)] == [
            ("stands", Via.SHEET),
            ("missing", Via.SHEET),
            ("challenge", Via.SHEET),
        ]
        query = select(readings.c.reader_id, readings.c.typed_by_id).distinct()
        (who,) = campaign.run(factories.everything, query=query)
        assert tuple(who) == (reader.id, captain.id)


async def test_a_second_tap_notes_nothing_more(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, _ = a_captain(bot)
        batch = a_batch(bot, factories.a_person(campaign))
        await send(bot, cy, a_sheet(batch), batch.code)
        asked = last(cy)
        first, second = cy.tap(asked, "Note 3 lines"), cy.tap(asked, "Note 3 lines")
        assert first is not second
        await bot._answers(cy)
        assert len(kept(campaign)) == 3
        (count,) = campaign.run(
            factories.everything, query=select(func.count()).select_from(entries)
        )
        assert count[0] == 1


async def test_a_cell_that_cannot_be_read_is_named_by_its_place_and_nothing_is_taken(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, _ = a_captain(bot)
        batch = a_batch(bot, factories.a_person(campaign))
        (text,) = await send(bot, cy, HEAD + "1,s,,\n2,Quimby,,\n9,s,,\n", batch.code)
        assert "Row 3, column 2:" in text
        assert "Quimby" not in text
        (text,) = await send(bot, cy, HEAD + "1,s,,\n9,s,,\n", batch.code)
        assert "Row 3:" in text
        (text,) = await send(bot, cy, HEAD + "1,c,Quimby,\n2,c,sig,\n", batch.code)
        assert "I don't know that ground\nWhat fits line 1:\n   reg Was registered" in text
        (text,) = await send(bot, cy, HEAD + "2,c,sig,\n", batch.code)
        assert "does not fit this line's reason\nWhat fits line 2:\n   dup1 One of them" in text
        assert kept(campaign) == []


async def test_an_unclear_ground_is_asked_for_in_its_row(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, _ = a_captain(bot)
        batch = a_batch(bot, factories.a_person(campaign))
        (text,) = await send(bot, cy, HEAD + "1,c,addd,\n", batch.code)
        assert "Row 2" in text
        assert "addd" not in text


async def test_a_file_with_a_column_for_names_is_removed_unread(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, _ = a_captain(bot)
        batch = a_batch(bot, factories.a_person(campaign))
        (text,) = await send(bot, cy, "number,name,verdict\n1,Quimby,s\n", batch.code)
        assert "Column 2 looks like personal data" in text
        assert "Quimby" not in text
        assert [one.sender.name for one in cy.messages] == ["Countersign"]


async def test_a_file_that_is_no_csv_or_too_large_is_refused(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, _ = a_captain(bot)
        assert (await send(bot, cy, b"PK\x03\x04", "K7"))[0].startswith("A sheet comes in as CSV")
        (text,) = await send(bot, cy, bytes(1024 * 1024 + 1), "K7")
        assert text == "That file is larger than a sheet can be: at most 1 MB."


async def test_the_batch_must_be_named_once(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy, captain = a_captain(bot)
        (text,) = await send(bot, cy, HEAD + "1,s,,\n")
        assert text.startswith("Which batch is this sheet of?")
        (text,) = await send(bot, cy, "batch,number,verdict\nK7,1,s\n", "K8")
        assert "K7" not in text
        batch = a_batch(bot, captain)
        (text,) = await send(bot, cy, HEAD + "1,s,,\n")
        assert text.startswith(f"{batch.code}: the sheet has 1 line.")


async def test_a_volunteer_s_file_is_removed(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = bot.tg.user("Ana (invented)")
        factories.a_person(campaign, telegram_id=ana.id)
        (text,) = await send(bot, ana, HEAD + "1,s,,\n", "K7")
        assert text.startswith("I removed your file without opening it.")


async def test_an_admin_s_file_is_a_sheet_when_its_caption_says_so(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ada, _ = a_captain(bot, Role.ADMIN)
        batch = a_batch(bot, factories.a_person(campaign))
        for caption in (batch.code, f"hoja {batch.code}", f"Sheet: {batch.code}"):
            (text,) = await send(bot, ada, HEAD + "1,s,,\n", caption)
            assert text.startswith(f"{batch.code}: the sheet has 1 line.")
