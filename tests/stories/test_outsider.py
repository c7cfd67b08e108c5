"""An outsider with the export, numpy and Python comes to the same numbers, to the line."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from config.settings import inherited
from models.audit import look_standing
from models.database import Database
from models.rules.estimates import Block, Counts, total_band
from models.terms import Verdict
from tests import factories
from tests.audited import POLICY, SECTIONS, Audited
from tests.conftest import Clock, FreshUrl
from tests.desk import Desk, state_target
from tests.house import ROOT
from tests.room import Room
from tests.stories.an_export import Tables

SCRIPT = ROOT / "docs" / "outsider.py"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a campaign exported before and after its seed was told, and what it ended with."""

    before: Path
    after: Path
    counts: Counts
    blocks: list[Block]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Campaign:
    """Read and ruled in a bad order, and drawn again and again, by the real verbs; once for all."""
    folder = tmp_path_factory.mktemp("campaign")
    desk = Desk({"database": f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'db')}"})
    database = Database(desk.settings["database"], durable=False)
    lines = factories.invented_lines(SECTIONS, 4)
    factories.found_campaign(database, lines=lines, policy=POLICY)
    state_target(database, 30)
    audited = Audited(Room(database, Clock()))
    play(audited)
    assert desk("export", folder / "before").code == 0
    audited.tell()
    assert desk("export", folder / "after").code == 0
    kept, blocks = audited.room.counts(), database.run(look_standing).blocks
    database.close()
    counts = Counts(len(lines), kept["ruled"], kept["judged"])
    return Campaign(folder / "before", folder / "after", counts, blocks)


@pytest.fixture
def given(campaign: Campaign, tmp_path: Path) -> Path:
    """A copy of the last export, to be tampered with."""
    return shutil.copytree(campaign.after, tmp_path / "given")


def play(audited: Audited) -> None:
    drawn = audited.draw()
    for at in range(6):
        audited.read(3)
        audited.rule_drawn()
        claimed = audited.claimed()
        audited.rule(claimed[: 3 + at])  # outside the stream: what looks good comes first
        audited.rule(claimed[3 + at : 4 + at], Verdict.STANDS)
        drawn = audited.draw()
    assert len(drawn) >= 16


def check(folder: Path) -> tuple[int, str]:
    """What the script says of the folder, run as an outsider runs it: no code of ours in reach."""
    ran = subprocess.run(
        [sys.executable, "-I", SCRIPT, folder],
        capture_output=True,
        text=True,
        env=inherited() | {"PYTHONPATH": ""},
        cwd=folder.parent,
        check=False,
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def tampered(folder: Path, table: str, change: Callable[[list[Row]], object]) -> None:
    """Change a table and seal the folder again, so that only the numbers can tell."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    sums = folder / "SHA256SUMS"
    digest = sha256(path.read_bytes()).hexdigest()
    sums.write_text(re.sub(rf"\w{{64}}  {path.name}", f"{digest}  {path.name}", sums.read_text()))


def test_an_outsider_comes_to_the_same_interval_to_the_line(campaign: Campaign) -> None:
    band = total_band(campaign.counts, campaign.blocks)
    assert len(campaign.blocks) > 1
    assert band.width < campaign.counts.unruled
    code, said = check(campaign.after)
    assert f"agrees interval: ('{band.low}', '{band.high}')" in said
    assert (code, "WRONG" in said) == (0, False)


@pytest.mark.parametrize(
    ("total", "rounds", "draws", "rulings", "share"),
    [
        (60, 3, 5, 4, 0.5),
        (500, 12, 8, 15, 0.2),
        (3_000, 30, 15, 20, 0.39),
        (20_000, 20, 60, 250, 0.22),
        pytest.param(195_783, 40, 72, 180, 0.22, marks=pytest.mark.slow),
    ],
)
def test_and_so_for_petitions_of_any_size(
    tmp_path: Path, total: int, rounds: int, draws: int, rulings: int, share: float
) -> None:
    tables = Tables(total, total, share)
    made = tables.write(tmp_path / "given", tables.rounds(rounds, draws, rulings))
    code, said = check(tmp_path / "given")
    assert f"agrees interval: ('{made.band.low}', '{made.band.high}')" in said
    assert (code, "WRONG" in said) == (0, False)
    if total >= 3_000:  # the interval says more than the certain bounds at both ends
        assert made.counts.ours < made.band.low
        assert made.band.high < made.counts.ours + made.counts.unruled


def test_before_the_seed_is_told_the_interval_can_be_checked_and_the_draw_not(
    campaign: Campaign,
) -> None:
    code, said = check(campaign.before)
    assert code == 2
    assert "not yet the draw" in said
    assert "agrees interval" in said


def test_a_campaign_without_an_audit_has_nothing_to_be_wrong_about(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    desk = Desk({"database": fresh_url("sqlite")})
    database = Database(desk.settings["database"], durable=False)
    factories.found_campaign(database)
    database.close()
    assert desk("export", tmp_path / "given").code == 0
    code, said = check(tmp_path / "given")
    assert (code, "agrees interval: ('0', '24')" in said) == (0, True)


def swap_two_draws(rows: list[Row]) -> None:
    one, two = rows[2], rows[3]
    for name in ("section", "page", "line", "ticket", "reason"):
        one[name], two[name] = two[name], one[name]


def turn_a_ruling_of_a_draw(rows: list[Row]) -> None:
    row = next(row for row in rows if row["ruling"] == "stands")
    row["ruling"] = "challenge"


def turn_a_ruling_of_a_line(rows: list[Row]) -> None:
    row = next(row for row in rows if row["counts"])
    row["counts"] = ""


def rule_a_skipped_line_earlier(rows: list[Row]) -> None:
    row = max((row for row in rows if row["draws_before"]), key=lambda r: int(r["draws_before"]))
    row["draws_before"] = "0"


def widen(rows: list[Row]) -> None:
    row = next(row for row in rows if row["name"] == "interval_high")
    row["value"] = str(int(row["value"]) - 1)


def another_seed(rows: list[Row]) -> None:
    next(row for row in rows if row["name"] == "audit_seed")["value"] = "another seed"


@pytest.mark.parametrize(
    ("table", "change", "fault"),
    [
        ("audit", swap_two_draws, "WRONG  draw 2: "),
        ("audit", turn_a_ruling_of_a_draw, "WRONG  draw "),
        ("lines", turn_a_ruling_of_a_line, "WRONG  ruled, and ruled ours: "),
        ("lines", rule_a_skipped_line_earlier, "WRONG  draw "),
        ("about", widen, "WRONG  interval: "),
        ("about", another_seed, "WRONG  commitment: "),
    ],
)
def test_a_tampered_export_is_found_out(given: Path, table: str, change: Any, fault: str) -> None:
    tampered(given, table, change)
    code, said = check(given)
    assert code == 1
    assert fault in said


def test_a_file_that_was_changed_after_it_was_sealed_is_named(given: Path) -> None:
    path = given / "figures.csv"
    path.write_text(path.read_text().replace("invented", "certain"))
    code, said = check(given)
    assert (code, "WRONG  figures.csv: " in said) == (1, True)


def test_the_script_is_short_and_needs_numpy_alone() -> None:
    text = SCRIPT.read_text("utf-8")
    imported = set(re.findall(r"^(?:from (\w+) import|import (\w+))", text, re.MULTILINE))
    imported = {one or other for one, other in imported}
    assert imported - set(sys.stdlib_module_names) == {"numpy"}
    assert len(text.splitlines()) <= 130
