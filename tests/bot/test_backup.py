"""Backup and restore: whole, from and to either database, while others write; never over anything."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, update

from bot import backup as backups
from bot import storage
from bot.backup import BadBackup, backup, restore
from models import recount, review
from models import trail as trails
from models.database import Database
from models.errors import Refusal
from models.tables import metadata, people, trail
from tests import factories
from tests.conftest import KINDS, FreshUrl
from tests.desk import Desk
from tests.factories import MORNING
from tests.room import says

SLOW = pytest.mark.slow
WAYS = [
    pytest.param(one, other, marks=[] if {one, other} == {"sqlite"} else [SLOW])
    for one in KINDS
    for other in KINDS
]


def a_campaign(url: str) -> None:
    """Some lines, two people, a batch half read."""
    database = Database(url, durable=False)
    factories.found_campaign(database)
    reader = factories.a_person(database, circulated=[1003])
    factories.a_person(database)
    database.run(_name, person_id=reader.id, name="Invented Legal Name")
    batch = database.run(review.deal, now=MORNING, person=reader)
    database.run(
        review.record, now=MORNING, by=reader, code=batch.code, items=says("1 c reg; 2 s")
    )
    database.close()


def _name(tx: Any, *, person_id: int, name: str) -> None:
    tx.execute(update(people).where(people.c.id == person_id).values(legal_name=name))


def content(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    engine = create_engine(storage.with_driver(url))
    with engine.connect() as there:
        found = {
            table.name: [
                tuple(row)
                for row in there.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_campaign_moves_whole_from_either_database_to_either(
    fresh_url: FreshUrl, tmp_path: Path, source: str, target: str
) -> None:
    here, there, file = fresh_url(source), fresh_url(target), tmp_path / "b.sqlite3"
    a_campaign(here)
    seen: list[tuple[int, int]] = []
    made = backup(here, file, lambda done, total: seen.append((done, total)))
    restored = restore(file, there, lambda done, total: seen.append((done, total)))
    assert made == restored
    assert made.tables["lines"] == 24
    assert content(here) == content(f"sqlite:///{file}") == content(there)
    assert all(done <= total == made.rows for done, total in seen)
    assert seen[-1:] == [] or seen[-1] == (made.rows, made.rows)


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_work_goes_on_in_what_was_restored(
    fresh_url: FreshUrl, tmp_path: Path, source: str, target: str
) -> None:
    here, there, file = fresh_url(source), fresh_url(target), tmp_path / "b.sqlite3"
    a_campaign(here)
    backup(here, file)
    restore(file, there)
    database = Database(there, durable=False)
    try:
        newcomer = factories.a_person(database)  # meets no old number
        batch = database.run(review.deal, now=MORNING, person=newcomer)
        database.run(
            review.record, now=MORNING, by=newcomer, code=batch.code, items=says("1 s; 2 s")
        )
        assert database.run(recount.recount) == ()
        assert database.run(trails.verify) is None
    finally:
        database.close()


def test_a_backup_is_of_one_moment_while_others_write(
    fresh_url: FreshUrl, tmp_path: Path, kind: str
) -> None:
    url = fresh_url(kind)
    a_campaign(url)
    database, done = Database(url, durable=False), threading.Event()

    def write() -> None:
        while not done.is_set():
            factories.a_person(database)
            database.run(_note, n=7)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(6):
            file = tmp_path / f"{number}.sqlite3"
            made = backup(url, file)
            found = content(f"sqlite:///{file}")
            assert {name: len(rows) for name, rows in found.items()} == made.tables
            assert len(found["trail"]) == made.trail_seq
    finally:
        done.set()
        writer.join()
        database.close()
    assert made.tables["people"] > 2, "somebody wrote meanwhile"


def _note(tx: Any, *, n: int) -> None:
    for number in range(n):
        trails.append(tx, now=MORNING, actor="desk", act="noted", subject=f"{number}")


def test_a_backup_is_one_file_that_only_its_owner_reads(
    fresh_url: FreshUrl, tmp_path: Path, kind: str
) -> None:
    url, folder = fresh_url(kind), tmp_path / "new" / "folder"
    a_campaign(url)
    file = folder / "b.sqlite3"
    backup(url, file)
    assert list(folder.iterdir()) == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o400)
    folder.chmod(0o500)  # as on a medium that cannot be written
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
        assert opened.execute("SELECT legal_name FROM people").fetchone()[0].startswith("Inv")
    restore(file, f"sqlite:///{tmp_path}/restored.sqlite3")
    assert list(folder.iterdir()) == [file]
    folder.chmod(0o700)


def test_nothing_is_ever_overwritten(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url, file = fresh_url("sqlite"), tmp_path / "b.sqlite3"
    a_campaign(url)
    file.write_text("what was there", "utf-8")
    with pytest.raises(Refusal, match=r"keep\.exists"):
        backup(url, file)
    assert file.read_text("utf-8") == "what was there"
    backup(url, tmp_path / "c.sqlite3")
    before = content(url)
    with pytest.raises(Refusal, match=r"keep\.not-empty"):
        restore(tmp_path / "c.sqlite3", url)
    assert content(url) == before


def test_a_backup_that_fails_leaves_nothing(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url, folder = fresh_url("sqlite"), tmp_path / "backups"
    a_campaign(url)
    engine = create_engine(url)
    with engine.begin() as there:
        there.execute(update(trail).where(trail.c.seq == 1).values(actor="R-099"))
    engine.dispose()
    with pytest.raises(Refusal, match=r"keep\.trail-broken") as refused:
        backup(url, folder / "b.sqlite3")
    assert refused.value.values == {"seq": 1}
    assert list(folder.iterdir()) == []


def test_there_must_be_a_campaign_to_back_up(fresh_url: FreshUrl, tmp_path: Path) -> None:
    none = tmp_path / "none.sqlite3"
    for url in (f"sqlite:///{none}", fresh_url("sqlite")):
        with pytest.raises(BadBackup):
            backup(url, tmp_path / "b.sqlite3")
    assert not none.exists()
    assert not (tmp_path / "b.sqlite3").exists()


def test_what_is_no_backup_or_a_damaged_one_is_not_restored(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url, target = fresh_url("sqlite"), f"sqlite:///{tmp_path}/target.sqlite3"
    a_campaign(url)
    whole = tmp_path / "whole.sqlite3"
    backup(url, whole)
    text, cut, spoilt, other = (tmp_path / name for name in ("text", "cut", "spoilt", "other"))
    text.write_text("This is a text. " * 1000, "utf-8")
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    spoilt.write_bytes(_spoilt(whole.read_bytes()))
    with closing(sqlite3.connect(other)) as opened:
        opened.execute("CREATE TABLE something (n)")
    for file in (text, cut, spoilt, other):
        with pytest.raises(BadBackup):
            restore(file, target)
    restore(whole, target)


def _spoilt(data: bytes) -> bytes:
    """Every page but the first few, which hold the schema, full of rubbish."""
    start = len(data) // 2
    return data[:start] + b"\xff" * 4096 + data[start + 4096 :]


def test_a_backup_of_a_newer_version_says_so(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url, file = fresh_url("sqlite"), tmp_path / "b.sqlite3"
    a_campaign(url)
    backup(url, file)
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadBackup, match="newer version"):
        restore(file, f"sqlite:///{tmp_path}/target.sqlite3")


def test_a_copy_that_differs_is_not_kept(
    fresh_url: FreshUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh_url("sqlite")
    a_campaign(url)
    backup(url, tmp_path / "good.sqlite3")
    monkeypatch.setattr(backups, "_whole", lambda file: file.name == "backup.sqlite3")
    with pytest.raises(Refusal, match=r"keep\.differs"):
        backup(url, tmp_path / "b.sqlite3")
    with pytest.raises(Refusal, match=r"keep\.differs"):
        restore(tmp_path / "good.sqlite3", f"sqlite:///{tmp_path}/target.sqlite3")
    assert not (tmp_path / "b.sqlite3").exists()
    assert not (tmp_path / "target.sqlite3").exists()


# --------------------------------------------------------------------------------- the commands


def test_the_commands_tell_what_they_checked_and_that_names_are_in_it(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "b.sqlite3"
    said = desk("backup", file)
    assert said.code == 0
    assert "rows, trail 1 entries" in said.out
    assert "legal names" in said.out
    assert desk("backup", file).refusal == "That file is there already; choose a new name."
    assert desk("restore", file).refusal.startswith("That database holds a campaign already")
    elsewhere = f"sqlite:///{tmp_path}/elsewhere.sqlite3"
    assert desk("restore", file, database=elsewhere).out.startswith("Restored: ")
    assert desk("status", database=elsewhere).code == 0
    assert "legal names" in desk("backup", "--help").out


def test_the_commands_refuse_in_a_sentence(bare_desk: Desk) -> None:
    assert bare_desk("backup", "b.sqlite3").refusal == "There is no database to back up here."
    assert bare_desk("restore", "none.sqlite3").refusal == "There is no file none.sqlite3."
    Path("text").write_text("a text " * 100, "utf-8")
    assert "no backup of a campaign" in bare_desk("restore", "text").refusal
    assert [one.name for one in Path.cwd().iterdir()] == ["text"]
