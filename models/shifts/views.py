"""Shifts and places as people see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, or_, select

from models import book as books
from models.book import Book
from models.quick import Quick
from models.shift_terms import (
    OVER,
    TAKEN,
    CapName,
    DayCaps,
    Duty,
    PlaceState,
    PlaceView,
    ShiftView,
)
from models.shifts import offices, scene
from models.shifts.scene import Scene
from models.tables import asks, people, places, shifts
from models.tables import offices as office_table
from models.terms import looks

_LIVE = tuple(state.value for state in PlaceState if state not in OVER)
_TAKEN = tuple(state.value for state in TAKEN)


@dataclass(frozen=True, slots=True)
class Event:
    """A place as a calendar entry (RFC 5545): stable ``uid``, rising ``sequence``."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    office: str
    address: tuple[str, ...]
    zone: str
    duty: Duty
    cancelled: bool
    changed_at: datetime


@looks
def look_shift(
    tx: Connection, *, now: datetime, shift_id: int, person_id: int | None = None
) -> ShiftView:
    """One shift. Refuses ``shifts.no-such-shift``."""
    return shift(tx, now=now, shift_id=shift_id, person_id=person_id)


@looks
def look_shifts(
    tx: Connection,
    *,
    now: datetime,
    first: date,
    last: date,
    office: str | None = None,
    person_id: int | None = None,
    unpublished: bool = False,
) -> tuple[ShiftView, ...]:
    """The shifts of these days in order, of every office or one; none that are called off."""
    book = books.read(tx, now=now)
    query = select(shifts).where(
        shifts.c.day.between(first, last), shifts.c.called_off_at.is_(None)
    )
    if office is not None:
        query = query.where(shifts.c.office_id == offices.office_of(book, office).id)
    if not unpublished:
        query = query.where(shifts.c.published_at.is_not(None))
    return _views(tx, book, query, person_id)


@looks
def look_at(
    tx: Connection,
    *,
    now: datetime,
    day: date,
    starts: time | None = None,
    office: str | None = None,
    person_id: int | None = None,
) -> tuple[ShiftView, ...]:
    """The published shifts of a day that run at ``starts`` on the office's clock, or all of it."""
    found = look_shifts(tx, now=now, first=day, last=day, office=office, person_id=person_id)
    if starts is None:
        return found
    book = books.read(tx, now=now)
    zones = {one.code: one.zone for one in book.offices}
    wanted = []
    for one in found:
        at = datetime.combine(day, starts, zones[one.office])
        if one.starts_at <= at < one.ends_at:
            wanted.append(one)
    return tuple(wanted)


@looks
def look_mine(
    tx: Connection, *, now: datetime, person_id: int, past: bool = False
) -> tuple[PlaceView, ...]:
    """A person's places: those ahead and running, or with ``past`` those that are over."""
    when = shifts.c.ends_at <= now if past else shifts.c.ends_at > now
    query = _PLACES.where(places.c.person_id == person_id, places.c.state.in_(_LIVE), when)
    return _place_views(tx, now, query)


@looks
def look_table(
    tx: Connection, *, now: datetime, shift_id: int, standby: bool = False
) -> tuple[PlaceView, ...]:
    """Everybody who has a place, waits, came or stayed away; ``standby`` for coordinators only."""
    shift(tx, now=now, shift_id=shift_id)
    query = _PLACES.where(places.c.shift_id == shift_id, places.c.state.in_(_LIVE))
    if not standby:
        query = query.where(places.c.state != PlaceState.STANDBY.value)
    return _place_views(tx, now, query)


@looks
def look_calendar(tx: Connection, *, now: datetime, person_id: int) -> tuple[Event, ...]:
    """A person's places as calendar entries: confirmed ones, and those that fell away.

    ``uid`` stays with the place; ``sequence`` rises with each of its moves (RFC 5545, 3.8.7.4).
    """
    book = books.read(tx, now=now)
    shown = (*_TAKEN, *(state.value for state in OVER))
    rows = tx.execute(
        select(places, shifts.c.starts_at, shifts.c.ends_at, office_table)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .join(office_table, office_table.c.id == shifts.c.office_id)
        .where(places.c.person_id == person_id, places.c.state.in_(shown))
        .where(shifts.c.ends_at > now - timedelta(days=30))
        .order_by(shifts.c.starts_at, places.c.id)
    )
    return tuple(
        Event(
            uid=f"place-{row.id}@{book.slug}",
            sequence=row.version,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            office=row.name,
            address=tuple(line for line in row.address.split("\n") if line),
            zone=row.time_zone,
            duty=Duty(row.duty),
            cancelled=row.state in OVER,
            changed_at=row.changed_at,
        )
        for row in rows
    )


