"""What a change of caps does: whom it unseats, which shifts it shuts, and what each is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models import notices
from models.book import Office
from models.rules import calendar
from models.rules import caps as rules
from models.rules.caps import Out, Placed
from models.shift_terms import (
    AHEAD,
    COUNTED,
    CapName,
    CapPreview,
    CapRow,
    CapValue,
    ClosedDay,
    DayCaps,
    Duty,
    PlaceState,
    ShiftView,
    Unseated,
)
from models.shifts import moves, offices, views, waiting
from models.shifts import scene as scenes
from models.tables import people, places, shifts
from models.terms import Person


@dataclass(frozen=True, slots=True)
class Change:
    """What is tried: the row or closed day that comes, and the day from which it matters."""

    office: Office
    name: CapName | None
    effective_from: date
    before: CapValue
    after: CapValue
    rows: list[CapRow]
    closed: dict[date, ClosedDay]


def outs(tx: Connection, now: datetime, change: Change) -> tuple[Out, ...]:
    """Everybody who loses a place, by the caps as they would be."""
    first = calendar.week_of(max(change.effective_from, now.astimezone(change.office.zone).date()))
    placed = _placed(tx, change.office.id, first)
    if not placed:
        return ()
    days = sorted({place.day for place in placed})
    closed = offices.closed_of(tx, change.office.id, days) | change.closed
    allowed: dict[date, DayCaps] = {
        day: rules.resolve(change.rows, day, closed.get(day)) for day in days
    }
    return rules.unseats(placed, allowed, change.office.zone, now)


def _placed(tx: Connection, office_id: int, first: date) -> list[Placed]:
    rows = tx.execute(
        select(places, shifts.c.day, shifts.c.starts_at, shifts.c.ends_at)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .where(
            shifts.c.office_id == office_id,
            shifts.c.day >= first,
            shifts.c.called_off_at.is_(None),
            places.c.state.in_([state.value for state in COUNTED]),
        )
        .order_by(places.c.id)
    )
    return [
        Placed(
            id=row.id,
            shift_id=row.shift_id,
            person_id=row.person_id,
            day=row.day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            duty=Duty(row.duty),
            state=PlaceState(row.state),
            since=row.since,
            minutes=row.minutes,
        )
        for row in rows
    ]


def preview(tx: Connection, now: datetime, change: Change, gone: Sequence[Out]) -> CapPreview:
    """The change with whom it unseats and which shifts it shuts, as people see it."""
    ids = [out.place.person_id for out in gone]
    known = {
        row.id: row.pseudonym
        for row in tx.execute(select(people.c.id, people.c.pseudonym).where(people.c.id.in_(ids)))
    }
    return CapPreview(
        office=change.office.code,
        name=change.name,
        effective_from=change.effective_from,
        before=change.before,
        after=change.after,
        unseated=tuple(
            Unseated(
                place_id=out.place.id,
                shift_id=out.place.shift_id,
                person_id=out.place.person_id,
                pseudonym=known[out.place.person_id],
                duty=out.place.duty,
                day=out.place.day,
                starts_at=out.place.starts_at,
                cap=out.cap,
                allows=out.allows,
            )
            for out in gone
        ),
        shut=tuple(_shut(tx, now, change)),
    )


def _shut(tx: Connection, now: datetime, change: Change) -> list[ShiftView]:
    """The shifts to come that lie outside what is open then, with or without anybody in them."""
    if change.name not in (CapName.WINDOWS, None):
        return []
    rows = _shifts_from(tx, now, change)
    days = sorted({row.day for row in rows})
    if not days:
        return []
    closed = offices.closed_of(tx, change.office.id, days) | change.closed
    zone = change.office.zone
    return [
        views.shift(tx, now=now, shift_id=row.id)
        for row in rows
        if not rules.open_then(
            rules.resolve(change.rows, row.day, closed.get(row.day)),
            row.starts_at,
            row.ends_at,
            zone,
        )
    ]


def _shifts_from(tx: Connection, now: datetime, change: Change) -> Sequence[Row[Any]]:
    """The shifts to come on whose days the change, or the week it falls into, matters."""
    return tx.execute(
        select(shifts)
        .where(
            shifts.c.office_id == change.office.id,
            shifts.c.day >= change.effective_from,
            shifts.c.starts_at > now,
            shifts.c.called_off_at.is_(None),
        )
        .order_by(shifts.c.starts_at)
    ).all()


def carry_out(
    tx: Connection, now: datetime, by: Person, change: Change, gone: Sequence[Out]
) -> None:
    """The shut shifts first, then whoever loses a place in the others, then whoever gets one."""
    shut = _shut(tx, now, change)
    for shift in shut:
        _call_off(tx, now, by, change, shift)
    ids = {shift.id for shift in shut}
    for out in gone:
        if out.place.shift_id not in ids:
            _unseat(tx, now, by, change, out)
    for row in _shifts_from(tx, now, change):
        scene = scenes.load(tx, now=now, shift_id=row.id)
        waiting.promote(tx, scene, now=now, by=by)


def _call_off(tx: Connection, now: datetime, by: Person, change: Change, shift: ShiftView) -> None:
    scene = scenes.load(tx, now=now, shift_id=shift.id)
    tx.execute(
        shifts.update()
        .where(shifts.c.id == shift.id)
        .values(called_off_at=now, closed_at=now, cover_wanted=0, cover_next_at=None)
    )
    for place in moves.places_of(tx, shift.id, *sorted(AHEAD)):
        moved = moves.move(tx, scene, place, PlaceState.REMOVED, now=now, by=by)
        _tell(tx, now, scene, change, moved, CapName.WINDOWS, None, waits=False)


def _unseat(tx: Connection, now: datetime, by: Person, change: Change, out: Out) -> None:
    """To the front of the waiting list: the place keeps the moment since when they had it."""
    scene = scenes.load(tx, now=now, shift_id=out.place.shift_id)
    place = moves.place_of(tx, out.place.shift_id, out.place.person_id)
    assert place is not None
    waits = out.place.duty == Duty.REVIEWER
    to = PlaceState.WAITING if waits else PlaceState.REMOVED
    values = {"asked_at": None, "reminded": 0} if waits else {}
    moved = moves.move(tx, scene, place, to, now=now, by=by, **values)
    _tell(tx, now, scene, change, moved, out.cap, out.allows, waits=waits)


def _tell(
    tx: Connection,
    now: datetime,
    scene: scenes.Scene,
    change: Change,
    place: Row[Any],
    cap: CapName,
    allows: int | None,
    *,
    waits: bool,
) -> None:
    view = views.place(tx, now=now, place_id=place.id)
    closed = change.closed.get(scene.row.day)
    notices.leave(
        tx,
        now=now,
        kind="shift.unseated",
        key=f"{place.id}:{place.version}",
        person_id=place.person_id,
        facts=moves.facts(scene)
        | {
            "duty": place.duty,
            "cap": cap,
            "allows": allows,
            "effective_from": change.effective_from,
            "why": None if closed is None else closed.why,
            "waits": waits,
            "position": view.position,
        },
    )
