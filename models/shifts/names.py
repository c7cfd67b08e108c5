"""The names list: the registrar's notice of the named representatives of a day, in versions.

Legal names are read here and given to whoever made or looks at the list (the desk, a
coordinator); they enter no notice and no trail. What is kept of a version is who (ids), the
digest of its content, and when it was due.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from models import book as books
from models import notices, trail
from models.book import Book, Office
from models.rules import calendar
from models.shift_terms import CapName, Duty, PlaceState
from models.shifts import offices, turns
from models.tables import names_lists, people, places, shifts
from models.terms import Person, looks

_SURE = (PlaceState.CONFIRMED.value, PlaceState.ASKED.value, PlaceState.ARRIVED.value)
_RESERVE = (PlaceState.WAITING.value, PlaceState.STANDBY.value)
_DUTY_FIRST = [Duty.CAPTAIN, Duty.LAWYER, Duty.REVIEWER]


@dataclass(frozen=True, slots=True)
class Named:
    """A person on a names list. ``legal_name`` is None where none was given."""

    person_id: int
    pseudonym: str
    legal_name: str | None
    duty: Duty
    reserve: bool


@dataclass(frozen=True, slots=True)
class NamesList:
    """The registrar's notice of named representatives for a day, one version.

    Only for the desk and for coordinators: it holds legal names. ``added`` and ``gone`` are
    pseudonyms, against the version before. ``missing``: pseudonyms without a legal name.
    """

    office: str
    day: date
    version: int
    due_at: datetime
    made_at: datetime
    late: bool
    people: tuple[Named, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    missing: tuple[str, ...]
    digest: str
    new: bool = True  # False: nothing has changed since this version


def make_names(
    tx: Connection, *, now: datetime, by: Person | str, office: str | None, day: date
) -> NamesList:
    """The day's list as it stands; a new version if anybody came or went since the last one.

    Whoever has a place is on it, and, as far as the badges of the day allow, whoever waits or
    stands by, as a reserve, so that they may step in after the names are with the registrar.
    People are told when their name goes on the list or off it, and asked for a legal name where
    none is known. Refuses ``shifts.which-office``, ``shifts.no-such-office``.
    """
    turns.one_by_one(tx)
    book = books.read(tx, now=now)
    where = offices.office_of(book, office)
    made = standing(tx, book, where.id, day, now=now)
    if not made.new:
        return made
    tx.execute(
        names_lists.insert().values(
            office_id=where.id,
            day=day,
            version=made.version,
            people=json.dumps([[p.person_id, p.duty.value, p.reserve] for p in made.people]),
            digest=made.digest,
            due_at=made.due_at,
            at=now,
            by=by if isinstance(by, str) else by.pseudonym,
        )
    )
    _tell(tx, now, where, made)
    trail.append(
        tx,
        now=now,
        actor=by if isinstance(by, str) else by.pseudonym,
        act="names.listed",
        subject=f"{where.code} {day.isoformat()}",
        version=made.version,
        people=[one.pseudonym for one in made.people],
        added=list(made.added),
        gone=list(made.gone),
        late=made.late,
        digest=made.digest,
    )
    return made


@looks
def look_names(
    tx: Connection,
    *,
    now: datetime,
    office: str | None,
    day: date,
    version: int | None = None,
) -> NamesList | None:
    """A version as it was made (the last one), None if there is none; with today's legal names."""
    book = books.read(tx, now=now)
    where = offices.office_of(book, office)
    rows = _versions(tx, where.id, day)
    chosen = [row for row in rows if version in (None, row.version)]
    if not chosen:
        return None
    row = chosen[-1]
    earlier = [one for one in rows if one.version < row.version]
    listed = _listed(tx, row)
    made = _compare(tx, listed, _listed(tx, earlier[-1]) if earlier else [])
    return NamesList(
        office=where.code,
        day=day,
        version=row.version,
        due_at=row.due_at,
        made_at=row.at,
        late=row.at > row.due_at,
        people=tuple(listed),
        digest=row.digest,
        new=False,
        **made,
    )


def standing(tx: Connection, book: Book, office_id: int, day: date, *, now: datetime) -> NamesList:
    """The list as it would be made now; ``new`` if it differs from the last version."""
    where = offices.office_by_id(book, office_id)
    rows = _versions(tx, office_id, day)
    before = _listed(tx, rows[-1]) if rows else []
    listed = _of_the_day(tx, office_id, day)
    due = due_at(tx, book, office_id, day) or calendar.edge(day, time(0), where.zone)
    last = rows[-1].version if rows else 0
    # The last version's digest says whether anybody came, went, or gave another legal name.
    same = bool(rows) and rows[-1].digest == digest(where, day, last, listed)
    return NamesList(
        office=where.code,
        day=day,
        version=last if same else last + 1,
        due_at=due,
        made_at=rows[-1].at if same else now,
        late=(rows[-1].at if same else now) > due,
        people=tuple(listed),
        digest=rows[-1].digest if same else digest(where, day, last + 1, listed),
        new=not same,
        **_compare(tx, listed, before),
    )


