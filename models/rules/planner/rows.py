"""The rules of a plan as rows of a linear model; every engine is given these.

A column is 1 if the person has the slot in the duty; only places that could be are columns. The
caps are hard; what policy wants is worth something (`Weights`), so that a case is always solvable
unless promises and caps contradict each other. A value that falls from a person's first shift to
the next is concave: it stays linear, by one column a shift of which the dearest fill first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import combinations, pairwise
from math import ceil

from models.rules.planner.candidates import candidates, promised, standing, together, wanted
from models.rules.planner.case import Case, Limit, Slot, Volunteer, clash, week_of
from models.rules.planner.frame import Frame, anyone, by, mine, ones, taken
from models.rules.planner.model import Cap, Model
from models.rules.planner.worth import priced
from models.shift_terms import CapName, Duty


def framed(
    case: Case, *, worth: bool = True, replanning: bool = False, soft: bool = False
) -> Frame:
    """The whole model of a case.

    ``worth`` False: the hard rows only, all costs 0, caps not tightened (for the elastic model).
    ``replanning``:
    published places may move, at a price; else they are pinned. ``soft``: promises may be broken,
    at a price; asked for only when they contradict the caps.
    """
    frame = Frame(case, Model(raw=not worth), {slot.id: slot for slot in case.slots})
    _places(frame, replanning=replanning, soft=soft)
    _people(frame)
    _pools(frame)
    _slots(frame)
    _days(frame)
    _spared(frame)
    _weeks(frame)
    if worth:
        priced(frame, replanning=replanning)
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


# ------------------------------------------------------------------------ what holds for a person


def _people(frame: Frame) -> None:
    """One duty a slot, no clash, rest, own limits a day and a week."""
    theirs: dict[int, list[Slot]] = defaultdict(list)
    for person, where in frame.there:
        theirs[person].append(frame.slots[where])
    for volunteer in frame.case.people:
        slots = sorted(theirs[volunteer.id], key=lambda slot: (slot.starts_at, slot.id))
        for slot in slots:
            columns = frame.there[volunteer.id, slot.id]
            if len(columns) > 1:
                frame.model.at_most(1, ones(columns))
        _clashes(frame, volunteer, slots)
        _own_days(frame, volunteer, slots)
        _own_weeks(frame, volunteer, slots)


def _clashes(frame: Frame, volunteer: Volunteer, slots: list[Slot]) -> None:
    for first, second in combinations(slots, 2):
        if (second.day - first.day).days > 2:
            continue
        same_day_once = first.day == second.day and volunteer.day_most == 1
        if not same_day_once and clash(first, second, frame.case.rest):
            frame.model.at_most(1, taken(frame, volunteer, (first, second)))


def _own_days(frame: Frame, volunteer: Volunteer, slots: list[Slot]) -> None:
    for theirs in by(slots, lambda slot: slot.day).values():
        terms = taken(frame, volunteer, theirs)
        most = volunteer.day_left(theirs[0].day)
        if most is not None and len(theirs) > most:
            frame.model.at_most(most, terms)
        left = volunteer.minutes_left(theirs[0].day)
        if left is not None:
            minutes = [
                (column, slot.minutes)
                for slot in theirs
                for column in frame.there[volunteer.id, slot.id]
            ]
            frame.model.at_most(left, minutes)


def _own_weeks(frame: Frame, volunteer: Volunteer, slots: list[Slot]) -> None:
    for theirs in by(slots, lambda slot: slot.week).values():
        most = volunteer.week_left(theirs[0].week)
        if most is not None and len(theirs) > most:
            frame.model.at_most(most, taken(frame, volunteer, theirs))


def _pools(frame: Frame) -> None:
    """A car-pool comes whole or not at all."""
    for slot, people in together(frame.case, frame.columns):
        columns = [frame.there.get((person, slot), []) for person in people]
        for one, other in pairwise(columns):
            frame.model.equal(0, ones(one) + [(column, -1) for column in other])


# ---------------------------------------------------------------------- what holds for the office


def _slots(frame: Frame) -> None:
    """Seats and room are caps; of no duty more than policy looks for, promises aside."""
    pinned = promised(frame.case) | standing(frame.case)
    for slot in frame.case.slots:
        if slot.seats is not None:
            cap = Cap(CapName.SEATS, slot.day, slot.id, slot.seats)
            terms = ones(frame.duty.get((slot.id, Duty.REVIEWER), []))
            frame.model.at_most(slot.seats, terms, cap)
        if slot.room is not None:
            cap = Cap(CapName.ROOM, slot.day, slot.id, slot.room)
            frame.model.at_most(slot.room, ones(frame.inside(slot.id)), cap)
        for duty in Duty:
            held = sum(place.slot == slot.id and place.duty == duty for place in pinned)
            most = max(wanted(slot, duty), held)
            if duty != Duty.REVIEWER or most != slot.seats:
                frame.model.at_most(most, ones(frame.duty.get((slot.id, duty), [])))


def _minutes(frame: Frame, slots: Iterable[Slot]) -> list[tuple[int, float]]:
    return [
        (column, slot.minutes)
        for slot in slots
        for column in frame.duty.get((slot.id, Duty.REVIEWER), [])
    ]


def _days(frame: Frame) -> None:
    slots = by(frame.case.slots, lambda slot: slot.day)
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
            terms += taken(frame, volunteer, theirs)
            continue
        badge = frame.model.column(whole=False)
        there = [column for slot in theirs for column in frame.there[volunteer.id, slot.id]]
        frame.follows[badge] = partial(anyone, there)
        for slot in theirs:
            worn = ones(frame.there[volunteer.id, slot.id])
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
        for day, theirs in by(mine(frame, volunteer), lambda slot: slot.day).items():
            if (volunteer.id, day) in frame.worn:
                most = max(most, min(len(theirs), volunteer.day_most or len(theirs)))
                days[week_of(day)] += taken(frame, volunteer, theirs)
                days[week_of(day)].append((frame.worn[volunteer.id, day], -1))
        for terms in days.values() if volunteer.week_most else ():
            week = volunteer.week_most or 0
            frame.model.at_most(week - ceil(week / most), terms)


def _weeks(frame: Frame) -> None:
    slots = by(frame.case.slots, lambda slot: week_of(slot.day))
    for limit in frame.case.weeks:
        if limit.minutes is not None:
            cap = Cap(CapName.WEEK_HOURS, limit.since, None, limit.minutes)
            terms = _minutes(frame, slots.get(limit.since, []))
            frame.model.at_most(limit.minutes, terms, cap)
