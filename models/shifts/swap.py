"""Swaps: a place is given to somebody, or two people exchange theirs; asked, then answered.

At the answer both halves are checked anew by the ladder, as if both places were free, in one
transaction: the sums of an exchange stay as they were, and nobody gets in who may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models import notices, trail
from models.errors import Refusal
from models.shift_terms import Answer, Duty, PlaceState, ShiftView
from models.shifts import moves, signup, turns, views
from models.shifts import scene as scenes
from models.shifts.refusing import refused
from models.shifts.scene import Scene
from models.tables import people, places, swaps
from models.terms import Person, looks


@dataclass(frozen=True, slots=True)
class Swap:
    """An offered swap. ``for_shift`` is None where the place is given away.

    ``answer``: None while it is open, else ``yes`` or ``no``.
    """

    id: int
    from_id: int
    from_pseudonym: str
    to_id: int
    shift: ShiftView
    for_shift: ShiftView | None
    answer: str | None


def offer_swap(
    tx: Connection,
    *,
    now: datetime,
    person: Person,
    shift_id: int,
    to_person_id: int,
    to_shift_id: int | None = None,
) -> Swap:
    """Offer one's place to somebody, for theirs in another shift or for nothing; they are asked.

    Refuses ``shifts.swap-yourself``, ``shifts.no-place`` (one's own), ``shifts.swap-gone`` (the
    other has none there), ``shifts.past``, ``shifts.no-such-person``, and what the ladder says of
    one's own half.
    """
    turns.one_by_one(tx)
    if to_person_id == person.id:
        raise Refusal("shifts.swap-yourself")
    _known(tx, to_person_id)
    scene, mine = _confirmed(tx, now, shift_id, person.id, "shifts.no-place")
    theirs = None
    if to_shift_id is not None:
        other, theirs = _confirmed(tx, now, to_shift_id, to_person_id, "shifts.swap-gone")
        _may_take(tx, now, other, person.id, Duty(theirs.duty), (mine.id, theirs.id))
    key = tx.execute(
        swaps.insert().values(
            from_place_id=mine.id,
            to_place_id=None if theirs is None else theirs.id,
            to_person_id=to_person_id,
            at=now,
        )
    ).inserted_primary_key
    assert key is not None
    swap = _view(tx, now, int(key[0]))
    notices.leave(
        tx,
        now=now,
        kind="shift.swap-asked",
        key=str(swap.id),
        person_id=to_person_id,
        facts=moves.facts(scene)
        | {
            "swap_id": swap.id,
            "person": person.pseudonym,
            "duty": mine.duty,
            "for_day": None if swap.for_shift is None else swap.for_shift.day,
            "for_starts_at": None if swap.for_shift is None else swap.for_shift.starts_at,
        },
    )
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="swap.offered",
        subject=f"shift {shift_id}",
        swap=swap.id,
        to=_known(tx, to_person_id),
        for_shift=to_shift_id,
    )
    return swap


def answer_swap(tx: Connection, *, now: datetime, person: Person, swap_id: int, yes: bool) -> Swap:
    """Whoever was offered a swap says yes or no; who offered it is told. Twice changes nothing.

    Refuses ``shifts.no-swap`` (not offered to them), ``shifts.swap-gone`` (one of the places is
    no longer there), and the ladder's word on either half: nothing has changed then.
    """
    turns.one_by_one(tx)
    row = tx.execute(
        select(swaps).where(swaps.c.id == swap_id, swaps.c.to_person_id == person.id)
    ).one_or_none()
    if row is None:
        raise Refusal("shifts.no-swap")
    if row.answer is not None:
        return _view(tx, now, swap_id)
    if yes:
        _exchange(tx, now, row, person)
    tx.execute(
        swaps.update()
        .where(swaps.c.id == swap_id)
        .values(answered_at=now, answer="yes" if yes else "no")
    )
    swap = _view(tx, now, swap_id)
    notices.leave(
        tx,
        now=now,
        kind="shift.swap-answered",
        key=str(swap_id),
        person_id=swap.from_id,
        facts=moves.facts(scenes.load(tx, now=now, shift_id=swap.shift.id))
        | {
            "swap_id": swap_id,
            "person": person.pseudonym,
            "yes": yes,
            "for_day": None if swap.for_shift is None else swap.for_shift.day,
            "for_starts_at": None if swap.for_shift is None else swap.for_shift.starts_at,
        },
    )
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="swap.answered",
        subject=f"shift {swap.shift.id}",
        swap=swap_id,
        yes=yes,
    )
    return swap


@looks
def look_swap(tx: Connection, *, now: datetime, swap_id: int) -> Swap:
    """One swap by id. Refuses ``shifts.no-swap``."""
    return _view(tx, now, swap_id)


def _exchange(tx: Connection, now: datetime, row: Row[Any], to: Person) -> None:
    mine = _live(tx, row.from_place_id)
    scene = signup.published(tx, now=now, shift_id=mine.shift_id)
    theirs = None if row.to_place_id is None else _live(tx, row.to_place_id)
    given_up = tuple(place.id for place in (mine, theirs) if place is not None)
    _may_take(tx, now, scene, to.id, Duty(mine.duty), given_up)
    if theirs is not None:
        other = signup.published(tx, now=now, shift_id=theirs.shift_id)
        _may_take(tx, now, other, mine.person_id, Duty(theirs.duty), given_up)
        moves.move(tx, other, theirs, PlaceState.CANCELLED, now=now, by=to)
    moves.move(tx, scene, mine, PlaceState.CANCELLED, now=now, by=to)
    _give(tx, now, scene, to.id, Duty(mine.duty), to)
    if theirs is not None:
        _give(tx, now, other, mine.person_id, Duty(theirs.duty), to)


def _give(
    tx: Connection, now: datetime, scene: Scene, person_id: int, duty: Duty, by: Person
) -> None:
    """The person's new place; one on the waiting list or on standby becomes it."""
    has = moves.place_of(tx, scene.row.id, person_id)
    if has is not None:
        moves.move(
            tx,
            scene,
            has,
            PlaceState.CONFIRMED,
            now=now,
            by=by,
            duty=duty.value,
            minutes=scene.minutes,
        )
        return
    moves.add(
        tx, scene, now=now, by=by, person_id=person_id, state=PlaceState.CONFIRMED, duty=duty
    )


