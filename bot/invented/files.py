"""Registrars' lists of invented lines, as clean and as messy as real files are.

Nothing but section, page, line, reason, and on request office and running number is written. The
hidden truth has a file of its own, `write_truth`, that no import reads.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bot.invented.lines import Invented

CHUNK = 10_000
MADE = datetime(2022, 8, 15, tzinfo=UTC)
"""Date put into workbooks, so that the same lines give the same bytes: the certificate's date."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one registrar writes a list: columns and their headers, bytes, and clutter.

    `headers` are (column, header) pairs in the order written; columns are section, page, line,
    reason, office, running; any other is written as `extra`. `thousands` separates the digits of
    numbers above 999. After every `blank_every` rows comes a blank one; `trailing` empty cells end
    each row. `repeats` rows of the start come again at the end; as many as `strange` of the last
    rows carry a reason that nobody published. `title_rows` stand above the header.
    """

    headers: tuple[tuple[str, str], ...] = (
        ("section", "Section"),
        ("page", "Page"),
        ("line", "Line"),
        ("reason", "Reason"),
    )
    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\r\n"
    quote_all: bool = False
    thousands: str = ""
    blank_every: int = 0
    trailing: int = 0
    repeats: int = 0
    strange: int = 0
    office: str = "Los Angeles"
    extra: str = "(invented)"
    title_rows: tuple[str, ...] = field(default=())


_SHUFFLED = (
    ("running", "Seq. No."),
    ("reason", "Invalid Reason Description"),
    ("line", "Line #"),
    ("page", "Pg"),
    ("section", "Petition Section Number"),
    ("office", "County"),
)

SPELLINGS: dict[str, Spelling] = {
    "plain": Spelling(),
    "numbered": Spelling(
        headers=(
            ("running", "Running no."),
            ("office", "Office"),
            *Spelling().headers,
        )
    ),
    "bom": Spelling(encoding="utf-8-sig"),
    "utf16": Spelling(encoding="utf-16", delimiter="\t"),
    "windows": Spelling(
        headers=(
            ("section", "Section n°"),
            ("page", "Page n°"),
            ("line", "Line n°"),
            ("reason", "Reason – as coded"),
        ),
        encoding="cp1252",
        delimiter=";",
    ),
    "spanish": Spelling(
        headers=(
            ("section", "Sección"),
            ("page", "Página"),
            ("line", "Línea"),
            ("reason", "Razón"),
        ),
        encoding="cp1252",
        delimiter=";",
    ),
    "shuffled": Spelling(headers=_SHUFFLED),
    "shouting": Spelling(
        headers=(
            ("section", "SECTION_NBR"),
            ("page", "PAGE_NBR"),
            ("line", "LINE_NBR"),
            ("reason", "REJECT_REASON"),
        ),
        quote_all=True,
        newline="\n",
    ),
    "messy": Spelling(
        headers=_SHUFFLED,
        encoding="utf-8-sig",
        thousands=",",
        blank_every=7,
        trailing=3,
        title_rows=("Petition signature exceptions (invented)",),
    ),
    "repeated": Spelling(repeats=3),
    "strange": Spelling(strange=2),
    "personal": Spelling(
        headers=(*Spelling().headers, ("name", "Voter Name"), ("address", "Residence Address"))
    ),
}
"""Spellings by name, for import tests and for whoever wants to see what an import must bear."""


def rows(
    invented: Invented, spelling: Spelling = SPELLINGS["plain"]
) -> Iterator[Sequence[object]]:
    """Yield the rows of the list, header first, in the spelling's columns; memory is bounded."""
    for title in spelling.title_rows:
        yield [title]
    yield [header for _, header in spelling.headers] + [""] * spelling.trailing
    last = len(invented)
    for number, row in enumerate(_body(invented, spelling), start=1):
        yield row
        if spelling.blank_every and number % spelling.blank_every == 0 and number < last:
            yield [""] * len(row)


def write_csv(invented: Invented, path: Path, *, spelling: Spelling = SPELLINGS["plain"]) -> Path:
    """Write the list as delimited text in the given spelling; returns `path`."""
    quoting: Literal[0, 1] = csv.QUOTE_ALL if spelling.quote_all else csv.QUOTE_MINIMAL
    with path.open("w", encoding=spelling.encoding, newline="") as file:
        writer = csv.writer(
            file,
            delimiter=spelling.delimiter,
            lineterminator=spelling.newline,
            quoting=quoting,
        )
        writer.writerows(rows(invented, spelling))
    return path


def write_xlsx(invented: Invented, path: Path, *, spelling: Spelling = SPELLINGS["plain"]) -> Path:
    """Write the list as a workbook, streamed, whatever the name of `path`; returns `path`.

    Numbers are numbers unless the spelling has thousands. Encoding, delimiter, newline and quoting
    have no meaning here.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"title": "Invented lines", "created": MADE})
        sheet = book.add_worksheet("Exceptions")
        for number, row in enumerate(rows(invented, spelling)):
            sheet.write_row(number, 0, row)
    return path


def write_truth(invented: Invented, path: Path) -> Path:
    """Write the hidden truth beside the campaign, for whoever checks an estimate afterwards.

    Columns: section, page, line, and 1 where the line was wrongly rejected. Returns `path`.
    """
    columns = (invented.section, invented.page, invented.line, invented.truth.astype("int8"))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Section", "Page", "Line", "Wrongly rejected (invented, hidden)"])
        writer.writerows(zip(*(column.tolist() for column in columns), strict=True))
    return path


def _body(invented: Invented, spelling: Spelling) -> Iterator[list[object]]:
    total = len(invented)
    spans = [(at, min(at + CHUNK, total)) for at in range(0, total, CHUNK)]
    if spelling.repeats:
        spans.append((0, min(spelling.repeats, total)))
    for start, end in spans:
        yield from _span(invented, spelling, start, end)


def _span(invented: Invented, spelling: Spelling, start: int, end: int) -> Iterator[list[object]]:
    size = end - start
    labels = [reason.label for reason in invented.world.reasons]
    reasons: list[object] = [labels[place] for place in invented.reason[start:end].tolist()]
    strange_from = max(len(invented) - spelling.strange - start, 0)
    reasons[strange_from:] = ["Code 77"] * len(reasons[strange_from:])
    columns: dict[str, list[object]] = {
        "section": _numbers(invented.section[start:end].tolist(), spelling),
        "page": invented.page[start:end].tolist(),
        "line": invented.line[start:end].tolist(),
        "reason": reasons,
        "office": [spelling.office] * size,
        "running": _numbers(list(range(start + 1, end + 1)), spelling),
    }
    other: list[object] = [spelling.extra] * size
    written = [columns.get(column, other) for column, _ in spelling.headers]
    empty: list[object] = [""] * spelling.trailing
    for row in zip(*written, strict=True):
        yield [*row, *empty]


def _numbers(values: list[int], spelling: Spelling) -> list[object]:
    if not spelling.thousands:
        return list(values)
    return [f"{value:,}".replace(",", spelling.thousands) for value in values]
