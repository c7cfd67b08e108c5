"""Whom a coordinator means."""

from __future__ import annotations

import pytest

from models.rules.names import Found, find

# Invented people.
TEAM = (
    (1, "R-001", "Mari"),
    (2, "R-002", "María López"),
    (3, "R-003", "Tom"),
    (4, "R-004", ""),
    (5, "R-017", "Tom"),
)


@pytest.mark.parametrize("typed", ["R-017", "r17", "R 017", "r-17"])
def test_a_pseudonym_always_wins(typed: str) -> None:
    assert find(typed, TEAM) == Found((5,), sure=True)


def test_a_call_name_to_the_letter_wins_whatever_the_accents() -> None:
    assert find("maria lopez", TEAM) == Found((2,), sure=True)
    assert find("MARI", TEAM) == Found((1,), sure=True)


def test_a_shared_name_is_a_question() -> None:
    assert find("tom", TEAM) == Found((3, 5), sure=False)


def test_a_slip_is_a_question_even_with_one_candidate() -> None:
    assert find("lopes", TEAM) == Found((2,), sure=False)
    assert find("lop", TEAM) == Found((2,), sure=False)


@pytest.mark.parametrize("typed", ["zebra", "R-099", "", "x"])
def test_nobody_is_found_for_what_is_far_away(typed: str) -> None:
    assert find(typed, TEAM) == Found((), sure=False)


def test_people_without_a_call_name_are_found_by_pseudonym_only() -> None:
    assert find("r4", TEAM) == Found((4,), sure=True)


def test_a_question_offers_a_few() -> None:
    crowd = [(n, f"R-{n:03d}", f"Ann {'abcdefghij'[n]}") for n in range(10)]
    assert len(find("ann", crowd, most=4).ids) == 4
