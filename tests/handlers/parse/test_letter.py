"""A goal as coordinators write it, in two languages. Today is Tuesday 6 September 2022."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.parse.letter import TypedGoal, parse_goal
from models.errors import Refusal

TODAY = date(2022, 9, 6)


@pytest.mark.parametrize(
    ("typed", "goal"),
    [
        ("400 hours a week", TypedGoal(400, None, None)),
        ("400", TypedGoal(400, None, None)),
        ("1,200 seat-hours per week", TypedGoal(1200, None, None)),
        ("1.200 horas por semana", TypedGoal(1200, None, None)),
        ("para 400 horas a la semana", TypedGoal(400, None, None)),
        ("400h", TypedGoal(400, None, None)),
        ("all read by mar 31", TypedGoal(None, date(2023, 3, 31), None)),
        ("All lines read by March 31, 2023.", TypedGoal(None, date(2023, 3, 31), None)),
        ("by oct 15", TypedGoal(None, date(2022, 10, 15), None)),
        ("todo leído para el 31 de marzo", TypedGoal(None, date(2023, 3, 31), None)),
        ("terminar antes del 15 de octubre", TypedGoal(None, date(2022, 10, 15), None)),
        ("all read by mar 31 at 12 an hour", TypedGoal(None, date(2023, 3, 31), 12.0)),
        ("all read by 2022-12-31 at 8.5 lines per hour", TypedGoal(None, date(2022, 12, 31), 8.5)),
        ("todo leído para el 31 de marzo a 12 por hora", TypedGoal(None, date(2023, 3, 31), 12.0)),
        ("todo leído para el 31/3/2023 a 12,5 líneas por hora", TypedGoal(None, date(2023, 3, 31), 12.5)),
    ],
)  # fmt: skip
def test_a_goal_is_hours_a_week_or_a_day(typed: str, goal: TypedGoal) -> None:
    assert parse_goal(typed, TODAY) == goal


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("all read", "shifts.letter-usage"),
        ("by", "shifts.letter-usage"),
        ("by mar 31 xyzzy", "shifts.letter-usage"),
        ("by mar 31 at 0 an hour", "shifts.letter-usage"),
        ("xyzzy", "date.malformed"),
        ("by sep 6 2022", "shifts.day-over"),
        ("by sep 31", "date.impossible"),
    ],
)
def test_what_is_no_goal_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_goal(typed, TODAY)
    assert no.value.code == code
