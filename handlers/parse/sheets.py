"""A captain's CSV of a paper sheet as a TypedSheet: the same words, one row an item.

Read row by row with the grammar of ``readings``; a row without a verdict was not read and is
passed over. Positions are row numbers as a spreadsheet shows them. All or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.parse.columns import Column, find_header, table_of
from handlers.parse.dates import IN_A_SHEET, DateHabit, Lean, parse_date
from handlers.parse.keys import parse_batch_code, parse_pseudonym
from handlers.parse.readings import parse_readings
from handlers.parse.typed import (
    ItemError,
    Misread,
    Question,
    TypedItem,
    TypedSheet,
    contradictions,
)
from handlers.parse.words import Vocabulary
from models.errors import Refusal
from models.terms import LineKey

_LINE_COLUMNS = (Column.NUMBER, Column.KEY, Column.SECTION, Column.PAGE, Column.LINE)
_SAID = (Column.GROUND, Column.PARTNER, Column.SIGNED, Column.REGISTERED)
_CLOCK = re.compile(r"[T ]0{1,2}:00(:00)?$")  # spreadsheets add midnight to a day


def parse_sheet(data: bytes | str, vocabulary: Vocabulary, dates: DateHabit) -> TypedSheet:
    """A CSV file's content (bytes in any usual encoding, or text) as a TypedSheet.

    Columns are known by fuzzy header, English or Spanish, in any order: line number or full key
    (or section, page, line), verdict, ground, partner, signed, registered, batch, reader; a
    column for notes is passed over, and one for the reason where no codes are typed. Raises Refusal
    ``sheet.*`` for the file as a whole, or Misread (``where="row"``; spans are column numbers) for
    its rows.
    """
    rows = table_of(data)
    at, columns = find_header(rows)
    reader = _Rows(columns, vocabulary, dates)
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        reader.row(number, row)
    if not reader.errors:
        reader.check()
    if reader.errors:
        raise Misread(tuple(reader.errors), "row", reader.code)
    return TypedSheet(
        reader.code, reader.read_by, tuple(reader.items), None, tuple(reader.questions)
    )


@dataclass
class _Rows:
    """Rows read so far. ``columns`` maps a column's meaning to its index from 0."""

    columns: Mapping[Column, int]
    vocabulary: Vocabulary
    dates: DateHabit
    items: list[TypedItem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    errors: list[ItemError] = field(default_factory=list)
    code: str | None = None
    read_by: str | None = None

    def row(self, number: int, row: Sequence[str]) -> None:
        """Read one row, or note its errors; an unread or empty row says nothing."""
        cells = {
            column: row[index].strip()
            for column, index in self.columns.items()
            if index < len(row)
        }
        cells = {column: text for column, text in cells.items() if text}
        if Column.VERDICT not in cells:
            if any(column in cells for column in _SAID):
                self._error(number, "readings.verdict-missing", Column.VERDICT)
            return
        self._head(number, cells)
        self._item(number, cells)

    def check(self) -> None:
        """What only the whole file shows: contradictions, or nothing at all."""
        verdict = self.columns[Column.VERDICT]
        for position, code, _, _ in contradictions(self.items, self.questions):
            self.errors.append(ItemError(position, verdict + 1, verdict + 1, code))
        if not self.items and not self.errors:
            raise Refusal("readings.nothing")

    def _error(
        self, number: int, code: str, column: Column, lines: tuple[LineKey | int, ...] = ()
    ) -> None:
        place = self.columns.get(column, -1) + 1
        self.errors.append(ItemError(number, place, place, code, lines=lines))

    def _head(self, number: int, cells: Mapping[Column, str]) -> None:
        """The batch and the reader, which must be the same on every row that names them."""
        self.code = self._steady(
            number, cells, Column.BATCH, parse_batch_code, self.code, "readings.two-batches"
        )
        self.read_by = self._steady(
            number, cells, Column.READER, parse_pseudonym, self.read_by, "readings.two-readers"
        )

    def _steady(
        self,
        number: int,
        cells: Mapping[Column, str],
        column: Column,
        parse: Callable[[str], str],
        before: str | None,
        twice: str,
    ) -> str | None:
        if column not in cells:
            return before
        try:
            now = parse(cells[column])
        except Refusal as no:
            self._error(number, no.code, column)
            return before
        if before is not None and now != before:
            self._error(number, twice, column)
        return before or now

    def _item(self, number: int, cells: Mapping[Column, str]) -> None:
        if not self.vocabulary.reasons:
            cells = {column: cell for column, cell in cells.items() if column is not Column.REASON}
        text, places = _as_text(cells)
        try:
            sheet = parse_readings(text, self.vocabulary, self.dates)
        except Misread as no:
            for error in no.errors:
                code = error.code.replace("readings.nothing", "readings.number-missing")
                self._error(number, code, _column_at(places, error.start), error.lines)
            return
        if len(sheet.items) != 1 or sheet.code or sheet.read_by or sheet.rest:
            self._error(number, "readings.not-understood", Column.VERDICT)
            return
        item = replace(
            sheet.items[0],
            position=number,
            signed_on=self._day(number, cells, Column.SIGNED),
            registered_on=self._day(number, cells, Column.REGISTERED),
            start=0,
            end=0,
        )
        self.items.append(item)
        self.questions.extend(Question(number, q.candidates) for q in sheet.questions)

    def _day(self, number: int, cells: Mapping[Column, str], column: Column) -> date | None:
        if column not in cells:
            return None
        try:
            typed = parse_date(
                _CLOCK.sub("", cells[column]),
                self.dates.today,
                order=self.dates.order,
                lean=Lean.BEHIND,
            )
        except Refusal as no:
            self._error(number, IN_A_SHEET[no.code], column)
            return None
        return typed.day


def _as_text(cells: Mapping[Column, str]) -> tuple[str, list[tuple[int, Column]]]:
    """A row as one item of bulk text, and where each column begins in it."""
    parts: list[tuple[Column, str]] = []
    if Column.SECTION in cells or Column.PAGE in cells:
        key = "-".join(
            cells.get(column, "0") for column in (Column.SECTION, Column.PAGE, Column.LINE)
        )
        parts.append((Column.SECTION, key))
    else:
        parts += [(column, cells[column]) for column in _LINE_COLUMNS if column in cells][:1]
    parts += [
        (column, cells[column]) for column in (Column.REASON, Column.VERDICT) if column in cells
    ]
    if Column.GROUND in cells:
        parts.append((Column.GROUND, cells[Column.GROUND]))
    if Column.PARTNER in cells:
        partners = re.sub(r"\s*(?:[;,/&\n]|\band\b|\by\b)\s*", "+", cells[Column.PARTNER])
        parts.append((Column.PARTNER, f"={partners.lstrip('=')}"))
    text, places = "", []
    for column, part in parts:
        places.append((len(text), column))
        text += " ".join(part.split()) + " "
    return text, places


def _column_at(places: list[tuple[int, Column]], offset: int) -> Column:
    return [column for start, column in places if start <= offset][-1]
