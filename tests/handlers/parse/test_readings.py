"""Bulk text for a sheet: what is understood, what is asked, what is refused."""

from datetime import date

import pytest

from handlers.parse.dates import DateHabit, DateOrder
from handlers.parse.readings import looks_like_readings, parse_readings
from handlers.parse.typed import (
    ItemError,
    Misread,
    Question,
    TypedItem,
    TypedSheet,
    answered,
    format_sheet,
)
from models.errors import Refusal
from models.terms import LineKey, Verdict
from tests.handlers.parse.campaign_words import DATES, TODAY, vocabulary

C, S, U, M = Verdict.CHALLENGE, Verdict.STANDS, Verdict.UNSURE, Verdict.MISSING


def read(text: str) -> TypedSheet:
    return parse_readings(text, vocabulary(), DATES)


def errors(text: str) -> list[tuple[int, str, str]]:
    """What is wrong, as (position, the place's text, code)."""
    with pytest.raises(Misread) as no:
        read(text)
    return [(e.position, text[e.start : e.end], e.code) for e in no.value.errors]


def test_the_example_of_the_guide_is_read() -> None:
    sheet = read("K7: 3 c addr; 4-7 s; 9 ?; 11 m; 12 c dup =13310-2-5")
    assert sheet == TypedSheet(
        "K7",
        None,
        (
            TypedItem(1, (3,), (), C, "ADDR"),
            TypedItem(2, (4, 5, 6, 7), (), S),
            TypedItem(3, (9,), (), U),
            TypedItem(4, (11,), (), M),
            TypedItem(5, (12,), (), C, "DUP1", (LineKey(13310, 2, 5),)),
        ),
    )


@pytest.mark.parametrize(
    ("typed", "partners"),
    [
        ("12 C DUP = 13310-2-5", (LineKey(13310, 2, 5),)),
        ("12 c dup=13310-2-5", (LineKey(13310, 2, 5),)),
        ("12 c dup =S13310-P2-L05", (LineKey(13310, 2, 5),)),
        ("12 c dup =13310–2–5", (LineKey(13310, 2, 5),)),
        ("12 c dup 13310-2-5", (LineKey(13310, 2, 5),)),
        ("12 c dup, =13310-2-5", (LineKey(13310, 2, 5),)),
        ("12 c dup\n= 13310-2-5", (LineKey(13310, 2, 5),)),
        ("12 c dup with 13310-2-5", (LineKey(13310, 2, 5),)),
        ("12 c duplicado con 13310-2-5", (LineKey(13310, 2, 5),)),
        ("12 c dup1 =14", (14,)),
        ("12 c dup =13310-2-5+13311-1-1", (LineKey(13310, 2, 5), LineKey(13311, 1, 1))),
        ("12 c dup =13310-2-5 & 14", (LineKey(13310, 2, 5), 14)),
        ("12 c dup =13310-2-5 y 13311-1-1", (LineKey(13310, 2, 5), LineKey(13311, 1, 1))),
        ("12 c dup 13310-2-5 13311-1-1", (LineKey(13310, 2, 5), LineKey(13311, 1, 1))),
    ],
)
def test_partner_lines_are_read(typed: str, partners: tuple[LineKey | int, ...]) -> None:
    assert read(typed).items == (TypedItem(1, (12,), (), C, "DUP1", partners),)


def test_a_key_after_a_comma_begins_another_item() -> None:
    sheet = read("12 c dup =14, 13310-2-5 s")
    assert [item.keys for item in sheet.items] == [(), (LineKey(13310, 2, 5),)]


def test_full_keys_stand_where_numbers_do() -> None:
    sheet = read("12045-1-7 c addr; S12045-P1-L08, 12045-1-9 s; 3, 12046-1-1 m")
    assert [item.keys for item in sheet.items] == [
        (LineKey(12045, 1, 7),),
        (LineKey(12045, 1, 8), LineKey(12045, 1, 9)),
        (LineKey(12046, 1, 1),),
    ]
    assert sheet.items[2].numbers == (3,)


