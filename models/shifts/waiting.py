"""The waiting list and cover: a place that is free goes to the next who fits, one after another.

freed --> waiting list and standby, in order: asked, must confirm in time
      --> nobody: those who fit and were asked least recently, a few at once
      --> nobody: the coordinators hear of it
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from models import notices
from models.rules import calendar
from models.rules import cover as rules
from models.rules.calendar import minutes
from models.rules.cover import Candidate, Times
from models.shift_terms import OVER, Able, Answer, CapName, Duty, PlaceState
from models.shifts import moves
from models.shifts import scene as scenes
from models.shifts.scene import Scene
from models.tables import asks, availability, people, places, shifts, wishes
from models.terms import Designation, Person, Role

_SHARED = (CapName.BADGES, CapName.DAY_HOURS, CapName.WEEK_HOURS)
_OVER = tuple(state.value for state in OVER)


def freed(tx: Connection, scene: Scene, *, now: datetime, by: Person | str, n: int = 1) -> None:
    """``n`` places of the shift were freed: find somebody, if enough of the shift is left."""
    least = scene.book.policy.step_in_minutes
    if minutes(now, scene.row.ends_at) < least and now >= scene.row.starts_at:
        return
    _want(tx, scene, +n)
    fill(tx, scene, now=now, by=by)


def vacated(
    tx: Connection,
    scene: Scene,
    before: Row[Any],
    moved: Row[Any],
    *,
    now: datetime,
    by: Person | str,
) -> None:
    """Somebody gave up what they had (``before``): if that was a place, find somebody for it."""
    if before.state not in (PlaceState.CONFIRMED, PlaceState.ASKED):
        return
    if before.duty == Duty.REVIEWER:
        freed(tx, scene, now=now, by=by)
    else:
        duty_freed(tx, scene, moved, now=now)


def fill(tx: Connection, scene: Scene, *, now: datetime, by: Person | str) -> None:
    """Ask as many of the waiting list as there are free places; then look for cover."""
    promote(tx, scene, now=now, by=by)
    seek(tx, scenes.load(tx, now=now, shift_id=scene.row.id), now=now)
    beside(tx, scene, now=now, by=by)


def beside(tx: Connection, scene: Scene, *, now: datetime, by: Person | str) -> None:
    """A badge or hours that were freed may let somebody in who waits for another shift."""
    if not any(scene.caps.limit(cap) is not None for cap in _SHARED):
        return
    monday = calendar.week_of(scene.row.day)
    waits = select(places.c.shift_id).where(places.c.state == PlaceState.WAITING.value)
    ids = tx.execute(
        select(shifts.c.id)
        .where(
            shifts.c.office_id == scene.row.office_id,
            shifts.c.day.between(monday, monday + calendar.DAY * 6),
            shifts.c.ends_at > now,
            shifts.c.id != scene.row.id,
            shifts.c.id.in_(waits),
        )
        .order_by(shifts.c.starts_at)
    ).scalars()
    for shift_id in list(ids):
        promote(tx, scenes.load(tx, now=now, shift_id=shift_id), now=now, by=by)


def promote(tx: Connection, scene: Scene, *, now: datetime, by: Person | str) -> int:
    """Ask the next of the waiting list and of standby while the caps allow it; how many.

    Who was asked before and did not answer is not asked again by itself. While the shift runs,
    whoever stands by comes first.
    """
    if not scene.running or now >= scene.row.ends_at or scene.row.published_at is None:
        return 0
    asked = 0
    for place in _queue(tx, scene, now):
        ruling = scenes.may(
            tx, scene, now=now, person_id=place.person_id, duty=Duty(place.duty), step_in=True
        )
        if ruling.answer == Answer.YES:
            _ask(tx, scene, place, now=now, by=by)
            asked += 1
        elif ruling.answer in (Answer.SEATS_FULL, Answer.ROOM_FULL):
            break  # nobody else gets in either
    if asked:
        _want(tx, scene, -asked)
    return asked


def taken(tx: Connection, scene: Scene, *, now: datetime) -> None:
    """Somebody took a place: if that was the last one wanted, the others need not answer."""
    if scene.row.cover_wanted > 0 and _want(tx, scene, -1) == 0:
        for row in tx.execute(
            select(asks.c.person_id).where(
                asks.c.shift_id == scene.row.id, asks.c.answered_at.is_(None)
            )
        ).all():
            notices.leave(
                tx,
                now=now,
                kind="shift.cover-filled",
                key=f"{scene.row.id}:{row.person_id}",
                person_id=row.person_id,
                facts=moves.facts(scene),
            )


def seek(tx: Connection, scene: Scene, *, now: datetime) -> int:
    """Ask the next few people to cover, if it is time to; how many were asked.

    When nobody is left to ask and the time to answer is over, the coordinators hear of it, once.
    """
    row = scene.row
    due = row.cover_next_at is None or row.cover_next_at <= now
    if row.published_at is None or row.cover_wanted <= 0 or not due:
        return 0
    if not scene.running or now >= row.ends_at:
        return 0
    chosen = _whom(tx, scene, now)
    if not chosen:
        _nobody(tx, scene, now)
        return 0
    at, until = _answer_by(scene, now)
    for person_id in chosen:
        tx.execute(asks.insert().values(shift_id=row.id, person_id=person_id, at=now))
        _was_asked(tx, person_id, now)
        notices.leave(
            tx,
            now=now,
            kind="shift.cover-asked",
            key=f"{row.id}:{person_id}",
            person_id=person_id,
            due_at=at,
            facts=moves.facts(scene) | {"answer_by": until},
        )
    _set(tx, scene, cover_next_at=until)
    return len(chosen)


def ask_again_now(tx: Connection, scene: Scene, *, now: datetime) -> None:
    """Everybody who was asked has said no: the next are asked without waiting."""
    silent = tx.execute(
        select(asks.c.person_id).where(
            asks.c.shift_id == scene.row.id, asks.c.answered_at.is_(None)
        )
    ).first()
    if silent is None:
        _set(tx, scene, cover_next_at=None)
        seek(tx, scenes.load(tx, now=now, shift_id=scene.row.id), now=now)


def lapse(tx: Connection, scene: Scene, place: Row[Any], *, now: datetime) -> None:
    """Whoever was asked did not confirm in time: back on the list, and the next is asked."""
    moved = moves.move(tx, scene, place, PlaceState.WAITING, now=now, by=moves.CLOCK)
    moves.tell(tx, scene, moved, "shift.ask-lapsed", now=now)
    freed(tx, scene, now=now, by=moves.CLOCK)


def duty_freed(tx: Connection, scene: Scene, place: Row[Any], *, now: datetime) -> None:
    """A captain or lawyer is gone: no waiting list has theirs, the coordinators hear of it."""
    notices.leave_for_role(
        tx,
        now=now,
        roles=(Role.COORDINATOR, Role.ADMIN),
        kind="shift.duty-freed",
        key=f"{place.id}:{place.version}",
        facts=moves.facts(scene) | {"duty": place.duty, "person": place.pseudonym},
    )
    promote(tx, scene, now=now, by=moves.CLOCK)  # somebody more fits into the room


def _queue(tx: Connection, scene: Scene, now: datetime) -> Sequence[Row[Any]]:
    found = [
        place
        for place in moves.places_of(tx, scene.row.id, PlaceState.WAITING, PlaceState.STANDBY)
        if place.asked_at is None
    ]
    running = now >= scene.row.starts_at
    first = PlaceState.STANDBY if running else PlaceState.WAITING
    return sorted(found, key=lambda place: (place.state != first, place.since, place.id))


def _ask(
    tx: Connection, scene: Scene, place: Row[Any], *, now: datetime, by: Person | str
) -> None:
    at, until = _answer_by(scene, now)
    moved = moves.move(
        tx,
        scene,
        place,
        PlaceState.ASKED,
        now=now,
        by=by,
        asked_at=now,
        confirm_by=until,
        minutes=minutes(max(now, scene.row.starts_at), scene.row.ends_at),
    )
    _was_asked(tx, place.person_id, now)
    moves.tell(tx, scene, moved, "shift.asked", now=now, due_at=at, confirm_by=until)


def _answer_by(scene: Scene, now: datetime) -> tuple[datetime, datetime]:
    policy = scene.book.policy
    return rules.answer_by(
        now,
        scene.row.starts_at,
        scene.row.ends_at,
        minutes=policy.confirm_minutes,
        soon_minutes=policy.confirm_soon_minutes,
        soon=timedelta(hours=policy.soon_hours),
        zone=scene.office.zone,
        quiet=(policy.quiet_from_hour, policy.quiet_to_hour),
    )


def _whom(tx: Connection, scene: Scene, now: datetime) -> list[int]:
    """The next people to ask: they can, were asked least recently, and the ladder says yes."""
    most = scene.book.policy.cover_at_once * scene.row.cover_wanted
    chosen: list[int] = []
    for person_id in rules.whom(_candidates(tx, scene), most=10**6):
        ruling = scenes.may(tx, scene, now=now, person_id=person_id, step_in=True)
        if ruling.answer == Answer.YES:
            chosen.append(person_id)
        if len(chosen) == most or ruling.answer in (Answer.SEATS_FULL, Answer.ROOM_FULL):
            break
    return chosen


def _candidates(tx: Connection, scene: Scene) -> list[Candidate]:
    """Everybody who could be asked for the shift and has not been, with what they said of it."""
    here = select(places.c.person_id).where(
        places.c.shift_id == scene.row.id, places.c.state.not_in(_OVER)
    )
    gone = select(places.c.person_id).where(  # who cancelled this very shift knows of it
        places.c.shift_id == scene.row.id, places.c.state.in_(_OVER)
    )
    asked = select(asks.c.person_id).where(asks.c.shift_id == scene.row.id)
    query = (
        select(people.c.id, wishes.c.asked_at)
        .outerjoin(wishes, wishes.c.person_id == people.c.id)
        .where(
            people.c.deleted_at.is_(None),
            people.c.suspended.is_(False),
            people.c.unreachable_at.is_(None),
            people.c.telegram_id.is_not(None),
            people.c.id.not_in(here),
            people.c.id.not_in(gone),
            people.c.id.not_in(asked),
        )
    )
    if scene.book.policy.designation_required:
        query = query.where(people.c.designation == Designation.ON_FILE.value)
    times = _times(tx)
    row, zone = scene.row, scene.office.zone
    return [
        Candidate(
            person.id,
            rules.able(times.get(person.id, []), row.starts_at, row.ends_at, zone),
            person.asked_at,
        )
        for person in tx.execute(query.order_by(people.c.id))
    ]


def _times(tx: Connection) -> dict[int, list[Times]]:
    found: dict[int, list[Times]] = {}
    for row in tx.execute(select(availability).order_by(availability.c.id)):
        said = Times(row.weekday, row.day, row.starts, row.ends, Able(row.able))
        found.setdefault(row.person_id, []).append(said)
    return found


def _nobody(tx: Connection, scene: Scene, now: datetime) -> None:
    """Nobody is left to ask: the coordinators hear of it, once for each search."""
    row = scene.row
    pending = row.cover_next_at is not None and row.cover_next_at > now
    asked_still = moves.places_of(tx, row.id, PlaceState.ASKED)
    if pending or row.cover_told_at is not None or asked_still:
        return
    answers = tx.execute(select(asks.c.answer).where(asks.c.shift_id == row.id)).scalars().all()
    notices.leave_for_role(
        tx,
        now=now,
        roles=(Role.COORDINATOR, Role.ADMIN),
        kind="shift.uncovered",
        key=f"{row.id}:{now.isoformat()}",
        facts=moves.facts(scene)
        | {
            "free": row.cover_wanted,
            "seats": scene.caps.limit(CapName.SEATS),
            "cannot": sum(answer == "no" for answer in answers),
            "silent": sum(answer is None for answer in answers),
        },
    )
    _set(tx, scene, cover_told_at=now, cover_next_at=None)


def _was_asked(tx: Connection, person_id: int, now: datetime) -> None:
    done = tx.execute(wishes.update().where(wishes.c.person_id == person_id).values(asked_at=now))
    if done.rowcount == 0:
        tx.execute(wishes.insert().values(person_id=person_id, asked_at=now))


def _want(tx: Connection, scene: Scene, step: int) -> int:
    """Places that still want somebody; a new search begins with each freed one."""
    before = tx.execute(
        select(shifts.c.cover_wanted).where(shifts.c.id == scene.row.id)
    ).scalar_one()
    wanted = max(0, before + step)
    values: dict[str, Any] = {"cover_wanted": wanted}
    if step > 0:
        values["cover_told_at"] = None
    if wanted == 0:
        values["cover_next_at"] = None
    _set(tx, scene, **values)
    return wanted if before > 0 else -1


def _set(tx: Connection, scene: Scene, **values: Any) -> None:
    tx.execute(shifts.update().where(shifts.c.id == scene.row.id).values(**values))
