"""Verifying the trail beside reading and hashing the same rows by sqlite3 and hashlib alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection

from models import trail
from tests.benchmarks import ground
from tests.benchmarks.figure import Figure, in_turn, of_pairs

ENTRIES = 20_000
_ALL = "SELECT seq, at, actor, act, subject, body, previous, hash FROM trail ORDER BY seq"


def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
    """A trail of twenty thousand sheets of six readings each, walked in turn."""
    path = folder / "trail.sqlite3"
    database = ground.founded(path)
    database.run(_long, now=ground.NOON)

    def ours() -> float:
        began = perf_counter()
        broken = database.run(trail.verify)
        took = perf_counter() - began
        assert broken is None
        tell()
        return took

    pairs = in_turn(ours, lambda: _plain(path), rounds)
    database.close()
    return [
        of_pairs(
            f"verify a trail of {ENTRIES + 1:,} entries",
            [(a * 1000, b * 1000) for a, b in pairs],
            unit="ms",
            bar=3.0,
            note="beside reading and hashing the same rows",
        )
    ]


def _plain(path: Path) -> float:
    """Seconds of reading each row and hashing all it holds."""
    connection = sqlite3.connect(path)
    began = perf_counter()
    rows = 0
    for seq, at, actor, act, subject, body, previous, _hash in connection.execute(_ALL):
        sha256("\n".join((previous, str(seq), at, actor, act, subject, body)).encode()).hexdigest()
        rows += 1
    took = perf_counter() - began
    connection.close()
    assert rows == ENTRIES + 1
    return took


def _long(tx: Connection, *, now: datetime) -> None:
    for number in range(ENTRIES):
        readings = [
            [f"{12_000 + number}-1-{line}", None, "challenge", "ADDR", "A", False]
            for line in range(1, 7)
        ]
        trail.append(
            tx,
            now=now + timedelta(seconds=number),
            actor=f"R-{number % 300:03d}",
            act="readings.recorded",
            subject=f"K{number // 5}",
            read_by=f"R-{number % 300:03d}",
            via="text",
            withdrawn=[],
            readings=readings,
        )
