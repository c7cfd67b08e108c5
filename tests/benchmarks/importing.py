"""Importing the registrar's list beside the csv module and executemany into the bare table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import ground
from tests.benchmarks.figure import Figure, in_turn, of_pairs

MILLION = 1_000_000
MEGABYTES = 200


def measure(
    folder: Path, rounds: int, tell: Callable[[], None], *, million: int = 0
) -> list[Figure]:
    """Each import in a process of its own, in turn; ``million``: so many rounds of a million lines."""
    listed = ground.listed(folder)
    peaks: list[float] = []
    busy: dict[str, list[float]] = {"ours": [], "bare": []}

    def once(what: str) -> float:
        came = ground.child("load_child", what, listed, folder / f"load-{what}.sqlite3")
        if what == "ours":
            peaks.append(came["megabytes"])
        busy[what].append(came["busy"])
        tell()
        return float(came["seconds"])

    pairs = in_turn(lambda: once("ours"), lambda: once("bare"), rounds)
    share = sum(busy["ours"]) / sum(busy["bare"])
    figures = [
        of_pairs(
            f"import of {ground.FULL:,} lines",
            pairs,
            unit="s",
            bar=4.0,
            note=f"beside csv + executemany, no secondary index; processor alone {share:.2f}",
        ),
        Figure(
            f"peak memory of importing {ground.FULL:,} lines",
            max(peaks),
            MEGABYTES,
            max(peaks) / MEGABYTES,
            "MB",
            bar=1.0,
            note="the peer is the bar",
        ),
    ]
    return figures + (_million(folder, million, lambda: once("ours"), tell) if million else [])


def _million(
    folder: Path, rounds: int, small: Callable[[], float], tell: Callable[[], None]
) -> list[Figure]:
    listed = ground.listed(folder, MILLION)
    tell()
    peaks: list[float] = []

    def large() -> float:
        came = ground.child("load_child", "ours", listed, folder / "load-million.sqlite3")
        peaks.append(came["megabytes"])
        tell()
        return float(came["seconds"])

    linear = MILLION / ground.FULL
    pairs = [(a, b * linear) for a, b in in_turn(large, small, rounds)]
    note = f"beside {linear:.2f} times the reference case; peak {max(peaks):.0f} MB"
    return [of_pairs("import of a million lines", pairs, unit="s", bar=1.2, note=note)]