def _may_take(
    tx: Connection,
    now: datetime,
    scene: Scene,
    person_id: int,
    duty: Duty,
    without: tuple[int, ...],
) -> None:
    has = moves.place_of(tx, scene.row.id, person_id)
    if has is not None and has.state not in (PlaceState.WAITING, PlaceState.STANDBY):
        raise Refusal("shifts.already")
    ruling = scenes.may(tx, scene, now=now, person_id=person_id, duty=duty, without=without)
    if ruling.answer != Answer.YES:
        raise refused(ruling, scene.caps)


def _confirmed(
    tx: Connection, now: datetime, shift_id: int, person_id: int, code: str
) -> tuple[Scene, Row[Any]]:
    scene = signup.published(tx, now=now, shift_id=shift_id)
    place = moves.place_of(tx, shift_id, person_id)
    if place is None or place.state != PlaceState.CONFIRMED:
        raise Refusal(code)
    if now >= scene.row.starts_at:
        raise Refusal("shifts.past", since=scene.row.starts_at)
    return scene, place


def _live(tx: Connection, place_id: int) -> Row[Any]:
    place = tx.execute(
        select(places).where(places.c.id == place_id, places.c.state == PlaceState.CONFIRMED.value)
    ).one_or_none()
    if place is None:
        raise Refusal("shifts.swap-gone")
    return place


def _known(tx: Connection, person_id: int) -> str:
    pseudonym = tx.execute(
        select(people.c.pseudonym).where(people.c.id == person_id, people.c.deleted_at.is_(None))
    ).scalar()
    if pseudonym is None:
        raise Refusal("shifts.no-such-person")
    return str(pseudonym)


def _view(tx: Connection, now: datetime, swap_id: int) -> Swap:
    row = tx.execute(
        select(swaps, places.c.shift_id, places.c.person_id, people.c.pseudonym)
        .join(places, places.c.id == swaps.c.from_place_id)
        .join(people, people.c.id == places.c.person_id)
        .where(swaps.c.id == swap_id)
    ).one_or_none()
    if row is None:
        raise Refusal("shifts.no-swap")
    for_shift = None
    if row.to_place_id is not None:
        other = tx.execute(
            select(places.c.shift_id).where(places.c.id == row.to_place_id)
        ).scalar_one()
        for_shift = views.shift(tx, now=now, shift_id=other)
    return Swap(
        id=row.id,
        from_id=row.person_id,
        from_pseudonym=row.pseudonym,
        to_id=row.to_person_id,
        shift=views.shift(tx, now=now, shift_id=row.shift_id),
        for_shift=for_shift,
        answer=row.answer,
    )
