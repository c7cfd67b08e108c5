"""Attendance: arriving and leaving, by the person or by a captain for the whole table at once.

    confirmed --arrived--> done (the end of the shift)
        |          +-----> left (before it; the seat is free again)
        +--no-show         (the seat is free again; coming late counts, if a seat is there still)

Phones may have to stay outside, so a captain may enter a table later; ``at`` says when it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from models.errors import Refusal
from models.rules import calendar
from models.shift_terms import Answer, Duty, PlaceState, PlaceView, Ruling
from models.shifts import moves, turns, views, waiting
from models.shifts import scene as scenes
from models.shifts.refusing import refused
from models.shifts.scene import Scene
from models.tables import people
from models.terms import RANK, Person, Role

EARLY = timedelta(hours=1)  # so long before a shift one may be checked in
_IN = frozenset({PlaceState.ARRIVED, PlaceState.DONE})


@dataclass(frozen=True, slots=True)
class Attended:
    """Who is entered now, and who was refused by the ladder: (pseudonym, ruling)."""

    places: tuple[PlaceView, ...]
    refused: tuple[tuple[str, Ruling], ...] = ()


def arrive(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    shift_id: int,
    person_ids: Sequence[int] | None = None,
    at: datetime | None = None,
    walk_ins: bool = False,
) -> Attended:
    """Check people in: oneself (no ids), or as a captain these people, or with no ids everybody
    who is confirmed. ``walk_ins``: whoever has no place takes one, if the ladder lets them.

    Each is checked by the ladder; who is refused stands in the answer, and refuses it where one
    checks oneself in. Refuses ``shifts.not-yours``, ``shifts.no-place``, ``shifts.not-yet``
    (opens_at), ``shifts.not-now``.
    """
    turns.one_by_one(tx)
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    when = _when(scene, now, at)
    oneself = _acts_for_oneself(by, person_ids)
    ids = [by.id] if oneself else _ids(tx, scene, person_ids, PlaceState.CONFIRMED)
    done: list[PlaceView] = []
    no: list[tuple[str, Ruling]] = []
    for person_id in ids:
        place = moves.place_of(tx, shift_id, person_id)
        if place is None and not walk_ins:
            raise Refusal("shifts.no-place")
        place, ruling = _check_in(tx, scene, place, person_id, now=now, at=when, by=by)
        if place is None:
            no.append((_pseudonym(tx, person_id), ruling))
        else:
            done.append(views.place(tx, now=now, place_id=place.id))
    if oneself and no:
        raise refused(no[0][1], scene.caps)
    return Attended(tuple(done), tuple(no))


def depart(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    shift_id: int,
    person_ids: Sequence[int] | None = None,
    at: datetime | None = None,
) -> Attended:
    """Who is in the room goes: before the end they left, at the end they are done.

    As in `arrive`, oneself, these, or as a captain the whole table. A seat that is freed early
    looks for somebody. Refuses ``shifts.not-yours``, ``shifts.no-place``, ``shifts.not-now``.
    """
    turns.one_by_one(tx)
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    when = min(at or now, now, scene.row.ends_at)
    oneself = _acts_for_oneself(by, person_ids)
    ids = [by.id] if oneself else _ids(tx, scene, person_ids, PlaceState.ARRIVED)
    done = [_depart(tx, scene, person_id, now=now, at=when, by=by) for person_id in ids]
    seats = sum(one.state == PlaceState.LEFT and one.duty == Duty.REVIEWER for one in done)
    if seats and now < scene.row.ends_at:
        waiting.freed(tx, scene, now=now, by=by, n=seats)
    return Attended(tuple(done))


def no_show(
    tx: Connection, *, now: datetime, by: Person, shift_id: int, person_ids: Sequence[int]
) -> Attended:
    """A captain says who has not come; their seats look for somebody, they are told.

    Refuses ``shifts.not-yours``, ``shifts.no-place``, ``shifts.not-yet`` (before the start),
    ``shifts.not-now``.
    """
    turns.one_by_one(tx)
    if RANK[by.role] < RANK[Role.CAPTAIN]:
        raise Refusal("shifts.not-yours")
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    if now < scene.row.starts_at:
        raise Refusal("shifts.not-yet", opens_at=scene.row.starts_at)
    absent = []
    for person_id in person_ids:
        place = moves.place_of(tx, shift_id, person_id)
        if place is None:
            raise Refusal("shifts.no-place")
        absent.append(place)
    moved = mark_absent(tx, scene, absent, now=now, by=by)
    return Attended(tuple(views.place(tx, now=now, place_id=one.id) for one in moved))


def mark_absent(
    tx: Connection, scene: Scene, absent: Sequence[Row[Any]], *, now: datetime, by: Person | str
) -> list[Row[Any]]:
    """These places are no-shows: each person is told, and reviewers' seats look for somebody."""
    moved, seats = [], 0
    for place in absent:
        if place.state != PlaceState.NO_SHOW:
            values = {"arrived_at": None, "left_at": None}
            one = moves.move(tx, scene, place, PlaceState.NO_SHOW, now=now, by=by, **values)
            moves.tell(tx, scene, one, "shift.no-show", now=now)
            seats += place.duty == Duty.REVIEWER
            if place.duty != Duty.REVIEWER and now < scene.row.ends_at:
                waiting.duty_freed(tx, scene, one, now=now)
            moved.append(one)
        else:
            moved.append(place)
    if seats:
        waiting.freed(tx, scene, now=now, by=by, n=seats)
    return moved


