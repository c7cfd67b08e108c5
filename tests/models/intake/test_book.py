"""Reasons are resolved exactly, suggested when close, never guessed."""

from __future__ import annotations

import pytest

from models.intake.book import Entry, ReasonBook, Resolved, rolled
from models.intake.cells import CellProblem
from tests.models.intake.files import a_book


@pytest.mark.parametrize(
    "cell",
    ["NR", "nr", "Not Registered", "NOT  REGISTERED ", "not-registered", "NR - Not Registered",
     "Not Registered (NR)", "Not\u00a0Registered", "Not Registered."],
)  # fmt: skip
def test_a_reason_is_known_by_code_and_label(cell: str) -> None:
    assert a_book().index(cell) == 0


def test_numeric_codes_lose_their_zeros_in_spreadsheets() -> None:
    book = ReasonBook.of([Entry("01", "Not Registered"), Entry("10", "Canceled")])
    assert [book.index(cell) for cell in ("01", "1", "1.0", "10", "10.0", "2")] == [
        0, 0, 0, 1, 1, None,
    ]  # fmt: skip


def test_accepted_spellings_count_and_shared_ones_do_not() -> None:
    book = ReasonBook.of(
        [
            Entry("A", "Not Registered", spellings=("No registrado", "invalid")),
            Entry("B", "Canceled", spellings=("invalid",)),
        ]
    )
    assert book.index("no REGISTRADO") == 0
    assert book.index("invalid") is None


def test_a_close_spelling_is_suggested_and_not_taken() -> None:
    with pytest.raises(CellProblem) as caught:
        Resolved(a_book(), "intake.reason", blank_ok=False)["Not Registred"]
    assert caught.value.code == "intake.reason-close"
    assert caught.value.values == {"index": 0, "label": "Not Registered"}
    accepting = Resolved(a_book(accept_close=True), "intake.reason", blank_ok=False)
    assert accepting["Not Registred"] == 0


def test_what_is_close_to_two_is_unknown() -> None:
    book = ReasonBook.of([Entry("A", "Different address 1"), Entry("B", "Different address 2")])
    assert book.close("Different address 3") is None


def test_an_unknown_or_blank_reason_is_a_problem_every_time() -> None:
    resolved = Resolved(a_book(), "intake.reason", blank_ok=False)
    for _ in range(3):
        with pytest.raises(CellProblem, match=r"intake\.reason-unknown"):
            resolved["Moved to the moon"]
        with pytest.raises(CellProblem, match=r"intake\.reason-missing"):
            resolved["  "]


def test_counts_roll_up() -> None:
    book = ReasonBook.of([Entry("A", "a", "Other"), Entry("B", "b", "Other"), Entry("C", "c")])
    assert rolled(book, {0: 2, 1: 3, 2: 4}) == {"Other": 5, "c": 4}
