"""From the database to a case for the planner, and from its plan back to places.

    look_case(tx, *, now, office, first, last) -> Planned      a case to plan outside the database
    keep_plan(tx, *, now, by, planned, plan) -> Proposal       kept, nobody is told but who asked
    look_plan(tx, *, now, code=None) -> Proposal               what it changes for whom
    adopting.publish_plan(tx, *, now, by, code) -> Adopted     by the ladder, place by place

Places that people took themselves are promises; those that an earlier plan gave are published
ones. Who has said nothing of their times is not planned: they join by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models import book as books
from models import notices, trail
from models.errors import Refusal
from models.rules.planner import Case, Changed, Place, Plan, Shortfall, changes
from models.rules.planner.plan import Need
from models.shift_terms import Duty, PlaceState, ShiftView
from models.shifts import asked, casing, offices, turns, views
from models.tables import people, places, plans, shifts
from models.terms import Person, looks

LONGEST = timedelta(days=62)  # of one plan
_HELD = (PlaceState.CONFIRMED.value, PlaceState.ASKED.value)


@dataclass(frozen=True, slots=True)
class Planned:
    """A question for the planner: the office and days it is of, and the case itself."""

    office: str
    first: date
    last: date
    case: Case


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that is kept, with what it changes now. ``shifts`` by id, ``names`` by person.

    ``filled``, ``offered`` are seat-minutes. ``gap`` None: nothing is known about the best.
    """

    code: str
    office: str
    first: date
    last: date
    engine: str
    ended: str
    gap: float | None
    filled: int
    offered: int
    changes: tuple[Changed, ...]
    shortfalls: tuple[Shortfall, ...]
    shifts: Mapping[int, ShiftView]
    names: Mapping[int, str]
    published: bool
    before: str | None = None  # an older proposal of the same office that is not published
    pools: tuple[tuple[int, ...], ...] = ()  # who share a car, by ids


@looks
def look_case(
    tx: Connection, *, now: datetime, office: str | None, first: date, last: date
) -> Planned:
    """Everything the planner must know of these days. They begin tomorrow at the earliest.

    Refuses ``shifts.ends-first``, ``shifts.day-over``, ``shifts.too-long`` (most),
    ``shifts.nothing-to-plan`` (no shifts there), ``shifts.which-office``.
    """
    book = books.read(tx, now=now)
    where = offices.office_of(book, office)
    tomorrow = now.astimezone(where.zone).date() + timedelta(days=1)
    if last < first:
        raise Refusal("shifts.ends-first")
    if last < tomorrow:
        raise Refusal("shifts.day-over")
    if last - first > LONGEST:
        raise Refusal("shifts.too-long", most=LONGEST.days)
    first = max(first, tomorrow)
    case = casing.case(tx, book, where, now=now, first=first, last=last)
    if not case.slots:
        raise Refusal("shifts.nothing-to-plan")
    return Planned(where.code, first, last, case)


def keep_plan(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    planned: Planned,
    plan: Plan,
    ask_id: int | None = None,
) -> Proposal | None:
    """Keep a proposal; who asked for it is told that it is there. Nothing else changes.

    None if the question (``ask_id``) was answered before by somebody who took it up.
    """
    turns.one_by_one(tx)
    if ask_id is not None and not asked.finish(tx, now=now, ask_id=ask_id):
        return None
    n = tx.execute(select(func.count()).select_from(plans)).scalar_one()
    code = f"P{n + 1}"
    body = {
        "office": planned.office,
        "places": [[p.person, p.slot, p.duty.value] for p in plan.places],
        "known": [[p.person, p.slot] for p in sorted(_known(planned.case))],
        "shortfalls": [[s.slot, s.need.value, s.missing, s.language] for s in plan.shortfalls],
        "ended": plan.ended.value,
        "filled": plan.filled,
        "offered": plan.offered,
        "pools": [list(pool) for pool in planned.case.carpools],
    }
    tx.execute(
        plans.insert().values(
            code=code,
            from_day=planned.first,
            to_day=planned.last,
            seed=0,
            engine=plan.engine.value,
            gap="" if plan.gap is None else f"{plan.gap:.6f}",
            body=json.dumps(body),
            by=by.pseudonym,
            at=now,
        )
    )
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="plan.kept",
        subject=code,
        places=len(plan.places),
        digest=plan.digest,
    )
    notices.leave(
        tx,
        now=now,
        kind="shift.planned",
        key=code,
        person_id=by.id,
        facts={"code": code},
    )
    return look_plan(tx, now=now, code=code)


def _known(case: Case) -> frozenset[Place]:
    """The places there were when it was planned."""
    return case.promised | case.published


@looks
def look_plan(tx: Connection, *, now: datetime, code: str | None = None) -> Proposal:
    """A proposal by its code, or the newest. Refuses ``shifts.no-plan``."""
    query = select(plans).order_by(plans.c.at.desc(), plans.c.code.desc()).limit(1)
    if code is not None:
        query = query.where(plans.c.code == code)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise Refusal("shifts.no-plan")
    body: dict[str, Any] = json.loads(row.body)
    wanted = [Place(person, slot, Duty(duty)) for person, slot, duty in body["places"]]
    book = books.read(tx, now=now)
    seen = {
        one.id: one
        for one in views.look_shifts(
            tx,
            now=now,
            first=row.from_day,
            last=row.to_day,
            office=body["office"],
            unpublished=True,
        )
        if one.starts_at > now
    }
    # A place somebody took since is theirs: the plan knows nothing of it, and takes it from nobody.
    known = {tuple(one) for one in body["known"]} | {(p.person, p.slot) for p in wanted}
    standing = [
        place
        for place in _standing(tx, offices.office_of(book, body["office"]).id, list(seen))
        if (place.person, place.slot) in known
    ]
    return Proposal(
        code=row.code,
        office=body["office"],
        first=row.from_day,
        last=row.to_day,
        engine=row.engine,
        ended=body["ended"],
        gap=float(row.gap) if row.gap else None,
        filled=body["filled"],
        offered=body["offered"],
        changes=changes(standing, [place for place in wanted if place.slot in seen]),
        shortfalls=tuple(
            Shortfall(slot, Need(need), missing, language)
            for slot, need, missing, language in body["shortfalls"]
            if slot in seen
        ),
        shifts=seen,
        names={
            row.id: row.pseudonym for row in tx.execute(select(people.c.id, people.c.pseudonym))
        },
        published=row.published_at is not None,
        before=_before(tx, row, body["office"]),
        pools=tuple(tuple(pool) for pool in body["pools"]),
    )


def _before(tx: Connection, row: Row[Any], office: str) -> str | None:
    """The newest older proposal of the office that can still be published; None if there is none.

    A new plan takes nothing from an old one: whichever is better may be published.
    """
    if row.published_at is not None:
        return None
    older = tx.execute(
        select(plans.c.code, plans.c.body)
        .where(plans.c.at <= row.at, plans.c.code != row.code)
        .where(plans.c.published_at.is_(None), plans.c.to_day >= row.from_day)
        .order_by(plans.c.at.desc(), plans.c.code.desc())
    )
    return next((one.code for one in older if json.loads(one.body)["office"] == office), None)


def _standing(tx: Connection, office_id: int, ids: Sequence[int]) -> list[Place]:
    rows = tx.execute(
        select(places.c.person_id, places.c.shift_id, places.c.duty)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .where(
            shifts.c.office_id == office_id,
            places.c.shift_id.in_(ids),
            places.c.state.in_(_HELD),
        )
    )
    return [Place(row.person_id, row.shift_id, Duty(row.duty)) for row in rows]
