"""The files of an export: tables as CSV and in one workbook, and their digests.

A cell that a spreadsheet would take for a formula gets an apostrophe in front of it (OWASP, "CSV
Injection"), and a cell of free text in which the privacy guard sees a person is left out: what is
exported comes from the profile or has passed the guard before, so this is the second lock.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import file_digest
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from models.schedule import COLUMNS, Cell, Row, Table, Walked

WORKBOOK, SUMS, README = "schedule.xlsx", "SHA256SUMS", "README.txt"
LABEL = "INVENTED"
WITHHELD = "(withheld)"
SHEET_ROWS = 1_000_000  # a worksheet has 1,048,576
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Free text, by table and column: what is looked at by the guard.
_FREE = {
    "lines": ("reason_label", "authority"),
    "counts": ("label",),
    "figures": ("source", "note"),
    "grounds": ("authority",),
    "about": ("value",),
}

Names = Callable[[str], bool]
"""Whether a text says who a person is, or where to find them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which lines the workbook has: all, or those with something in one of these columns."""

    name: str
    columns: tuple[str, ...] = ()

    def has(self, row: Row) -> bool:
        """Whether the workbook has this row of ``lines``."""
        return not self.columns or any(row[COLUMNS.index(one)] for one in self.columns)


class Files:
    """Writes the tables of one export into a folder. Use it as a context; `table` takes them."""

    def __init__(
        self, folder: Path, *, kept: Kept, invented: bool, names: Names, now: datetime
    ) -> None:
        import xlsxwriter

        self._folder, self._kept, self._invented, self._names = folder, kept, invented, names
        options = {
            "constant_memory": True,
            "tmpdir": str(folder),
            "default_date_format": "yyyy-mm-dd",
        }
        self._book: Any = xlsxwriter.Workbook(str(folder / WORKBOOK), options)
        made = now.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"title": self._headed("Line schedule"), "created": made})
        self._bold = self._book.add_format({"bold": True})
        self._clean: dict[str, str] = {}

    def __enter__(self) -> Self:
        """The files are open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """The workbook is put together; what is half written is for the caller to throw away."""
        if error is None:
            self._book.close()
        else:
            for sheet in self._book.worksheets():
                sheet.row_data_fh.close()

    def table(self, table: Table) -> None:
        """Write one table, as a CSV file and as a sheet, row by row."""
        columns = (*table.columns, *((LABEL,) if self._invented else ()))
        path = self._folder / f"{table.name}.csv"
        sheets = _Sheets(self._book, table.name, columns, self._bold, self._headed(table.name))
        narrowed = table.name == "lines"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
            writer.writerow(columns)
            for row in self._rows(table):
                writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
                if not narrowed or self._kept.has(row):
                    sheets.write(row)

    def _rows(self, table: Table) -> Iterator[Row]:
        free = [table.columns.index(name) for name in _FREE.get(table.name, ())]
        for row in table.rows:
            cells = list(row)
            for place in free:
                cells[place] = self._guarded(cells[place])
            yield (*cells, *((LABEL,) if self._invented else ()))

    def _guarded(self, cell: Cell) -> Cell:
        if not isinstance(cell, str):
            return cell
        if cell not in self._clean:  # few texts, each on very many lines
            self._clean[cell] = WITHHELD if self._names(cell) else cell
        return self._clean[cell]

    def _headed(self, title: str) -> str:
        return f"{LABEL}: {title}" if self._invented else title


class _Sheets:
    """One table in the workbook; as many sheets as it needs."""

    def __init__(
        self, book: Any, name: str, columns: Iterable[str], bold: Any, heading: str
    ) -> None:
        self._book, self._name, self._columns = book, name, tuple(columns)
        self._bold, self._heading = bold, heading
        self._number, self._row = 0, SHEET_ROWS + 1
        self._sheet: Any = None
        self._turn()

    def write(self, row: Row) -> None:
        """One row below the last one."""
        if self._row > SHEET_ROWS:
            self._turn()
        sheet, at = self._sheet, self._row
        for column, cell in enumerate(row):  # each by its kind: quicker than a guess
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(at, column, cell)
            else:
                sheet.write_number(at, column, cell)
        self._row += 1

    def _turn(self) -> None:
        self._number += 1
        name = self._name if self._number == 1 else f"{self._name}-{self._number}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.set_header(f"&L{self._heading}&R&P / &N")
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._columns) - 1, 13)
        for column, title in enumerate(self._columns):
            self._sheet.write_string(0, column, title, self._bold)
        self._row = 1


def safe(cell: Cell) -> Cell:
    """A cell as CSV may have it: no spreadsheet takes it for a formula."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULAS):
        return f"'{cell}"
    return cell


def explain(folder: Path, walked: Walked, kept: Kept) -> None:
    """A few words for whoever opens the folder."""
    label = f"{LABEL}. Nobody ever signed these lines.\n\n" if walked.invented else ""
    told = "the seed of the audit draw stands in it" if walked.told else "its seed is not told yet"
    (folder / README).write_text(
        f"{label}{walked.title}: the line schedule of the review\n\n"
        f"{walked.lines:,} lines, {walked.ruled:,} with a lawyer's ruling, {walked.draws:,} audit"
        f" draws ({told}).\n"
        "lines.csv has every line; rulings.csv every ruling with its times; audit.csv the draws in"
        " their order;\n"
        "counts.csv, figures.csv, grounds.csv what they rest on; about.csv whose schedule it is, and"
        " its numbers.\n"
        f"{WORKBOOK} has the same tables"
        f"{'' if not kept.columns else f' (of the lines: {kept.name} only)'}.\n"
        f"{SUMS} has the SHA-256 of each file (sha256sum -c {SUMS}); the trail has the same.\n"
        "People stand in it by pseudonym. No signer is named or located anywhere.\n"
        "What each column means, and how an outsider checks the numbers: docs/guide/schedule.md.\n",
        "utf-8",
    )


def sealed(folder: Path) -> dict[str, str]:
    """Write the SHA-256 of every file in the folder, as ``sha256sum`` does; by file name."""
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            found[path.name] = file_digest(file, "sha256").hexdigest()
    lines = "".join(f"{digest}  {name}\n" for name, digest in found.items())
    (folder / SUMS).write_text(lines, "utf-8")
    return found
