"""Days and hours as people write them, in two languages. Today is Tuesday 24 November 2026."""

from datetime import date, time

import pytest

from handlers.parse.dates import DateOrder, Lean, TypedDate, parse_date
from handlers.parse.times import Window, parse_time, parse_window
from models.errors import Refusal
from tests.handlers.parse.campaign_words import TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022-05-03", date(2022, 5, 3)),
        ("2022–05–03", date(2022, 5, 3)),
        ("2022/5/3", date(2022, 5, 3)),
        ("5/3/22", date(2022, 5, 3)),
        ("5/3/2022", date(2022, 5, 3)),
        ("5-3-22", date(2022, 5, 3)),
        ("5.3.22", date(2022, 5, 3)),
        ("05/03/1968", date(1968, 5, 3)),
        ("5/3/68", date(1968, 5, 3)),
        ("5/13/22", date(2022, 5, 13)),
        ("13/5/22", date(2022, 5, 13)),
        ("12/12", date(2026, 12, 12)),
        ("11/24", date(2026, 11, 24)),
        ("1/5", date(2027, 1, 5)),
        ("3 may", date(2027, 5, 3)),
        ("may 3", date(2027, 5, 3)),
        ("May 3rd, 2022", date(2022, 5, 3)),
        ("3 May 2022", date(2022, 5, 3)),
        ("3 de mayo", date(2027, 5, 3)),
        ("3 de mayo de 2022", date(2022, 5, 3)),
        ("el 3 de mayo del 2022", date(2022, 5, 3)),
        ("1ro de diciembre", date(2026, 12, 1)),
        ("dec 12", date(2026, 12, 12)),
        ("Dec. 12", date(2026, 12, 12)),
        ("12dec", date(2026, 12, 12)),
        ("12 dic", date(2026, 12, 12)),
        ("dic 12", date(2026, 12, 12)),
        ("sept 5", date(2027, 9, 5)),
        ("5 set", date(2027, 9, 5)),
        ("Febuary 3", date(2027, 2, 3)),
        ("3 de setiembre", date(2027, 9, 3)),
        ("mar 3", date(2027, 3, 3)),
        ("mar", date(2026, 11, 24)),
        ("tue", date(2026, 11, 24)),
        ("next tue", date(2026, 12, 1)),
        ("próximo martes", date(2026, 12, 1)),
        ("next fri", date(2026, 11, 27)),
        ("Wednesday", date(2026, 11, 25)),
        ("wendesday", date(2026, 11, 25)),
        ("this thursday", date(2026, 11, 26)),
        ("miércoles", date(2026, 11, 25)),
        ("miercoles", date(2026, 11, 25)),
        ("el sábado", date(2026, 11, 28)),
        ("lunes", date(2026, 11, 30)),
        ("today", date(2026, 11, 24)),
        ("hoy", date(2026, 11, 24)),
        ("Tomorrow", date(2026, 11, 25)),
        ("mañana", date(2026, 11, 25)),
        ("pasado mañana", date(2026, 11, 26)),
        ("fri 27 nov", date(2026, 11, 27)),
        ("viernes, 27 de noviembre", date(2026, 11, 27)),
        ("mar 24 nov", date(2026, 11, 24)),
        ("tue 11/24", date(2026, 11, 24)),
        ("29 feb 2024", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY).day == day


@pytest.mark.parametrize(
    ("typed", "ambiguous"),
    [("5/3/22", True), ("5/5/22", False), ("5/13/22", False), ("13/5/22", False),
     ("2022-05-03", False), ("3 may", False), ("tue", True), ("wed", False)],
)  # fmt: skip
def test_a_day_that_could_be_another_is_flagged(typed: str, ambiguous: bool) -> None:
    assert parse_date(typed, TODAY).ambiguous is ambiguous


def test_the_order_of_numbers_is_the_campaigns() -> None:
    typed = parse_date("5/3/22", TODAY, order=DateOrder.DAY_FIRST)
    assert typed == TypedDate(date(2022, 3, 5), ambiguous=True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("5/3", date(2026, 5, 3)), ("12/12", date(2025, 12, 12)), ("3 de mayo", date(2026, 5, 3)),
     ("mon", date(2026, 11, 23)), ("11/24", date(2026, 11, 24)), ("tue", date(2026, 11, 24))],
)  # fmt: skip
def test_signing_dates_lie_behind(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY, lean=Lean.BEHIND).day == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2/30/22", "date.impossible"),
        ("2022-13-01", "date.impossible"),
        ("31 april", "date.impossible"),
        ("31 de abril", "date.impossible"),
        ("2/29", "date.impossible"),
        ("29 feb 2022", "date.impossible"),
        ("0/5/22", "date.impossible"),
        ("13/13", "date.impossible"),
        ("1/1/0000", "date.impossible"),
        ("wed 24 nov", "date.weekday-mismatch"),
        ("", "date.malformed"),
        ("soon", "date.malformed"),
        ("5", "date.malformed"),
        ("5/3/222", "date.malformed"),
        ("2022-05", "date.malformed"),
        ("3 of", "date.malformed"),
        ("3 smith", "date.malformed"),
        ("9" * 5000, "date.malformed"),
    ],
)
def test_what_is_no_day_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_date(typed, TODAY)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("9-12", time(9), time(12)),
        ("9 a 12", time(9), time(12)),
        ("de 9 a 12", time(9), time(12)),
        ("9:30–13", time(9, 30), time(13)),
        ("9.30 - 13.00", time(9, 30), time(13)),
        ("9am-1pm", time(9), time(13)),
        ("9 a.m. – 1 p.m.", time(9), time(13)),
        ("9am-1", time(9), time(13)),
        ("9-1pm", time(9), time(13)),
        ("1-5pm", time(13), time(17)),
        ("11-12pm", time(11), time(12)),
        ("from 9 to 12", time(9), time(12)),
        ("entre las 9 y las 12", time(9), time(12)),
        ("0900-1300", time(9), time(13)),
        ("9h-13h", time(9), time(13)),
        ("9 de la mañana a 1 de la tarde", time(9), time(13)),
        ("9am to noon", time(9), time(12)),
        ("9 a mediodía", time(9), time(12)),
        ("12-16:45", time(12), time(16, 45)),
        ("12am-1am", time(0), time(1)),
        ("８：３０～１２", time(8, 30), time(12)),
    ],
)
def test_a_window_is_read_however_it_is_written(typed: str, start: time, end: time) -> None:
    assert parse_window(typed) == Window(start, end)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("25:00-26", "time.impossible"), ("9-25:00", "time.impossible"), ("9:75-12", "time.impossible"),
     ("13pm-14", "time.impossible"), ("12-9", "time.backwards"), ("9-9", "time.backwards"),
     ("5pm-1pm", "time.backwards"), ("9", "time.malformed"), ("", "time.malformed"),
     ("morning", "time.malformed"), ("9-12-15", "time.malformed")],
)  # fmt: skip
def test_what_is_no_window_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_window(typed)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("typed", "at"),
    [("9", time(9)), ("21:30", time(21, 30)), ("9pm", time(21)), ("9:30 PM", time(21, 30)),
     ("a las 9 de la noche", time(21)), ("0930", time(9, 30)), ("noon", time(12))],
)  # fmt: skip
def test_a_time_of_day_is_read(typed: str, at: time) -> None:
    assert parse_time(typed) == at


@pytest.mark.parametrize(
    ("typed", "code"), [("25:00", "time.impossible"), ("later", "time.malformed")]
)
def test_what_is_no_time_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_time(typed)
    assert no.value.code == code
