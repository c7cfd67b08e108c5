"""Small staffing cases for the planner's tests. Everybody in them is invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from models.rules.planner import Case, Limit, Place, Slot, Volunteer, recount
from models.shift_terms import Duty

MONDAY = date(2022, 9, 12)


def a_slot(number: int, day: int = 0, hour: int = 9, hours: int = 3, **more: object) -> Slot:
    """A slot on the ``day``-th day after a Monday; no captain wanted unless asked for."""
    on = MONDAY + timedelta(days=day)
    begins = datetime.combine(on, time(0), UTC) + timedelta(hours=hour)
    asked: dict[str, object] = {"seats": 2, "captains": 0} | more
    return Slot(number, on, begins, begins + timedelta(hours=hours), **asked)  # type: ignore[arg-type]


def a_volunteer(number: int, slots: Iterable[int] | dict[int, int], **more: object) -> Volunteer:
    """Somebody who can come to ``slots``."""
    wishes = slots if isinstance(slots, dict) else dict.fromkeys(slots, 0)
    return Volunteer(number, wishes, **more)  # type: ignore[arg-type]


def a_case(slots: Iterable[Slot], people: Iterable[Volunteer], **more: object) -> Case:
    return Case(tuple(slots), tuple(people), **more)  # type: ignore[arg-type]


def a_day(day: int = 0, **more: object) -> Limit:
    return Limit(MONDAY + timedelta(days=day), **more)  # type: ignore[arg-type]


def reads(person: int, slot: int) -> Place:
    return Place(person, slot, Duty.REVIEWER)


def leads(person: int, slot: int) -> Place:
    return Place(person, slot, Duty.CAPTAIN)


CAPTAIN = frozenset({Duty.CAPTAIN, Duty.REVIEWER})


def least_loss(case: Case, *, replanning: bool = False) -> float:
    """The smallest loss of all plans that break nothing, by trying every one of them."""
    ways = [_ways(case, volunteer) for volunteer in case.people]
    best = float("inf")
    for picked in product(*ways):
        counted = recount(case, [place for own in picked for place in own], replanning=replanning)
        if not counted.violations and counted.loss < best:
            best = counted.loss
    return best


def _ways(case: Case, volunteer: Volunteer) -> list[list[Place]]:
    """Every set of places a person could have, others and pools aside."""
    alone = replace(
        case,
        people=(volunteer,),
        carpools=(),
        pairs=(),
        promised=frozenset(),
        published=frozenset(),
    )
    choices = [[None, *sorted(volunteer.duties)] for _slot in volunteer.wishes]
    ways = []
    for picked in product(*choices):
        own = [
            Place(volunteer.id, slot, duty)
            for slot, duty in zip(volunteer.wishes, picked, strict=True)
            if duty is not None
        ]
        if not recount(alone, own).violations:
            ways.append(own)
    return ways