@pytest.mark.parametrize(
    "typed",
    ["K7 by R-017: 3 s", "K7 de R-017: 3 s", "K7 por r17 3 s", "k7 read by R 17: 3 s",
     "K7 leído por R-017\n3 s", "/v K7 By r–017, 3 s", "K7: by R-017: 3 s"],
)  # fmt: skip
def test_a_captain_types_for_a_reader(typed: str) -> None:
    sheet = read(typed)
    assert (sheet.code, sheet.read_by, len(sheet.items)) == ("K7", "R-017", 1)


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("K7: 3 c addr; rest s", S),
        ("K7: 3 c addr; rest stand", S),
        ("K7: 3 c addr, the rest stands.", S),
        ("K7: 3 c addr\nresto s", S),
        ("K7: 3 c addr; el resto queda", S),
        ("K7: 3 c addr; lo demás se queda", S),
        ("K7: 3 c addr; all the rest m", M),
        ("K7: 3 c addr rest ?", U),
    ],
)
def test_the_rest_takes_one_verdict(typed: str, verdict: Verdict) -> None:
    sheet = read(typed)
    assert sheet.rest is verdict
    assert [item.numbers for item in sheet.items] == [(3,)]


def test_the_rest_may_come_alone() -> None:
    assert read("K7 rest s") == TypedSheet("K7", None, (), S)


@pytest.mark.parametrize(
    "typed",
    [
        "3 c nrl signed 5/3/22 reg 2022-05-01",
        "3 c nrl, signed 5/3/22, reg 5/1/22",
        "3 c nrl signed: May 3, 2022; 4 s".partition(";")[0] + " registered 1 may 2022",
        "3 c nrl firmado 3 de mayo de 2022 registrado 1 de mayo de 2022",
        "3 C NRL. Signed 5-3-2022. Reg. 5-1-2022.",
    ],
)
def test_dates_of_signing_and_registration_are_read(typed: str) -> None:
    (item,) = read(typed).items
    assert (item.ground, item.signed_on, item.registered_on) == (
        "NRL",
        date(2022, 5, 3),
        date(2022, 5, 1),
    )


def test_one_word_may_name_the_ground_and_its_date() -> None:
    (item,) = read("3 c reg 2022-05-01").items
    assert (item.ground, item.registered_on) == ("REG", date(2022, 5, 1))


def test_a_day_first_campaign_reads_its_dates_so() -> None:
    sheet = parse_readings(
        "3 c nrl signed 3/5/22", vocabulary(), DateHabit(TODAY, DateOrder.DAY_FIRST)
    )
    assert sheet.items[0].signed_on == date(2022, 5, 3)


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("3 c addr sig", ("ADDR", "SIG")),
        ("3 c addr|sig", ("ADDR", "SIG")),
        ("3 c addr/sig", ("ADDR", "SIG")),
        ("3 c unregistered", ("NRL", "REG")),
        ("3 c regist", ("NRL", "REG")),
    ],
)
def test_an_unsure_ground_becomes_a_question(typed: str, candidates: tuple[str, ...]) -> None:
    sheet = read(f"{typed}; 4 s")
    assert len(sheet.questions) == 1
    assert sheet.questions[0].position == 1
    assert sorted(sheet.questions[0].candidates) == sorted(candidates)
    assert sheet.items[0].ground is None
    done = answered(sheet, {1: candidates[0]})
    assert done.items[0].ground == candidates[0]
    assert not done.questions


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ad", "ADDR"),
        ("add", "ADDR"),
        ("rge", "REG"),
        ("rg", "REG"),
        ("dp", "DUP1"),
        ("sgi", "SIG"),
    ],
)
def test_a_short_word_near_a_ground_is_asked_about_and_never_taken(typed: str, first: str) -> None:
    sheet = read(f"K7: 3 c {typed}")
    (question,) = sheet.questions
    assert question.candidates[0] == first
    assert len(question.candidates) > 1
    assert sheet.items[0].ground is None


@pytest.mark.parametrize("typed", ["no", "not", "sin", "a", "x", "xy", "qqq"])
def test_a_negation_or_a_short_word_near_nothing_is_no_question(typed: str) -> None:
    with pytest.raises(Misread) as no:
        read(f"K7: 3 c {typed}")
    assert [error.code for error in no.value.errors] == ["readings.ground-unknown"]


def test_a_faint_likeness_is_asked_about_with_company() -> None:
    (question,) = read("3 c signtr").questions
    assert "SIG" in question.candidates
    assert len(question.candidates) > 1