def shift(
    tx: Connection, *, now: datetime, shift_id: int, person_id: int | None = None
) -> ShiftView:
    """`look_shift` within a verb. Refuses ``shifts.no-such-shift``."""
    return of_scene(tx, scene.load(tx, now=now, shift_id=shift_id), person_id)


def of_scene(tx: Connection, stage: Scene, person_id: int | None = None) -> ShiftView:
    """The same of a shift that has been loaded."""
    allowed = {(stage.row.office_id, stage.row.day): stage.caps}
    return seen(tx, stage.book, [stage.row], person_id, allowed)[0]


def place(tx: Connection, *, now: datetime, place_id: int) -> PlaceView:
    """One place by id, within a verb."""
    return _place_views(tx, now, _PLACES.where(places.c.id == place_id))[0]


def of_place(tx: Connection, seen: ShiftView, row: Row[Any]) -> PlaceView:
    """A place that has been read with its pseudonym, in a shift that has been seen."""
    waits = row.state == PlaceState.WAITING
    return PlaceView(
        id=row.id,
        shift=seen,
        person_id=row.person_id,
        pseudonym=row.pseudonym,
        duty=Duty(row.duty),
        state=PlaceState(row.state),
        since=row.since,
        confirm_by=row.confirm_by,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        position=_position(tx, row) if waits else None,
    )


def _position(tx: Connection, row: Row[Any]) -> int:
    """One's place on the waiting list, from 1: as `models.rules.places.position`, counted there."""
    before = {"shift": row.shift_id, "since": row.since, "place": row.id}
    return 1 + int(_BEFORE.first(tx, before).n)


def waiting(tx: Connection, shift_id: int) -> int:
    """How many are on the waiting list."""
    return int(_WAITING.first(tx, {"shift": shift_id}).n)


def _place_views(tx: Connection, now: datetime, query: Select[Any]) -> tuple[PlaceView, ...]:
    rows = tx.execute(query).all()
    ids = sorted({row.shift_id for row in rows})
    book = books.read(tx, now=now)
    seen = {one.id: one for one in _views(tx, book, select(shifts).where(shifts.c.id.in_(ids)))}
    return tuple(of_place(tx, seen[row.shift_id], row) for row in rows)


def _views(
    tx: Connection, book: Book, query: Select[Any], person_id: int | None = None
) -> tuple[ShiftView, ...]:
    rows = tx.execute(query.order_by(shifts.c.starts_at, shifts.c.id)).all()
    return seen(tx, book, rows, person_id, caps_of(tx, rows))


def seen(
    tx: Connection,
    book: Book,
    rows: Sequence[Row[Any]],
    person_id: int | None,
    caps: Mapping[tuple[int, date], DayCaps],
) -> tuple[ShiftView, ...]:
    """Rows of shifts as people see them; ``caps`` by (office id, day)."""
    ids = [row.id for row in rows]
    numbers, answers = _numbers(tx, ids), _answers(tx, ids)
    captains, mine = _captains(tx, ids), _mine(tx, ids, person_id)
    return tuple(
        ShiftView(
            id=row.id,
            office=offices.office_by_id(book, row.office_id).code,
            day=row.day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            seats=_least(row.most, caps[row.office_id, row.day].limit(CapName.SEATS)),
            taken=numbers.get((row.id, True), 0),
            waiting=numbers.get((row.id, False), 0),
            published=row.published_at is not None,
            captain=captains.get(row.id),
            mine=mine.get(row.id),
            cannot=answers.get((row.id, "no"), 0),
            silent=answers.get((row.id, None), 0),
            called_off=row.called_off_at is not None,
            seeking_cover=row.cover_wanted > 0,
        )
        for row in rows
    )


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


