"""A letter to a registrar: the cheapest changes of caps for a goal, and the proof of each of them.

The bill is exact by optimality; here it is tried as well, so that the letter may say so: with all
of its lines the goal is reached, and with any part of a line left out it is not. A part is a line
on one of its weekdays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.rules.planner.asking import Bill, Change, Goal, with_changes
from models.rules.planner.case import Case, Slot
from models.rules.planner.elastic import EXACT, bill, can_reach, missing_now
from models.rules.planner.highs import Limits


@dataclass(frozen=True, slots=True)
class Tried:
    """A bill and what trying it showed. None: the solver could not tell in its time.

    ``now``: seat-minutes of the goal that the caps as they are leave missing, by week (Monday).
    ``enough``: with all changes the goal is reached, as far as people reach. ``needed``: with any
    part of them left out it is not.
    """

    bill: Bill
    now: Mapping[date, int] | None
    enough: bool | None
    needed: bool | None


def tried_bill(case: Case, goal: Goal, limits: Limits = EXACT) -> Tried:
    """The bill for a goal, tried whole and with each part left out. Plain values only."""
    asked = bill(case, goal, limits)
    now = missing_now(case, goal, limits)
    if asked.price is None or not asked.changes:
        return Tried(asked, now, None if asked.price is None else True, None)
    enough = can_reach(_with(case, goal, asked.changes), goal, asked, limits)
    return Tried(asked, now, enough, _needed(case, goal, asked, limits))


def _needed(case: Case, goal: Goal, asked: Bill, limits: Limits) -> bool | None:
    unknown = False
    for rest in without_each(asked.changes, (*case.slots, *goal.could_open)):
        reached = can_reach(_with(case, goal, rest), goal, asked, limits)
        if reached:
            return False
        unknown |= reached is None
    return None if unknown else True


def _with(case: Case, goal: Goal, changes: Iterable[Change]) -> Case:
    return with_changes(case, changes, goal.could_open)


def without_each(changes: Iterable[Change], slots: Iterable[Slot]) -> Iterator[tuple[Change, ...]]:
    """The changes with one part left out, each part in turn."""
    parts = [part for change in changes for part in _parts(change, {s.id: s for s in slots})]
    for at in range(len(parts)):
        yield tuple(parts[:at] + parts[at + 1 :])


def _parts(change: Change, slots: Mapping[int, Slot]) -> list[Change]:
    """A change by weekday; of other opening hours, by weekday and hour."""
    if not change.weekdays:
        return [change]
    groups: dict[tuple[int, int], list[int]] = {}
    for slot in change.slots:
        at = slots[slot].starts_at
        groups.setdefault((slots[slot].day.weekday(), at.hour * 60 + at.minute), []).append(slot)
    found = []
    for weekday, opened in [(day, own) for (day, _hour), own in groups.items()] or [
        (day, []) for day in change.weekdays
    ]:
        days = tuple(day for day in change.days if day.weekday() == weekday)
        found.append(replace(change, weekdays=(weekday,), days=days, slots=tuple(opened)))
    return found
