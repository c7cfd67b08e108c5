"""What a plan is worth: shortfalls, wishes, fairness, languages and pairs as costs of columns."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from models.rules.planner.candidates import standing, wanted
from models.rules.planner.case import Case, Slot
from models.rules.planner.frame import Frame, beyond, everyone, nobody, ones
from models.shift_terms import Duty


def priced(frame: Frame, *, replanning: bool) -> None:
    """Give the frame its costs. ``replanning``: a published place that is kept has a worth."""
    _prices(frame, replanning=replanning)
    _fairness(frame)
    _languages(frame)
    _pairs(frame)


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
    for (person, _), columns in frame.there.items():
        mine[person] += columns
    for volunteer in frame.case.people:
        values = frame.case.weights.fairness[volunteer.had :][: len(mine[volunteer.id])]
        if values:
            steps = [frame.model.column(-value, whole=False) for value in values]
            for number, step in enumerate(steps):
                frame.follows[step] = partial(beyond, number, mine[volunteer.id])
            taken = [(column, -1.0) for column in mine[volunteer.id]]
            frame.model.at_most(0, ones(steps) + taken)


def _languages(frame: Frame) -> None:
    speaks = {volunteer.id: volunteer.languages for volunteer in frame.case.people}
    people: dict[int, list[int]] = defaultdict(list)
    for person, where in frame.there:
        people[where].append(person)
    for slot in frame.case.slots:
        for language in slot.languages:
            speakers = [p for p in people[slot.id] if language in speaks[p]]
            there = [column for p in speakers for column in frame.there[p, slot.id]]
            missing = frame.model.column(frame.case.weights.language, whole=False)
            frame.follows[missing] = partial(nobody, there)
            frame.model.at_least(1, [*ones(there), (missing, 1)])


def _pairs(frame: Frame) -> None:
    for one, other in sorted(frame.case.pairs):
        for slot in frame.case.slots:
            theirs = [frame.there.get((person, slot.id)) for person in (one, other)]
            if not all(theirs):
                continue
            both = frame.model.column(-frame.case.weights.pair, whole=False)
            frame.follows[both] = partial(everyone, [columns or [] for columns in theirs])
            for columns in theirs:
                taken = [(column, -1.0) for column in columns or []]
                frame.model.at_most(0, [(both, 1), *taken])
