"""Builds the files that registrars really send, oddities and all. Every person in them is invented."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterable, Sequence

import xlsxwriter

from models.intake.book import Entry, ReasonBook

HEADER = ["Section", "Page", "Line No.", "Reason"]
LINES = [
    ["12045", "1", "7", "Not Registered"],
    ["12045", "1", "9", "Different Address"],
    ["12046", "2", "1", "Mismatch Signature"],
]
KEYS = [(12045, 1, 7, 0), (12045, 1, 9, 2), (12046, 2, 1, 3)]
# Invented for the tests: no such people.
INVENTED = ["Zebulon Quillfeather", "Ottoline Marrowby", "Peregrine Vantongeren"]

_LABELS = [
    ("NR", "Not Registered"),
    ("DUP", "Max Number of Times Signed (Duplicate)"),
    ("ADDR", "Different Address"),
    ("SIG", "Mismatch Signature"),
    ("CAN", "Canceled"),
    ("OOC", "Out of County Address"),
    ("OTH", "Other"),
]


def a_book(*, accept_close: bool = False) -> ReasonBook:
    entries = [Entry(code, label, label) for code, label in _LABELS]
    return ReasonBook.of(entries, accept_close=accept_close)


def a_csv(
    rows: Iterable[Sequence[str]] = (HEADER, *LINES),
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    end: str = "\r\n",
) -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def an_xlsx(*sheets: Iterable[Sequence[object]]) -> io.BytesIO:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for rows in sheets:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return file


def an_xls(rows: Iterable[Sequence[object]], *, locked: int | None = None) -> io.BytesIO:
    """An old workbook ([MS-XLS] BIFF8) of one sheet, as small as readers accept.

    ``locked`` puts it under a password of a kind: 0 the old obfuscation, 1 RC4.
    """
    cells = b"".join(
        _cell(at, column, value)
        for at, row in enumerate(rows)
        for column, value in enumerate(row)
        if value != ""
    )
    sheet = _bof(0x10) + cells + _record(0x0A, b"")
    password = _record(0x2F, struct.pack("<HHH", locked, 1, 2)) if locked is not None else b""
    name = struct.pack("<BB", 6, 0) + b"Sheet1"
    before = len(_bof(5)) + len(password) + 4 + 6 + len(name) + 4
    bound = _record(0x85, struct.pack("<IBB", before, 0, 0) + name)
    return compound("Workbook", _bof(5) + password + bound + _record(0x0A, b"") + sheet)


def compound(name: str, stream: bytes) -> io.BytesIO:
    """A compound file ([MS-CFB]) with one stream, long enough not to be a mini stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    assert count <= 126
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)  # fmt: skip
    header += b"\xff\xff\xff\xff" * 108
    folder = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry(name, 2, -1, 2, len(stream))
    return io.BytesIO(header + struct.pack("<128I", *fat) + folder.ljust(512, b"\0") + stream)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    links = struct.pack("<III", none, none, none if child < 0 else child)
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + links
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, int | float):
        return _record(0x203, place + struct.pack("<d", value))
    raw = str(value).encode("latin-1")
    return _record(0x204, place + struct.pack("<HB", len(raw), 0) + raw)
