"""The names list at the desk."""

from __future__ import annotations

from pathlib import Path

from bot.storage import open_database
from models import people
from tests import factories, rota
from tests.conftest import Clock
from tests.desk import Desk

FAR = rota.date(2032, 9, 14)  # a Tuesday long after the clock on the wall


def a_desk(folder: Path, clock: Clock, *, named: bool) -> Desk:
    """A campaign with one shift on FAR, and somebody in it."""
    url = f"sqlite:///{folder / 'campaign.sqlite3'}"
    database = open_database(url, durable=False)
    try:
        factories.found_campaign(database)
        r = rota.a_rota(database, clock)
        (nine,) = r.open(FAR, blocks=[rota.NINE_TO_TWELVE])
        june = r.person()
        if named:
            r.join(june, nine)
            database.run(people.set_legal_name, now=clock(), person=june, name="June Invented")
    finally:
        database.close()
    return Desk({"database": url, "out": str(folder / "out")})


def test_the_list_is_written_as_a_file(tmp_path: Path, clock: Clock) -> None:
    desk = a_desk(tmp_path, clock, named=True)
    said = desk("names", "--day", FAR.isoformat())
    assert said.code == 0, said.err
    assert "Version 1 for 2032-09-14: 1 people." in said.out
    assert "No legal name yet" not in said.out
    path = tmp_path / "out" / "names-annex-2032-09-14-v1.pdf"
    assert path.read_bytes().startswith(b"%PDF")
    assert "June" not in said.out


def test_a_day_without_anybody_or_no_day_at_all_is_refused(tmp_path: Path, clock: Clock) -> None:
    desk = a_desk(tmp_path, clock, named=False)
    assert desk("names", "--day", FAR.isoformat()).refusal == "Nobody has a place on 2032-09-14."
    assert desk("names", "--day", "tuesday").refusal == "A day is written like 2022-09-28."
    assert desk("names", "--day", FAR.isoformat(), "--language", "xx").refusal.startswith(
        "The list is written in:"
    )
