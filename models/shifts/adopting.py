"""Publishing a plan: nobody loses a good place for one that was taken meanwhile.

A plan is carried out as one step, each place by the ladder as it stands now. Where the ladder
refuses somebody a place for which they would give up another, nothing at all is done: the verb
says who it was, and is asked again with their part left out, so that they keep what they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from models import trail
from models.errors import Refusal
from models.rules.planner import Changed, Place
from models.shift_terms import AHEAD, Duty, PlaceState
from models.shifts import moves, opening, planning, signup, turns, waiting
from models.shifts import scene as scenes
from models.shifts.planning import Proposal
from models.tables import plans
from models.terms import Person

Out = tuple[int, int, str]
"""A place that was refused: person id, shift id, the code of the refusal."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What publishing did: places given and taken, and who was refused since: (pseudonym, why)."""

    code: str
    given: int
    taken: int
    refused: tuple[tuple[str, str], ...]
    again: bool = False


def publish_plan(
    tx: Connection, *, now: datetime, by: Person, code: str, out: Sequence[Out] = ()
) -> Adopted:
    """Give and take the places of a proposal, each by the ladder as it stands now; all are told.

    Who was refused is named with the reason and keeps what they had; a car-pool of which one is
    refused a shift stays away from it whole. A second time changes nothing. Refuses
    ``shifts.no-plan``, and ``shifts.plan-moved`` (out: to be asked again with) where somebody
    would have lost a place for one they do not get.
    """
    turns.one_by_one(tx)
    plan = planning.look_plan(tx, now=now, code=code)
    if plan.published:
        return Adopted(code, 0, 0, (), again=True)
    opening.publish(tx, now=now, by=by, shift_ids=sorted(plan.shifts))
    wanted = _without(plan, out)
    for change in wanted:
        for place in (*change.gone, *(before for before, _after in change.duty)):
            _take(tx, now, by, place)
    refused = _given(tx, now, by, plan, wanted)
    return _adopted(tx, now, by, plan, wanted, [*out, *refused])


def _without(plan: Proposal, out: Iterable[Out]) -> list[Changed]:
    """The changes less what was refused: a mere addition alone, an exchange whole.

    Whoever shares a car with somebody who was refused does not come to that shift either.
    """
    shut = {(person, slot) for person, slot, _why in out}
    for pool in plan.pools:
        shut |= {(who, slot) for person, slot, _why in out if person in pool for who in pool}
    left = []
    for change in plan.changes:
        if not {(p.person, p.slot) for p in _new(change)} & shut:
            left.append(change)
        elif not change.gone and not change.duty:
            added = tuple(p for p in change.added if (p.person, p.slot) not in shut)
            left += [Changed(change.person, added, (), ())] if added else []
    return left


def _new(change: Changed) -> tuple[Place, ...]:
    return (*change.added, *(after for _before, after in change.duty))


def _given(
    tx: Connection, now: datetime, by: Person, plan: Proposal, wanted: Sequence[Changed]
) -> list[Out]:
    """Give every new place; which were refused. Refuses ``shifts.plan-moved``."""
    refused: list[Out] = []
    dear = False  # whether a refusal costs somebody more than it was worth
    pooled = {person for pool in plan.pools for person in pool}
    for change in wanted:
        for place in _new(change):
            why = _give(tx, now, by, plan.code, place)
            if why is not None:
                refused.append((place.person, place.slot, why))
                dear |= bool(change.gone or change.duty) or place.person in pooled
    if dear:
        raise Refusal("shifts.plan-moved", out=tuple(refused))
    return refused


def _adopted(
    tx: Connection,
    now: datetime,
    by: Person,
    plan: Proposal,
    wanted: Sequence[Changed],
    refused: Sequence[Out],
) -> Adopted:
    _cover(tx, now, by, wanted)
    tx.execute(plans.update().where(plans.c.code == plan.code).values(published_at=now))
    no = {(person, slot) for person, slot, _why in refused}
    new = [p for change in wanted for p in _new(change) if (p.person, p.slot) not in no]
    told = tuple((plan.names[person], why) for person, _slot, why in refused)
    taken = sum(len(change.gone) for change in wanted)
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="plan.published",
        subject=plan.code,
        given=len(new),
        taken=taken,
        refused=[who for who, _why in told],
    )
    return Adopted(plan.code, len(new), taken, told)


def _take(tx: Connection, now: datetime, by: Person, place: Place) -> None:
    """Take one place; cover is sought when all is done, not before the plan has filled it."""
    scene = scenes.load(tx, now=now, shift_id=place.slot)
    held = moves.place_of(tx, place.slot, place.person)
    if held is None or PlaceState(held.state) not in AHEAD:
        return  # gone by itself since the plan was looked at
    moved = moves.move(tx, scene, held, PlaceState.REMOVED, now=now, by=by)
    moves.tell(tx, scene, moved, "shift.removed", now=now)


def _give(tx: Connection, now: datetime, by: Person, code: str, place: Place) -> str | None:
    """Assign one place; the code of the refusal if the ladder says no by now."""
    try:
        signup.assign(
            tx,
            now=now,
            by=by,
            shift_id=place.slot,
            person_id=place.person,
            duty=place.duty,
            planned_by=code,
        )
    except Refusal as no:
        return no.code
    return None


def _cover(tx: Connection, now: datetime, by: Person, done: Sequence[Changed]) -> None:
    """Where the plan takes more than it gives, the waiting list is asked, and cover is sought.

    It counts what the plan wanted to give: what the ladder refused was full, or cannot be.
    """
    short: dict[int, int] = {}
    for change in done:
        for place in change.gone:
            short[place.slot] = short.get(place.slot, 0) + (place.duty == Duty.REVIEWER)
        for place in change.added:
            short[place.slot] = short.get(place.slot, 0) - (place.duty == Duty.REVIEWER)
    for slot in sorted(short):
        scene = scenes.load(tx, now=now, shift_id=slot)
        if short[slot] > 0:
            waiting.freed(tx, scene, now=now, by=by, n=short[slot])
        else:
            waiting.promote(tx, scene, now=now, by=by)
