"""One move of one place: checked, written, and entered in the trail; and what people are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from models import notices, trail
from models.errors import Refusal
from models.quick import Quick
from models.shift_terms import MOVES, OVER, Duty, PlaceState
from models.shifts.scene import Scene
from models.tables import people, places
from models.terms import Person

CLOCK = "clock"
_OVER = tuple(state.value for state in OVER)


def actor(by: Person | str) -> str:
    """How the trail calls whoever acts."""
    return by if isinstance(by, str) else by.pseudonym


def place_of(tx: Connection, shift_id: int, person_id: int) -> Row[Any] | None:
    """A person's live place in a shift, with their pseudonym."""
    place: Row[Any] | None = _OF.first(tx, {"shift": shift_id, "person": person_id})
    return place


def places_of(tx: Connection, shift_id: int, *states: PlaceState) -> Sequence[Row[Any]]:
    """The places of a shift in these states, who came first in front, with pseudonyms."""
    return tx.execute(
        select(places, people.c.pseudonym)
        .join(people, people.c.id == places.c.person_id)
        .where(
            places.c.shift_id == shift_id,
            places.c.state.in_([state.value for state in states]),
        )
        .order_by(places.c.since, places.c.id)
    ).all()


def add(
    tx: Connection,
    scene: Scene,
    *,
    now: datetime,
    by: Person | str,
    person_id: int,
    state: PlaceState,
    duty: Duty = Duty.REVIEWER,
    minutes: int | None = None,
    **values: Any,
) -> Row[Any]:
    """A new place in a shift, in its first state."""
    place = _NEW | {
        "shift_id": scene.row.id,
        "person_id": person_id,
        "duty": duty.value,
        "state": state.value,
        "since": now,
        "minutes": scene.minutes if minutes is None else minutes,
        "changed_at": now,
    }
    added = _by_id(tx, _ADD.first(tx, place | values).id)
    _enter(tx, now, by, scene, added, None)
    return added


def move(
    tx: Connection,
    scene: Scene,
    place: Row[Any],
    to: PlaceState,
    *,
    now: datetime,
    by: Person | str,
    **values: Any,
) -> Row[Any]:
    """A place goes to a state. Refuses ``shifts.not-now`` where that is not a legal move."""
    if to not in MOVES[PlaceState(place.state)]:
        raise Refusal("shifts.not-now", state=place.state)
    tx.execute(
        places.update()
        .where(places.c.id == place.id)
        .values(
            state=to.value,
            version=places.c.version + 1,
            changed_at=now,
            **({"confirm_by": None} | values),
        )
    )
    moved = _by_id(tx, place.id)
    _enter(tx, now, by, scene, moved, place.state)
    return moved


def facts(scene: Scene) -> dict[str, Any]:
    """What every notice of a shift says: which, where and when."""
    return {
        "shift_id": scene.row.id,
        "office": scene.office.code,
        "office_name": scene.office.name,
        "zone": scene.office.zone.key,
        "day": scene.row.day,
        "starts_at": scene.row.starts_at,
        "ends_at": scene.row.ends_at,
    }


def tell(
    tx: Connection,
    scene: Scene,
    place: Row[Any],
    kind: str,
    *,
    now: datetime,
    due_at: datetime | None = None,
    **more: Any,
) -> None:
    """Leave a notice for whoever has the place; once for each of its moves."""
    notices.leave(
        tx,
        now=now,
        kind=kind,
        key=f"{place.id}:{place.version}",
        person_id=place.person_id,
        due_at=due_at,
        facts=facts(scene) | {"duty": place.duty} | more,
    )


def _by_id(tx: Connection, place_id: int) -> Row[Any]:
    place: Row[Any] = _BY_ID.first(tx, {"place": place_id})
    return place


def _enter(
    tx: Connection,
    now: datetime,
    by: Person | str,
    scene: Scene,
    place: Row[Any],
    old: str | None,
) -> None:
    trail.append(
        tx,
        now=now,
        actor=actor(by),
        act=f"place.{place.state}",
        subject=f"shift {scene.row.id}",
        person=place.pseudonym,
        duty=place.duty,
        old=old,
        starts_at=scene.row.starts_at,
    )


_NEW = {  # what a place has before anything befell it
    "confirm_by": None,
    "asked_at": None,
    "reminded": 0,
    "version": 0,
    "arrived_at": None,
    "left_at": None,
    "planned_by": None,
}
_ADD = Quick(places.insert().returning(places.c.id))
_PLACES = select(places, people.c.pseudonym).join(people, people.c.id == places.c.person_id)
_BY_ID = Quick(_PLACES.where(places.c.id == bindparam("place")))
_OF = Quick(
    _PLACES.where(
        places.c.shift_id == bindparam("shift"),
        places.c.person_id == bindparam("person"),
        places.c.state.not_in(_OVER),
    )
)
