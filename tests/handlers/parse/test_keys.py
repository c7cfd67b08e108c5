"""Keys, batch codes and pseudonyms, as phones send them."""

import pytest

from handlers.parse.keys import parse_batch_code, parse_key, parse_pseudonym
from models.errors import Refusal
from models.terms import LineKey

KEY = LineKey(12045, 1, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "12045-1-7", "S12045-P1-L07", "s12045-p1-l07", "12045–1–7", "12045—1—7", "12045 - 1 - 7",
        " 12045-01-007 ", "12045\u00a0-\u00a01\u2011 7", "１２０４５－１－７", "12045 1 7", "12045/1/7",
        "S12045 P1 L7", "S12045P1L7", "s12045-1-7", "12045−1−7", "Ѕ12045-Р1-L7", "12045.1.7",
    ],
)  # fmt: skip
def test_a_line_key_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_key(typed) == KEY


def test_a_key_reads_back_from_both_its_forms() -> None:
    assert parse_key(KEY.typed) == KEY
    assert parse_key(KEY.printed) == KEY


@pytest.mark.parametrize(
    "typed",
    ["", "12045", "12045-1", "12045-1-0", "0-1-7", "12045-1-7-9", "K7", "a-b-c", "9" * 5000],
)
def test_what_is_no_key_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_key(typed)
    assert no.value.code == "key.malformed"


@pytest.mark.parametrize(
    "typed", ["K7", "k7", "K-7", "k 7", " k–7 ", "Ｋ７", "К7", "к7", "K07", "k.7", "К\u00a07"]
)
def test_a_batch_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_batch_code(typed) == "K7"


@pytest.mark.parametrize("typed", ["", "7", "K", "KK7", "I7", "O7", "K0", "K7x", "K1234567"])
def test_what_is_no_batch_code_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_batch_code(typed)
    assert no.value.code == "batch.code-malformed"


@pytest.mark.parametrize("typed", ["R-017", "r17", "R 17", "r–017", "R017"])
def test_a_pseudonym_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_pseudonym(typed) == "R-017"


def test_a_reader_is_never_named_by_a_name() -> None:
    with pytest.raises(Refusal) as no:
        parse_pseudonym("Invented Person")
    assert no.value.code == "readings.reader-malformed"
    assert "Invented" not in repr(no.value)
