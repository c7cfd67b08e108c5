"""What an fsync costs on this disk, and what it would have to cost for a bar to hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

MILLISECOND = 1e-3  # seconds
TRIES = 100
PAGES = 12  # of 4,096 bytes: about what a reading's commit appends to the log

# SQLite calls fdatasync where there is one.
_sync = getattr(os, "fdatasync", os.fsync)


def fsync_here(folder: Path) -> float:
    """Seconds an fsync takes after a few pages were appended to a file of this folder; the median."""
    path = folder / "fsync"
    took = []
    with path.open("wb", buffering=0) as file:
        for _ in range(TRIES):
            file.write(bytes(4096 * PAGES))
            began = perf_counter()
            _sync(file.fileno())
            took.append(perf_counter() - began)
    path.unlink()
    return median(took)


def fsync_of_commits(synced: Sequence[float], unsynced: Sequence[float]) -> float:
    """Seconds that the fsync adds to a commit: from rates a second with and without, in turn."""
    pairs = zip(synced, unsynced, strict=True)
    return median(1 / with_it - 1 / without for with_it, without in pairs)


def break_even(bar: float, ours: float, unsynced: float) -> float:
    """Seconds an fsync would have to take for ours to reach ``bar`` times the peer's rate.

    The peer pays it once a reading: its rate is 1 / (1 / ``unsynced`` + fsync). Ours is taken to
    stay as it is, since those who wait share one and the processor is the limit: so it is a bound
    from below, computed and not measured.
    """
    return bar / ours - 1 / unsynced