def due_at(tx: Connection, book: Book, office_id: int, day: date) -> datetime | None:
    """When the names of a day are due; None without a cap on notice."""
    where = offices.office_by_id(book, office_id)
    hours = offices.allowed(tx, office_id, [day])[day].limit(CapName.NOTICE)
    return None if hours is None else calendar.names_due(day, hours, where.zone)


def digest(office: Office, day: date, version: int, listed: Sequence[Named]) -> str:
    """SHA-256 over office, day, version and each line (name or pseudonym, duty, reserve)."""
    lines = [f"{office.code}\t{day.isoformat()}\t{version}"]
    lines += [f"{p.legal_name or p.pseudonym}\t{p.duty}\t{int(p.reserve)}" for p in listed]
    return sha256("\n".join(lines).encode()).hexdigest()


def _of_the_day(tx: Connection, office_id: int, day: date) -> list[Named]:
    """Everybody with a place, then reserves in the order of the waiting lists."""
    rows = tx.execute(
        select(places.c.person_id, places.c.duty, places.c.state, people)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .join(people, people.c.id == places.c.person_id)
        .where(
            shifts.c.office_id == office_id,
            shifts.c.day == day,
            shifts.c.called_off_at.is_(None),
            shifts.c.published_at.is_not(None),
            places.c.state.in_((*_SURE, *_RESERVE, PlaceState.DONE.value)),
            people.c.deleted_at.is_(None),
        )
        .order_by(places.c.since, places.c.id)
    ).all()
    sure: dict[int, Named] = {}
    for row in rows:
        if row.state not in _RESERVE and row.person_id not in sure:
            sure[row.person_id] = _named(row, reserve=False)
    badges = offices.allowed(tx, office_id, [day])[day].limit(CapName.BADGES)
    reserve: dict[int, Named] = {}
    for row in rows:
        full = badges is not None and len(sure) + len(reserve) >= badges
        if row.state in _RESERVE and row.person_id not in sure and not full:
            reserve.setdefault(row.person_id, _named(row, reserve=True))
    first = sorted(sure.values(), key=lambda one: (_DUTY_FIRST.index(one.duty), one.person_id))
    return [*first, *reserve.values()]


def _named(row: Row[Any], *, reserve: bool) -> Named:
    return Named(row.person_id, row.pseudonym, row.legal_name, Duty(row.duty), reserve)


def _versions(tx: Connection, office_id: int, day: date) -> Sequence[Row[Any]]:
    return tx.execute(
        select(names_lists)
        .where(names_lists.c.office_id == office_id, names_lists.c.day == day)
        .order_by(names_lists.c.version)
    ).all()


def _listed(tx: Connection, row: Row[Any]) -> list[Named]:
    kept = json.loads(row.people)
    ids = [person_id for person_id, _duty, _reserve in kept]
    known = {
        one.id: one
        for one in tx.execute(
            select(people.c.id, people.c.pseudonym, people.c.legal_name).where(
                people.c.id.in_(ids)
            )
        )
    }
    return [
        Named(
            person_id,
            known[person_id].pseudonym,
            known[person_id].legal_name,
            Duty(duty),
            bool(reserve),
        )
        for person_id, duty, reserve in kept
    ]


def _compare(
    tx: Connection, listed: Sequence[Named], before: Sequence[Named]
) -> dict[str, tuple[str, ...]]:
    had = {one.person_id for one in before}
    has = {one.person_id for one in listed}
    return {
        "added": _pseudonyms(one for one in listed if one.person_id not in had),
        "gone": _pseudonyms(one for one in before if one.person_id not in has),
        "missing": _pseudonyms(one for one in listed if one.legal_name is None),
    }


def _pseudonyms(found: Iterable[Named]) -> tuple[str, ...]:
    return tuple(one.pseudonym for one in found)


def _tell(tx: Connection, now: datetime, where: Office, made: NamesList) -> None:
    """Who is new on the list, who is off it, whose legal name is missing; never a name itself."""
    facts = {"office": where.code, "office_name": where.name, "day": made.day}
    facts |= {"due_at": made.due_at, "version": made.version}
    by_name = {one.pseudonym: one for one in made.people}
    gone = {
        row.pseudonym: row.id
        for row in tx.execute(
            select(people.c.pseudonym, people.c.id).where(
                people.c.pseudonym.in_(made.gone), people.c.deleted_at.is_(None)
            )
        )
    }
    told: list[tuple[str, int, dict[str, Any]]] = []
    for name in made.added:
        told.append(("shift.named", by_name[name].person_id, {"reserve": by_name[name].reserve}))
    for person_id in gone.values():
        told.append(("shift.unnamed", person_id, {}))
    for name in made.missing:
        told.append(("shift.name-missing", by_name[name].person_id, {}))
    for kind, person_id, more in told:
        notices.leave(
            tx,
            now=now,
            kind=kind,
            key=f"{where.code}:{made.day.isoformat()}:{made.version}:{person_id}",
            person_id=person_id,
            facts=facts | more,
        )
