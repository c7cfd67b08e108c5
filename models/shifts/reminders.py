"""Reminders: a day and two hours before a shift, outside the quiet hours, never after its start."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from models import notices as notice_verbs
from models.book import Book
from models.rules import calendar
from models.shift_terms import PlaceState
from models.shifts import moves, names, views
from models.shifts import scene as scenes
from models.shifts.scene import Scene
from models.tables import notices, people, places, shifts
from models.tables import offices as office_table
from models.terms import NoticeState, Role

REMINDER = "shift.reminder"
FAR, NEAR = 1, 2  # what ``places.reminded`` says was sent
_AHEAD = timedelta(days=2)  # how far the clock looks for shifts to remind of


def remind(tx: Connection, book: Book, *, now: datetime) -> int:
    """Leave the reminders that are due; how many. Each place gets each of the two once."""
    left = 0
    for place in _due(tx, now):
        scene = scenes.load(tx, now=now, shift_id=place.shift_id)
        step = _step(scene, place, now)
        if step > place.reminded:
            tx.execute(places.update().where(places.c.id == place.id).values(reminded=step))
            left += _leave(tx, scene, place, step, now=now)
    return left


def drop_late(tx: Connection, *, now: datetime) -> int:
    """A reminder that was not sent before its shift began is not sent at all; how many."""
    waits = select(notices.c.id, notices.c.facts).where(
        notices.c.kind == REMINDER, notices.c.state == NoticeState.WAITING.value
    )
    late = [
        row.id
        for row in tx.execute(waits)
        if datetime.fromisoformat(notice_facts(row)["starts_at"]) <= now
    ]
    if late:
        tx.execute(
            notices.update()
            .where(notices.c.id.in_(late), notices.c.state == NoticeState.WAITING.value)
            .values(state=NoticeState.DROPPED.value, settled_at=now)
        )
    return len(late)


def notice_facts(row: Any) -> dict[str, Any]:
    """The facts of a notice's row."""
    return dict(json.loads(row.facts))


def _due(tx: Connection, now: datetime) -> list[Row[Any]]:
    rows = tx.execute(
        select(places, shifts.c.starts_at)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .join(people, people.c.id == places.c.person_id)
        .where(
            shifts.c.closed_at.is_(None),
            shifts.c.starts_at > now,
            shifts.c.starts_at <= now + _AHEAD,
            shifts.c.called_off_at.is_(None),
            places.c.state == PlaceState.CONFIRMED.value,
            places.c.reminded < NEAR,
            people.c.deleted_at.is_(None),
        )
        .order_by(shifts.c.starts_at, places.c.id)
    )
    return list(rows)


def _step(scene: Scene, place: Row[Any], now: datetime) -> int:
    """The latest reminder whose time has come: of two missed ones only the nearer is sent.

    Who took the place less than a day before knows of it and gets the nearer one only.
    """
    policy, starts_at = scene.book.policy, scene.row.starts_at
    quiet = (policy.quiet_from_hour, policy.quiet_to_hour)
    for step, hours in ((NEAR, policy.remind_near_hours), (FAR, policy.remind_far_hours)):
        before = timedelta(hours=hours)
        at = calendar.remind_at(starts_at, before, scene.office.zone, *quiet)
        fresh = place.changed_at > at
        if at <= now and not fresh:
            return step
    return 0


def _leave(tx: Connection, scene: Scene, place: Row[Any], step: int, *, now: datetime) -> bool:
    address = tx.execute(
        select(office_table.c.address).where(office_table.c.id == scene.office.id)
    ).scalar_one()
    shift = views.shift(tx, now=now, shift_id=scene.row.id)
    return notice_verbs.leave(
        tx,
        now=now,
        kind=REMINDER,
        key=f"{place.id}:{step}",
        person_id=place.person_id,
        facts=moves.facts(scene)
        | {
            "duty": place.duty,
            "before": "day" if step == FAR else "hours",
            "address": address,
            "captain": shift.captain,
        },
    )


def names_due(tx: Connection, book: Book, *, now: datetime) -> int:
    """Coordinators are told some hours before the names of a day are due; how many were told."""
    rows = tx.execute(
        select(shifts.c.office_id, shifts.c.day)
        .where(
            shifts.c.starts_at > now,
            shifts.c.starts_at <= now + timedelta(days=14),
            shifts.c.called_off_at.is_(None),
            shifts.c.published_at.is_not(None),
        )
        .distinct()
        .order_by(shifts.c.day, shifts.c.office_id)
    ).all()
    return sum(_nudge(tx, book, row, now) for row in rows)


def _nudge(tx: Connection, book: Book, row: Any, now: datetime) -> int:
    nudge = timedelta(hours=book.policy.names_nudge_hours)
    due = names.due_at(tx, book, row.office_id, row.day)
    if due is None or not due - nudge <= now < due:
        return 0
    state = names.standing(tx, book, row.office_id, row.day, now=now)
    if not state.new:
        return 0
    return notice_verbs.leave_for_role(
        tx,
        now=now,
        roles=(Role.COORDINATOR, Role.ADMIN),
        kind="shift.names-due",
        key=f"{state.office}:{row.day.isoformat()}",
        facts={
            "office": state.office,
            "day": row.day,
            "due_at": due,
            "people": len(state.people),
            "added": len(state.added),
            "gone": len(state.gone),
            "missing": len(state.missing),
        },
    )
