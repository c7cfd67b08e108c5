"""The dry run adds up and meets the certificate in plain differences."""

from __future__ import annotations

from collections import Counter

from models.intake.rows import KEPT, Block, Problem
from models.intake.summary import Difference, Summary
from tests.models.intake.files import INVENTED, a_book

CERTIFICATE = {"Not Registered": 3, "Different Address": 1, "Canceled": 2}


def a_summary() -> Summary:
    summary = Summary(a_book(), "00")
    lines = [(1, 1, n, 0, None, None, n) for n in range(1, 4)]
    summary.add(Block([*lines, (1, 1, 9, 2, None, None, 9)], last_row=9, blank=2))
    return summary


def test_lines_are_counted_by_reason() -> None:
    summary = a_summary()
    assert (summary.lines, summary.blank, summary.last_row, summary.clean) == (4, 2, 9, True)
    assert summary.by_code["NR"] == 3
    assert summary.by_code["CAN"] == 0
    assert summary.by_index == {0: 3, 2: 1}


def test_differences_from_the_certificate_are_plain_data() -> None:
    summary = a_summary()
    assert summary.compare(CERTIFICATE) == (Difference("Canceled", 2, 0),)
    assert summary.compare({"NR": 3, "ADDR": 1}) == ()
    assert summary.compare({}) == ()
    (extra,) = summary.compare({"Not Registered": 3})
    assert (extra.label, extra.certified, extra.difference) == ("Different Address", 0, 1)


def test_problems_are_all_counted_and_fifty_kept() -> None:
    summary = a_summary()
    for start in (0, 70):
        found = [Problem(row, "intake.reason-unknown") for row in range(start, start + 70)]
        summary.add(Block([], found))
    assert len(summary.problems) == KEPT
    assert summary.problem_count == 140
    assert not summary.clean


def test_an_unknown_reason_is_shown_only_when_it_is_surely_no_person() -> None:
    summary = a_summary()
    words = {"Illegible": 3, "Twice only": 2, "Maria Exampleton": 9, "": 4}
    summary.add(Block([], unknown=Counter(words)))
    assert summary.unknown_reasons == (("Illegible", 3),)


def test_many_different_unknown_reasons_are_not_shown_at_all() -> None:
    summary = a_summary()
    letters = "abcdefgh"
    many = {f"{INVENTED[0]} {a}{b}": 5 for a in letters for b in letters}
    summary.add(Block([], unknown=Counter(many)))
    assert summary.unknown_reasons == ()
    assert INVENTED[0] not in repr(summary)
