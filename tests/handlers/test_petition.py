"""The registrar's list in chat: a document, a dry run, a tap; and what is never kept of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from config.profile import campaign_path, load_profile
from models import petition
from models.database import Database
from models.tables import lines, trail
from models.terms import Role
from tests import factories
from tests.chat import House, Talker, a_house

HEAD = "section,page,line,reason"
COLUMNS = "Section: column A\nPage: column B\nLine: column C\nReason: column D\n"
THREE = (HEAD, "1001,1,1,NR", "1001,1,2,ADDR", "1002,1,1,SIG")
CORRECTED = (HEAD, "1001,1,1,NR", "1001,1,2,SIG", "1002,1,1,SIG", "1002,1,2,CAN")
PRIVATE = (
    f"{HEAD},name,home address",
    "1001,1,1,NR,Wilhelmina Thornquist,1423 W 7th St",  # invented
    "1001,1,2,ADDR,Barnaby Quisenberry,22 Elm Ave",
    "1002,1,1,SIG,Barnaby Quisenberry,22 Elm Ave",
)


@pytest.fixture
def empty(database: Database) -> Database:
    """A campaign of the reference case without a list."""
    database.run(
        petition.found,
        now=factories.MORNING,
        by="desk",
        profile=load_profile(campaign_path("los-angeles-2022")),
        draw_seed=factories.SEED,
        invented=True,
    )
    return database


async def sends(who: Talker, rows: tuple[str, ...], caption: str = "") -> list[str]:
    """Send rows as a CSV."""
    return await who.sends("document", "list.csv", "\n".join(rows).encode(), caption)


def kept(house: House) -> int:
    """How many lines there are."""
    return int(house.rows(select(func.count()).select_from(lines))[0][0])


def on_disk(house: House) -> list[str]:
    """The files that came in and are still there."""
    return [path.read_text(errors="replace") for path in (house.folder / "out" / "in").glob("*")]


async def test_a_list_is_shown_before_it_is_kept(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        (shown,) = await sends(ada, THREE)
        assert shown.startswith(
            f"Dry run · CSV, 3 lines. Nothing is kept yet.\n{COLUMNS}\n"
            "Not Registered: 1\nDifferent Address: 1\nMismatch Signature: 1\n"
            "⚠ Not Registered: 1 in the list, 88,464 in the certificate\n"
        )
        assert ada.buttons == [["Import 3 lines", "No"]]
        assert kept(house) == 0
        assert await ada.taps("Import 3 lines") == ["edits: 3 lines are in. /progress shows them."]
        assert kept(house) == 3
        assert on_disk(house) == []
        house.check()


async def test_no_keeps_neither_the_list_nor_the_file(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        await sends(ada, THREE)
        question = ada.sees
        buttons = question.markup
        assert await ada.taps("No") == ["edits: All right, nothing was changed."]
        assert (kept(house), on_disk(house)) == (0, [])
        question.markup = buttons
        assert await ada.taps("Import 3 lines") == [
            "shows: I no longer have that file. Please send it again: if it was imported already, that "
            "changes nothing."
        ]


async def test_the_same_file_again_changes_nothing(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        await sends(ada, THREE)
        await ada.taps("Import 3 lines")
        assert await sends(ada, THREE) == ["This very file was imported before; nothing changes."]
        assert (kept(house), on_disk(house)) == (3, [])


async def test_a_correction_needs_its_reason(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        await sends(ada, THREE)
        await ada.taps("Import 3 lines")
        (shown,) = await sends(ada, CORRECTED)
        assert shown.endswith(
            "\nThere is a list of 3 lines already: this would be a correction, so its caption must "
            "say because …."
        )
        assert not ada.sees.buttons
        (shown,) = await sends(ada, CORRECTED, "because the registrar sent a new one")
        assert shown.endswith(
            "\nThere is a list of 3 lines already: this is a correction, because the registrar "
            "sent a new one."
        )
        assert await ada.taps("Import 4 lines") == [
            "edits: Corrected: 1 lines added, 1 with another reason, 0 taken out."
        ]
        bodies = house.rows(select(trail.c.body).order_by(trail.c.seq))
        assert any("the registrar sent a new one" in row.body for row in bodies)
        house.check()


async def test_private_columns_stop_it_and_nothing_of_them_stays(
    empty: Database, tmp_path: Path
) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        assert await sends(ada, PRIVATE) == [
            "deletes theirs",
            "I stopped before reading on: these columns look like signers' personal data, which "
            "must not be kept here: E «name» and F «home address». Nothing was imported. Take them "
            "out, or import with --drop-columns (in chat: the caption drop columns) and I will not "
            "read them.",
        ]
        assert (kept(house), on_disk(house)) == (0, [])
        gone, shown = await sends(ada, PRIVATE, "drop columns")
        assert gone == "deletes theirs"
        assert "\nLeft out, unread: name and home address\n" in shown
        await ada.taps("Import 3 lines")
        assert (kept(house), on_disk(house)) == (3, [])
        bodies = json.dumps([row.body for row in house.rows(select(trail.c.body))])
        assert "Quisenberry" not in bodies


async def test_problems_are_told_by_row(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        rows = (HEAD, "1001,1,1,NR", "1001,1,1,NR", "1001,x,2,ADDR", "1002,1,3,xyzzy", ",1,1,NR")
        (shown,) = await sends(ada, rows)
        head, _, problems = shown.partition("\n\n4 rows cannot be taken; correct them and send ")
        assert head.startswith("Dry run · CSV, 1 line.")
        assert [row[:6] for row in problems.splitlines()[1:]] == [
            "Row 3:", "Row 4:", "Row 5:", "Row 6:",
        ]  # fmt: skip
        assert "xyzzy" not in shown
        assert (ada.sees.buttons, on_disk(house)) == ([], [])


async def test_a_workbook_comes_in_as_well(empty: Database, tmp_path: Path) -> None:
    book = Workbook()
    for row in THREE:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row.split(",")])
    data = io.BytesIO()
    book.save(data)
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        (shown,) = await ada.sends("document", "list.xlsx", data.getvalue())
        assert shown.startswith("Dry run · XLSX, 3 lines.")
        await ada.taps("Import 3 lines")
        assert kept(house) == 3


async def test_what_is_no_table_is_said_so(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        for data, begins in (
            (b" ", "That file has nothing in it."),
            (b"%PDF-1.7 something", "That is a file of another kind"),
            (b"<html><body>sign in</body></html>", "That is a web page with the name of a table"),
            (b"hello world\nhow are you", "I found no row with titles"),
        ):
            (no,) = await ada.sends("document", "list.csv", data)
            assert no.startswith(begins)
        assert on_disk(house) == []


async def test_nobody_elses_file_is_opened(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        removed = (
            "I removed your file without opening it. A list comes in from an admin, a typed sheet "
            "from a captain. Type what you read, for example: 3 c addr"
        )
        for who in (house.reader("Maria"), house.stranger("Eve")):
            assert await sends(who, PRIVATE) == ["deletes theirs", removed]
            assert await who.sends("document", "wilhelmina-thornquist.pdf", b"%PDF-") == [
                "deletes theirs", removed,
            ]  # fmt: skip
        assert on_disk(house) == []


async def test_a_name_in_a_caption_is_removed_with_its_file(
    empty: Database, tmp_path: Path
) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        gone, no = await sends(ada, THREE, "because Maria Gonzalez said so")  # invented
        assert (gone, no[:45]) == (
            "deletes theirs",
            "I removed your message: it held something lik",
        )
        assert (kept(house), on_disk(house)) == (0, [])


async def test_only_an_admin_is_told_how_to_import(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada, cora = house.reader("Ada", Role.ADMIN), house.reader("Cora", Role.COORDINATOR)
        assert (await ada.says("/import"))[0].startswith("Send me the registrar's list here")
        assert (await cora.says("/import"))[0].startswith("That is not open to your role.")


async def test_a_rule_is_looked_up_and_changed(empty: Database, tmp_path: Path) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        (rules,) = await ada.says("/policy")
        assert "\nbatch_size 20\n" in rules
        assert await ada.says("/policy batch_size 15") == [
            "Changed from now on: batch_size 20 → 15"
        ]
        for typed in ("batch_size lots", "batch_size -3", "no_such 3", "designation_required 7"):
            (no,) = await ada.says(f"/policy {typed}")
            assert not no.startswith("Changed")
        (rules,) = await ada.says("/policy")
        assert "\nbatch_size 15\n" in rules
        house.check()


async def test_a_file_that_was_never_confirmed_does_not_outlive_the_bot(
    empty: Database, tmp_path: Path
) -> None:
    async with a_house(empty, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        await sends(ada, PRIVATE, "drop columns")
        assert len(on_disk(house)) == 1
        (tmp_path / "out" / "countersign-R-001.json").write_text("{}")
    async with a_house(empty, tmp_path, telegram=house.telegram, owner=house) as again:
        assert (on_disk(again), list((tmp_path / "out").glob("*.json"))) == ([], [])
        (told,) = await ada.taps("Import 3 lines")
        assert "send" in told.casefold()
        assert kept(again) == 0
