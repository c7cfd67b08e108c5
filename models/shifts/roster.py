"""The week's roster of an office: each shift with everybody who has a place in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from models import book as books
from models.shift_terms import CAME, TAKEN, Duty, PlaceState, ShiftView
from models.shifts import offices, views
from models.tables import people, places
from models.terms import looks

_SHOWN = tuple(state.value for state in (TAKEN | CAME))


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's place, by pseudonym."""

    who: str
    duty: Duty
    state: PlaceState


@dataclass(frozen=True, slots=True)
class Row:
    """A shift of the roster; captains and lawyers first, then readers by their numbers."""

    shift: ShiftView
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The published shifts of an office in the seven days from ``monday`` on, in order."""

    office: str
    office_name: str
    monday: date
    rows: tuple[Row, ...]


_FIRST = {Duty.CAPTAIN: 0, Duty.LAWYER: 1, Duty.REVIEWER: 2}


@looks
def look_roster(tx: Connection, *, now: datetime, office: str | None, monday: date) -> Roster:
    """The roster of a week. Refuses ``shifts.which-office``, ``shifts.no-such-office``."""
    where = offices.office_of(books.read(tx, now=now), office)
    found = views.look_shifts(
        tx, now=now, first=monday, last=monday + timedelta(days=6), office=where.code
    )
    rows = tx.execute(
        select(places.c.shift_id, places.c.duty, places.c.state, people.c.pseudonym)
        .join(people, people.c.id == places.c.person_id)
        .where(places.c.shift_id.in_([one.id for one in found]), places.c.state.in_(_SHOWN))
    )
    seats: dict[int, list[Seat]] = {}
    for row in rows:
        seat = Seat(row.pseudonym, Duty(row.duty), PlaceState(row.state))
        seats.setdefault(row.shift_id, []).append(seat)
    return Roster(
        where.code,
        where.name,
        monday,
        tuple(
            Row(one, tuple(sorted(seats.get(one.id, []), key=lambda s: (_FIRST[s.duty], s.who))))
            for one in found
        ),
    )
