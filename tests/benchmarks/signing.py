"""A sign-up storm, five hundred people on twenty places, beside its bare SQL statements.

Everybody asks at once; each gets a place or a position on the waiting list. The peer replays every
statement that one ask at a time runs, by sqlite3 alone on one connection with the same settings,
each ask in a transaction of its own and so with an fsync of its own. The house's asks share
commits where they wait at the same time. After each round the places are counted anew.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import select

from models import shifts
from models.database import Database
from models.shift_terms import CapName
from models.tables import places
from models.terms import Person
from tests import factories, rota
from tests.benchmarks import ground
from tests.benchmarks.figure import AT_LEAST, Figure, in_turn, of_pairs
from tests.benchmarks.telling import tell_statements
from tests.conftest import Clock

PEOPLE, SEATS = 500, 20
NOW = factories.MORNING
Ask = list[tuple[str, Any]]


def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
    """Places a second in a storm, on a durable SQLite file."""
    before, shift_id, people = _office(folder / "office.sqlite3")
    asks = _statements(ground.copied(before, folder / "captured.sqlite3"), shift_id, people)
    path = folder / "storm.sqlite3"

    def ours() -> float:
        rate = asyncio.run(_storm(ground.copied(before, path), shift_id, people))
        tell()
        return rate

    def peer() -> float:
        return _bare(ground.copied(before, path), asks)

    each = sum(map(len, asks)) / len(asks)
    return [
        of_pairs(
            f"a sign-up, {PEOPLE} people on {SEATS} places",
            in_turn(ours, peer, rounds),
            unit="sign-ups/s",
            sense=AT_LEAST,
            bar=0.5,
            note=f"beside its {each:.0f} SQL statements alone, a commit and fsync each",
        )
    ]


def _office(path: Path) -> tuple[Path, int, list[Person]]:
    from bot.storage import upgrade

    ground.forget(path)
    upgrade(f"sqlite:///{path}")
    database = ground.opened(path)
    factories.found_campaign(database)
    allows = rota.ALLOWS | {CapName.SEATS: SEATS, CapName.ROOM: SEATS, CapName.WEEK_HOURS: 999}
    desk = rota.a_rota(database, Clock(), allows=allows)
    (shift,) = desk.open(blocks=None)
    people = desk.people(PEOPLE)
    database.close()
    return path, shift.id, people


async def _storm(path: Path, shift_id: int, people: list[Person]) -> float:
    database = ground.opened(path)
    database.run(shifts.look_shift, now=NOW, shift_id=shift_id)
    os.sync()
    began = perf_counter()
    joined = await asyncio.gather(
        *(database.ask(shifts.join, now=NOW, person=one, shift_id=shift_id) for one in people)
    )
    took = perf_counter() - began
    got = [one.position for one in joined]
    assert got.count(None) == SEATS
    assert sorted(one for one in got if one) == list(range(1, PEOPLE - SEATS + 1))
    query = select(places.c.id).where(places.c.state == "confirmed")
    assert len(database.run(factories.everything, query=query)) == SEATS
    database.close()
    return PEOPLE / took


def _statements(path: Path, shift_id: int, people: list[Person]) -> list[Ask]:
    """What each ask runs, one at a time."""
    database: Database = ground.opened(path)
    asks: list[Ask] = []
    tell_statements(database.engine, lambda *told: asks and asks[-1].append(told))
    for person in people:
        asks.append([])
        database.run(shifts.join, now=NOW, person=person, shift_id=shift_id)
    database.close()
    return asks


def _bare(path: Path, asks: list[Ask]) -> float:
    os.sync()
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {setting}")
    began = perf_counter()
    for ask in asks:
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in ask:
            connection.execute(statement, values).fetchall()
        connection.execute("COMMIT")
    took = perf_counter() - began
    connection.close()
    return len(asks) / took
