"""Which places could be at all: ability, duty, notice; and which are not touched any more."""

from __future__ import annotations

from collections.abc import Iterable

from models.rules.planner.case import Case, Place, Slot, clash
from models.shift_terms import Duty


def wanted(slot: Slot, duty: Duty) -> int:
    """How many of a duty the slot looks for."""
    if duty == Duty.REVIEWER:
        return slot.demand
    return slot.captains if duty == Duty.CAPTAIN else slot.lawyers


def standing(case: Case) -> frozenset[Place]:
    """The published places that can still be: the slot is there and the person able to come."""
    slots = {slot.id for slot in case.slots}
    wishes = {volunteer.id: volunteer.wishes for volunteer in case.people}
    return frozenset(
        place
        for place in case.published
        if place.slot in slots and place.slot in wishes.get(place.person, {})
    )


def promised(case: Case) -> frozenset[Place]:
    """The promises that concern these slots and people."""
    slots = {slot.id for slot in case.slots}
    people = {volunteer.id for volunteer in case.people}
    return frozenset(p for p in case.promised if p.slot in slots and p.person in people)


def candidates(case: Case) -> tuple[Place, ...]:
    """Every place that could be, all others aside, in the order of ids.

    Promised and published ones are among them even if policy no longer asks for the duty.
    """
    slots = {slot.id: slot for slot in case.slots}
    found = set(promised(case) | standing(case))
    for volunteer in case.people:
        for slot_id in volunteer.wishes:
            slot = slots.get(slot_id)
            if slot is None or not _open(case, volunteer.id, slot):
                continue
            if any(clash(slot, busy, case.rest) for busy in volunteer.elsewhere):
                continue
            for duty in volunteer.duties:
                if wanted(slot, duty):
                    found.add(Place(volunteer.id, slot_id, duty))
    return tuple(sorted(found))


def _open(case: Case, person: int, slot: Slot) -> bool:
    closed = case.names_open_from is not None and slot.day < case.names_open_from
    return not closed or (person, slot.day) in case.named


def together(case: Case, could: Iterable[Place]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """(slot id, people) whose car-pool comes to the slot whole or not at all, by ids.

    ``could``: the candidates. A car-pool of which somebody cannot come stays at home whole. But a
    promise stands alone, and a published place that was never shared too: only its own person can
    give it back.
    """
    able = {(place.person, place.slot) for place in could}
    fixed = {(place.person, place.slot) for place in promised(case)}
    shown = {(place.person, place.slot) for place in standing(case)}
    found = []
    for pool in pools(case):
        for slot in sorted(slot.id for slot in case.slots):
            keys = {(person, slot) for person in pool}
            shared = not keys & shown or keys <= shown
            if keys & able and shared and not keys & fixed:
                found.append((slot, pool))
    return tuple(found)


def pools(case: Case) -> tuple[tuple[int, ...], ...]:
    """Car-pools by ids, joined where they share somebody."""
    joined: list[set[int]] = []
    for pool in case.carpools:
        whole = set(pool)
        apart = []
        for other in joined:
            if other & whole:
                whole |= other
            else:
                apart.append(other)
        joined = [*apart, whole]
    return tuple(sorted(tuple(sorted(pool)) for pool in joined))
