"""What kind of file is this, whatever its name says, and its rows as a stream of text."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from models.errors import Refusal
from models.intake import delimited, headers, sheets
from models.intake.delimited import Row

HEAD_ROWS = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Office's own mark of a workbook under a password ([MS-OFFCRYPTO] 2.3.4.4).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# In the old XLS: a FILEPASS record right after the workbook's beginning ([MS-XLS] 2.4.117), also the
# weak kind that readers take for text.
_LOCKED = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}\x2f\x00", re.DOTALL)
_WORKBOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OTHERS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"{\\rtf", "word"),
)
_WEB = (b"<html", b"<!doctype", b"<table", b"<head", b"<meta", b"<style", b"<div", b"<body")


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened list. ``rows`` is read once: (row number from 1 as the spreadsheet shows it,
    cells).

    ``head`` is its first 200 rows, for the header and the look for private columns; ``rows``
    begins with them all the same. ``encoding`` and ``delimiter`` are "" for workbooks; ``sheet``
    of ``sheets``.
    """

    kind: str
    encoding: str
    delimiter: str
    rows: Iterator[Row] = field(repr=False)
    head: tuple[Row, ...] = field(repr=False)
    sheet: int = 1
    sheets: int = 1
    misnamed: bool = False

    @property
    def first(self) -> tuple[Sequence[str], ...]:
        """The cells of the head, in order: index 0 is row 1."""
        return tuple(cells for _, cells in self.head)


def digest(file: BinaryIO) -> str:
    """Return the SHA-256 of the file's bytes, in hex, streamed; the file is left at its end."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def open_rows(file: BinaryIO, *, name_hint: str = "") -> Opened:
    """Open a registrar's list from a seekable binary file, read from its beginning.

    The bytes decide, not the name: ``name_hint`` only tells whether the file is ``misnamed`` (an
    XLS called .csv is read and mentioned). Raises ``Refusal``: ``intake.empty``,
    ``intake.encrypted``, ``intake.web-page``, ``intake.other-format`` (kind),
    ``intake.too-large``, ``intake.not-a-table``.
    """
    kind = kind_of(file)
    encoding = delimiter = ""
    sheet = sheets_in_all = 1
    if kind == "csv":
        encoding = delimited.encoding_of(file)
        delimiter = delimited.delimiter_of(delimited.sample_of(file, encoding))
        stream = delimited.rows(file, encoding, delimiter)
    else:
        read = sheets.xlsx if kind == "xlsx" else sheets.xls
        stream, sheet, sheets_in_all = read(file, headers.fits)
    head = tuple(islice(stream, HEAD_ROWS))
    if not any(cell.strip("\0 \t\r\n\ufeff") for _, cells in head for cell in cells):
        raise Refusal("intake.empty")
    misnamed = _misnamed(kind, name_hint)
    rows = chain(head, stream)
    return Opened(kind, encoding, delimiter, rows, head, sheet, sheets_in_all, misnamed)


def kind_of(file: BinaryIO) -> str:
    """Return "csv", "xlsx" or "xls" by the first bytes; anything else is refused by name."""
    file.seek(0)
    start = file.read(4096)
    if not start.strip():
        raise Refusal("intake.empty")
    if start.startswith(_OLE):
        return _ole(file, start)
    if start.startswith(b"PK"):
        return _zip(file)
    for magic, kind in _OTHERS:
        if start.startswith(magic):
            raise Refusal("intake.other-format", kind=kind)
    begins = start.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip().lower()
    if begins.startswith(_WEB):
        raise Refusal("intake.web-page")
    if begins.startswith(b"<?xml"):
        web = b"<html" in begins
        raise Refusal("intake.web-page") if web else Refusal("intake.other-format", kind="xml")
    return "csv"


def _ole(file: BinaryIO, start: bytes) -> str:
    """Look into the directory of a compound file ([MS-CFB] 2.2: sector size and place of it)."""
    size = 1 << min(int.from_bytes(start[0x1E:0x20], "little"), 16)
    file.seek((int.from_bytes(start[0x30:0x34], "little") + 1) * size)
    directory = file.read(1 << 14)
    if _ENCRYPTED in directory:
        raise Refusal("intake.encrypted")
    file.seek(0)
    if _LOCKED.search(file.read(1 << 20)):
        raise Refusal("intake.encrypted")
    if not any(name in directory for name in _WORKBOOKS):
        raise Refusal("intake.other-format", kind="word")
    return "xls"


def _zip(file: BinaryIO) -> str:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            locked = any(part.flag_bits & 1 for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refusal("intake.not-a-table") from error
    if locked:
        raise Refusal("intake.encrypted")
    if "xl/workbook.xml" in names or any(n.startswith("xl/worksheets/") for n in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refusal("intake.other-format", kind="xlsb")
    if "word/document.xml" in names:
        raise Refusal("intake.other-format", kind="word")
    raise Refusal("intake.other-format", kind="ods" if "content.xml" in names else "archive")


def _misnamed(kind: str, name: str) -> bool:
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    usual = {"csv": {"csv", "txt", "tsv", "tab"}, "xlsx": {"xlsx", "xlsm"}, "xls": {"xls"}}
    return bool(ending) and ending not in usual[kind]
