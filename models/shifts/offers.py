"""What is open for a person: the ladder's word on every shift of the next weeks, in one pass.

The counts of all the shifts are read at once, so that what it costs does not grow with the shifts.
`scene.may` asks the same of one shift within the transaction that decides; a test holds the two
together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from models import book as books
from models.errors import Refusal
from models.rules import calendar
from models.rules import places as ladder
from models.rules.places import Asked, Counts, OwnPlace, PersonFacts
from models.shift_terms import COUNTED, TAKEN, Duty, Offer, Ruling
from models.shifts import offices, views
from models.shifts.scene import PERSON, Scene
from models.tables import names_lists, places, shifts
from models.terms import Designation, Person, Role, looks

_TAKEN = tuple(state.value for state in TAKEN)
_COUNTED = tuple(state.value for state in COUNTED)
_REVIEWS = places.c.duty == Duty.REVIEWER.value
OfficeDay = tuple[int, date]


@dataclass(frozen=True, slots=True)
class _Own:
    """One of the person's own places that counts."""

    place: OwnPlace
    office_id: int
    seated: bool  # of those who have a place now
    reviews: bool
    minutes: int


@dataclass(slots=True)
class _Pass:
    """Everything the ladder asks, of all the shifts."""

    now: datetime
    person: PersonFacts
    own: tuple[_Own, ...]
    heads: Mapping[int, tuple[int, int]]  # shift: reviewers with a seat, people in the room
    days: Mapping[OfficeDay, tuple[int, int]]  # people, reviewer-minutes
    named: frozenset[OfficeDay]

    def ruling(self, scene: Scene) -> Ruling:
        """As `scene.may`, from what was read."""
        row = scene.row
        key = (row.office_id, row.day)
        here = next((one for one in self.own if one.place.shift_id == row.id), None)
        other = tuple(one for one in self.own if one is not here)
        worn = any((one.office_id, one.place.day) == key for one in other)
        near = self._near(row.day)
        person = replace(
            self.person,
            named=key in self.named,
            has_badge=worn,
            own=tuple(one.place for one in other if one.place.day in near),
        )
        return ladder.may(
            Asked(
                now=self.now,
                person=person,
                duty=Duty.REVIEWER,
                shift=scene.shift(step_in=False),
                caps=scene.own_caps(),
                counts=self._counts(row, here, worn=worn),
                rest=timedelta(hours=scene.book.policy.rest_hours),
            )
        )

    def _near(self, day: date) -> set[date]:
        """The days of the week, and one on both sides."""
        monday = calendar.week_of(day)
        return set(calendar.days(monday - calendar.DAY, monday + calendar.DAY * 7))

    def _counts(self, row: Row[Any], here: _Own | None, *, worn: bool) -> Counts:
        """Without the person's own place in this shift."""
        seats, room = self.heads.get(row.id, (0, 0))
        badges, minutes = self.days.get((row.office_id, row.day), (0, 0))
        monday = calendar.week_of(row.day)
        week = sum(
            self.days.get((row.office_id, day), (0, 0))[1]
            for day in calendar.days(monday, monday + calendar.DAY * 6)
        )
        if here is None:
            return Counts(seats, room, badges, minutes, week)
        read = here.minutes if here.reviews else 0
        return Counts(
            seats=seats - (here.seated and here.reviews),
            room=room - here.seated,
            badges=badges - (not worn),
            day_minutes=minutes - read,
            week_minutes=week - read,
        )


@looks
def look_open(
    tx: Connection, *, now: datetime, person: Person, days: int = 14, office: str | None = None
) -> tuple[Offer, ...]:
    """The published shifts of the next days, each with what the ladder says to the person.

    A shift in which they have a place already is there with it (``mine``).
    """
    book = books.read(tx, now=now)
    zones = [one.zone for one in book.offices] or [book.zone]  # no office is known yet
    today = min(now.astimezone(zone).date() for zone in zones)
    query = select(shifts).where(
        shifts.c.day.between(today, today + timedelta(days=days)),
        shifts.c.called_off_at.is_(None),
        shifts.c.published_at.is_not(None),
        shifts.c.ends_at > now,
    )
    if office is not None:
        query = query.where(shifts.c.office_id == offices.office_of(book, office).id)
    rows = tx.execute(query.order_by(shifts.c.starts_at, shifts.c.id)).all()
    if not rows:
        return ()
    caps = views.caps_of(tx, rows)
    scenes = [
        Scene(
            row,
            book,
            offices.office_by_id(book, row.office_id),
            caps[row.office_id, row.day],
        )
        for row in rows
    ]
    asked = _read(tx, now, person, scenes)
    seen = views.seen(tx, book, rows, person.id, caps)
    return tuple(
        Offer(shift, asked.ruling(scene)) for shift, scene in zip(seen, scenes, strict=True)
    )


