"""What the clock does for shifts. One ask of the timetable; each thing is done once, late or not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from models import book as books
from models.book import Book
from models.shift_terms import AHEAD, CAME, Duty, PlaceState
from models.shifts import attendance, ending, moves, reminders, turns, waiting
from models.shifts import scene as scenes
from models.shifts.scene import Scene
from models.tables import people, places, shifts

_AHEAD = tuple(state.value for state in AHEAD)
_CAME = tuple(state.value for state in CAME)


def tick(tx: Connection, *, now: datetime) -> int:
    """Everything that is due by ``now``; how many things were done. A second time does nothing.

    Asks that ran out, cover that goes on, people who are gone, reminders, who did not come, the
    end of shifts, names that are due. Refuses ``petition.no-campaign``.
    """
    book = books.read(tx, now=now)
    if not _anything(tx):
        return 0
    turns.one_by_one(tx)
    done = _gone(tx, now) + _lapsed(tx, now) + _cover(tx, now)
    done += reminders.drop_late(tx, now=now)
    done += reminders.remind(tx, book, now=now)
    done += reminders.names_due(tx, book, now=now)
    return done + sum(_stages(tx, book, row, now) for row in _begun(tx, book, now))


def _anything(tx: Connection) -> bool:
    return (
        tx.execute(select(shifts.c.id).where(shifts.c.closed_at.is_(None)).limit(1)).first()
        is not None
    )


def _gone(tx: Connection, now: datetime) -> int:
    """Who was suspended or deleted keeps no place in a shift to come; cover is sought."""
    rows = tx.execute(
        select(places.c.shift_id, places.c.person_id)
        .join(people, people.c.id == places.c.person_id)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .where(
            people.c.suspended | people.c.deleted_at.is_not(None),
            places.c.state.in_(_AHEAD),
            shifts.c.starts_at > now,
        )
        .order_by(places.c.id)
    ).all()
    for row in rows:
        scene = scenes.load(tx, now=now, shift_id=row.shift_id)
        place = moves.place_of(tx, row.shift_id, row.person_id)
        assert place is not None
        moved = moves.move(tx, scene, place, PlaceState.REMOVED, now=now, by=moves.CLOCK)
        waiting.vacated(tx, scene, place, moved, now=now, by=moves.CLOCK)
    return len(rows)


def _lapsed(tx: Connection, now: datetime) -> int:
    rows = tx.execute(
        select(places.c.shift_id, places.c.person_id)
        .join(shifts, shifts.c.id == places.c.shift_id)
        .where(
            places.c.state == PlaceState.ASKED.value,
            places.c.confirm_by <= now,
            shifts.c.ended_at.is_(None),
        )
        .order_by(places.c.confirm_by, places.c.id)
    ).all()
    for row in rows:
        scene = scenes.load(tx, now=now, shift_id=row.shift_id)
        place = moves.place_of(tx, row.shift_id, row.person_id)
        assert place is not None
        waiting.lapse(tx, scene, place, now=now)
    return len(rows)


def _cover(tx: Connection, now: datetime) -> int:
    ids = tx.execute(
        select(shifts.c.id).where(
            shifts.c.cover_wanted > 0,
            shifts.c.cover_next_at <= now,
            shifts.c.ended_at.is_(None),
            shifts.c.ends_at > now,
        )
    ).scalars()
    return sum(
        waiting.seek(tx, scenes.load(tx, now=now, shift_id=shift_id), now=now)
        for shift_id in list(ids)
    )


def _begun(tx: Connection, book: Book, now: datetime) -> list[Row[Any]]:
    """The shifts in which something of attendance may be due."""
    soon = now + timedelta(minutes=book.policy.ending_minutes)
    rows = tx.execute(
        select(shifts)
        .where(
            shifts.c.closed_at.is_(None),
            shifts.c.called_off_at.is_(None),
            shifts.c.starts_at <= soon,
        )
        .order_by(shifts.c.starts_at)
    )
    return list(rows)


def _stages(tx: Connection, book: Book, row: Row[Any], now: datetime) -> int:
    """The stages of a shift that have come and are not done, in order."""
    policy, done = book.policy, 0
    scene = scenes.load(tx, now=now, shift_id=row.id)
    if row.looked_at is None and now >= row.starts_at + timedelta(minutes=policy.grace_minutes):
        done += 1
        _look(tx, scene, now)
    if row.paper_asked_at is None and now >= row.ends_at - timedelta(
        minutes=policy.ending_minutes
    ):
        done += 1
        ending.ask_what_is_on_paper(tx, scene, now=now)
    if row.ended_at is None and now >= row.ends_at:
        done += 1
        ending.end(tx, scene, now=now)
    if now >= row.ends_at + timedelta(minutes=policy.closing_minutes):
        done += 1
        ending.close(tx, scene, now=now)
    return done


def _look(tx: Connection, scene: Scene, now: datetime) -> None:
    """Some minutes after the start: who is not there frees the seat.

    Only where somebody has been checked in: else nobody has looked yet, and the captain is asked.
    """
    here = tx.execute(
        select(places.c.id).where(places.c.shift_id == scene.row.id, places.c.state.in_(_CAME))
    ).first()
    missing = [
        place
        for place in moves.places_of(tx, scene.row.id, PlaceState.CONFIRMED)
        if place.duty == Duty.REVIEWER
    ]
    if now < scene.row.ends_at and missing:
        if here is None:
            ending.tell_unchecked(tx, scene, now=now)
        else:
            attendance.mark_absent(tx, scene, missing, now=now, by=moves.CLOCK)
    tx.execute(shifts.update().where(shifts.c.id == scene.row.id).values(looked_at=now))
