"""Numbers, keys and feet of lists as people and spreadsheets write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.cells import CellProblem, Numbers, foot, full_key, number


@pytest.mark.parametrize(
    "text",
    [
        "12045", "12,045", "12.045", "12 045", "12\u00a0045", "12'045", "12045.0", "12045.00",
        "12,045.00", "S12045", "s 12045", "Sec. 12045", "Sección 12045", "#12045", "0012045",
        " 12045 ", '="12045"', "'12045", "１２０４５", "12045\0",
    ],
)  # fmt: skip
def test_a_section_is_read_in_every_dress(text: str) -> None:
    assert number(text, "section") == 12045


@pytest.mark.parametrize("text", ["7", "07", "L07", "Line 7", "7.0", " 7", "Renglón 7", "ln. 7"])
def test_a_line_is_read_in_every_dress(text: str) -> None:
    assert number(text, "line") == 7


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("", "section", "intake.cell-blank"),
        (" \u00a0", "line", "intake.cell-blank"),
        ("12045A", "section", "intake.section-not-a-number"),
        ("A-17", "section", "intake.section-not-a-number"),
        ("12_045", "section", "intake.section-not-a-number"),
        ("12.5", "section", "intake.section-not-a-number"),
        ("1,2045", "section", "intake.section-not-a-number"),
        ("1.000", "line", "intake.line-not-a-number"),
        ("2022-01-07 00:00:00", "line", "intake.line-not-a-number"),
        ("-3", "page", "intake.page-not-a-number"),
        ("0", "page", "intake.out-of-range"),
        ("40000", "line", "intake.out-of-range"),
        ("9" * 5000, "section", "intake.out-of-range"),
    ],
)
def test_what_is_no_number_has_a_code(text: str, field: str, code: str) -> None:
    with pytest.raises(CellProblem) as caught:
        number(text, field)
    assert caught.value.code == code
    with pytest.raises(CellProblem):
        Numbers(field)[text]


@pytest.mark.parametrize(
    "text", ["S12045-P1-L07", "s12045-p1-l7", "12045-1-7", "12045/1/7", "12045 1 7", "12045–1–7"]
)
def test_full_keys_are_read(text: str) -> None:
    assert full_key(text) == (12045, 1, 7)


@pytest.mark.parametrize("text", ["12045-7", "S12045", "12045-1-7-2", "see note", "1-40000-1"])
def test_what_is_no_key_is_not_guessed(text: str) -> None:
    with pytest.raises(CellProblem):
        full_key(text)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["Total", "", "", "195,783"], (True, 195783)),
        (["Total 195,783"], (True, 195783)),
        (["", "", "Grand total:", "195 783"], (True, 195783)),
        (["TOTAL GENERAL", "195.783"], (True, 195783)),
        (["Recuento", "3"], (True, 3)),
        (["Subtotal", "3", "4"], (True, None)),
        (["Page 3 of 4100", "", ""], (True, None)),
        (["End of report"], (True, None)),
        (["12045", "1", "7", "Not Registered"], (False, None)),
        (["Totally different address"], (False, None)),
        ([], (False, None)),
    ],
)
def test_feet_of_lists_are_recognised(cells: list[str], found: tuple[bool, int | None]) -> None:
    assert foot(cells) == found


@given(st.integers(1, 2_147_483_647))
def test_grouped_figures_read_back(value: int) -> None:
    plain = f"{value:,}"
    for mark in ",. '\u00a0’":
        assert number(plain.replace(",", mark), "section") == value
    assert number(f"{value:>14}.0", "section") == value


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_problem_that_does_not_show_it(text: str) -> None:
    values: dict[str, object] = {}
    try:
        assert number(text, "section") > 0
    except CellProblem as problem:
        values = problem.values
    assert values in ({}, {"field": "section"}, {"field": "section", "most": 2_147_483_647})
