"""`make bench`: the figures of docs/speed.md, each kind in one run: ``python -m tests.benchmarks MODE``.

MODE is quick or full (the bot), planner or planner-full, statistics or statistics-full. What the
planner's full run has is also to be had in pieces: planner-full-60, -300, -1000, -night, -letter,
-beside; their rows take their place in out/bench-planner.json.

Prints the table, writes out/bench.json, and exits with 1 if a bar does not hold, with 2 if
something could not be measured. Quick takes about two minutes on an idle machine with two cores,
full about twelve.
"""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.benchmarks import (
    beside,
    chain,
    coverage_figures,
    dealing,
    estimate_figures,
    finish_figures,
    ground,
    importing,
    order_figures,
    planner_figures,
    posting,
    reading,
    signing,
)
from tests.benchmarks.figure import Figure

OUT = ground.ROOT / "out"
BUDGET = {  # seconds on an idle machine with two cores
    "quick": 120,
    "full": 720,
    "planner": 240,
    "planner-full": 2700,
    # Each piece alone; a plan of 300 may take its minute, one of 1,000 its two, twice for each seed.
    "planner-full-60": 240,
    "planner-full-300": 600,
    "planner-full-1000": 780,
    "planner-full-night": 660,
    "planner-full-letter": 60,
    "planner-full-beside": 360,
    "statistics": 120,
    "statistics-full": 1500,
}

Measure = Callable[[Path, int, Callable[[], None]], list[Figure]]


@dataclass(frozen=True, slots=True)
class Part:
    """One room of the run: what it measures, in how many rounds and steps of the bar."""

    title: str
    measure: Measure
    rounds: int
    steps: int


def parts(mode: str) -> list[Part]:
    """What is measured in this mode, in order."""
    if mode.startswith("planner"):
        return _planner("full" if "full" in mode else "quick", mode.rpartition("full-")[2])
    if mode.startswith("statistics"):
        return [
            _given("coverage", coverage_figures.figures, mode),
            _given("estimates", estimate_figures.figures, mode),
            _given("finish dates", finish_figures.figures, mode),
            _given("order", order_figures.figures, mode),
        ]
    full = mode == "full"
    load = 7 if full else 3
    million = 3 if full else 0
    loading = partial(importing.measure, million=million)
    walk, deal, read = (15, 9, 7) if full else (5, 3, 3)
    return [
        Part("importing", loading, load, 2 * load + (2 * million + 1 if million else 0)),
        Part("dealing", dealing.measure, deal, deal),
        Part("the trail", chain.measure, walk, walk),
        Part("progress and post", posting.measure, walk, 3),
        Part("sign-ups", signing.measure, read, read),
        Part("typed readings", reading.measure, read, 2 + 4 * read),
    ]


def _planner(mode: str, piece: str) -> list[Part]:
    """The planner's figures, or one piece of them."""
    found = [
        Part(f"planner {name}", _alone(figures), 1, 1)
        for name, figures in planner_figures.pieces(mode).items()
    ]
    rounds = 3 if mode == "full" else 1
    among = partial(beside.measure, mode=mode)
    found.append(Part("planner beside", among, rounds, 1 + rounds))
    return [part for part in found if part.title.endswith(f" {piece}")] or found


def _alone(figures: Callable[[], list[Figure]]) -> Measure:
    def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
        rows = figures()
        tell()
        return rows

    return measure


def _given(title: str, figures: Callable[[str], list[dict[str, Any]]], mode: str) -> Part:
    """A room that brings its rows itself."""

    def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
        rows = figures("full" if mode.endswith("full") else "quick")
        tell()
        known = set(Figure.__dataclass_fields__)
        return [
            Figure(**({"unit": ""} | {name: row[name] for name in row if name in known}))
            for row in rows
        ]

    return Part(title, measure, 1, 1)


def main(mode: str) -> int:
    """Measure, print, write; the exit code."""
    console = Console()
    minutes = BUDGET[mode] / 60
    console.print(f"{mode}: about {minutes:.0f} minutes on an idle machine with two cores")
    began = perf_counter()
    figures, failed = _all(mode, console)
    console.print(_table(figures))
    OUT.mkdir(exist_ok=True)
    kind = mode.partition("-")[0]
    path = OUT / ("bench.json" if kind in ("quick", "full") else f"bench-{kind}.json")
    rows = [figure.as_dict() for figure in figures]
    if mode.startswith("planner-full-"):
        rows = _in_place(path, rows)
    path.write_text(json.dumps(rows, indent=1, default=float) + "\n")
    took = perf_counter() - began
    console.print(
        f"{took:.0f} s, budget {BUDGET[mode]} s. Written: {path.relative_to(ground.ROOT)}"
    )
    for title, text in failed:
        console.print(f"[red]not measured: {title}[/]")
        console.print(text, markup=False)
    broken = [figure for figure in figures if not figure.holds]
    for figure in broken:
        console.print(f"[red]does not hold: {figure.name}[/]")
    return 2 if failed else int(bool(broken))


def _in_place(path: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that were there, with those that are measured anew in their place."""
    before = json.loads(path.read_text()) if path.exists() else []
    new = {row["name"]: row for row in rows}
    kept = [new.pop(row["name"], row) for row in before]
    return [*kept, *new.values()]


def _all(mode: str, console: Console) -> tuple[list[Figure], list[tuple[str, str]]]:
    figures: list[Figure] = []
    failed: list[tuple[str, str]] = []
    columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Progress(*columns, console=console) as bar,
    ):
        for part in parts(mode):
            task = bar.add_task(part.title, total=part.steps)
            tell = partial(bar.advance, task)
            try:
                figures += part.measure(Path(folder), part.rounds, tell)
            except Exception:
                failed.append((part.title, traceback.format_exc()))
    return figures, failed


def _table(figures: list[Figure]) -> Table:
    table = Table(title="Ratios of one run")
    for title in ("what", "ours", "peer", "unit", "ratio", "bar", "holds"):
        table.add_column(title, justify="left" if title in ("what", "unit") else "right")
    for figure in figures:
        bar = "" if figure.bar is None else f"{figure.sense} {figure.bar:g}"
        holds = "" if figure.bar is None else ("yes" if figure.holds else "[red]NO[/]")
        what = f"{figure.name}\n[dim]{figure.note}[/]" if figure.note else figure.name
        numbers = (f"{figure.ours:,.4g}", f"{figure.peer:,.4g}", figure.unit)
        table.add_row(what, *numbers, f"{figure.ratio:.2f}", bar, holds)
    return table


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "quick"
    if chosen not in BUDGET:
        sys.exit(f"usage: python -m tests.benchmarks {'|'.join(BUDGET)}")
    sys.exit(main(chosen))
