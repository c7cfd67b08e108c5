"""One import in a process of its own: seconds and peak memory. ``ours|bare LIST FILE``.

*ours* is the commit pass with validation, through the door. *bare* reads the file with the csv
module and inserts its rows with executemany into the same table: the same columns, keys and
checks, as the metadata makes it, without the secondary indexes, in one commit with the same fsync.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

from tests.benchmarks import ground


def ours(listed: Path, path: Path) -> tuple[float, float]:
    """Seconds of the verb, and of processor in them."""
    from models import petition

    database = ground.founded(path)
    began, busy = perf_counter(), process_time()
    done = database.run(petition.import_list, now=ground.NOON, by="desk", path=listed)
    took = perf_counter() - began, process_time() - busy
    database.close()
    assert done.added == done.rows > 0
    return took


def bare(listed: Path, path: Path) -> tuple[float, float]:
    """Seconds of csv.reader into executemany, and of processor in them."""
    ground.founded(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-65536")
    named = "SELECT name FROM sqlite_master WHERE type='index' AND tbl_name='lines' AND sql > ''"
    for (name,) in connection.execute(named).fetchall():
        connection.execute(f"DROP INDEX {name}")
    reasons = dict(connection.execute("SELECT label, id FROM reasons").fetchall())
    began, busy = perf_counter(), process_time()
    with listed.open(encoding="utf-8", newline="") as file:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO lines (section, page, line, reason_id, draw, state, contested, claim)"
            " VALUES (?, ?, ?, ?, 0, 0, 0, 0)",
            _rows(csv.reader(file), reasons),
        )
        connection.execute("COMMIT")
    took = perf_counter() - began, process_time() - busy
    connection.close()
    return took


def peak_megabytes() -> float:
    """This process's largest resident size. (ru_maxrss would include its parent's, over exec.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def _rows(rows: Iterator[list[str]], reasons: dict[str, int]) -> Iterator[tuple[object, ...]]:
    next(rows)
    for section, page, line, reason in rows:
        yield section, page, line, reasons[reason]


if __name__ == "__main__":
    what, listed, path = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    seconds, busy = {"ours": ours, "bare": bare}[what](listed, path)
    ground.forget(path)
    print(json.dumps({"seconds": seconds, "busy": busy, "megabytes": peak_megabytes()}))
