"""What is open for me: one pass of counts, the ladder's word on each shift."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import event

from models import shifts
from models.database import Database
from models.shift_terms import Answer, CapName, PlaceState
from models.terms import Person, Role
from tests import rota
from tests.conftest import Clock
from tests.rota import TUESDAY, Rota, at


def statements(desk: Rota, person: Person) -> tuple[int, int]:
    """(statements that reach the database, shifts shown) of one look."""
    told: list[str] = []

    def tell(*given: Any) -> None:
        told.append(given[2])

    event.listen(desk.database.engine, "before_cursor_execute", tell)
    try:
        found = desk.ask(shifts.look_open, person=person, days=28)
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", tell)
    return len(told), len(found)


def test_a_look_costs_as_many_statements_for_four_weeks_as_for_a_day(
    campaign: Database, clock: Clock
) -> None:
    desk = rota.a_rota(campaign, clock, allows={**rota.ALLOWS, CapName.NOTICE: 24})
    ana = desk.person()
    desk.open(TUESDAY)
    few, shown = statements(desk, ana)
    assert shown == 2
    rota.an_office(desk.database, code="other")
    for office in ("annex", "other"):
        desk.open(TUESDAY, TUESDAY + timedelta(days=20), office=office)
    many, more = statements(desk, ana)
    assert more == 36
    assert few <= 16
    assert many <= few + 2  # each office's caps and closed days


def test_each_shift_is_there_with_what_is_in_the_way(any_campaign: Database, clock: Clock) -> None:
    allows = {
        **rota.ALLOWS,
        CapName.SEATS: 1,
        CapName.BADGES: 2,
        CapName.WEEK_HOURS: 9,
        CapName.NOTICE: 24,
    }
    desk = rota.a_rota(any_campaign, clock, allows=allows)
    ana, ben = desk.people(2)
    cap = desk.person(role=Role.CAPTAIN)
    nine, noon, _wed, _wed_noon, thu, _thu_noon = desk.open(TUESDAY, date(2022, 9, 15))
    desk.join(ben, nine)
    desk.join(ben, thu)
    desk.join(ana, noon)

    def said(person: Person) -> list[tuple[PlaceState | None, Answer]]:
        found = desk.ask(shifts.look_open, person=person)
        return [(one.shift.mine, one.ruling.answer) for one in found]

    assert said(ana) == [
        (None, Answer.SEATS_FULL),
        (PlaceState.CONFIRMED, Answer.YES),
        (None, Answer.WEEK_HOURS_FULL),
        (None, Answer.WEEK_HOURS_FULL),
        (None, Answer.SEATS_FULL),
        (None, Answer.WEEK_HOURS_FULL),
    ]
    assert said(cap)[:2] == [(None, Answer.SEATS_FULL), (None, Answer.SEATS_FULL)]
    clock.now = at(date(2022, 9, 12), 8)
    assert said(cap)[0][1] == Answer.NOTICE_PASSED
    desk.ask(shifts.set_wishes, person=ben, week_most=2)
    assert said(ben)[1][1] == Answer.OWN_WEEK_LIMIT
