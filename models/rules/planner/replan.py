"""A new plan after something happened: published places disturbed as little as can be.

Two ways. *Fewest*: the smallest number of moved places is proved first, and the best plan among
those with that number is taken. *Weighed*: each moved place costs `Weights.move`, so that a few
more may move where that fills much. No new name comes on a day whose list is closed in either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.rules.planner.candidates import promised, standing
from models.rules.planner.case import Case, Place
from models.rules.planner.frame import Frame
from models.rules.planner.greedy import greedy
from models.rules.planner.highs import Limits, Solved, solve
from models.rules.planner.making import concluded, limits_for
from models.rules.planner.plan import Plan
from models.rules.planner.rows import framed
from models.rules.planner.weekly import solved_from, started

EXACT = Limits(gap=0, slack=0.5)


def replan_case(case: Case, limits: Limits | None = None, *, weighed: bool = False) -> Plan:
    """The best plan that moves the fewest of ``case.published`` (or weighs each move).

    Promises stay pinned. Published places of people who can no longer come are `Plan.lost`, those
    taken from people who could are `Plan.moved`. What of the time the first stage leaves, the
    second has.
    """
    limits = limits or limits_for(case)
    start = greedy(case)
    frame, first = _least(case, limits, start)
    if weighed or first.values is None:
        solved = solved_from(frame, start, limits)
        return concluded(frame, solved, start, replanning=True)
    kept = _kept(frame)
    count = round(sum(first.values[column] for column in kept))
    frame.model.at_least(count, [(column, 1) for column in kept])
    rest = replace(limits, seconds=max(1.0, limits.seconds - first.seconds))
    solved = solved_from(frame, frame.chosen(first.values), rest)
    return concluded(frame, solved, start, replanning=True)


def fewest_moves(case: Case, limits: Limits | None = None) -> tuple[int, bool]:
    """(the smallest number of published places that must move, whether that is proved)."""
    frame, solved = _least(case, limits or limits_for(case), greedy(case))
    stand = {(place.person, place.slot) for place in standing(case)}
    if solved.values is None:
        return len(stand), False
    kept = round(sum(solved.values[column] for column in _kept(frame)))
    return len(stand) - kept, solved.proved


def _least(case: Case, limits: Limits, start: Sequence[Place]) -> tuple[Frame, Solved]:
    """The frame, and the solution that keeps the most published places and looks at nothing else.

    The frame's own costs stand again afterwards.
    """
    frame = framed(case, replanning=True)
    solved = _most_kept(frame, limits, start)
    if solved.impossible:
        frame = framed(case, replanning=True, soft=True)
        solved = _most_kept(frame, limits, start, soft=True)
    return frame, solved


def _most_kept(
    frame: Frame, limits: Limits, start: Sequence[Place], *, soft: bool = False
) -> Solved:
    model, costs, offset = frame.model, frame.model.costs, frame.model.offset
    kept = set(_kept(frame))
    model.costs = [-float(column in kept) for column in range(len(costs))]
    for place in promised(frame.case) if soft else ():  # a promise goes before any number of moves
        model.costs[frame.columns[place]] -= frame.case.weights.promise
    model.offset = 0
    try:
        return solve(model, replace(EXACT, seconds=limits.seconds), started(frame, start))
    finally:
        model.costs, model.offset = costs, offset


def _kept(frame: Frame) -> list[int]:
    """The columns whose place keeps its person in a published slot, in whatever duty."""
    stand = sorted({(place.person, place.slot) for place in standing(frame.case)})
    return [column for key in stand for column in frame.there.get(key, [])]
