"""A plan from a case: greedy first, HiGHS from there, counted again before it is believed.

Both functions are pure and take and give only what can be pickled, so that they can be run in a
process of their own beside the chat.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.rules.planner import plan as plans
from models.rules.planner.candidates import promised, standing
from models.rules.planner.case import Case, Place
from models.rules.planner.checker import recount
from models.rules.planner.frame import Frame
from models.rules.planner.greedy import greedy
from models.rules.planner.highs import Limits, Solved, solve
from models.rules.planner.plan import Ended, Engine, Plan
from models.rules.planner.rows import framed

LIMITS = Limits()


def plan_case(case: Case, limits: Limits = LIMITS) -> Plan:
    """The best plan: caps kept, promises and published places pinned, shortfalls named.

    Where promises and caps contradict each other, the caps stand: `Plan.broken` names the fewest
    promises that have to go. If HiGHS has no better answer, the greedy plan is the answer.
    """
    start = greedy(case)
    frame = framed(case)
    solved = solve(frame.model, limits, started(frame, start))
    if solved.impossible:
        frame = framed(case, soft=True)
        solved = solve(frame.model, limits, started(frame, start))
    return concluded(frame, solved, start)


def greedy_plan(case: Case, *, replanning: bool = False) -> Plan:
    """The fallback alone, as a plan."""
    places = greedy(case)
    return _accounted(case, places, Engine.GREEDY, Ended.HEURISTIC, None, 0, replanning=replanning)


def started(frame: Frame, places: Sequence[Place]) -> list[float]:
    """A start for the solver, shape (columns,): the places; it works out everything else itself."""
    values = [0.0] * len(frame.model.costs)
    for place in places:
        values[frame.columns[place]] = 1.0
    return values


def concluded(
    frame: Frame, solved: Solved, start: Sequence[Place], *, replanning: bool = False
) -> Plan:
    """The account of what the solver found, or of the start if that is better or all there is."""
    case, offer = frame.case, tuple(sorted(start))
    places = None if solved.values is None else frame.chosen(solved.values)
    ended = Ended.PROVED if solved.proved and places is not None else Ended.CLOCK
    if places is None or _breaks(case, places, replanning=replanning):
        ended, bound = (Ended.CLOCK, solved.bound) if places is None else (Ended.HEURISTIC, None)
        return _accounted(
            case, offer, Engine.GREEDY, ended, bound, solved.seconds, replanning=replanning
        )
    loss = recount(case, places, replanning=replanning).loss
    bound = None if solved.bound is None else loss - (solved.objective - solved.bound)
    engine = Engine.GREEDY if places == offer and ended == Ended.CLOCK else Engine.HIGHS
    return _accounted(case, places, engine, ended, bound, solved.seconds, replanning=replanning)


def _breaks(case: Case, places: Sequence[Place], *, replanning: bool) -> bool:
    """Whether the recount finds a cap broken; promises given up for the caps do not count."""
    counted = recount(case, places, replanning=replanning)
    return any(v.rule not in {"promised", "published"} for v in counted.violations)


def _accounted(
    case: Case,
    places: Sequence[Place],
    engine: Engine,
    ended: Ended,
    bound: float | None,
    seconds: float,
    *,
    replanning: bool,
) -> Plan:
    counted = recount(case, places, replanning=replanning)
    moved, lost = plans.disturbed(case, places)
    firm = promised(case) if replanning else promised(case) | standing(case)
    return Plan(
        places=tuple(sorted(places)),
        engine=engine,
        ended=ended,
        loss=counted.loss,
        bound=bound,
        shortfalls=counted.shortfalls,
        filled=plans.filled(case, places),
        offered=plans.offered(case),
        allowed=plans.allowed(case),
        moved=moved,
        lost=lost,
        broken=tuple(sorted(firm - set(places))),
        seconds=seconds,
    )
