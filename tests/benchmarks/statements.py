"""The bare SQL statements of the same readings: captured once, replayed by sqlite3 alone.

Every statement the bot runs for a reading, looks included, in one thread on one connection with
the same settings, each reading in a transaction of its own and so with an fsync of its own.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from tests.benchmarks import ground
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.room import Room

Reading = list[tuple[str, Any]]


class Bare:
    """The readings of one room, and the file they fit on."""

    def __init__(self, folder: Path, crowd: Crowd) -> None:
        room = Room(folder, "bare")
        texts = room.deal()
        self._before = ground.copied(room.path, folder / "bare-before.sqlite3")
        self._path = room.path
        out = folder / "statements.pickle"
        crowd.start("one-by-one", "one-by-one", room.path, out, errors=folder)
        crowd.ready()
        crowd.rate("one-by-one", texts, latency=0.0)
        crowd.stop("one-by-one")
        self.readings: list[Reading] = pickle.loads(out.read_bytes())
        assert len(self.readings) == room.readings() == len(texts)

    @property
    def each(self) -> float:
        """Statements a reading, on average."""
        return sum(map(len, self.readings)) / len(self.readings)

    def rate(self, *, slower: float = 0.0, sync: bool = True) -> float:
        """Readings a second on a fresh copy, from the tenth part on.

        Each commit takes ``slower`` seconds more, before its fsync; without ``sync`` it has none.
        """
        path = ground.copied(self._before, self._path)
        os.sync()
        connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if sync else 'OFF'}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-65536")
        warm = len(self.readings) // 10
        began = perf_counter()
        for number, reading in enumerate(self.readings):
            if number == warm:
                began = perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in reading:
                connection.execute(statement, values).fetchall()
            if slower:
                sleep(slower)
            connection.execute("COMMIT")
        took = perf_counter() - began
        (kept,) = connection.execute("SELECT count(*) FROM readings").fetchone()
        connection.close()
        assert kept == len(self.readings)
        return (len(self.readings) - warm) / took
