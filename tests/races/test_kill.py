"""A process at work on the review is killed at any moment: what it was told is there, and whole."""

from __future__ import annotations

import os
import random
import select as files
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import storage
from models import recount, trail
from models.database import Database
from models.tables import readings
from models.tables import trail as trail_table
from tests import factories
from tests.conftest import FreshUrl

KILLS = {"sqlite": 20, "postgresql": 8}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def founded(fresh_url: FreshUrl, kind: str) -> str:
    """The URL of a campaign with 200 lines and four people."""
    url = fresh_url(kind)
    database = Database(url)
    factories.found_campaign(database, lines=factories.invented_lines(50, 4))
    for _ in range(4):
        factories.a_person(database)
    database.close()
    return url


def work_until_killed(url: str, seed: int, lines: int, after: float) -> list[str]:
    """What the worker was told until ``after`` seconds after so many lines, when it is killed."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.races.worker", url, str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert worker.stdout is not None
    with worker.stdout as out:
        begun = [out.readline() for _ in range(1 + lines)]  # the first says: open
        time.sleep(after)
        worker.kill()
        assert worker.wait(30) == -signal.SIGKILL
        told = b"".join((*begun, *_rest(out))).decode().splitlines()
    return [line for line in told[1:] if line.endswith(".")]


def _rest(out: object) -> Iterator[bytes]:
    while files.select([out], [], [], 5)[0]:
        if not (block := os.read(out.fileno(), 65536)):  # type: ignore[attr-defined]
            return
        yield block


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_however_often_the_worker_is_killed(
    founded: str, kind: str
) -> None:
    chance = random.Random(f"kill {kind}")
    told: list[str] = []
    for round_ in range(KILLS[kind]):
        told += work_until_killed(
            founded, round_, chance.randrange(3, 30), chance.uniform(0, 0.02)
        )
        database = storage.open_database(founded)
        assert database.run(recount.recount) == ()
        assert database.run(trail.verify) is None
        kept = {
            f"trail {row.seq} {row.hash}"
            for row in database.run(
                factories.everything, query=select(trail_table.c.seq, trail_table.c.hash)
            )
        } | {
            f"entry {row.entry_id} {row.line_id} {row.verdict}"
            for row in database.run(
                factories.everything,
                query=select(readings.c.entry_id, readings.c.line_id, readings.c.verdict),
            )
        }
        database.close()
        assert {line.rstrip(".") for line in told} <= kept
    assert len(told) > 3 * KILLS[kind]
