"""The end of a shift: attendance is closed, and what is read on paper is kept.

Whoever was in the room says what is on paper (or the captain does): that is held until its typing
deadline, the rest returns in order. Who says nothing keeps what they have typed of since; what is
neither said nor typed returns after ``closing_minutes``. Nothing typed late is lost: the holder of
an ended batch may type it until its deadline.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models import book as books
from models import notices, people, review, trail
from models.errors import Refusal
from models.review import lineup as lineups
from models.shift_terms import CAME, TAKEN, Duty, PlaceState
from models.shifts import attendance, moves
from models.shifts.scene import Scene
from models.tables import batches, entries, places, shifts
from models.terms import RANK, LineState, Order, Person, Role

_CAME = tuple(state.value for state in CAME)
_TAKEN = tuple(state.value for state in TAKEN)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What became of a batch at the end of a shift: lines held on paper, lines returned."""

    code: str
    holder_id: int
    held: int
    returned: int
    until: datetime | None


def say_on_paper(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    person_id: int | None = None,
    numbers: Collection[int] | None = None,
) -> OnPaper:
    """What of a person's open batch is on paper: all of it (None), nothing (()), these numbers.

    By the person, or by a captain for somebody (``person_id``), who is told. What is on paper is
    held until its typing deadline, the rest returns in order. Where sections are dealt as met,
    numbers hold all. Refuses ``shifts.not-yours``, ``shifts.no-batch``, ``shifts.no-such-number``.
    """
    holder = by
    if person_id is not None and person_id != by.id:
        if RANK[by.role] < RANK[Role.CAPTAIN]:
            raise Refusal("shifts.not-yours")
        holder = people.look(tx, person_id=person_id)
    said = _hold(tx, now, holder, numbers)
    if holder.id != by.id:
        notices.leave(
            tx,
            now=now,
            kind="shift.paper-said",
            key=f"{said.code}:{now.isoformat()}",
            person_id=holder.id,
            facts={
                "code": said.code,
                "held": said.held,
                "returned": said.returned,
                "until": said.until,
                "by": by.pseudonym,
            },
        )
        trail.append(
            tx,
            now=now,
            actor=by.pseudonym,
            act="shift.paper-said",
            subject=said.code,
            holder=holder.pseudonym,
        )
    return said


def ask_what_is_on_paper(tx: Connection, scene: Scene, *, now: datetime) -> None:
    """Shortly before the end: who holds a batch is asked what of it is on paper."""
    for place, batch in _batches(tx, scene):
        if batch.paper_at is None and not _stays(tx, scene, place.person_id):
            moves.tell(tx, scene, place, "shift.ending", now=now, code=batch.code)
    _mark(tx, scene, paper_asked_at=now)


def end(tx: Connection, scene: Scene, *, now: datetime) -> None:
    """Attendance is over: who is in the room is done; who never came is a no-show.

    Where nobody at all was checked in, nobody is accused: the coordinators are asked.
    """
    present = moves.places_of(tx, scene.row.id, PlaceState.ARRIVED)
    for place in present:
        moves.move(
            tx, scene, place, PlaceState.DONE, now=now, by=moves.CLOCK, left_at=scene.row.ends_at
        )
    checked = tx.execute(
        select(places.c.id).where(places.c.shift_id == scene.row.id, places.c.state.in_(_CAME))
    ).first()
    missing = moves.places_of(tx, scene.row.id, PlaceState.CONFIRMED)
    if checked is not None:
        attendance.mark_absent(tx, scene, missing, now=now, by=moves.CLOCK)
    elif missing:
        tell_unchecked(tx, scene, now=now)
    _dissolve(tx, scene, now=now)
    _mark(tx, scene, ended_at=now, cover_wanted=0, cover_next_at=None)


def close(tx: Connection, scene: Scene, *, now: datetime) -> None:
    """Some time after the end: what nobody said is on paper returns in order."""
    for place, batch in _batches(tx, scene):
        if batch.paper_at is not None or _stays(tx, scene, place.person_id):
            continue
        holder = people.look(tx, person_id=place.person_id)
        if _typed_since(tx, batch.id, scene.row.ends_at):
            review.take_on_paper(tx, now=now, by=holder)  # they are typing: it is on paper
            continue
        said = _hold(tx, now, holder, ())
        moves.tell(
            tx,
            scene,
            place,
            "shift.batch-returned",
            now=now,
            code=said.code,
            returned=said.returned,
        )
    _mark(tx, scene, closed_at=now)


