"""A shift with everything the ladder asks of it, read within the transaction that decides."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, func, select

from models import book as books
from models.book import Book, Office
from models.errors import Refusal
from models.quick import Quick
from models.rules import calendar
from models.rules import caps as cap_rules
from models.rules import places as ladder
from models.rules.places import Asked, Counts, OwnPlace, PersonFacts, ShiftFacts
from models.shift_terms import COUNTED, TAKEN, CapName, DayCaps, Duty, Ruling
from models.shifts import offices
from models.tables import names_lists, people, places, shifts, wishes
from models.terms import Designation, Role

_TAKEN = tuple(state.value for state in TAKEN)
_COUNTED = tuple(state.value for state in COUNTED)


@dataclass(frozen=True, slots=True)
class Scene:
    """A shift's row, its office, the office's caps on that day."""

    row: Row[Any]
    book: Book
    office: Office
    caps: DayCaps

    @property
    def running(self) -> bool:
        """Attendance has not been ended by the clock."""
        return self.row.ended_at is None and self.row.called_off_at is None

    @property
    def minutes(self) -> int:
        """The whole shift."""
        return calendar.minutes(self.row.starts_at, self.row.ends_at)

    def shift(self, *, step_in: bool) -> ShiftFacts:
        """For the ladder; ``step_in``: the place may be had until the end."""
        row, hours = self.row, self.caps.limit(CapName.NOTICE)
        due = None if hours is None else calendar.names_due(row.day, hours, self.office.zone)
        return ShiftFacts(
            id=row.id,
            day=row.day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            closes_at=row.ends_at if step_in else row.starts_at,
            open_then=row.called_off_at is None
            and cap_rules.open_then(self.caps, row.starts_at, row.ends_at, self.office.zone),
            names_due_at=due,
        )

    def own_caps(self) -> DayCaps:
        """The caps, with the shift's own most where it is lower than the office's seats."""
        most, seats = self.row.most, self.caps.limit(CapName.SEATS)
        if most is None or (seats is not None and seats <= most):
            return self.caps
        return replace(self.caps, limits=self.caps.limits | {CapName.SEATS: most})


def load(tx: Connection, *, now: datetime, shift_id: int) -> Scene:
    """Refuses ``shifts.no-such-shift``."""
    row = _SHIFT.first(tx, {"shift": shift_id})
    if row is None:
        raise Refusal("shifts.no-such-shift")
    book = books.read(tx, now=now)
    office = offices.office_by_id(book, row.office_id)
    return Scene(row, book, office, offices.allowed(tx, office.id, [row.day])[row.day])


def may(
    tx: Connection,
    scene: Scene,
    *,
    now: datetime,
    person_id: int,
    duty: Duty = Duty.REVIEWER,
    step_in: bool = False,
    held: bool = False,
    without: Collection[int] = (),
    whole: bool = False,
) -> Ruling:
    """The ladder's ruling for a person, their own place in this shift left out of every count.

    ``without``: ids of places that are given up for this one. ``held``: they have the place
    already, so their name is on the list and their own limits are kept. ``whole``: the whole
    shift's minutes are asked for though part of it has passed.
    """
    counts, has_badge, own = _counted(tx, scene, person_id, without)
    person = _person(tx, now, scene, person_id, held=held)
    return ladder.may(
        Asked(
            now=now,
            person=replace(person, has_badge=has_badge, own=own),
            duty=duty,
            shift=scene.shift(step_in=step_in),
            caps=scene.own_caps(),
            counts=counts,
            rest=timedelta(hours=scene.book.policy.rest_hours),
            whole=whole,
        )
    )


def _person(
    tx: Connection, now: datetime, scene: Scene, person_id: int, *, held: bool
) -> PersonFacts:
    row = _PERSON.first(tx, {"person": person_id})
    if row is None or row.deleted_at is not None:
        raise Refusal("shifts.no-such-person")
    required = scene.book.policy.designation_required
    return PersonFacts(
        suspended=row.suspended,
        designated=not required or row.designation == Designation.ON_FILE,
        role=Role(row.role),
        day_most=None if held else row.day_most,
        week_most=None if held else row.week_most,
        named=held or _is_named(tx, now, scene, person_id),
    )


def _is_named(tx: Connection, now: datetime, scene: Scene, person_id: int) -> bool:
    due = scene.shift(step_in=False).names_due_at
    if due is None or now < due:
        return False
    listed = tx.execute(
        select(names_lists.c.people)
        .where(names_lists.c.office_id == scene.office.id, names_lists.c.day == scene.row.day)
        .order_by(names_lists.c.version.desc())
        .limit(1)
    ).scalar()
    return listed is not None and person_id in {one[0] for one in json.loads(listed)}


def _counted(
    tx: Connection, scene: Scene, person_id: int, without: Collection[int]
) -> tuple[Counts, bool, tuple[OwnPlace, ...]]:
    monday = calendar.week_of(scene.row.day)
    asked = {
        "shift": scene.row.id,
        "person": person_id,
        "office": scene.row.office_id,
        "day": scene.row.day,
        "monday": monday,
        "sunday": monday + calendar.DAY * 6,
        # A day more on both sides of the week, for the rest between shifts.
        "before": monday - calendar.DAY,
        "after": monday + calendar.DAY * 7,
    }
    if without:
        more = asked | {"without": tuple(without)}
        found: Any = tx.execute(_COUNTS_WITHOUT, more).one()
        rows: Sequence[Any] = tx.execute(_OWN_WITHOUT, more).all()
    else:
        found, rows = _COUNTS.first(tx, asked), _OWN.all(tx, asked)
    seats, room, badges, own_today, day_minutes, week_minutes = (int(value) for value in found)
    counts = Counts(seats, room, badges, day_minutes, week_minutes)
    own = tuple(OwnPlace(one.id, one.day, one.starts_at, one.ends_at) for one in rows)
    return counts, own_today > 0, own


def _sum(where: Any, what: Any = 1) -> Any:
    return func.coalesce(func.sum(case((where, what), else_=0)), 0)


# A sign-up asks all of them.
_SHIFT = Quick(select(shifts).where(shifts.c.id == bindparam("shift")))
PERSON = (
    select(
        people.c.role,
        people.c.suspended,
        people.c.designation,
        people.c.deleted_at,
        wishes.c.day_most,
        wishes.c.week_most,
    )
    .outerjoin(wishes, wishes.c.person_id == people.c.id)
    .where(people.c.id == bindparam("person"))
)
_PERSON = Quick(PERSON)
_HERE = places.c.shift_id == bindparam("shift")
_MINE = places.c.person_id == bindparam("person")
_TODAY = shifts.c.day == bindparam("day")
_SEATED = places.c.state.in_(_TAKEN)
_REVIEWS = places.c.duty == Duty.REVIEWER.value
_ALL_COUNTS = (
    select(
        _sum(_HERE & _SEATED & _REVIEWS).label("seats"),
        _sum(_HERE & _SEATED).label("room"),
        func.count(func.distinct(case((_TODAY, places.c.person_id)))).label("badges"),
        _sum(_TODAY & _MINE).label("own"),
        _sum(_TODAY & _REVIEWS, places.c.minutes).label("day"),
        _sum(_REVIEWS, places.c.minutes).label("week"),
    )
    .select_from(places)
    .join(shifts, shifts.c.id == places.c.shift_id)
    .where(
        shifts.c.office_id == bindparam("office"),
        shifts.c.day.between(bindparam("monday"), bindparam("sunday")),
        places.c.state.in_(_COUNTED),
        ~and_(_HERE, _MINE),
    )
)
_ALL_OWN = (
    select(shifts.c.id, shifts.c.day, shifts.c.starts_at, shifts.c.ends_at)
    .join(places, places.c.shift_id == shifts.c.id)
    .where(
        _MINE,
        ~_HERE,
        places.c.state.in_(_COUNTED),
        shifts.c.day.between(bindparam("before"), bindparam("after")),
    )
    .order_by(shifts.c.starts_at)
)
_COUNTS, _OWN = Quick(_ALL_COUNTS), Quick(_ALL_OWN)
_GIVEN_UP = places.c.id.in_(bindparam("without", expanding=True))
_COUNTS_WITHOUT, _OWN_WITHOUT = _ALL_COUNTS.where(~_GIVEN_UP), _ALL_OWN.where(~_GIVEN_UP)
