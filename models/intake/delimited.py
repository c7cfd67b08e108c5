"""CSV as registrars really send it: which encoding, which delimiter, then rows as a stream."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from models.errors import Refusal

Row = tuple[int, Sequence[str]]
SAMPLE = 64 * 1024
DELIMITERS = (",", ";", "\t", "|")
_CHUNK = 1 << 20
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP_LINE = re.compile(r"\Asep=(.)\r?\n?\Z", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def encoding_of(file: BinaryIO) -> str:
    """Return the codec the whole file reads with; the file is left at an unspecified place.

    A byte order mark decides; then the zeros of UTF-16 without one; then UTF-8, tried on every
    byte (an accent may first come in row 150,000); what is none of these is Windows-1252, or Mac
    Roman. Raises ``Refusal`` ``intake.not-a-table``.
    """
    file.seek(0)
    sample = file.read(SAMPLE)
    for mark, codec in _MARKS:
        if sample.startswith(mark):
            return codec
    if wide := _wide(sample):
        return wide
    sample = sample.rstrip(b"\0")  # a copy cut short on a full disk is padded with zeros
    if len(_CONTROL.findall(sample)) > len(sample) // 100 or sample.count(0) > len(sample) // 4:
        raise Refusal("intake.not-a-table")
    return "utf-8" if (at := _not_utf8(file)) is None else _one_byte(file, at)


def _wide(sample: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: every other byte is zero."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half >= 4 and odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if half >= 4 and even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _not_utf8(file: BinaryIO) -> int | None:
    """Return about where the first byte stands that is not UTF-8, or None."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = 0
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
            at += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return max(0, at + error.start)
    return None


def _one_byte(file: BinaryIO, at: int) -> str:
    """Tell Mac Roman from Windows-1252 by where accented letters stand inside words.

    Charset guessers need prose; a list has an accent every thousand words. Curly quotes (0x91 to 0x94
    in Windows-1252) are left out: they stand inside words as well ("O’…").
    """
    file.seek(max(0, at - SAMPLE // 2))
    around = file.read(SAMPLE)
    mac = len(re.findall(rb"[A-Za-z][\x80-\x90\x96-\x9f][a-z]", around))
    windows = len(re.findall(rb"[A-Za-z][\xc0-\xff][a-z]", around))
    return "mac_roman" if mac > windows else "cp1252"


def delimiter_of(sample: str) -> str:
    """Return the delimiter under which the sample's rows agree best on their number of columns."""
    lines = sample.splitlines(keepends=True)[:200]
    if lines and (told := _SEP_LINE.match(lines[0])):
        return told[1]
    return max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Return (share of rows with the commonest width of two columns or more, that width)."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        return (0.0, 0)
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return (0.0, 0)
    width, times = wide.most_common(1)[0]
    return (round(times / len(widths), 1), width)


def sample_of(file: BinaryIO, encoding: str) -> str:
    """Return the decoded beginning of the file; a half character or line at its end is dropped."""
    file.seek(0)
    raw = file.read(SAMPLE)
    text = raw.decode(encoding, errors="ignore")
    if len(raw) < SAMPLE:
        return text
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def rows(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield (row number from 1 as a spreadsheet shows it, cells), in memory of one row.

    A ``sep=;`` line is an instruction that spreadsheets do not show: it has no row number. Raises
    ``Refusal`` ``intake.quote-not-closed`` (row) where a quote swallows the rows after it.
    """
    file.seek(0)
    wrapper = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        yield from _parsed(wrapper, delimiter)
    finally:
        if not file.closed:
            wrapper.detach()  # the file belongs to the caller


def _parsed(lines: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    number, physical, width = 0, 0, 0
    try:
        for row in reader:
            number += 1
            physical += 1
            if reader.line_num != physical:
                physical = reader.line_num
                _check_quotes(row, number, delimiter, width)
            elif number == 1 and _SEP_LINE.match(delimiter.join(row)):
                number = 0
                continue
            width = len(row)
            yield number, row
    except csv.Error as error:
        raise Refusal("intake.quote-not-closed", row=number + 1) from error


def _check_quotes(row: Sequence[str], number: int, delimiter: str, width: int) -> None:
    """Refuse a row whose cell holds whole rows: a quote was opened and not closed.

    A note of several lines in quotes is fine: its lines are not as wide as the row before.
    """
    for cell in row:
        for inner in cell.splitlines()[1:]:
            if width > 1 and inner.count(delimiter) >= width - 1:
                raise Refusal("intake.quote-not-closed", row=number)
