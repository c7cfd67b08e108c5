"""The room ledger: seat-time offered, planned, used and lost, and the log of what the office kept.

For the next declaration: each obstruction with day, minutes, seats, kind and who saw it; totals
by day and kind; first readings a used seat-hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from models import book as books
from models import trail
from models.book import Office
from models.errors import Refusal
from models.rules import calendar
from models.rules import caps as cap_rules
from models.shift_terms import (
    CAME,
    COUNTED,
    CapName,
    Duty,
    Kept,
    PlaceState,
)
from models.shifts import offices
from models.shifts import scene as scenes
from models.tables import batches, obstructions, places, readings, shifts
from models.tables import offices as office_table
from models.terms import Person, Round, looks

LONGEST = 24 * 60  # minutes of one obstruction


@dataclass(frozen=True, slots=True)
class Obstruction:
    """What the office kept from a shift: for the next declaration."""

    id: int
    office: str
    day: date
    shift_id: int | None
    kind: Kept
    minutes: int
    seats: int
    note: str | None
    seen_by: str
    at: datetime

    @property
    def seat_minutes(self) -> int:
        """What was lost."""
        return self.minutes * self.seats


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """One day of the room in seat-minutes, and the first readings entered for it.

    ``offered``: opening time by seats; ``planned``: reviewers' places; ``used``: reviewers in the
    room; ``lost``: by kind, from the obstruction log.
    """

    day: date
    offered: int
    planned: int
    used: int
    lost: dict[Kept, int]
    no_shows: int
    readings: int

    @property
    def pace(self) -> float | None:
        """First readings a used seat-hour; None if no seat was used."""
        return None if self.used == 0 else self.readings * 60 / self.used


def obstruct(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    minutes: int,
    kind: Kept,
    seats: int | None = None,
    note: str | None = None,
    shift_id: int | None = None,
    office: str | None = None,
    day: date | None = None,
) -> Obstruction:
    """Log that the office kept ``seats`` (all of them, where none are named) for ``minutes``.

    Of a shift, or of an office's day (today's). ``note`` must have passed the privacy guard.
    Refuses ``shifts.minutes`` (not 1 to 1440), ``shifts.seats`` (more than the office allows:
    allows), ``shifts.no-such-shift``, ``shifts.which-office``, ``shifts.day-to-come``.
    """
    book = books.read(tx, now=now)
    if shift_id is not None:
        scene = scenes.load(tx, now=now, shift_id=shift_id)
        where, on = scene.office, scene.row.day
    else:
        where = offices.office_of(book, office)
        on = day or now.astimezone(where.zone).date()
    if on > now.astimezone(where.zone).date():
        raise Refusal("shifts.day-to-come")
    if not 1 <= minutes <= LONGEST:
        raise Refusal("shifts.minutes", most=LONGEST)
    allowed = offices.allowed(tx, where.id, [on])[on].limit(CapName.SEATS)
    lost = seats if seats is not None else (allowed or 0)
    if lost < 1 or (allowed is not None and lost > allowed):
        raise Refusal("shifts.seats", allows=allowed)
    key = tx.execute(
        obstructions.insert().values(
            shift_id=shift_id,
            office_id=where.id,
            day=on,
            kind=kind.value,
            minutes=minutes,
            seats=lost,
            note=note,
            seen_by=by.pseudonym,
            at=now,
        )
    ).inserted_primary_key
    assert key is not None
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="room.obstructed",
        subject=f"{where.code} {on.isoformat()}",
        shift=shift_id,
        kind=kind,
        minutes=minutes,
        seats=lost,
        noted=note is not None,
    )
    return _of(tx, obstructions.c.id == int(key[0]))[0]


@looks
def look_obstructions(
    tx: Connection, *, now: datetime, first: date, last: date, office: str | None = None
) -> tuple[Obstruction, ...]:
    """The log of these days, of every office or one, in the order in which it was written."""
    where: Any = obstructions.c.day.between(first, last)
    if office is not None:
        chosen = offices.office_of(books.read(tx, now=now), office)
        where &= obstructions.c.office_id == chosen.id
    return _of(tx, where)


@looks
def look_ledger(
    tx: Connection, *, now: datetime, first: date, last: date, office: str | None = None
) -> tuple[LedgerDay, ...]:
    """Each of these days of an office. Who is in the room still counts until ``now``.

    Readings count on the day on which their batch was dealt, where its reader was in the room
    that day: a sheet that is typed at noon on the next day counts where it was read.
    """
    where = offices.office_of(books.read(tx, now=now), office)
    days = calendar.days(first, last)
    allowed = offices.allowed(tx, where.id, days)
    rows = _places(tx, where.id, first, last)
    kept = _of(
        tx, obstructions.c.day.between(first, last) & (obstructions.c.office_id == where.id)
    )
    read = _readings(tx, where, first, last)
    return tuple(
        LedgerDay(
            day=day,
            offered=cap_rules.seat_minutes(allowed[day], where.zone),
            planned=sum(
                calendar.minutes(row.starts_at, row.ends_at) for row in rows if row.day == day
            ),
            used=sum(_used(row, now) for row in rows if row.day == day),
            lost=_lost(kept, day),
            no_shows=sum(row.day == day and row.state == PlaceState.NO_SHOW for row in rows),
            readings=read.get(day, 0),
        )
        for day in days
    )


def _places(tx: Connection, office_id: int, first: date, last: date) -> list[Any]:
    states = [state.value for state in (*COUNTED, PlaceState.NO_SHOW)]
    rows = tx.execute(
        select(
            shifts.c.day,
            shifts.c.starts_at,
            shifts.c.ends_at,
            places.c.state,
            places.c.arrived_at,
            places.c.left_at,
        )
        .join(shifts, shifts.c.id == places.c.shift_id)
        .where(
            shifts.c.office_id == office_id,
            shifts.c.day.between(first, last),
            places.c.duty == Duty.REVIEWER.value,
            places.c.state.in_(states),
        )
    )
    return list(rows)


def _used(row: Any, now: datetime) -> int:
    """Minutes in the seat, within the shift."""
    if row.state not in CAME or row.arrived_at is None:
        return 0
    until = row.left_at or min(now, row.ends_at)
    return calendar.minutes(max(row.arrived_at, row.starts_at), min(until, row.ends_at))


def _lost(kept: Sequence[Obstruction], day: date) -> dict[Kept, int]:
    lost: dict[Kept, int] = {}
    for one in kept:
        if one.day == day:
            lost[one.kind] = lost.get(one.kind, 0) + one.seat_minutes
    return lost


def _readings(tx: Connection, where: Office, first: date, last: date) -> dict[date, int]:
    came = {
        (row.person_id, row.day)
        for row in tx.execute(
            select(places.c.person_id, shifts.c.day)
            .join(shifts, shifts.c.id == places.c.shift_id)
            .where(
                shifts.c.office_id == where.id,
                shifts.c.day.between(first, last),
                places.c.state.in_([state.value for state in CAME]),
            )
        )
    }
    rows = tx.execute(
        select(readings.c.reader_id, batches.c.dealt_at, func.count().label("n"))
        .join(batches, batches.c.id == readings.c.batch_id)
        .where(
            readings.c.day >= first,
            readings.c.round == Round.FIRST,
            readings.c.standing,
            ~readings.c.extra,
        )
        .group_by(readings.c.reader_id, batches.c.id, batches.c.dealt_at)
    )
    found: dict[date, int] = {}
    for row in rows:
        day = row.dealt_at.astimezone(where.zone).date()
        if (row.reader_id, day) in came:
            found[day] = found.get(day, 0) + row.n
    return found


def _of(tx: Connection, where: Any) -> tuple[Obstruction, ...]:
    rows = tx.execute(
        select(obstructions, office_table.c.code)
        .join(office_table, office_table.c.id == obstructions.c.office_id)
        .where(where)
        .order_by(obstructions.c.id)
    )
    return tuple(
        Obstruction(
            id=row.id,
            office=row.code,
            day=row.day,
            shift_id=row.shift_id,
            kind=Kept(row.kind),
            minutes=row.minutes,
            seats=row.seats,
            note=row.note,
            seen_by=row.seen_by,
            at=row.at,
        )
        for row in rows
    )