def caps_of(tx: Connection, rows: Sequence[Row[Any]]) -> dict[tuple[int, date], DayCaps]:
    """What the offices allow on the days of these rows of shifts, by (office id, day)."""
    days: dict[int, list[date]] = {}
    for row in rows:
        days.setdefault(row.office_id, []).append(row.day)
    return {
        (office_id, day): caps
        for office_id, its in days.items()
        for day, caps in offices.allowed(tx, office_id, its).items()
    }


def _numbers(tx: Connection, ids: Sequence[int]) -> dict[tuple[int, bool], int]:
    """Reviewers with a place, and people who wait, by (shift, has a place)."""
    found: dict[tuple[int, bool], int] = {}
    for row in _NUMBERS.all(tx, ids):
        key = (row.shift_id, row.state != PlaceState.WAITING)
        found[key] = found.get(key, 0) + row.n
    return found


def _answers(tx: Connection, ids: Sequence[int]) -> dict[tuple[int, str | None], int]:
    return {(row.shift_id, row.answer): row.n for row in _ANSWERS.all(tx, ids)}


def _captains(tx: Connection, ids: Sequence[int]) -> dict[int, str]:
    return {row.shift_id: row.pseudonym for row in _CAPTAINS.all(tx, ids)}


def _mine(tx: Connection, ids: Sequence[int], person_id: int | None) -> dict[int, PlaceState]:
    if person_id is None:
        return {}
    rows = _MINE.all(tx, ids, person=person_id)
    return {row.shift_id: PlaceState(row.state) for row in rows}


_PLACES: Select[Any] = (
    select(places, people.c.pseudonym)
    .join(people, people.c.id == places.c.person_id)
    .join(shifts, shifts.c.id == places.c.shift_id)
    .order_by(shifts.c.starts_at, places.c.state, places.c.since, places.c.id)
)


class _OfShifts:
    """A query over some shifts, and a quick one for the one shift that every sign-up shows."""

    def __init__(self, of: Callable[[Callable[[Any], Any]], Select[Any]]) -> None:
        self._one = Quick(of(lambda shift_id: shift_id == bindparam("shift")))
        self._some = of(lambda shift_id: shift_id.in_(bindparam("shifts", expanding=True)))

    def all(self, tx: Connection, ids: Sequence[int], **more: Any) -> Sequence[Any]:
        if len(ids) == 1:
            return self._one.all(tx, {"shift": ids[0], **more})
        return tx.execute(self._some, {"shifts": ids, **more}).all()


_WAIT = (
    select(func.count().label("n"))
    .select_from(places)
    .where(
        places.c.shift_id == bindparam("shift"),
        places.c.state == PlaceState.WAITING.value,
    )
)
_WAITING = Quick(_WAIT)
_BEFORE = Quick(
    _WAIT.where(
        or_(
            places.c.since < bindparam("since"),
            and_(places.c.since == bindparam("since"), places.c.id < bindparam("place")),
        )
    )
)
_NUMBERS = _OfShifts(
    lambda these: (
        select(places.c.shift_id, places.c.state, func.count().label("n"))
        .where(
            these(places.c.shift_id),
            places.c.duty == Duty.REVIEWER.value,
            places.c.state.in_((*_TAKEN, PlaceState.WAITING.value)),
        )
        .group_by(places.c.shift_id, places.c.state)
    )
)
_ANSWERS = _OfShifts(
    lambda these: (
        select(asks.c.shift_id, asks.c.answer, func.count().label("n"))
        .where(these(asks.c.shift_id))
        .group_by(asks.c.shift_id, asks.c.answer)
    )
)
_CAPTAINS = _OfShifts(
    lambda these: (
        select(places.c.shift_id, people.c.pseudonym)
        .join(people, people.c.id == places.c.person_id)
        .where(
            these(places.c.shift_id),
            places.c.duty == Duty.CAPTAIN.value,
            places.c.state.in_(_TAKEN),
        )
        # The one who has had the duty longest comes last, and so stands.
        .order_by(places.c.since.desc(), places.c.id.desc())
    )
)
_MINE = _OfShifts(
    lambda these: select(places.c.shift_id, places.c.state).where(
        these(places.c.shift_id),
        places.c.person_id == bindparam("person"),
        places.c.state.in_(_LIVE),
    )
)