def test_little_words_around_a_ground_say_nothing() -> None:
    sheet = read("3 c is the address; 4 c el domicilio y 5 s; 6 c está a tiempo, 7 s la 8 m")
    said = [(item.numbers, item.ground) for item in sheet.items]
    assert said == [
        ((3,), "ADDR"),
        ((4,), "ADDR"),
        ((5,), None),
        ((6,), "NRL"),
        ((7,), None),
        ((8,), None),
    ]


def test_a_stale_answer_is_refused() -> None:
    sheet = read("3 c addr sig")
    with pytest.raises(Refusal, match=r"readings\.not-asked"):
        answered(sheet, {1: "MOVE"})
    with pytest.raises(Refusal, match=r"readings\.not-asked"):
        answered(sheet, {2: "ADDR"})


def test_a_draft_with_questions_survives_as_text() -> None:
    sheet = read("K7 by R-017: 3 c addr sig; 4-6,9 s; rest m")
    text = format_sheet(sheet)
    assert text == "K7 by R-017: 3 c ADDR|SIG; 4-6,9 s; rest m"
    assert read(text) == sheet
    assert sheet.questions == (Question(1, ("ADDR", "SIG")),)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("K7: 3", [(1, "3", "readings.verdict-missing")]),
        ("K7: 3 addr", [(1, "addr", "readings.verdict-missing")]),
        ("K7: 3 qwx", [(1, "qwx", "readings.verdict-unknown")]),
        ("K7: 3 doesn't stand", [(1, "doesn", "readings.verdict-unknown")]),
        ("K7: 3 not challenge addr", [(1, "not", "readings.verdict-unknown")]),
        ("K7: 3 no falta", [(1, "no", "readings.verdict-unknown")]),
        ("K7: 3 firma", [(1, "firma", "readings.verdict-missing")]),
        ("K7: 3 unchallenged addr", [(1, "unchallenged", "readings.verdict-unknown")]),
        ("K7: 3 doesnt stand", [(1, "doesnt", "readings.verdict-unknown")]),
        ("K7: 3 sin duda", [(1, "sin", "readings.verdict-unknown")]),
        ("K7: 3 c not registered", [(1, "not", "readings.ground-unknown")]),
        ("K7: 3 c no registrado", [(1, "no", "readings.ground-unknown")]),
        ("K7: 3 c dup 14", [(2, "14", "readings.verdict-missing")]),
        ("K7: 3 s?", [(1, "?", "readings.verdict-twice")]),
        ("K7: 3 ok", [(1, "ok", "readings.verdict-unknown")]),
        ("K7: 3 x", [(1, "x", "readings.verdict-unknown")]),
        ("K7: 3 c", [(1, "3 c", "readings.ground-missing")]),
        ("K7: 3 c qwxyz", [(1, "qwxyz", "readings.ground-unknown")]),
        ("K7: 3 c xy", [(1, "xy", "readings.ground-unknown")]),
        ("K7: 3 c a", [(1, "a", "readings.ground-unknown")]),
        ("K7: 3 s addr", [(1, "addr", "readings.ground-unwanted")]),
        ("K7: 3 c addr?", [(1, "?", "readings.verdict-twice")]),
        ("K7: 3 c stands", [(1, "stands", "readings.verdict-twice")]),
        ("K7: 7-4 s", [(1, "7-4", "readings.range-backwards")]),
        ("K7: 1-99999 s", [(1, "1-99999", "readings.range-too-long")]),
        ("K7: 0 s", [(1, "0", "readings.number-malformed")]),
        ("K7: 99999999999 s", [(1, "99999999999", "readings.number-malformed")]),
        ("K7: 1-2-3-4 s", [(1, "1-2-3-4", "readings.number-malformed")]),
        ("K7: 3/5 s", [(1, "/", "readings.number-malformed")]),
        ("K7: 12045-0-7 s", [(1, "12045-0-7", "readings.key-malformed")]),
        ("K7: 3½ s", [(1, "½", "readings.verdict-unknown")]),
        ("K7: 3 s; 3 m", [(2, "3 m", "readings.twice")]),
        ("K7: 3-5 s; 4 c addr", [(2, "4 c addr", "readings.twice")]),
        ("K7: 3 c addr; 3 c sig", [(2, "3 c sig", "readings.twice")]),
        ("K7: 3 s; c addr", [(2, "c addr", "readings.number-missing")]),
        ("K7: 3 c dup =", [(1, "=", "readings.partner-malformed")]),
        ("K7: 3 c dup =4-7", [(1, "4-7", "readings.partner-malformed")]),
        ("K7: 3 c dup =0", [(1, "0", "readings.partner-malformed")]),
        ("K7: 3 c dup =qwx", [(1, "=", "readings.partner-malformed")]),
        ("K7: 3 c nrl signed soon", [(1, "signed", "readings.date-malformed")]),
        ("K7: 3 c nrl signed 2/30/22", [(1, "signed 2/30/22", "readings.date-impossible")]),
        ("K7: rest c addr", [(1, "rest c addr", "readings.rest-needs-lines")]),
        ("K7: resto", [(1, "resto", "readings.verdict-missing")]),
        ("K7: rest s; rest m", [(2, "rest m", "readings.twice")]),
        ("O7: 3 s", [(0, "O7", "batch.code-malformed")]),
        ("K7 by qwxyz: 3 s", [(0, "qwxyz", "readings.reader-malformed")]),
        ("K7: 3 s\nK8: 4 s", [(0, "K8", "readings.two-batches")]),
        ("", [(0, "", "readings.nothing")]),
        ("K7", [(0, "K7", "readings.nothing")]),
        ("K7: ;;,.", [(0, "K7: ;;,.", "readings.nothing")]),
        ("hello there", [(0, "hello there", "readings.nothing")]),
        ("3.5 s", [(1, "3", "readings.verdict-missing")]),
        ("k73 c addr", [(1, "k", "readings.verdict-unknown")]),
        ("12 c dup =14, 15; 16 s", [(2, "15", "readings.verdict-missing")]),
        (
            "K7 by qwxyz: 3 zzz; 7-4 s, 5 c; 8 c qwxyz; 0 m; 9 s",
            [
                (0, "qwxyz", "readings.reader-malformed"),
                (1, "zzz", "readings.verdict-unknown"),
                (2, "7-4", "readings.range-backwards"),
                (3, "5 c", "readings.ground-missing"),
                (4, "qwxyz", "readings.ground-unknown"),
                (5, "0", "readings.number-malformed"),
            ],
        ),
    ],
)
def test_errors_point_at_places(typed: str, expected: list[tuple[int, str, str]]) -> None:
    assert errors(typed) == expected


