"""Exporting: a whole folder or nothing, safe cells, digests that the trail keeps too."""

from __future__ import annotations

import csv
import json
import stat
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, select, update

from bot.cli import schedule_files
from bot.cli.schedule_files import WITHHELD, Files, Kept, safe
from models.database import Database
from models.schedule import Table
from models.tables import figures, grounds, trail
from tests import factories
from tests.audited import POLICY, SECTIONS, SEED, Audited
from tests.conftest import Clock
from tests.desk import Desk, state_target
from tests.room import Room

FILES = {
    *("README.txt", "SHA256SUMS", "schedule.xlsx", "about.csv", "audit.csv", "counts.csv"),
    *("figures.csv", "grounds.csv", "lines.csv", "rulings.csv"),
}


@pytest.fixture
def audited(bare_desk: Desk, fresh_url: Any) -> Desk:
    """A campaign of 96 lines: some read, eight drawn, half of these ruled, the seed told."""
    bare_desk.settings["database"] = fresh_url("sqlite")
    database = Database(bare_desk.settings["database"], durable=False)
    lines = factories.invented_lines(SECTIONS, 4)
    factories.found_campaign(database, lines=lines, policy=POLICY)
    state_target(database, 30)
    play = Audited(Room(database, Clock()))
    drawn = play.draw()
    play.read(SECTIONS)
    play.rule(drawn[:4])
    play.tell()
    database.close()
    return bare_desk


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def about(folder: Path) -> dict[str, str]:
    return {row["name"]: row["value"] for row in rows(folder, "about")}


def change(desk: Desk, statement: Any) -> None:
    engine = create_engine(desk.settings["database"])
    with engine.begin() as connection:
        connection.execute(statement)
    engine.dispose()


def test_one_folder_has_everything_and_only_its_owner_may_look(
    audited: Desk, tmp_path: Path
) -> None:
    said = audited("export", tmp_path / "new" / "given")
    assert (said.code, said.err) == (0, "")
    assert "(96 lines, 4 ruled, 8 audit draws)  INVENTED" in said.out
    folder = tmp_path / "new" / "given"
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in folder.parent.iterdir()] == ["given"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(rows(folder, "lines")) == 96
    assert about(folder)["audit_seed"] == SEED


def test_the_digests_are_those_of_the_files_and_stand_in_the_trail(
    audited: Desk, tmp_path: Path
) -> None:
    before = audited("trail", "verify").out.split("head ")[1].strip()
    audited("export", tmp_path / "given")
    sums = (tmp_path / "given" / "SHA256SUMS").read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in sums)}
    assert set(told) == FILES - {"SHA256SUMS"}
    for name, digest in told.items():
        assert sha256((tmp_path / "given" / name).read_bytes()).hexdigest() == digest
    engine = create_engine(audited.settings["database"])
    with engine.connect() as connection:
        entry = connection.execute(select(trail).order_by(trail.c.seq.desc()).limit(1)).one()
    engine.dispose()
    assert (entry.act, entry.actor) == ("schedule.exported", "desk")
    assert json.loads(entry.body)["files"] == told
    assert about(tmp_path / "given")["trail_head"] == before
    assert audited("trail", "verify").code == 0


def test_what_is_invented_is_labelled_in_every_row(audited: Desk, tmp_path: Path) -> None:
    audited("export", tmp_path / "given")
    for path in (tmp_path / "given").glob("*.csv"):
        assert {row["INVENTED"] for row in rows(tmp_path / "given", path.stem)} <= {"INVENTED"}
        assert path.read_text("utf-8").splitlines()[0].endswith(",INVENTED")
    assert (tmp_path / "given" / "README.txt").read_text().startswith("INVENTED.")
    book = load_workbook(tmp_path / "given" / "schedule.xlsx", read_only=True)
    assert "INVENTED" in [cell.value for cell in next(book["lines"].iter_rows(max_row=1))]
    book.close()


def test_the_workbook_has_the_same_lines_or_those_that_are_asked_for(
    audited: Desk, tmp_path: Path
) -> None:
    for only, column in (("all", None), ("ruled", "ruling"), ("ours", "counts")):
        audited("export", tmp_path / only, "--only", only)
        listed = rows(tmp_path / only, "lines")
        assert len(listed) == 96
        book = load_workbook(tmp_path / only / "schedule.xlsx", read_only=True)
        names = ["lines", "counts", "rulings", "audit", "figures", "grounds", "about"]
        assert book.sheetnames == names
        shown = list(book["lines"].iter_rows(min_row=2, values_only=True))
        wanted = [row for row in listed if column is None or row[column]]
        assert [str(row[3]) for row in shown] == [row["key"] for row in wanted]
        book.close()
    assert audited("export", tmp_path / "x", "--only", "nothing").code == 2


