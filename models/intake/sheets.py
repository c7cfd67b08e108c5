"""Workbooks: XLSX streamed by openpyxl, the old XLS (at most 65,536 rows a sheet) by calamine."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl

from models.errors import Refusal
from models.intake import old_xls
from models.intake.delimited import Row
from models.intake.old_xls import text_of

Fits = Callable[[Sequence[Sequence[str]]], bool]
_HEAD = 12
_SECONDS = 120  # the fullest old sheet takes two
# A sheet of a million lines unpacks to some 100 MB; a workbook far beyond is no list of lines.
_UNPACKED = 4 << 30
_STRINGS = 256 << 20


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
    at = _choose([partial(_xlsx_rows, sheet) for sheet in sheets], fits)
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

    The workbook is read by another process (`old_xls` tells why) into a temporary file that has no
    name. Raises ``Refusal``: ``intake.encrypted``, ``intake.not-a-table``, ``intake.empty``.
    """
    file.seek(0)
    command = [sys.executable, "-P", str(Path(__file__).with_name("old_xls.py"))]
    rows = tempfile.TemporaryFile()  # noqa: SIM115
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, input=file.read(), stdout=rows, stderr=quiet, check=False, timeout=_SECONDS
        )
        if done.returncode:
            locked = done.returncode == old_xls.LOCKED
            raise Refusal("intake.encrypted" if locked else "intake.not-a-table")
        sheets = 1 + max((at for at, _ in _xls_lines(rows)), default=0)
        at = _choose([partial(_xls_rows, rows, sheet) for sheet in range(sheets)], fits)
    except subprocess.TimeoutExpired as error:
        rows.close()
        raise Refusal("intake.not-a-table") from error
    except Refusal:
        rows.close()
        raise
    return _xls_closing(rows, at), at + 1, sheets


def _xls_lines(rows: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    rows.seek(0)
    for line in rows:
        if line != b'"done"\n':
            at, cells = json.loads(line)
            yield at, cells


def _xls_rows(rows: BinaryIO, sheet: int) -> Iterator[Row]:
    return enumerate((cells for at, cells in _xls_lines(rows) if at == sheet), 1)


def _xls_closing(rows: BinaryIO, sheet: int) -> Iterator[Row]:
    with rows:
        yield from _xls_rows(rows, sheet)


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