def test_a_place_is_right_even_where_folding_changes_lengths() -> None:
    assert errors("Ｋ７： ﬁ… ３ 　ǆǆ; 4 s")[0][0] == 1
    assert errors("K7: 👍🏽 3 qwx")[0] == (1, "qwx", "readings.verdict-unknown")


def test_an_error_keeps_no_word_that_was_typed() -> None:
    with pytest.raises(Misread) as no:
        read("K7 by Zebulon: 3 Quimby; 4 c Featherstone")  # invented names
    shown = repr(no.value) + str(no.value) + repr(no.value.values) + repr(no.value.errors)
    assert not any(word in shown.casefold() for word in ("zebulon", "quimby", "featherstone"))
    assert no.value.code == "readings.misread"
    assert no.value.values["count"] == 3
    assert isinstance(no.value.errors[0], ItemError)


@pytest.mark.parametrize(
    "typed",
    ["K7: 3 c addr", "/v K7 3 c addr", "3 c addr, 4-7 s", "3c addr;4-7s", "9?", "rest s",
     "el resto queda", "12045-1-7 c addr", "k7 3 qwx", "K7 by R-017: 3 s", "/v", "3,5,8 s",
     "３ ｓ", "1. c addr\n2. s", "líneas 4 a 7 quedan"],
)  # fmt: skip
def test_readings_look_like_readings(typed: str) -> None:
    assert looks_like_readings(typed, vocabulary())


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "9-12", "12 dec", "5/3/22", "tue 9-12", "I can't come at 9", "3 apples", "K7",
     "12045-1-7", "4", "my number is 7", "mañana 9 a 12", "/next", "/village 3 s", "?", "rest"],
)  # fmt: skip
def test_other_messages_do_not(typed: str) -> None:
    assert not looks_like_readings(typed, vocabulary())
