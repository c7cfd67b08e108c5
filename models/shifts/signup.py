"""One's own places: join, wait, stand by, confirm, cancel; and what coordinators do with places.

Idempotent on (person, shift): whoever asks twice has it once. Every verb takes its turn before it
reads the first count.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from models.errors import Refusal
from models.rules import calendar
from models.shift_terms import (
    AHEAD,
    WAITABLE,
    Answer,
    Duty,
    Joined,
    PlaceState,
    PlaceView,
    Ruling,
)
from models.shifts import moves, turns, views, waiting
from models.shifts import scene as scenes
from models.shifts.refusing import refused
from models.shifts.scene import Scene
from models.tables import asks
from models.terms import Person

_YES = Ruling(Answer.YES)
_HELD = frozenset({PlaceState.CONFIRMED, PlaceState.ARRIVED, PlaceState.DONE, PlaceState.LEFT})


def join(
    tx: Connection, *, now: datetime, person: Person, shift_id: int, wait: bool = True
) -> Joined:
    """A place for the person, or the end of the waiting list if a cap is full.

    With ``wait`` False a full cap changes nothing: the answer has no place, and the position
    they would have. Refuses ``shifts.no-such-shift`` and what the ladder says else.
    """
    turns.one_by_one(tx)
    scene = published(tx, now=now, shift_id=shift_id)
    place = moves.place_of(tx, shift_id, person.id)
    if place is not None and PlaceState(place.state) in _HELD:
        return _joined(tx, now, scene, place, _YES, again=True)
    ruling = scenes.may(tx, scene, now=now, person_id=person.id)
    if ruling.answer == Answer.YES:
        return _joined(tx, now, scene, _take(tx, scene, place, now=now, by=person), ruling)
    if ruling.answer not in WAITABLE:
        raise refused(ruling, scene.caps)
    return _wait(tx, scene, place, ruling, now=now, person=person, wait=wait)


def stand_by(tx: Connection, *, now: datetime, person: Person, shift_id: int) -> PlaceView:
    """ "I stay if nobody comes": known to coordinators only, asked when nobody else takes a place.

    Refuses ``shifts.already`` and what the ladder says, a full cap apart.
    """
    turns.one_by_one(tx)
    scene = published(tx, now=now, shift_id=shift_id)
    place = moves.place_of(tx, shift_id, person.id)
    if place is not None:
        if place.state == PlaceState.STANDBY:
            return views.place(tx, now=now, place_id=place.id)
        raise refused(Ruling(Answer.ALREADY), scene.caps)
    ruling = scenes.may(tx, scene, now=now, person_id=person.id)
    if ruling.answer != Answer.YES and ruling.answer not in WAITABLE:
        raise refused(ruling, scene.caps)
    added = moves.add(tx, scene, now=now, by=person, person_id=person.id, state=PlaceState.STANDBY)
    return views.place(tx, now=now, place_id=added.id)


def confirm(tx: Connection, *, now: datetime, person: Person, shift_id: int) -> PlaceView:
    """Whoever was asked takes the place. Twice changes nothing; late is fine while it is free.

    Refuses ``shifts.not-asked``, ``shifts.too-late`` (the next was asked), and the ladder's word.
    """
    turns.one_by_one(tx)
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    place = moves.place_of(tx, shift_id, person.id)
    if place is None:
        raise Refusal("shifts.not-asked")
    if PlaceState(place.state) in _HELD:
        return views.place(tx, now=now, place_id=place.id)
    if place.asked_at is None:
        raise Refusal("shifts.not-asked")
    duty = Duty(place.duty)
    ruling = scenes.may(tx, scene, now=now, person_id=person.id, duty=duty, step_in=True)
    if ruling.answer != Answer.YES:
        late = place.state != PlaceState.ASKED and ruling.answer in WAITABLE
        raise Refusal("shifts.too-late") if late else refused(ruling, scene.caps)
    moved = _take(tx, scene, place, now=now, by=person, duty=duty)
    return views.place(tx, now=now, place_id=moved.id)


def cancel(tx: Connection, *, now: datetime, person: Person, shift_id: int) -> PlaceView:
    """The person cannot come, up to the end of the shift; a freed place looks for somebody.

    Refuses ``shifts.no-place``, ``shifts.not-now`` (they have arrived: they leave instead).
    """
    turns.one_by_one(tx)
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    place = moves.place_of(tx, shift_id, person.id)
    if place is None:
        raise Refusal("shifts.no-place")
    moved = _give_up(tx, scene, place, PlaceState.CANCELLED, now=now, by=person)
    return views.place(tx, now=now, place_id=moved.id)


def answer_cover(
    tx: Connection, *, now: datetime, person: Person, shift_id: int, yes: bool
) -> Joined | None:
    """What somebody who was asked to cover says; what became of a yes, None if they cannot.

    They have answered, whatever the ladder says: where the place is gone meanwhile there is none
    (``place`` None), and the ruling says why. Refuses ``shifts.not-asked``.
    """
    turns.one_by_one(tx)
    scene = published(tx, now=now, shift_id=shift_id)
    answered = tx.execute(
        asks.update()
        .where(asks.c.shift_id == shift_id, asks.c.person_id == person.id)
        .values(answered_at=now, answer="yes" if yes else "no")
    )
    if answered.rowcount == 0:
        raise Refusal("shifts.not-asked")
    if not yes:
        waiting.ask_again_now(tx, scene, now=now)
        return None
    place = moves.place_of(tx, shift_id, person.id)
    if place is not None and PlaceState(place.state) in _HELD:
        return _joined(tx, now, scene, place, _YES, again=True)
    ruling = scenes.may(tx, scene, now=now, person_id=person.id, step_in=True)
    if ruling.answer == Answer.YES:
        return _joined(tx, now, scene, _take(tx, scene, place, now=now, by=person), ruling)
    waiting.ask_again_now(tx, scene, now=now)
    return Joined(views.of_scene(tx, scene, person.id), None, ruling)


def assign(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    shift_id: int,
    person_id: int,
    duty: Duty = Duty.REVIEWER,
    planned_by: str | None = None,
) -> PlaceView:
    """A coordinator, or a plan, gives a person a place; they are told. Twice changes nothing.

    The ladder holds for coordinators too. Refuses ``shifts.no-such-person``,
    ``shifts.no-such-shift`` and its word.
    """
    turns.one_by_one(tx)
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    place = moves.place_of(tx, shift_id, person_id)
    if place is not None and PlaceState(place.state) in _HELD:
        if place.duty == duty:
            return views.place(tx, now=now, place_id=place.id)
        raise refused(Ruling(Answer.ALREADY), scene.caps)
    ruling = scenes.may(tx, scene, now=now, person_id=person_id, duty=duty)
    if ruling.answer != Answer.YES:
        raise refused(ruling, scene.caps)
    taken = _take(
        tx, scene, place, now=now, by=by, person_id=person_id, duty=duty, planned_by=planned_by
    )
    moves.tell(tx, scene, taken, "shift.assigned", now=now)
    return views.place(tx, now=now, place_id=taken.id)


def remove(
    tx: Connection, *, now: datetime, by: Person, shift_id: int, person_id: int
) -> PlaceView:
    """A coordinator takes a person off a shift; they are told, and the place looks for somebody.

    Refuses ``shifts.no-place``, ``shifts.not-now``.
    """
    turns.one_by_one(tx)
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    place = moves.place_of(tx, shift_id, person_id)
    if place is None:
        raise Refusal("shifts.no-place")
    moved = _give_up(tx, scene, place, PlaceState.REMOVED, now=now, by=by)
    moves.tell(tx, scene, moved, "shift.removed", now=now)
    return views.place(tx, now=now, place_id=moved.id)


def published(tx: Connection, *, now: datetime, shift_id: int) -> Scene:
    """A shift people may see. Refuses ``shifts.no-such-shift``."""
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    if scene.row.published_at is None:
        raise Refusal("shifts.no-such-shift")
    return scene


def _take(
    tx: Connection,
    scene: Scene,
    place: Row[Any] | None,
    *,
    now: datetime,
    by: Person,
    person_id: int | None = None,
    duty: Duty = Duty.REVIEWER,
    planned_by: str | None = None,
) -> Row[Any]:
    """The place is theirs: what the ladder allowed is written, and a search may be over."""
    left = calendar.minutes(max(now, scene.row.starts_at), scene.row.ends_at)
    if place is None:
        taken = moves.add(
            tx,
            scene,
            now=now,
            by=by,
            person_id=by.id if person_id is None else person_id,
            state=PlaceState.CONFIRMED,
            duty=duty,
            minutes=left,
            planned_by=planned_by,
        )
    else:
        held = place.state == PlaceState.ASKED  # their seat was kept for them already
        taken = moves.move(
            tx, scene, place, PlaceState.CONFIRMED, now=now, by=by, minutes=left, duty=duty.value
        )
        if held:
            return taken
    if duty == Duty.REVIEWER:
        waiting.taken(tx, scene, now=now)
    return taken


def _wait(
    tx: Connection,
    scene: Scene,
    place: Row[Any] | None,
    ruling: Ruling,
    *,
    now: datetime,
    person: Person,
    wait: bool,
) -> Joined:
    if place is not None and place.state in (PlaceState.WAITING, PlaceState.ASKED):
        return _joined(tx, now, scene, place, ruling, again=True)
    if not wait:
        shift = views.of_scene(tx, scene, person.id)
        position = views.waiting(tx, scene.row.id) + 1
        return Joined(shift, None, ruling, position)
    if place is not None:
        place = moves.move(tx, scene, place, PlaceState.WAITING, now=now, by=person, since=now)
    else:
        place = moves.add(
            tx, scene, now=now, by=person, person_id=person.id, state=PlaceState.WAITING
        )
    return _joined(tx, now, scene, place, ruling)


def _give_up(
    tx: Connection,
    scene: Scene,
    place: Row[Any],
    to: PlaceState,
    *,
    now: datetime,
    by: Person,
) -> Row[Any]:
    if PlaceState(place.state) not in AHEAD:
        raise Refusal("shifts.not-now", state=place.state)
    moved = moves.move(tx, scene, place, to, now=now, by=by)
    waiting.vacated(tx, scene, place, moved, now=now, by=by)
    return moved


def _joined(
    tx: Connection,
    now: datetime,
    scene: Scene,
    place: Row[Any],
    ruling: Ruling,
    *,
    again: bool = False,
) -> Joined:
    # Taking a place may have ended a search: then the shift is read anew.
    sought = scene.row.cover_wanted > 0
    stage = scenes.load(tx, now=now, shift_id=scene.row.id) if sought else scene
    shift = views.of_scene(tx, stage, place.person_id)
    view = views.of_place(tx, shift, place)
    return Joined(shift, view, ruling, view.position, again)
