"""The rules of a plan as rows of a linear model; every engine is given these.

A column is 1 if the person has the slot in the duty; only places that could be are columns. The
caps are hard; what policy wants is worth something (`Weights`), so that a case is always solvable
unless promises and caps contradict each other. A value that falls from a person's first shift to
the next is concave: it stays linear, by one column a shift of which the dearest fill first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from math import ceil

from models.rules.planner.candidates import candidates, promised, standing, together, wanted
from models.rules.planner.case import Case, Limit, Place, Slot, Volunteer, clash, week_of
from models.rules.planner.model import Cap, Model
from models.shift_terms import CapName, Duty


@dataclass(slots=True)
class Frame:
    """A case as a model, with its columns by place, by (person, slot) and by (slot, duty)."""

    case: Case
    model: Model = field(default_factory=Model)
    slots: dict[int, Slot] = field(default_factory=dict)
    columns: dict[Place, int] = field(default_factory=dict)
    there: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    duty: dict[tuple[int, Duty], list[int]] = field(default_factory=dict)
    worn: dict[tuple[int, date], int] = field(default_factory=dict)  # (person, day): badge

    def inside(self, slot: int) -> list[int]:
        """The columns of everybody in the slot."""
        return [column for duty in Duty for column in self.duty.get((slot, duty), [])]

    def chosen(self, values: Sequence[float]) -> tuple[Place, ...]:
        """The places that are 1 in a solution, shape (columns,)."""
        return tuple(sorted(p for p, column in self.columns.items() if values[column] > 0.5))


def framed(case: Case, *, worth: bool = True, replanning: bool = False, soft: bool = False) -> Frame:
    """The whole model of a case.

    ``worth`` False: the hard rows only, all costs 0 (for the elastic model). ``replanning``:
    published places may move, at a price; else they are pinned. ``soft``: promises may be broken,
    at a price; asked for only when they contradict the caps.
    """
    frame = Frame(case, slots={slot.id: slot for slot in case.slots})
    _places(frame, replanning=replanning, soft=soft)
    _people(frame)
    _pools(frame)
    _slots(frame)
    _days(frame)
    _spared(frame)
    _weeks(frame)
    if worth:
        _prices(frame, replanning=replanning)
        _fairness(frame)
        _languages(frame)
        _pairs(frame)
    return frame


def _places(frame: Frame, *, replanning: bool, soft: bool) -> None:
    case, model = frame.case, frame.model
    pinned = promised(case) if replanning else promised(case) | standing(case)
    for place in candidates(case):
        low = 1 if place in pinned and not soft else 0
        column = model.column(low=low)
        if place in pinned and soft:
            model.costs[column] -= case.weights.promise
        frame.columns[place] = column
        frame.there.setdefault((place.person, place.slot), []).append(column)
        frame.duty.setdefault((place.slot, place.duty), []).append(column)


def _ones(columns: Iterable[int]) -> list[tuple[int, float]]:
    return [(column, 1) for column in columns]


# ------------------------------------------------------------------------ what holds for a person


def _people(frame: Frame) -> None:
    """One duty a slot, no clash, rest, own limits a day and a week."""
    mine: dict[int, list[Slot]] = defaultdict(list)
    for person, slot in frame.there:
        mine[person].append(frame.slots[slot])
    for volunteer in frame.case.people:
        slots = sorted(mine[volunteer.id], key=lambda slot: (slot.starts_at, slot.id))
        for slot in slots:
            columns = frame.there[volunteer.id, slot.id]
            if len(columns) > 1:
                frame.model.at_most(1, _ones(columns))
        _clashes(frame, volunteer, slots)
        _own_days(frame, volunteer, slots)
        _own_weeks(frame, volunteer, slots)


def _taken(frame: Frame, volunteer: Volunteer, slots: Iterable[Slot]) -> list[tuple[int, float]]:
    return _ones(column for slot in slots for column in frame.there[volunteer.id, slot.id])


def _clashes(frame: Frame, volunteer: Volunteer, slots: list[Slot]) -> None:
    for first, second in combinations(slots, 2):
        if (second.day - first.day).days > 2:
            continue
        same_day_once = first.day == second.day and volunteer.day_most == 1
        if not same_day_once and clash(first, second, frame.case.rest):
            frame.model.at_most(1, _taken(frame, volunteer, (first, second)))


def _own_days(frame: Frame, volunteer: Volunteer, slots: list[Slot]) -> None:
    for theirs in _by(slots, lambda slot: slot.day).values():
        terms = _taken(frame, volunteer, theirs)
        if volunteer.day_most is not None and len(theirs) > volunteer.day_most:
            frame.model.at_most(volunteer.day_most, terms)
        if volunteer.day_minutes is not None:
            minutes = [
                (column, slot.minutes)
                for slot in theirs
                for column in frame.there[volunteer.id, slot.id]
            ]
            frame.model.at_most(volunteer.day_minutes, minutes)


def _own_weeks(frame: Frame, volunteer: Volunteer, slots: list[Slot]) -> None:
    for theirs in _by(slots, lambda slot: slot.week).values():
        if volunteer.week_most is not None and len(theirs) > volunteer.week_most:
            frame.model.at_most(volunteer.week_most, _taken(frame, volunteer, theirs))


def _by(slots: Iterable[Slot], key: Callable[[Slot], date]) -> dict[date, list[Slot]]:
    groups: dict[date, list[Slot]] = {}
    for slot in slots:
        groups.setdefault(key(slot), []).append(slot)
    return groups


def _pools(frame: Frame) -> None:
    """A car-pool comes whole or not at all."""
    for slot, people in together(frame.case, frame.columns):
        columns = [frame.there.get((person, slot), []) for person in people]
        for one, other in pairwise(columns):
            frame.model.equal(0, _ones(one) + [(column, -1) for column in other])


# ---------------------------------------------------------------------- what holds for the office


def _slots(frame: Frame) -> None:
    """Seats and room are caps; of no duty more than policy looks for, promises aside."""
    pinned = promised(frame.case) | standing(frame.case)
    for slot in frame.case.slots:
        if slot.seats is not None:
            cap = Cap(CapName.SEATS, slot.day, slot.id, slot.seats)
            terms = _ones(frame.duty.get((slot.id, Duty.REVIEWER), []))
            frame.model.at_most(slot.seats, terms, cap)
        if slot.room is not None:
            cap = Cap(CapName.ROOM, slot.day, slot.id, slot.room)
            frame.model.at_most(slot.room, _ones(frame.inside(slot.id)), cap)
        for duty in Duty:
            held = sum(place.slot == slot.id and place.duty == duty for place in pinned)
            most = max(wanted(slot, duty), held)
            if duty != Duty.REVIEWER or most != slot.seats:
                frame.model.at_most(most, _ones(frame.duty.get((slot.id, duty), [])))


def _minutes(frame: Frame, slots: Iterable[Slot]) -> list[tuple[int, float]]:
    return [
        (column, slot.minutes)
        for slot in slots
        for column in frame.duty.get((slot.id, Duty.REVIEWER), [])
    ]


def _days(frame: Frame) -> None:
    slots = _by(frame.case.slots, lambda slot: slot.day)
    for limit in frame.case.days:
        today = slots.get(limit.since, [])
        if limit.minutes is not None:
            cap = Cap(CapName.DAY_HOURS, limit.since, None, limit.minutes)
            frame.model.at_most(limit.minutes, _minutes(frame, today), cap)
        if limit.badges is not None:
            _badges(frame, limit, today)


def _badges(frame: Frame, limit: Limit, today: list[Slot]) -> None:
    """Distinct people: whoever can have but one place that day is counted by the place itself."""
    terms: list[tuple[int, float]] = []
    for volunteer in frame.case.people:
        theirs = [slot for slot in today if (volunteer.id, slot.id) in frame.there]
        if 1 in (volunteer.day_most, volunteer.week_most) or len(theirs) < 2:
            terms += _taken(frame, volunteer, theirs)
            continue
        badge = frame.model.column(whole=False)
        for slot in theirs:
            worn = _ones(frame.there[volunteer.id, slot.id])
            frame.model.at_most(0, [*worn, (badge, -1)])
        frame.worn[volunteer.id, limit.since] = badge
        terms.append((badge, 1))
    cap = Cap(CapName.BADGES, limit.since, None, limit.badges or 0)
    frame.model.at_most(cap.allows, terms, cap)


def _spared(frame: Frame) -> None:
    """Of ``week_most`` shifts so many at most need no badge of their own: no plan is lost by it.

    It follows from the rows before for whole values only, and closes most of the solver's gap:
    half a badge for two half shifts is what a relaxation would like best.
    """
    for volunteer in frame.case.people:
        days: dict[date, list[tuple[int, float]]] = defaultdict(list)
        most = 1
        for day, theirs in _by(_mine(frame, volunteer), lambda slot: slot.day).items():
            if (volunteer.id, day) in frame.worn:
                most = max(most, min(len(theirs), volunteer.day_most or len(theirs)))
                days[week_of(day)] += _taken(frame, volunteer, theirs)
                days[week_of(day)].append((frame.worn[volunteer.id, day], -1))
        for terms in days.values() if volunteer.week_most else ():
            week = volunteer.week_most or 0
            frame.model.at_most(week - ceil(week / most), terms)


def _mine(frame: Frame, volunteer: Volunteer) -> list[Slot]:
    return [s for s in frame.case.slots if (volunteer.id, s.id) in frame.there]


def _weeks(frame: Frame) -> None:
    slots = _by(frame.case.slots, lambda slot: week_of(slot.day))
    for limit in frame.case.weeks:
        if limit.minutes is not None:
            cap = Cap(CapName.WEEK_HOURS, limit.since, None, limit.minutes)
            terms = _minutes(frame, slots.get(limit.since, []))
            frame.model.at_most(limit.minutes, terms, cap)


# ------------------------------------------------------------------------------ what it is worth


def _prices(frame: Frame, *, replanning: bool) -> None:
    """A place is worth what it takes from a shortfall, and its wish; a kept one not moving."""
    case, weights = frame.case, frame.case.weights
    for slot in case.slots:
        for duty in Duty:
            frame.model.offset += wanted(slot, duty) * worth_of(case, slot, duty)
    kept = {(place.person, place.slot) for place in standing(case)} if replanning else set()
    frame.model.offset += weights.move * len(kept)
    wishes = {volunteer.id: volunteer.wishes for volunteer in case.people}
    for place, column in frame.columns.items():
        worth = weights.wish * float(wishes[place.person].get(place.slot, 0))
        worth += worth_of(case, frame.slots[place.slot], place.duty)
        if (place.person, place.slot) in kept:
            worth += weights.move
        frame.model.costs[column] -= worth


def worth_of(case: Case, slot: Slot, duty: Duty) -> float:
    """What one more of a duty is worth in a slot while it is short."""
    if duty == Duty.REVIEWER:
        return case.weights.seat_hour * slot.minutes / 60
    return float(case.weights.captain if duty == Duty.CAPTAIN else case.weights.lawyer)


def _fairness(frame: Frame) -> None:
    mine: dict[int, list[int]] = defaultdict(list)
    for (person, _slot), columns in frame.there.items():
        mine[person] += columns
    for volunteer in frame.case.people:
        values = frame.case.weights.fairness[volunteer.had :][: len(mine[volunteer.id])]
        if values:
            steps = [frame.model.column(-value, whole=False) for value in values]
            taken = [(column, -1.0) for column in mine[volunteer.id]]
            frame.model.at_most(0, _ones(steps) + taken)


def _languages(frame: Frame) -> None:
    speaks = {volunteer.id: volunteer.languages for volunteer in frame.case.people}
    people: dict[int, list[int]] = defaultdict(list)
    for person, slot in frame.there:
        people[slot].append(person)
    for slot in frame.case.slots:
        for language in slot.languages:
            speakers = [p for p in people[slot.id] if language in speaks[p]]
            there = [column for p in speakers for column in frame.there[p, slot.id]]
            missing = frame.model.column(frame.case.weights.language, whole=False)
            frame.model.at_least(1, [*_ones(there), (missing, 1)])


def _pairs(frame: Frame) -> None:
    for one, other in sorted(frame.case.pairs):
        for slot in frame.case.slots:
            theirs = [frame.there.get((person, slot.id)) for person in (one, other)]
            if not all(theirs):
                continue
            both = frame.model.column(-frame.case.weights.pair, whole=False)
            for columns in theirs:
                taken = [(column, -1.0) for column in columns or []]
                frame.model.at_most(0, [(both, 1), *taken])
