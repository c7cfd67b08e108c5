"""Rows become lines or problems with their row number; no problem ever holds a cell."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import Refusal
from models.intake import formats, headers, rows
from models.intake.book import Entry, ReasonBook
from models.intake.rows import LineRow, Problem
from models.intake.summary import Summary
from tests.models.intake.files import HEADER, INVENTED, KEYS, LINES, a_book, a_csv, an_xls, an_xlsx


def read(table: Sequence[Sequence[str]], **more: object) -> list[LineRow | Problem]:
    opened = formats.open_rows(a_csv(table))
    mapping = headers.match(opened.first).mapping
    return list(rows.read(opened, mapping, reasons=a_book(), **more))  # type: ignore[arg-type]


def found(items: list[LineRow | Problem]) -> list[tuple[int, str]]:
    return [(p.row, p.code) for p in items if isinstance(p, Problem)]


def keys(items: list[LineRow | Problem]) -> list[tuple[int, int, int, int]]:
    return [(r.section, r.page, r.line, r.reason_index) for r in items if isinstance(r, LineRow)]


@pytest.mark.parametrize("make", [a_csv, an_xlsx, an_xls])
def test_a_plain_list_reads_the_same_from_every_format(make: object) -> None:
    opened = formats.open_rows(make([["A list"], [], HEADER, *LINES]))  # type: ignore[operator]
    mapping = headers.match(opened.first).mapping
    items = list(rows.read(opened, mapping, reasons=a_book()))
    assert keys(items) == KEYS
    assert [item.row for item in items] == [4, 5, 6]


def test_blank_rows_trailing_commas_and_short_rows_are_no_problem() -> None:
    table = [
        [*HEADER, "County", "Seq"],
        [],
        ["12,045", "1", "7", "NR", "", ""],
        ["", " ", "", ""],
        ["12045", "1", "9", "ADDR"],
        ["12046", "2", "1", "sig", "", "", "", ""],
    ]
    assert keys(read(table)) == KEYS


def test_zeros_at_the_end_of_a_file_cut_short_are_a_blank_row() -> None:
    opened = formats.open_rows(io.BytesIO(a_csv().getvalue() + b"\0" * 60))
    mapping = headers.match(opened.first).mapping
    assert keys(list(rows.read(opened, mapping, reasons=a_book()))) == KEYS


def test_headers_come_again_and_totals_are_set_aside() -> None:
    table = [HEADER, LINES[0], HEADER, LINES[1], ["Page 1 of 2"], LINES[2], ["Total", "", "", "3"]]
    opened = formats.open_rows(a_csv(table))
    mapping = headers.match(opened.first).mapping
    summary = Summary(a_book())
    for _ in summary.through(rows.read_blocks(opened, mapping, reasons=a_book())):
        pass
    assert (summary.lines, summary.repeated, summary.feet) == (3, 1, 2)
    assert summary.stated_total == 3
    assert summary.clean


def test_a_line_whose_reason_looks_like_a_foot_is_never_set_aside() -> None:
    items = read([HEADER, ["7", "1", "1", "Total mismatch"], ["Total", "1", "2", "Counted twice"]])
    assert found(items) == [(2, "intake.reason-unknown"), (3, "intake.section-not-a-number")]


def test_each_problem_has_its_row_and_code() -> None:
    table = [
        HEADER,
        ["12045A", "1", "7", "NR"],
        ["12045", "", "7", "NR"],
        ["12045", "1", "x", "NR"],
        ["12045", "1", "8", ""],
        ["12045", "1", "9", "Not Registred"],
        ["12045", "1", "10", "Moved to the moon"],
        ["12045", "1", "99999", "NR"],
        LINES[0],
        ["12045", "1", "11", "two\nlines"],
    ]
    assert found(read(table)) == [
        (2, "intake.section-not-a-number"),
        (3, "intake.cell-blank"),
        (4, "intake.line-not-a-number"),
        (5, "intake.reason-missing"),
        (6, "intake.reason-close"),
        (7, "intake.reason-unknown"),
        (8, "intake.out-of-range"),
        (10, "intake.quote-in-reason"),
    ]


def test_a_line_twice_names_both_rows_near_and_far() -> None:
    many = [[str(n), "1", "1", "NR"] for n in range(1, 3000)]
    items = read(
        [HEADER, *many, ["5", "1", "1", "SIG"], ["5", "1", "01", "NR"], ["5", "1", "1", "NR"]]
    )
    duplicates = [p for p in items if isinstance(p, Problem)]
    assert [(p.row, p.code) for p in duplicates] == [
        (3001, "intake.duplicate"),
        (3002, "intake.duplicate"),
        (3003, "intake.duplicate"),
    ]
    assert dict(duplicates[0].values) == {"key": "S5-P1-L01", "first_row": 6}
    near = [p for p in read([HEADER, LINES[0], LINES[0]]) if isinstance(p, Problem)]
    assert dict(near[0].values)["first_row"] == 2


def test_a_file_pasted_twice_is_counted_whole() -> None:
    many = [[str(n), "1", "1", "NR"] for n in range(1, 1200)]
    items = read([HEADER, *many, HEADER, *many])
    assert len(keys(items)) == 1199
    assert len(found(items)) == 1199


def test_full_keys_and_missing_pages_are_read() -> None:
    table = [["Line key", "Reason"], ["S12045-P1-L07", "NR"], ["12045-1-9", "ADDR"]]
    assert keys(read([*table, ["12046/2/1", "SIG"], ["", ""]])) == KEYS
    assert keys(read([["Section", "Line", "Reason"], ["7", "8", "NR"]])) == [(7, 1, 8, 0)]


def test_offices_are_resolved_by_the_campaigns_own_list() -> None:
    offices = ReasonBook.of([Entry("la", "Los Angeles County"), Entry("or", "Orange County")])
    table = [
        [*HEADER, "County", "Seq"],
        [*LINES[0], "LOS ANGELES COUNTY", "1"],
        [*LINES[1], "", ""],
        [*LINES[2], INVENTED[0], "3"],
    ]
    items = read(table, offices=offices)
    assert [(i.office, i.running) for i in items if isinstance(i, LineRow)] == [
        ("la", 1),
        (None, None),
    ]
    assert found(items) == [(4, "intake.office-unknown")]
    assert [i.office for i in read(table) if isinstance(i, LineRow)] == [None, None, None]


def test_a_column_that_is_needed_cannot_be_dropped() -> None:
    with pytest.raises(Refusal, match=r"intake\.dropped-but-needed"):
        read([HEADER, *LINES], drop={3})


def test_nothing_of_a_private_cell_is_ever_in_a_problem() -> None:
    table = [
        [*HEADER, "Seq", "Signer"],
        [INVENTED[0], "1", "1", "NR", "1", INVENTED[0]],
        ["1", INVENTED[1], "1", "NR", "1", INVENTED[1]],
        ["1", "1", INVENTED[2], "NR", "1", INVENTED[2]],
        *[["1", "1", str(n), INVENTED[n % 3], "1", INVENTED[0]] for n in range(2, 40)],
        ["1", "1", "50", "NR", INVENTED[1], INVENTED[2]],
        ["1", "1", "1", "NR", "1", INVENTED[0]],
        ["1", "1", "1", "NR", "1", INVENTED[0]],
        [INVENTED[0]],
    ]
    opened = formats.open_rows(a_csv(table))
    mapping = headers.match(opened.first).mapping
    summary = Summary(a_book())
    blocks = list(summary.through(rows.read_blocks(opened, mapping, reasons=a_book(), drop={5})))
    shown = repr(blocks) + repr(summary) + repr(mapping) + repr(opened)
    for name in INVENTED:
        for word in name.split():
            assert word not in shown
    assert summary.lines == 1


_LINE = st.tuples(
    st.integers(1, 2_147_483_647), st.integers(1, 32_767), st.integers(1, 32_767),
    st.integers(0, 6), st.none() | st.integers(1, 2_147_483_647),
)  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(_LINE, max_size=30, unique_by=lambda line: line[:3]),
    st.permutations(range(5)),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_list_reads_back(
    lines: list[tuple[int, int, int, int, int | None]],
    order: list[int],
    delimiter: str,
    encoding: str,
) -> None:
    book = a_book()
    table = [["Section", "Page", "Line", "Reason", "Seq"]]
    for section, page, line, reason, running in lines:
        label = book.entries[reason].label
        table.append([f"{section:,}", str(page), f"{line:03}", label, str(running or "")])
    shuffled = [[row[at] for at in order] for row in table]
    opened = formats.open_rows(a_csv(shuffled, encoding=encoding, delimiter=delimiter))
    mapping = headers.match(opened.first).mapping
    items = list(rows.read(opened, mapping, reasons=book))
    assert items == [
        LineRow(at, s, p, n, reason, None, running)
        for at, (s, p, n, reason, running) in enumerate(lines, 2)
    ]


# A list of the rows would take some 450 bytes a row; the keys seen take some 120.
@pytest.mark.parametrize("count", [30_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_memory_stays_bounded_over_many_rows(count: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *([str(n), "1", "1", "NR"] for n in range(1, count + 1))])
    file = io.BytesIO(text.getvalue().encode())
    del text
    tracemalloc.start()
    try:
        opened = formats.open_rows(file)
        mapping = headers.match(opened.first).mapping
        summary = Summary(a_book())
        for block in rows.read_blocks(opened, mapping, reasons=a_book()):
            summary.add(block)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert summary.lines == count
    assert peak < 200 * count + 4_000_000
