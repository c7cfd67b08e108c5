"""A typed sheet laid over its batch."""

import pytest

from handlers.parse.readings import parse_readings
from handlers.parse.resolve import ResolvedItem, SheetLine, narrowed, resolve, with_fitting
from handlers.parse.typed import Misread
from models.errors import Refusal
from models.terms import LineKey, Verdict
from tests.handlers.parse.campaign_words import DATES, vocabulary


def key(line: int) -> LineKey:
    return LineKey(12045, 1, line)


LINES: tuple[SheetLine, ...] = (
    (1, key(3), "NR"),
    (2, key(4), "DUP"),
    (3, key(7), "DIFF"),
    (4, key(9), "DUP"),
    (5, key(11), "LATE"),
)
FAR = LineKey(20000, 2, 1)


def lay(text: str, already: tuple[int, ...] = ()) -> tuple[ResolvedItem, ...]:
    sheet = parse_readings(text, vocabulary(), DATES)
    return resolve(sheet, LINES, vocabulary(), already=already, elsewhere={FAR: "MIS"})


def errors(text: str) -> list[tuple[int, str, int | None]]:
    with pytest.raises(Misread) as no:
        lay(text)
    return [(e.position, e.code, e.number) for e in no.value.errors]


def test_numbers_and_keys_become_lines_in_the_batchs_order() -> None:
    found = lay("3 c addr; 12045-1-3 s; 4 c dup =2; 20000-2-1 c sig")
    assert found == (
        ResolvedItem(2, 1, key(3), Verdict.STANDS),
        ResolvedItem(1, 3, key(7), Verdict.CHALLENGE, "ADDR"),
        ResolvedItem(3, 4, key(9), Verdict.CHALLENGE, "DUP1", (key(4),)),
        ResolvedItem(4, None, FAR, Verdict.CHALLENGE, "SIG"),
    )


def test_the_rest_takes_what_is_neither_named_nor_read() -> None:
    found = lay("3 c addr; rest s", already=(1, 2))
    assert [(one.number, one.verdict.value) for one in found] == [
        (3, "challenge"),
        (4, "stands"),
        (5, "stands"),
    ]


def test_a_line_named_by_number_and_key_alike_is_one_line() -> None:
    assert len(lay("3 s; 12045-1-7 s")) == 1
    assert errors("3 s; 12045-1-7 m") == [(2, "readings.twice", 3)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9 s", [(1, "readings.number-unknown", 9)]),
        ("4-7 s", [(1, "readings.number-unknown", 6), (1, "readings.number-unknown", 7)]),
        ("99999-1-1 s", [(1, "readings.key-unknown", None)]),
        ("1 c addr", [(1, "readings.ground-does-not-fit", 1)]),
        ("2 c dup", [(1, "readings.partner-missing", 2)]),
        ("2 c dup =2", [(1, "readings.partner-self", 2)]),
        ("2 c dup =12045-1-4", [(1, "readings.partner-self", 2)]),
        ("2 c dup =8", [(1, "readings.partner-unknown", 8)]),
        (
            "9 s; 1 c addr; 3 c addr; 2 c dup =2",
            [
                (1, "readings.number-unknown", 9),
                (2, "readings.ground-does-not-fit", 1),
                (4, "readings.partner-self", 2),
            ],
        ),
    ],
)
def test_what_does_not_fit_the_batch_is_refused_whole(
    typed: str, expected: list[tuple[int, str, int | None]]
) -> None:
    assert errors(typed) == expected


def test_a_ground_that_does_not_fit_lists_those_that_do() -> None:
    with pytest.raises(Misread) as no:
        lay("1 c addr")
    assert no.value.errors[0].fitting == ("REG", "NRL")
    assert (no.value.errors[0].start, no.value.errors[0].end) == (0, 8)


def test_an_unknown_ground_is_told_what_fits_all_its_lines_or_any_of_them() -> None:
    with pytest.raises(Misread) as no:
        lay("K7: 1 c qwxyz; 2,4 c; 1-2 c qwxyz; 12045-1-7 c qwxyz; 9 c qwxyz; 3 q")
    assert no.value.batch == "K7"
    assert [error.fitting for error in no.value.errors] == [()] * 6
    found = with_fitting(no.value.errors, LINES, vocabulary())
    assert [error.fitting for error in found] == [
        ("REG", "NRL"), ("DUP1", "DUPX"), ("REG", "NRL", "DUP1", "DUPX"),
        ("ADDR", "ADDR-PO", "MOVE"), (), (),
    ]  # fmt: skip


def test_a_question_offers_what_fits_its_lines() -> None:
    def offered(text: str) -> tuple[str, ...]:
        sheet = narrowed(parse_readings(text, vocabulary(), DATES), LINES, vocabulary())
        return sheet.questions[0].candidates

    assert offered("3 c addr|sig|move") == ("ADDR", "MOVE")
    assert offered("3 c addr|sig") == ("ADDR", "ADDR-PO", "MOVE")
    assert offered("2 c addr|sig") == ("DUP1", "DUPX")
    assert offered("9 c addr|sig") == ("ADDR", "SIG")  # no such line: that is said later


def test_a_reason_without_a_list_takes_any_ground() -> None:
    assert lay("5 c moved")[0].ground == "MOVE"


def test_nothing_is_laid_while_a_question_is_open() -> None:
    with pytest.raises(Refusal) as no:
        lay("3 c addr sig")
    assert no.value.code == "readings.unanswered"
