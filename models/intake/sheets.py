"""Workbooks: XLSX streamed by openpyxl, the old XLS (at most 65,536 rows a sheet) by calamine."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO

import openpyxl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from models.errors import Refusal
from models.intake.delimited import Row

Fits = Callable[[Sequence[Sequence[str]]], bool]
_HEAD = 12
# A sheet of a million lines unpacks to some 100 MB; a workbook far beyond is no list of lines.
_UNPACKED = 4 << 30
_STRINGS = 256 << 20


def text_of(value: object) -> str:
    """Return a cell's value as the text a person would type: 12045.0 is "12045", None is ""."""
    if value is None or value is False or value is True:
        return "" if value is None else str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def xlsx(file: BinaryIO, fits: Fits) -> tuple[Iterator[Row], int, int]:
    """Return (rows of the chosen sheet, its place from 1, number of sheets).

    The first visible sheet whose header ``fits``, else the first with anything in it. Raises
    ``Refusal``: ``intake.not-a-table``, ``intake.too-large``, ``intake.empty``.
    """
    _weigh(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Exporters leave out default styles and header marks; neither matters to a list.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # a damaged workbook fails in openpyxl in a dozen ways
        raise Refusal("intake.not-a-table") from error
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheets = shown or list(book.worksheets)
    at = _choose([lambda sheet=sheet: _xlsx_rows(sheet) for sheet in sheets], fits)  # type: ignore[misc]
    return _xlsx_rows(sheets[at]), at + 1, len(sheets)


def _xlsx_rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # some exporters write a wrong one, and rows would be cut off
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [text_of(value) for value in row]
    except (zipfile.BadZipFile, SyntaxError, KeyError, ValueError, EOFError) as error:
        raise Refusal("intake.not-a-table") from error  # SyntaxError: XML's ParseError is one


def _weigh(file: BinaryIO) -> None:
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    strings = sum(p.file_size for p in parts if p.filename.endswith("sharedStrings.xml"))
    if strings > _STRINGS or sum(p.file_size for p in parts) > _UNPACKED:
        raise Refusal("intake.too-large")


def xls(file: BinaryIO, fits: Fits) -> tuple[Iterator[Row], int, int]:
    """Return (rows of the chosen sheet, its place from 1, number of sheets), chosen as for XLSX.

    Raises ``Refusal``: ``intake.encrypted``, ``intake.not-a-table``, ``intake.empty``.
    """
    file.seek(0)
    with _damage_refused():
        book = CalamineWorkbook.from_filelike(file)
        sheets = [book.get_sheet_by_index(at) for at in range(len(book.sheet_names))]
    at = _choose([lambda sheet=sheet: _xls_rows(sheet) for sheet in sheets], fits)  # type: ignore[misc]
    return _xls_rows(sheets[at]), at + 1, len(sheets)


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Turn what calamine raises on a locked or damaged workbook into a refusal.

    On some damage it panics; a panic is no ``Exception`` in Python and would end the process.
    """
    try:
        yield
    except PasswordError as error:
        raise Refusal("intake.encrypted") from error
    except CalamineError as error:
        raise Refusal("intake.not-a-table") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Refusal("intake.not-a-table") from error


def _xls_rows(sheet: Any) -> Iterator[Row]:
    with _damage_refused():
        values = sheet.to_python(skip_empty_area=False)
    for number, row in enumerate(values, 1):
        yield number, [text_of(value) for value in row]


def _choose(sheets: Sequence[Callable[[], Iterable[Row]]], fits: Fits) -> int:
    filled: list[int] = []
    for at, sheet in enumerate(sheets):
        head = [cells for _, cells in islice(sheet(), _HEAD)]
        if any(cell.strip() for cells in head for cell in cells):
            filled.append(at)
            if fits(head):
                return at
    if not filled:
        raise Refusal("intake.empty")
    return filled[0]
