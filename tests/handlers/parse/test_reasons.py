"""As met: the registrar's code is typed between a line and its verdict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.parse.readings import looks_like_readings, parse_readings
from handlers.parse.resolve import ResolvedItem, resolve
from handlers.parse.typed import ItemError, Misread, TypedItem, TypedSheet, format_sheet
from models.terms import LineKey, Verdict
from tests.handlers.parse.campaign_words import DATES, vocabulary

C, S, U, M = Verdict.CHALLENGE, Verdict.STANDS, Verdict.UNSURE, Verdict.MISSING
KEY = LineKey(12045, 1, 7)
# Invented spellings; SIG and ADDR are words of grounds as well, M and OTH are words of the grammar.
REASONS = {
    "NR": frozenset({"Not Registered", "unregistered", "No inscrita"}),
    "DUP": frozenset({"Max Number of Times Signed (Duplicate)", "duplicate", "Duplicada"}),
    "DIFF": frozenset({"Different Address", "addr", "Otra dirección"}),
    "MIS": frozenset({"Mismatch Signature", "sig", "Firma distinta"}),
    "OOC": frozenset({"Out-of-County Address"}),
    "R2": frozenset({"Removed twice"}),
    "M": frozenset({"Minor"}),
    "OTH": frozenset({"Other", "others", "Otro motivo"}),
}
WORDS = replace(vocabulary(), reasons=REASONS)


def read(text: str) -> TypedSheet:
    return parse_readings(text, WORDS, DATES)


def one(text: str) -> tuple[str | None, Verdict, str | None]:
    (item,) = read(text).items
    assert item.keys == (KEY,)
    return item.reason, item.verdict, item.ground


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12045-1-7 nr c reg", ("NR", C, "REG")),
        ("12045-1-7 NR C REG", ("NR", C, "REG")),
        ("12045-1-7: nr, c reg", ("NR", C, "REG")),
        ("S12045-P1-L07 not registered s", ("NR", S, None)),
        ("12045-1-7 no inscrita queda", ("NR", S, None)),
        ("12045-1-7 unregisterd s", ("NR", S, None)),
        ("12045-1-7 dup s", ("DUP", S, None)),
        ("12045-1-7 duplicate stands", ("DUP", S, None)),
        ("12045-1-7 max number of times signed (duplicate) s", ("DUP", S, None)),
        ("12045-1-7 sig ?", ("MIS", U, None)),
        ("12045-1-7 sig c sig", ("MIS", C, "SIG")),
        ("12045-1-7 firma distinta c firma", ("MIS", C, "SIG")),
        ("12045-1-7 addr c addr", ("DIFF", C, "ADDR")),
        ("12045-1-7 otra dirección c dirección", ("DIFF", C, "ADDR")),
        ("12045-1-7 out of county address s", ("OOC", S, None)),
        ("12045-1-7 r2 s", ("R2", S, None)),
        ("12045-1-7 m s", ("M", S, None)),
        ("12045-1-7 m m", ("M", M, None)),
        ("12045-1-7 minor ?", ("M", U, None)),
        ("12045-1-7 m", (None, M, None)),
        ("12045-1-7 others s", ("OTH", S, None)),
        ("12045-1-7 s", (None, S, None)),
        ("12045-1-7 nr c reg 5/1/22", ("NR", C, "REG")),
        ("12045-1-7 nr desafio reg", ("NR", C, "REG")),
    ],
)
def test_the_code_is_read_before_the_verdict_and_the_ground_after(
    typed: str, meant: tuple[str | None, Verdict, str | None]
) -> None:
    assert one(typed) == meant


def test_a_whole_message_is_read() -> None:
    assert read("K7: 12045-1-7 nr c reg; 12045-1-8 dup s; 12045-2-1 sig ?") == TypedSheet(
        "K7",
        None,
        (
            TypedItem(1, (), (KEY,), C, "REG", reason="NR"),
            TypedItem(2, (), (LineKey(12045, 1, 8),), S, reason="DUP"),
            TypedItem(3, (), (LineKey(12045, 2, 1),), U, reason="MIS"),
        ),
    )


def test_the_next_line_begins_another_item_without_a_semicolon() -> None:
    sheet = read("12045-1-7 nr c reg 12045-1-8 12045-1-9 dup s")
    assert [(item.keys, item.reason) for item in sheet.items] == [
        ((KEY,), "NR"),
        ((LineKey(12045, 1, 8), LineKey(12045, 1, 9)), "DUP"),
    ]


@pytest.mark.parametrize(
    ("typed", "code", "place"),
    [
        ("12045-1-7 smith c reg", "readings.reason-unknown", "smith"),
        ("12045-1-7 smith ?", "readings.reason-unknown", "smith"),
        ("12045-1-7 nr", "readings.verdict-missing", "12045-1-7 nr"),
        ("12045-1-7 nr 12045-1-8 dup s", "readings.verdict-missing", "12045-1-7 nr"),
        ("12045-1-7 nr smith", "readings.verdict-unknown", "smith"),
        ("12045-1-7 smith", "readings.verdict-unknown", "smith"),
        ("12045-1-7 nr dup s", "readings.verdict-missing", "dup"),
        ("rest nr s", "readings.rest-needs-lines", "rest nr s"),
        ("12045-1-7 nr s; 12045-1-7 dup s", "readings.twice", "12045-1-7 dup s"),
    ],
)
def test_what_is_wrong_is_pointed_at(typed: str, code: str, place: str) -> None:
    with pytest.raises(Misread) as no:
        read(typed)
    assert [(e.code, typed[e.start : e.end]) for e in no.value.errors] == [(code, place)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12045-1-7 nr c reg", True),
        ("12045-1-7 not registered c", True),
        ("12045-1-7 s", True),
        ("12045-1-7 hello there", False),
        ("not registered", False),
    ],
)
def test_a_message_with_a_code_looks_like_readings(text: str, meant: bool) -> None:
    assert looks_like_readings(text, WORDS) is meant


@given(st.sampled_from(sorted(REASONS)), st.sampled_from([S, U, M, C]), st.integers(1, 9))
def test_a_sheet_with_codes_is_read_back(reason: str, verdict: Verdict, line: int) -> None:
    ground = "SIG" if verdict is C else None
    item = TypedItem(1, (), (LineKey(5, 1, line),), verdict, ground, reason=reason)
    sheet = TypedSheet("K7", None, (item,))
    assert read(format_sheet(sheet)) == sheet


def test_without_reasons_nothing_is_read_before_the_verdict() -> None:
    with pytest.raises(Misread) as no:
        parse_readings("3 dup s", vocabulary(), DATES)
    assert [error.code for error in no.value.errors] == ["readings.verdict-missing"]


LINES = [(1, KEY, "NR")]


def laid(text: str) -> tuple[ResolvedItem, ...]:
    return resolve(read(text), LINES, WORDS, sections=(12045, 12046))


def test_new_lines_of_the_sections_are_laid_with_their_code_behind_the_known() -> None:
    assert laid("12046-1-1 dup s; 12045-1-7 sig c sig") == (
        ResolvedItem(2, 1, KEY, C, "SIG", reason="MIS"),
        ResolvedItem(1, None, LineKey(12046, 1, 1), S, reason="DUP"),
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12047-1-1 nr s", "readings.section-not-in-batch"),
        ("12046-1-1 s", "readings.reason-missing"),
        ("12046-1-1 dup c reg", "readings.ground-does-not-fit"),
        ("1 sig c reg", "readings.ground-does-not-fit"),
        ("2 nr s", "readings.number-unknown"),
    ],
)
def test_what_cannot_be_registered_is_named(typed: str, code: str) -> None:
    with pytest.raises(Misread) as no:
        laid(typed)
    assert [error.code for error in no.value.errors] == [code]


def test_a_listed_batch_takes_no_code() -> None:
    with pytest.raises(Misread) as no:
        resolve(read("1 nr s"), LINES, WORDS)
    assert no.value.errors == (ItemError(1, 0, 6, "readings.reason-unwanted", 1),)
