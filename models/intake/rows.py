"""Rows of text to lines, in blocks: columns at a time where all is well, row by row where not.

A block of a clean list is converted column by column, each cell looked up in a table of cells
seen before (``dict.__missing__`` converts new ones), which costs a few tenths of a microsecond a
row. Only a block with something odd in it is gone through row by row.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from models.errors import Refusal
from models.intake.book import ReasonBook, Resolved
from models.intake.cells import CellProblem, MaybeNumbers, Numbers, clean, foot, full_key
from models.intake.delimited import Row
from models.intake.formats import Opened
from models.intake.headers import Mapping
from models.intake.text import fold_title
from models.terms import LineKey

BLOCK = 500  # small enough to stay in a processor's cache: measured best of 250 to 8,000
KEPT = 50
_ROW = itemgetter(6)
Plain = tuple[int, int, int, int, int | None, int | None, int]
"""(section, page, line, reason index, office index, running, row)"""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the list. ``reason_index`` counts in the book given; ``office`` is its code."""

    row: int
    section: int
    page: int
    line: int
    reason_index: int
    office: str | None = None
    running: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: a code and safe values for its sentence, never a cell."""

    row: int
    code: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(slots=True)
class Block:
    """What a stretch of rows came to. ``unknown``: reasons not in the book, by showable text."""

    lines: list[Plain]
    problems: list[Problem] = field(default_factory=list)
    last_row: int = 0
    blank: int = 0
    repeated: int = 0
    feet: int = 0
    stated: list[int] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter, repr=False)


def read_blocks(
    opened: Opened,
    mapping: Mapping,
    *,
    reasons: ReasonBook,
    offices: ReasonBook | None = None,
    drop: Collection[int] = (),
) -> Iterator[Block]:
    """Yield blocks of lines and problems, in file order, in memory of one block and the keys seen.

    Without ``offices`` an office column is not read. ``drop`` are positions never to be read. A
    line that repeats a key is a problem ``intake.duplicate`` (key, first_row; first_row is 0
    beyond the first 50, which are all that is kept anyway). Raises ``Refusal``:
    ``intake.dropped-but-needed``.
    """
    if mapping.positions & frozenset(drop):
        raise Refusal("intake.dropped-but-needed")
    reader = _Reader(mapping, reasons, offices)
    seen = _Seen()
    rows = _after(opened.rows, mapping.header_row)
    while chunk := list(islice(rows, BLOCK)):
        block = reader.block(chunk)
        seen.check(block)
        yield block


def read(
    opened: Opened,
    mapping: Mapping,
    *,
    reasons: ReasonBook,
    offices: ReasonBook | None = None,
    drop: Collection[int] = (),
) -> Iterator[LineRow | Problem]:
    """Yield each line or problem in row order; the same as ``read_blocks``, one at a time."""
    codes = [entry.code for entry in offices.entries] if offices else []
    for block in read_blocks(opened, mapping, reasons=reasons, offices=offices, drop=drop):
        lines = [
            LineRow(row, s, p, n, reason, None if at is None else codes[at], running)
            for s, p, n, reason, at, running, row in block.lines
        ]
        both: list[LineRow | Problem] = [*lines, *block.problems]
        yield from sorted(both, key=lambda item: item.row)


def _after(rows: Iterator[Row], header_row: int) -> Iterator[Row]:
    if header_row:
        next(number for number, _ in rows if number >= header_row)
    return rows


class _Reader:
    """Turns chunks of rows into blocks by one mapping; remembers cells, holds no row."""

    def __init__(self, mapping: Mapping, reasons: ReasonBook, offices: ReasonBook | None) -> None:
        self._titles = mapping.titles
        self._keyed = mapping.key is not None
        office = mapping.office if offices else None
        keys: list[tuple[int | None, Any]] = (
            [(mapping.key, _Keys())]
            if self._keyed
            else [
                (mapping.section, Numbers("section")),
                (mapping.page, Numbers("page")),
                (mapping.line, Numbers("line")),
            ]
        )
        columns = [
            *keys,
            (mapping.reason, Resolved(reasons, "intake.reason", blank_ok=False)),
            (office, Resolved(offices or ReasonBook(()), "intake.office", blank_ok=True)),
            (mapping.running, MaybeNumbers()),
        ]
        # A list without pages has all its lines on page 1; other absent columns are None.
        absent = [1 if at == 1 and not self._keyed else None for at in range(len(columns))]
        self._plan: list[tuple[int | None, Callable[[str], Any], int | None]] = [
            (place, table.__getitem__, missing)
            for (place, table), missing in zip(columns, absent, strict=True)
        ]
        present = [place for place, _ in columns if place is not None]
        self._pick = itemgetter(*present)
        self._width = max(present) + 1
        self._reason = mapping.reason
        self._names = [part for part in self._plan[: len(keys)] if part[0] is not None]

    def block(self, chunk: list[Row]) -> Block:
        """Return what the rows come to, the quick way if it will do, else row by row."""
        block = Block([], last_row=chunk[-1][0])
        numbers, cells = zip(*chunk, strict=True)
        try:
            block.lines = self._quick(numbers, cells)
        except (CellProblem, IndexError):
            self._carefully(block, chunk)
        return block

    def _quick(self, numbers: Sequence[int], cells: Sequence[Sequence[str]]) -> list[Plain]:
        texts = iter(zip(*map(self._pick, cells), strict=True))
        values: list[Any] = [
            repeat(absent) if place is None else list(map(convert, next(texts)))
            for place, convert, absent in self._plan
        ]
        if self._keyed:
            values[0:1] = zip(*values[0], strict=True)
        return list(zip(*values, numbers, strict=False))

    def _carefully(self, block: Block, chunk: list[Row]) -> None:
        width = self._width
        filled: list[Row] = []
        for number, cells in chunk:
            if any(map(str.strip, cells)):
                short = len(cells) < width
                filled.append((number, [*cells, *[""] * width][:width] if short else cells))
            else:
                block.blank += 1
        if not filled:
            return
        try:
            block.lines = self._quick(*zip(*filled, strict=True))
        except CellProblem:
            for number, cells in filled:
                self._one(block, number, cells)

    def _one(self, block: Block, number: int, cells: Sequence[str]) -> None:
        try:
            values: list[Any] = [
                absent if place is None else convert(cells[place])
                for place, convert, absent in self._plan
            ]
            if self._keyed:
                values[0:1] = values[0]
            section, page, line, reason, office, running = values
            block.lines.append((section, page, line, reason, office, running, number))
        except CellProblem as problem:
            if self._set_aside(block, cells):
                return
            code = problem.code
            if code == "intake.reason-unknown":
                code = self._unknown(block, cells[self._reason])
            block.problems.append(Problem(number, code, tuple(problem.values.items())))

    def _set_aside(self, block: Block, cells: Sequence[str]) -> bool:
        """Recognise the header come again and the foot of a page or list: no problems."""
        if not any(map(clean, cells)):  # the zeros at the end of a file cut short
            block.blank += 1
            return True
        if self._titles and tuple(map(fold_title, cells))[: len(self._titles)] == self._titles:
            block.repeated += 1
            return True
        is_foot, stated = foot(cells)
        if not is_foot or self._numbered(cells):
            return False
        block.feet += 1
        if stated is not None:
            block.stated.append(stated)
        return True

    def _numbered(self, cells: Sequence[str]) -> bool:
        """Whether the row names a line after all: a bad reason never hides it as a foot."""
        named = 0
        for place, convert, _ in self._names:
            try:
                convert(cells[place or 0])
            except CellProblem:
                continue
            named += 1
        return named >= min(2, len(self._names))

    @staticmethod
    def _unknown(block: Block, cell: str) -> str:
        if "\n" in cell or "\r" in cell:
            return "intake.quote-in-reason"
        text = " ".join(cell.split())
        fit = len(text) <= 40 and not any(mark.isdigit() or mark == "@" for mark in text)
        block.unknown[text if fit else ""] += 1
        return "intake.reason-unknown"


class _Keys(dict[str, tuple[int, int, int]]):
    """Cell -> full key, converted and not remembered: each is there once."""

    def __missing__(self, text: str) -> tuple[int, int, int]:
        return full_key(text)


class _Seen:
    """The keys met so far: a set of packed integers, and the rows they stood in.

    A million keys take some 90 MB; a dictionary from key to row would take half as much again.
    """

    def __init__(self) -> None:
        self._keys: set[int] = set()
        self._in_order = array("q")
        self._rows = array("q")
        self._named = 0

    def check(self, block: Block) -> None:
        """Move the lines of ``block`` whose key was met before to its problems."""
        keys = [s << 30 | p << 15 | n for s, p, n, _, _, _, _ in block.lines]
        fresh = set(keys)
        if len(fresh) < len(keys) or not self._keys.isdisjoint(fresh):
            keys = self._sort_out(block, keys)
            fresh = set(keys)
        self._keys |= fresh
        self._in_order.extend(keys)
        self._rows.extend(map(_ROW, block.lines))

    def _sort_out(self, block: Block, keys: list[int]) -> list[int]:
        lines: list[Plain] = []
        here: dict[int, int] = {}
        for key, line in zip(keys, block.lines, strict=True):
            if key not in self._keys and key not in here:
                here[key] = line[6]
                lines.append(line)
                continue
            values = (("key", LineKey(*line[:3]).printed), ("first_row", self._first(key, here)))
            block.problems.append(Problem(line[6], "intake.duplicate", values))
        block.lines = lines
        block.problems.sort(key=lambda problem: problem.row)
        return list(here)

    def _first(self, key: int, here: dict[int, int]) -> int:
        if (row := here.get(key)) is not None:
            return row
        if self._named >= KEPT:
            return 0
        self._named += 1
        return self._rows[self._in_order.index(key)]