def test_days_are_days_in_the_workbook_and_long_numbers_are_text(
    audited: Desk, tmp_path: Path
) -> None:
    audited("export", tmp_path / "given", "--only", "ruled")
    book = load_workbook(tmp_path / "given" / "schedule.xlsx")
    titles = [cell.value for cell in book["lines"][1]]
    first = dict(zip(titles, (cell.value for cell in book["lines"][2]), strict=True))
    assert first["first_on"] == datetime(2022, 9, 6)  # noqa: DTZ001 - a sheet has no zones
    draws = [cell.value for cell in book["audit"][2]]
    told = rows(tmp_path / "given", "audit")[0]
    assert draws[5] == told["ticket"]


def test_nothing_is_overwritten_and_an_empty_folder_gives_way(
    audited: Desk, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert audited("export", tmp_path / "empty").code == 0
    again = audited("export", tmp_path / "empty")
    assert again.refusal == f"{tmp_path / 'empty'} is there already; choose a new name."
    (tmp_path / "file").write_text("mine")
    assert audited("export", tmp_path / "file").code == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_what_fails_half_way_leaves_no_folder_and_no_act(
    audited: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(schedule_files, "safe", full)
    parent = tmp_path / "parent"
    said = audited("export", parent / "given")
    assert said.refusal.startswith("No space left on device")
    assert list(parent.iterdir()) == []
    assert "schedule.exported" not in audited("trail", "show").out


def test_without_a_campaign_nothing_is_made(bare_desk: Desk, tmp_path: Path) -> None:
    assert bare_desk("export", tmp_path / "given").refusal.startswith("No campaign")
    assert not (tmp_path / "given").exists()


def test_a_cell_that_would_be_a_formula_is_made_text(audited: Desk, tmp_path: Path) -> None:
    change(audited, update(grounds).values(authority='=HYPERLINK("x")'))
    audited("export", tmp_path / "given")
    told = {row["authority"] for row in rows(tmp_path / "given", "grounds")}
    assert told == {'\'=HYPERLINK("x")'}
    book = load_workbook(tmp_path / "given" / "schedule.xlsx")
    cell = book["grounds"]["B2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", " =1", "＝1"])
def test_every_beginning_of_a_formula_is_known(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_numbers_and_plain_text_stay_what_they_are() -> None:
    assert [safe(cell) for cell in (-1, 0.5, None, "1001", "a=b", "")] == [
        *(-1, 0.5, None, "1001", "a=b", "")
    ]


def test_a_text_in_which_the_guard_sees_a_person_is_left_out(
    audited: Desk, tmp_path: Path
) -> None:
    change(audited, update(figures).values(source="Maria Gonzalez, 123 Main Street"))
    audited("export", tmp_path / "given")
    assert {row["source"] for row in rows(tmp_path / "given", "figures")} == {WITHHELD}
    assert "Gonzalez" not in (tmp_path / "given" / "figures.csv").read_text()


def test_a_source_with_a_date_in_its_address_stays(audited: Desk, tmp_path: Path) -> None:
    source = "metnews.com/articles/2022/Gascon_08162022.htm"
    change(audited, update(figures).values(source=source))
    audited("export", tmp_path / "given")
    assert {row["source"] for row in rows(tmp_path / "given", "figures")} == {source}


def test_the_profile_of_the_reference_case_is_exported_whole(desk: Desk, tmp_path: Path) -> None:
    assert desk("export", tmp_path / "given").code == 0
    for path in (tmp_path / "given").glob("*.csv"):
        assert WITHHELD not in path.read_text("utf-8")
    assert "INVENTED" not in (tmp_path / "given" / "README.txt").read_text()


def test_more_lines_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_files, "SHEET_ROWS", 3)
    made = datetime(2026, 11, 24, tzinfo=UTC)
    with Files(
        tmp_path, kept=Kept("all"), invented=False, names=lambda _text: False, now=made
    ) as files:
        files.table(Table("rulings", ("number",), [(n,) for n in range(7)]))
    book = load_workbook(tmp_path / "schedule.xlsx")
    assert book.sheetnames == ["rulings", "rulings-2", "rulings-3"]
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["number", 0, 1, 2],
        ["number", 3, 4, 5],
        ["number", 6],
    ]
