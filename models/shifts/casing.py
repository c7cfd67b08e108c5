"""The planner's case, read from the database: slots, people and what they said, caps, promises."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.book import Book, Office
from models.rules import calendar
from models.rules import caps as cap_rules
from models.rules import cover as rules
from models.rules.cover import Times
from models.rules.planner import Busy, Case, Limit, Place, Slot, Volunteer
from models.shift_terms import COUNTED, Able, CapName, DayCaps, Duty, PlaceState
from models.shifts import names, offices, pairs
from models.tables import availability, names_lists, people, places, shifts, wishes
from models.terms import Designation, Role

FAIR_OVER = timedelta(weeks=4)  # places of so long before count for fairness
_COUNTED = tuple(state.value for state in COUNTED)
_HELD = (PlaceState.CONFIRMED.value, PlaceState.ASKED.value)
_GLADLY = {Able.CAN: 1, Able.GLADLY: 3}  # how much a wish counts, 0 to 3
# (person, shift) of the places there are: whether the person took it, and no plan gave it.
Pinned = Mapping[tuple[int, int], bool]
_DUTIES: dict[Role, frozenset[Duty]] = {
    Role.CAPTAIN: frozenset({Duty.REVIEWER, Duty.CAPTAIN}),
    Role.LAWYER: frozenset({Duty.REVIEWER, Duty.LAWYER}),
}


def case(
    tx: Connection,
    book: Book,
    where: Office,
    *,
    now: datetime,
    first: date,
    last: date,
    more: Callable[[Sequence[Slot], Mapping[date, DayCaps]], tuple[Slot, ...]] | None = None,
) -> Case:
    """The case of an office's shifts from ``first`` to ``last``, both ahead of ``now``.

    ``more`` adds slots that are no shifts yet: what could be asked for.
    """
    days = calendar.days(first, last)
    allowed = offices.allowed(tx, where.id, days)
    slots = _slots(tx, book, where, allowed, days)
    if more is not None:
        slots = more(slots, allowed)
    held = _held(tx, [slot.id for slot in slots])
    pinned = {(row.person_id, row.shift_id): row.planned_by is None for row in held}
    volunteers = _volunteers(tx, book, where, slots, pinned, now)
    together = pairs.agreed(tx, {one.id for one in volunteers})
    return Case(
        slots=slots,
        people=volunteers,
        days=tuple(_day_limit(allowed[day]) for day in days),
        weeks=_weeks(tx, where, allowed, slots),
        carpools=tuple(pair for pair, firm in together.items() if firm),
        pairs=tuple(pair for pair, firm in together.items() if not firm),
        promised=frozenset(_place(row) for row in held if row.planned_by is None),
        published=frozenset(_place(row) for row in held if row.planned_by is not None),
        names_open_from=_names_open_from(tx, book, where, days, now),
        named=_named(tx, where, days),
        rest=timedelta(hours=book.policy.rest_hours),
    )


def _slots(
    tx: Connection,
    book: Book,
    where: Office,
    allowed: Mapping[date, DayCaps],
    days: Sequence[date],
) -> tuple[Slot, ...]:
    rows = tx.execute(
        select(shifts)
        .where(
            shifts.c.office_id == where.id,
            shifts.c.day.between(days[0], days[-1]),
            shifts.c.called_off_at.is_(None),
        )
        .order_by(shifts.c.starts_at)
    )
    return tuple(
        Slot(
            id=row.id,
            day=row.day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            seats=allowed[row.day].limit(CapName.SEATS),
            room=allowed[row.day].limit(CapName.ROOM),
            wanted=row.most,
            captains=book.policy.captains_wanted,
            lawyers=book.policy.lawyers_wanted,
            languages=book.languages[1:],  # the first is everybody's
        )
        for row in rows
        # What lies outside the opening hours by now, the ladder gives to nobody.
        if cap_rules.open_then(allowed[row.day], row.starts_at, row.ends_at, where.zone)
    )


def _held(tx: Connection, ids: Sequence[int]) -> Sequence[Row[Any]]:
    return tx.execute(
        select(places).where(places.c.shift_id.in_(ids), places.c.state.in_(_HELD))
    ).all()


def _place(row: Row[Any]) -> Place:
    return Place(row.person_id, row.shift_id, Duty(row.duty))


def _volunteers(
    tx: Connection,
    book: Book,
    where: Office,
    slots: Sequence[Slot],
    pinned: Pinned,
    now: datetime,
) -> tuple[Volunteer, ...]:
    """Who may be planned: designated, reachable, and they have said when they can; and who is in."""
    query = (
        select(people, wishes.c.day_most, wishes.c.week_most, wishes.c.languages)
        .outerjoin(wishes, wishes.c.person_id == people.c.id)
        .where(people.c.deleted_at.is_(None), people.c.suspended.is_(False))
        .order_by(people.c.id)
    )
    times, had = _times(tx), _had(tx, now)
    elsewhere = _elsewhere(tx, slots)
    found = []
    for row in tx.execute(query):
        designated = not book.policy.designation_required or (
            row.designation == Designation.ON_FILE
        )
        free = designated and row.unreachable_at is None
        said = times.get(row.id, []) if free else []
        gladly = _gladly(where, slots, said, row.id, pinned)
        if gladly:
            busy = elsewhere.get(row.id, ())
            found.append(_volunteer(row, book, slots, gladly, pinned, busy, had.get(row.id, 0)))
    return tuple(found)


def _volunteer(
    row: Row[Any],
    book: Book,
    slots: Sequence[Slot],
    gladly: dict[int, int],
    pinned: Pinned,
    busy: tuple[Busy, ...],
    had: int,
) -> Volunteer:
    """With limits that at least hold what they have taken themselves."""
    mine = [slot.day for slot in slots if (row.id, slot.id) in pinned]
    mine += [one.day for one in busy]
    day_most = max([row.day_most or 1, *_most(mine)])
    week_most = row.week_most
    if week_most is not None:
        week_most = max([week_most, *_most([calendar.week_of(day) for day in mine])])
    spoken = {code for code in (row.languages or "").split(",") if code} or {row.language}
    return Volunteer(
        id=row.id,
        wishes=gladly,
        duties=_DUTIES.get(Role(row.role), frozenset({Duty.REVIEWER})),
        languages=frozenset({*spoken, book.languages[0]}),
        day_most=day_most,
        week_most=week_most,
        had=had,
        elsewhere=busy,
    )


def _most(days: Sequence[date]) -> list[int]:
    return [days.count(day) for day in set(days)]


def _gladly(
    where: Office,
    slots: Sequence[Slot],
    said: Sequence[Times],
    person_id: int,
    pinned: Pinned,
) -> dict[int, int]:
    found: dict[int, int] = {}
    for slot in slots:
        able = rules.able(said, slot.starts_at, slot.ends_at, where.zone) if said else None
        if able in _GLADLY:
            found[slot.id] = _GLADLY[able]
        own = pinned.get((person_id, slot.id))
        if own or (own is False and able != Able.NOT):  # a promise, or published and possible
            found.setdefault(slot.id, 0)
    return found


def _times(tx: Connection) -> dict[int, list[Times]]:
    found: dict[int, list[Times]] = {}
    for row in tx.execute(select(availability).order_by(availability.c.id)):
        said = Times(row.weekday, row.day, row.starts, row.ends, Able(row.able))
        found.setdefault(row.person_id, []).append(said)
    return found


def _had(tx: Connection, now: datetime) -> dict[int, int]:
    rows = tx.execute(
        select(places.c.person_id, func.count().label("n"))
        .join(shifts, shifts.c.id == places.c.shift_id)
        .where(shifts.c.starts_at.between(now - FAIR_OVER, now), places.c.state.in_(_COUNTED))
        .group_by(places.c.person_id)
    )
    return {row.person_id: row.n for row in rows}


def _elsewhere(tx: Connection, slots: Sequence[Slot]) -> dict[int, tuple[Busy, ...]]:
    """People's places outside the plan that the ladder would look at: at other offices, and of
    the same weeks, with a day on both sides for the rest between shifts."""
    if not slots:
        return {}
    weeks = [slot.week for slot in slots]
    rows = tx.execute(
        select(places.c.person_id, shifts.c.day, shifts.c.starts_at, shifts.c.ends_at)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .where(
            shifts.c.day.between(min(weeks) - calendar.DAY, max(weeks) + calendar.DAY * 7),
            shifts.c.id.not_in([slot.id for slot in slots]),
            places.c.state.in_(_COUNTED),
        )
        .order_by(shifts.c.starts_at)
    )
    found: dict[int, tuple[Busy, ...]] = {}
    for row in rows:
        busy = Busy(row.day, row.starts_at, row.ends_at)
        found[row.person_id] = (*found.get(row.person_id, ()), busy)
    return found


def _day_limit(caps: DayCaps) -> Limit:
    hours = caps.limit(CapName.DAY_HOURS)
    return Limit(
        since=caps.day,
        minutes=None if hours is None else hours * 60,
        badges=caps.limit(CapName.BADGES),
    )


def _weeks(
    tx: Connection, where: Office, allowed: Mapping[date, DayCaps], slots: Sequence[Slot]
) -> tuple[Limit, ...]:
    """The week's hours, less what shifts of that week outside the plan have taken of them."""
    found = []
    for monday in sorted({calendar.week_of(slot.day) for slot in slots}):
        day = min(slot.day for slot in slots if slot.week == monday)
        hours = allowed[day].limit(CapName.WEEK_HOURS)
        if hours is None:
            continue
        used = tx.execute(
            select(func.coalesce(func.sum(places.c.minutes), 0))
            .join(shifts, shifts.c.id == places.c.shift_id)
            .where(
                shifts.c.office_id == where.id,
                shifts.c.day.between(monday, monday + calendar.DAY * 6),
                shifts.c.id.not_in([slot.id for slot in slots]),
                places.c.duty == Duty.REVIEWER.value,
                places.c.state.in_(_COUNTED),
            )
        ).scalar_one()
        found.append(Limit(since=monday, minutes=max(0, hours * 60 - int(used))))
    return tuple(found)


def _names_open_from(
    tx: Connection, book: Book, where: Office, days: Sequence[date], now: datetime
) -> date | None:
    """The first day whose names are not due yet; None where no office asks for notice."""
    dues = {day: names.due_at(tx, book, where.id, day) for day in days}
    if all(due is None for due in dues.values()):
        return None
    still = [day for day, due in dues.items() if due is None or due > now]
    return still[0] if still else days[-1] + calendar.DAY


def _named(tx: Connection, where: Office, days: Sequence[date]) -> frozenset[tuple[int, date]]:
    """Who stands on the last list of a day."""
    last: dict[date, str] = {}
    for row in tx.execute(
        select(names_lists)
        .where(names_lists.c.office_id == where.id, names_lists.c.day.between(days[0], days[-1]))
        .order_by(names_lists.c.version)
    ):
        last[row.day] = row.people
    return frozenset((one[0], day) for day, kept in last.items() for one in json.loads(kept))