def _check_in(
    tx: Connection,
    scene: Scene,
    place: Row[Any] | None,
    person_id: int,
    *,
    now: datetime,
    at: datetime,
    by: Person,
) -> tuple[Row[Any] | None, Ruling]:
    state = None if place is None else PlaceState(place.state)
    if state in _IN:
        return place, Ruling(Answer.YES)
    came_back = state == PlaceState.LEFT
    over = now >= scene.row.ends_at
    ruling = scenes.may(
        tx,
        scene,
        now=at,
        person_id=person_id,
        duty=Duty.REVIEWER if place is None else Duty(place.duty),
        step_in=True,
        held=state in (PlaceState.CONFIRMED, PlaceState.ASKED) or came_back,
        whole=state == PlaceState.CONFIRMED or came_back,
    )
    if ruling.answer != Answer.YES:
        return None, ruling
    row = _enter(tx, scene, place, person_id, now=now, at=at, by=by)
    if over:
        row = moves.move(
            tx, scene, row, PlaceState.DONE, now=now, by=by, left_at=scene.row.ends_at
        )
    return row, ruling


def _enter(
    tx: Connection,
    scene: Scene,
    place: Row[Any] | None,
    person_id: int,
    *,
    now: datetime,
    at: datetime,
    by: Person,
) -> Row[Any]:
    arrived, values = PlaceState.ARRIVED, dict[str, Any]()
    left = calendar.minutes(max(at, scene.row.starts_at), scene.row.ends_at)
    if place is None:
        row = moves.add(
            tx,
            scene,
            now=now,
            by=by,
            person_id=person_id,
            state=arrived,
            minutes=left,
            arrived_at=at,
        )
    elif place.state == PlaceState.LEFT:  # came back: as if they had never gone
        values = {"left_at": None, "minutes": scene.minutes}
        row = moves.move(tx, scene, place, arrived, now=now, by=by, **values)
    else:
        minutes = place.minutes if place.state == PlaceState.CONFIRMED else left
        values = {"arrived_at": at, "minutes": minutes}
        row = moves.move(tx, scene, place, arrived, now=now, by=by, **values)
    seated = place is not None and place.state in (PlaceState.CONFIRMED, PlaceState.ASKED)
    if not seated and row.duty == Duty.REVIEWER:
        waiting.taken(tx, scene, now=now)
    return row


def _depart(
    tx: Connection, scene: Scene, person_id: int, *, now: datetime, at: datetime, by: Person
) -> PlaceView:
    place = moves.place_of(tx, scene.row.id, person_id)
    if place is None:
        raise Refusal("shifts.no-place")
    if place.state not in (PlaceState.LEFT, PlaceState.DONE):
        done = at >= scene.row.ends_at
        moves.move(
            tx,
            scene,
            place,
            PlaceState.DONE if done else PlaceState.LEFT,
            now=now,
            by=by,
            left_at=at,
            minutes=place.minutes if done else calendar.minutes(scene.row.starts_at, at),
        )
    return views.place(tx, now=now, place_id=place.id)


def _when(scene: Scene, now: datetime, at: datetime | None) -> datetime:
    """When they came: now, or a moment before; never after the shift, never long before it.

    Entered after the shift, with no time given: at its start.
    """
    starts_at: datetime = scene.row.starts_at
    opens_at = starts_at - EARLY
    if now < opens_at:
        raise Refusal("shifts.not-yet", opens_at=opens_at)
    if now >= scene.row.ends_at and at is None:
        return starts_at
    return max(opens_at, min(now, at or now))


def _acts_for_oneself(by: Person, person_ids: Sequence[int] | None) -> bool:
    """Whether somebody acts for themselves. Refuses ``shifts.not-yours``."""
    if person_ids is not None and list(person_ids) == [by.id]:
        return True
    if RANK[by.role] >= RANK[Role.CAPTAIN]:
        return False
    if person_ids is None:
        return True
    raise Refusal("shifts.not-yours")


def _ids(
    tx: Connection, scene: Scene, person_ids: Sequence[int] | None, state: PlaceState
) -> list[int]:
    if person_ids is not None:
        return list(dict.fromkeys(person_ids))
    return [place.person_id for place in moves.places_of(tx, scene.row.id, state)]


def _pseudonym(tx: Connection, person_id: int) -> str:
    query = select(people.c.pseudonym).where(people.c.id == person_id)
    return str(tx.execute(query).scalar_one())
