"""One look's estimate by the real verb, at ten million lines beside 195,783: kept counts only.

Both campaigns have the same audit (six thousand ruled lines in sixty draws), the same reasons and
the same shares; only the counts differ, and so nothing that the verb reads grows with the petition.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bot import storage
from models import estimate
from models.database import Database
from tests import factories
from tests.benchmarks.figure import in_turn, of_pairs
from tests.counted import Counted, counted, drawn, sample

LINES = 195_783
DRAWS, EACH = 60, 100
ROUNDS = {"quick": 7, "full": 15}
SHARES = {
    "NR": 0.45,
    "DUP": 0.22,
    "ADDR": 0.16,
    "SIG": 0.05,
    "CAN": 0.04,
    "OOC": 0.03,
    "OTH": 0.05,
}


def figures(mode: str) -> list[dict[str, Any]]:
    """The row, measured in turn."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        small = _campaign(Path(folder) / "small.sqlite3", LINES)
        large = _campaign(Path(folder) / "large.sqlite3", 10_000_000)
        _look(small), _look(large)
        pairs = in_turn(lambda: _look(large), lambda: _look(small), ROUNDS[mode])
        small.close()
        large.close()
    note = f"{DRAWS * EACH} audit lines, 7 reasons with their bands, support; the verb on SQLite"
    figure = of_pairs(
        "one look's estimate at 10,000,000 lines beside 195,783", pairs, unit="ms", bar=1.2,
        note=note,
    )  # fmt: skip
    return [figure.as_dict()]


def _campaign(path: Path, lines: int) -> Database:
    storage.upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}", durable=False)
    factories.found_campaign(database)
    counted(
        database,
        {
            code: Counted(
                total=round(lines * share), read=round(lines * share / 2),
                claimed=round(lines * share / 8), judged=round(lines * share / 8),
                ours=round(lines * share / 16),
            )
            for code, share in SHARES.items()
        },
    )  # fmt: skip
    for number in range(DRAWS):
        before = round(lines / 10 * number / DRAWS)
        mine = (round(before * SHARES["NR"]), round(before * SHARES["NR"] / 3))
        drawn(
            database,
            sample(EACH, 36, elsewhere=before, ours_elsewhere=before // 3, in_reason=mine),
        )
    return database


def _look(database: Database) -> float:
    began = perf_counter()
    for _ in range(3):
        database.run(estimate.look, now=factories.MORNING)
    return (perf_counter() - began) * 1000 / 3
