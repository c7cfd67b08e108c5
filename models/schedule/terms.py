"""What an export is made of: tables of plain cells, and what was walked through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | date | datetime | None
Row = tuple[Cell, ...]

YES = "yes"  # in a column that says whether; otherwise the cell is empty
DAY, MOMENT = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S.%f+00:00"  # how dates and moments are written


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the export: its name, its columns, and its rows, which may come as a stream."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Row]


Take = Callable[[Table], None]
"""Takes a table and goes through its rows, once, before it returns."""


@dataclass(frozen=True, slots=True)
class Count:
    """Lines of one reason (code, the registrar's words): all, read, claimed, ruled, ruled ours.

    ``certified`` is the certificate's count, where one is published.
    """

    reason: str
    label: str
    certified: int | None
    total: int
    read: int
    claimed: int
    ruled: int
    ours: int


@dataclass(frozen=True, slots=True)
class Walked:
    """What was exported, as of one moment: whose, how many lines, and where the trail ended."""

    title: str
    slug: str
    invented: bool
    lines: int
    ruled: int
    draws: int
    told: bool  # whether the seed of the draws stands in it
    trail_seq: int
    trail_hash: str
