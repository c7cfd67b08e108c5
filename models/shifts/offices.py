"""An office and what it allows, as rows of the database become values of the rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache

from sqlalchemy import Connection, bindparam, select

from models import book as books
from models.book import Book, Office
from models.errors import Refusal
from models.quick import Quick
from models.rules import caps as rules
from models.shift_terms import CapName, CapRow, CapValue, ClosedDay, DayCaps, Window
from models.tables import caps, closed_days
from models.terms import looks


def office_of(book: Book, code: str | None) -> Office:
    """By code, or the only one. Refuses ``shifts.which-office``, ``shifts.no-such-office``."""
    codes = ", ".join(office.code for office in book.offices)
    if code is None:
        if len(book.offices) == 1:
            return book.offices[0]
        raise Refusal("shifts.which-office" if book.offices else "shifts.no-caps", codes=codes)
    for office in book.offices:
        if office.code == code:
            return office
    raise Refusal("shifts.no-such-office", codes=codes)


def office_by_id(book: Book, office_id: int) -> Office:
    """By id."""
    return next(office for office in book.offices if office.id == office_id)


def rows_of(tx: Connection, office_id: int) -> list[CapRow]:
    """Every dated row of an office's caps."""
    found = _CAPS.all(tx, {"office": office_id})
    return [
        CapRow(CapName(row.name), read_value(row.value), row.effective_from, row.source, row.id)
        for row in found
    ]


def closed_of(tx: Connection, office_id: int, days: Sequence[date]) -> dict[date, ClosedDay]:
    """The closed days among ``days``."""
    span = {"office": office_id, "first": min(days), "last": max(days)}
    found = _CLOSED.all(tx, span)
    return {row.day: ClosedDay(row.day, row.why, row.source) for row in found}


def allowed(tx: Connection, office_id: int, days: Sequence[date]) -> dict[date, DayCaps]:
    """What the office allows on each of ``days``."""
    if not days:
        return {}
    rows, closed = rows_of(tx, office_id), closed_of(tx, office_id, days)
    return {day: rules.resolve(rows, day, closed.get(day)) for day in days}


@looks
def look_caps(
    tx: Connection, *, now: datetime, office: str | None = None, day: date | None = None
) -> DayCaps:
    """What the office allows on ``day`` (today by its clock), with each row's source."""
    where = office_of(books.read(tx, now=now), office)
    on = day or now.astimezone(where.zone).date()
    return allowed(tx, where.id, [on])[on]


@looks
def look_changes(
    tx: Connection, *, now: datetime, office: str | None = None
) -> tuple[CapRow, ...]:
    """The rows still to come, soonest first."""
    where = office_of(books.read(tx, now=now), office)
    return rules.coming(rows_of(tx, where.id), now.astimezone(where.zone).date())


def write_value(value: CapValue) -> str:
    """A cap's value as JSON: a number, null, or seven weekdays of [from, to] pairs."""
    if isinstance(value, tuple):
        week = [
            [[w.starts.isoformat("minutes"), w.ends.isoformat("minutes")] for w in day]
            for day in value
        ]
        return json.dumps(week)
    return json.dumps(value)


@lru_cache(maxsize=512)
def read_value(text: str) -> CapValue:
    """The inverse of `write_value`."""
    value = json.loads(text)
    if isinstance(value, list):
        return tuple(
            tuple(Window(time.fromisoformat(a), time.fromisoformat(b)) for a, b in day)
            for day in value
        )
    return None if value is None else int(value)


_CAPS = Quick(
    select(caps.c.id, caps.c.name, caps.c.value, caps.c.effective_from, caps.c.source)
    .where(caps.c.office_id == bindparam("office"))
    .order_by(caps.c.id)
)
_CLOSED = Quick(
    select(closed_days.c.day, closed_days.c.why, closed_days.c.source).where(
        closed_days.c.office_id == bindparam("office"),
        closed_days.c.day.between(bindparam("first"), bindparam("last")),
    )
)
