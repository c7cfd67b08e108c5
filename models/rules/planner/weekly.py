"""A better start for a large case: the weeks in turn, each solved while the others stand still.

Weeks hang together by little (fairness, a night's rest), so that the start is near the best
before the whole is looked at; the solver then mostly has to prove it. Fix-and-optimise by
another name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from models.rules.planner.case import Place
from models.rules.planner.frame import Frame
from models.rules.planner.highs import Limits, Solved, solve

LARGE = 5_000  # columns; below it the whole is solved sooner than its weeks
ROUGH = 1e-3  # of the loss: a start need not be the best
NODES = 20  # of a week's search tree: a stop that does not depend on the machine
SHARE = 0.25  # of the time, for a week at most


def started(frame: Frame, places: Sequence[Place]) -> list[float]:
    """A whole start for the solver, shape (columns,): the places and what follows from them."""
    values = [0.0] * len(frame.model.costs)
    for place in places:
        values[frame.columns[place]] = 1.0
    for column, follow in frame.follows.items():
        values[column] = follow(values)
    return values


def solved_from(frame: Frame, start: Sequence[Place], limits: Limits) -> Solved:
    """The frame solved from the best start: the weeks of a large case first, then the whole."""
    better, seconds, clocked = by_weeks(frame, start, limits)
    left = replace(limits, seconds=max(1.0, limits.seconds - seconds) if limits.seconds else 0)
    solved = solve(frame.model, left, started(frame, better))
    return replace(solved, seconds=solved.seconds + seconds, clocked=solved.clocked or clocked)


def by_weeks(
    frame: Frame, start: Sequence[Place], limits: Limits
) -> tuple[tuple[Place, ...], float, bool]:
    """(places at least as good as ``start``, seconds it took, whether the clock stopped a week).

    Small cases come back as they are, and a week whose promises contradict its caps is left as it was.
    """
    weeks = sorted({slot.week for slot in frame.case.slots})
    places, seconds, clocked = tuple(sorted(start)), 0.0, False
    if len(frame.model.costs) < LARGE or len(weeks) < 2:
        return places, seconds, clocked
    model, lows, highs = frame.model, frame.model.lows, frame.model.highs
    some = Limits(max(limits.gap, ROUGH), limits.slack, limits.seconds * SHARE, NODES)
    for week in weeks:
        model.lows, model.highs = _frozen(frame, places, week, lows, highs)
        solved = solve(model, some, started(frame, places))
        model.lows, model.highs = lows, highs
        seconds += solved.seconds
        clocked = clocked or solved.clocked
        if solved.values is not None:
            places = frame.chosen(solved.values)
    return places, seconds, clocked


def _frozen(
    frame: Frame, places: Sequence[Place], week: date, lows: list[float], highs: list[float]
) -> tuple[list[float], list[float]]:
    """The bounds with every place of another week fixed as it is."""
    low, high = list(lows), list(highs)
    chosen = set(places)
    for place, column in frame.columns.items():
        if frame.slots[place.slot].week != week:
            low[column] = high[column] = float(place in chosen)
    return low, high