def _read(tx: Connection, now: datetime, person: Person, scenes: Sequence[Scene]) -> _Pass:
    days = [scene.row.day for scene in scenes]
    first, last = calendar.week_of(min(days)), calendar.week_of(max(days)) + calendar.DAY * 6
    return _Pass(
        now=now,
        person=_facts(tx, person, scenes[0]),
        own=_own(tx, person, first - calendar.DAY, last + calendar.DAY),
        heads=_heads(tx, [scene.row.id for scene in scenes]),
        days=_days(tx, first, last),
        named=_named(tx, now, person, scenes),
    )


def _facts(tx: Connection, person: Person, scene: Scene) -> PersonFacts:
    row = tx.execute(PERSON, {"person": person.id}).one_or_none()
    if row is None or row.deleted_at is not None:
        raise Refusal("shifts.no-such-person")
    required = scene.book.policy.designation_required
    return PersonFacts(
        suspended=row.suspended,
        designated=not required or row.designation == Designation.ON_FILE,
        role=Role(row.role),
        day_most=row.day_most,
        week_most=row.week_most,
    )


def _own(tx: Connection, person: Person, first: date, last: date) -> tuple[_Own, ...]:
    rows = tx.execute(
        select(
            shifts.c.id,
            shifts.c.day,
            shifts.c.starts_at,
            shifts.c.ends_at,
            shifts.c.office_id,
            places.c.state,
            places.c.duty,
            places.c.minutes,
        )
        .join(places, places.c.shift_id == shifts.c.id)
        .where(
            places.c.person_id == person.id,
            places.c.state.in_(_COUNTED),
            shifts.c.day.between(first, last),
        )
        .order_by(shifts.c.starts_at)
    )
    return tuple(
        _Own(
            OwnPlace(row.id, row.day, row.starts_at, row.ends_at),
            row.office_id,
            row.state in _TAKEN,
            row.duty == Duty.REVIEWER,
            row.minutes,
        )
        for row in rows
    )


def _heads(tx: Connection, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = tx.execute(
        select(
            places.c.shift_id,
            func.sum(case((_REVIEWS, 1), else_=0)).label("seats"),
            func.count().label("room"),
        )
        .where(places.c.shift_id.in_(ids), places.c.state.in_(_TAKEN))
        .group_by(places.c.shift_id)
    )
    return {row.shift_id: (int(row.seats), int(row.room)) for row in rows}


def _days(tx: Connection, first: date, last: date) -> dict[OfficeDay, tuple[int, int]]:
    rows = tx.execute(
        select(
            shifts.c.office_id,
            shifts.c.day,
            func.count(func.distinct(places.c.person_id)).label("people"),
            func.sum(case((_REVIEWS, places.c.minutes), else_=0)).label("minutes"),
        )
        .join(places, places.c.shift_id == shifts.c.id)
        .where(shifts.c.day.between(first, last), places.c.state.in_(_COUNTED))
        .group_by(shifts.c.office_id, shifts.c.day)
    )
    return {(row.office_id, row.day): (int(row.people), int(row.minutes)) for row in rows}


def _named(
    tx: Connection, now: datetime, person: Person, scenes: Sequence[Scene]
) -> frozenset[OfficeDay]:
    """The days whose names are with the registrar, and the person's among them."""
    dues = {
        (scene.row.office_id, scene.row.day): scene.shift(step_in=False).names_due_at
        for scene in scenes
    }
    closed = {key for key, due in dues.items() if due is not None and due <= now}
    if not closed:
        return frozenset()
    rows = tx.execute(
        select(names_lists.c.office_id, names_lists.c.day, names_lists.c.people)
        .where(names_lists.c.day.in_({day for _office, day in closed}))
        .order_by(names_lists.c.version)
    )
    last = {(row.office_id, row.day): row.people for row in rows}
    return frozenset(
        key
        for key in closed & last.keys()
        if person.id in {one[0] for one in json.loads(last[key])}
    )
