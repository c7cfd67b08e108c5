"""The demonstration's four weeks, on a small petition: the real verbs, and numbers that are sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from bot.demo import earlier, month, stage
from bot.demo.month import Task, live, task_of
from bot.demo.month_people import Phones
from bot.invented import Invented
from bot.storage import open_database
from models import audit, estimate, rulings, status
from models.database import Database

LINES = 600
DAYS = month.DAYS[:2]
FIRST = 6_000_000_001
PHONES = Phones(
    before=tuple(FIRST + n for n in range(earlier.READERS)),
    new=(FIRST + 20, FIRST + 23),
    lawyers=(FIRST + 21,),
    admin=FIRST + 22,
    channel=-1_002_000_000_001,
)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, month.Done, Invented]:
    folder: Path = tmp_path_factory.mktemp("month")
    invented = stage.found(folder, Console(quiet=True), lines=LINES, phones=PHONES.before)
    url = f"sqlite:///{folder / 'campaign.sqlite3'}"
    database = open_database(url, durable=False)
    done = live(database, invented, PHONES, admin_link=stage.ADMIN_LINK, days=DAYS)
    database.close()
    return url, done, invented


@pytest.fixture
def database(lived: tuple[str, month.Done, Invented]) -> Database:
    return open_database(lived[0], durable=False)


def evening() -> dict[str, object]:
    return {"now": month.at(DAYS[-1], month.EVENING)}


def test_the_weeks_read_rule_and_draw_by_the_real_verbs(
    lived: tuple[str, month.Done, Invented], database: Database
) -> None:
    _url, done, _invented = lived
    assert done.read > 0
    assert done.ruled > 0
    drawn = database.run(audit.look_audit, **evening())
    assert drawn.prefix > 0
    assert drawn.minutes.other is not None
    assert database.run(rulings.look_queue, **evening()).ruled == done.ruled
    database.close()


def test_a_recount_of_the_weeks_finds_nothing_wrong(database: Database) -> None:
    assert database.run(status.look, **evening()).broken == ()
    database.close()


def test_the_weeks_band_holds_the_truth_and_every_day_was_kept(
    lived: tuple[str, month.Done, Invented], database: Database
) -> None:
    _url, _done, invented = lived
    found = database.run(estimate.look, **evening())
    assert found.sound
    assert found.band is not None
    assert found.certain.low <= found.band.low <= invented.truth.sum() <= found.band.high
    kept = database.run(estimate.history, first=DAYS[0], last=DAYS[-1])
    assert [day.day for day in kept] == list(DAYS[:-1])
    database.close()


def test_the_task_of_the_other_process_comes_back_as_it_was_written() -> None:
    task = Task("sqlite:///x", 12, 7, PHONES, "link")
    assert task_of(task.as_json()) == task