def tell_unchecked(tx: Connection, scene: Scene, *, now: datetime) -> None:
    """Nobody has been checked in: the captain is asked, or the coordinators without one."""
    captains = [
        place
        for place in moves.places_of(tx, scene.row.id, PlaceState.CONFIRMED, PlaceState.ARRIVED)
        if place.duty == Duty.CAPTAIN
    ]
    facts = moves.facts(scene)
    key = f"{scene.row.id}:{'end' if now >= scene.row.ends_at else 'start'}"
    for captain in captains:
        notices.leave(
            tx,
            now=now,
            kind="shift.check-in",
            key=f"{key}:{captain.person_id}",
            person_id=captain.person_id,
            facts=facts,
        )
    if not captains:
        notices.leave_for_role(
            tx,
            now=now,
            roles=(Role.COORDINATOR, Role.ADMIN),
            kind="shift.check-in",
            key=key,
            facts=facts,
        )


def _hold(
    tx: Connection, now: datetime, holder: Person, numbers: Collection[int] | None
) -> OnPaper:
    batch = _open_of(tx, holder.id)
    if batch is None:
        raise Refusal("shifts.no-batch")
    book = books.read(tx, now=now)
    lineup = lineups.load(tx, batch, book)
    unread = lineups.unread_lines(lineup)
    if numbers is not None and not numbers:
        review.give_back(tx, now=now, by=holder)
        return OnPaper(batch.code, holder.id, 0, len(unread), None)
    if numbers is None or batch.policy == Order.AS_MET:
        view = review.take_on_paper(tx, now=now, by=holder)
        return OnPaper(batch.code, holder.id, len(unread), 0, view.deadline_at)
    return _split(tx, now, holder, batch, lineup, set(numbers))


def _split(
    tx: Connection,
    now: datetime,
    holder: Person,
    batch: Row[Any],
    lineup: lineups.Lineup,
    numbers: set[int],
) -> OnPaper:
    """Some lines stay on paper, the others return as if they had been given back."""
    unknown = numbers - set(lineup.by_number)
    if unknown:
        raise Refusal("shifts.no-such-number", number=min(unknown))
    unread = lineups.unread_lines(lineup)
    back = [line for line in unread if line.number not in numbers]
    if len(back) == len(unread):  # what they named is read already
        review.give_back(tx, now=now, by=holder)
        return OnPaper(batch.code, holder.id, 0, len(back), None)
    for line in back:
        line.batch_id = None
        lineup.move(line, LineState.FREE, None)
    lineup.settle(tx, now)
    trail.append(
        tx,
        now=now,
        actor=holder.pseudonym,
        act="batch.part-given-back",
        subject=batch.code,
        returned=[line.key.typed for line in back],
    )
    view = review.take_on_paper(tx, now=now, by=holder)
    return OnPaper(batch.code, holder.id, len(unread) - len(back), len(back), view.deadline_at)


def _batches(tx: Connection, scene: Scene) -> Sequence[tuple[Row[Any], Row[Any]]]:
    """Everybody who was in the room with their open batch, dealt before the shift ended."""
    found = []
    for place in moves.places_of(tx, scene.row.id, *sorted(CAME)):
        batch = _open_of(tx, place.person_id)
        if batch is not None and batch.dealt_at < scene.row.ends_at:
            found.append((place, batch))
    return found


def _open_of(tx: Connection, person_id: int) -> Row[Any] | None:
    return tx.execute(
        select(batches)
        .where(batches.c.person_id == person_id, batches.c.ended_at.is_(None))
        .with_for_update()
    ).one_or_none()


def _stays(tx: Connection, scene: Scene, person_id: int) -> bool:
    """Whether they have a place in the shift that follows: the batch stays with them."""
    following = tx.execute(
        select(shifts.c.id)
        .join(places, places.c.shift_id == shifts.c.id)
        .where(
            places.c.person_id == person_id,
            places.c.state.in_(_TAKEN),
            shifts.c.office_id == scene.row.office_id,
            shifts.c.day == scene.row.day,
            shifts.c.starts_at >= scene.row.ends_at,
            shifts.c.called_off_at.is_(None),
        )
    ).first()
    return following is not None


def _typed_since(tx: Connection, batch_id: int, since: datetime) -> bool:
    typed = tx.execute(
        select(entries.c.id).where(entries.c.batch_id == batch_id, entries.c.at >= since)
    ).first()
    return typed is not None


def _dissolve(tx: Connection, scene: Scene, *, now: datetime) -> None:
    """Who still waits, stands by or was asked need wait no longer; nobody is told of a list."""
    waiting = (PlaceState.WAITING, PlaceState.STANDBY, PlaceState.ASKED)
    for place in moves.places_of(tx, scene.row.id, *waiting):
        moves.move(tx, scene, place, PlaceState.REMOVED, now=now, by=moves.CLOCK)


def _mark(tx: Connection, scene: Scene, **values: Any) -> None:
    tx.execute(shifts.update().where(shifts.c.id == scene.row.id).values(**values))
