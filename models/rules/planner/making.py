"""A plan from a case: greedy first, HiGHS from there, counted again before it is believed.

Both functions are pure and take and give only what can be pickled, so that they can be run in a
process of their own beside the chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.rules.planner import plan as plans
from models.rules.planner.candidates import promised, standing
from models.rules.planner.case import Case, Place
from models.rules.planner.checker import recount
from models.rules.planner.frame import Frame
from models.rules.planner.greedy import greedy
from models.rules.planner.highs import Limits, Solved
from models.rules.planner.plan import Ended, Engine, Plan
from models.rules.planner.rows import framed
from models.rules.planner.weekly import solved_from

MANY = 500  # people from whom on a case is large


def limits_for(case: Case) -> Limits:
    """Minute and gap by size: from 500 people on nearly two minutes, and two thousandths are near.

    A stop by the gap comes out the same on a busy machine too; one by the clock does not.
    """
    return Limits(gap=2e-3, seconds=110) if len(case.people) >= MANY else Limits()


def plan_case(case: Case, limits: Limits | None = None) -> Plan:
    """The best plan: caps kept, promises and published places pinned, shortfalls named.

    Where promises and caps contradict each other, the caps stand: `Plan.broken` names the fewest
    promises that have to go. If HiGHS has no better answer, the greedy plan is the answer.
    """
    limits = limits or limits_for(case)
    start = greedy(case)
    frame = framed(case)
    solved = solved_from(frame, start, limits)
    if solved.impossible:
        frame = framed(case, soft=True)
        solved = solved_from(frame, start, limits)
    return concluded(frame, solved, start)


def greedy_plan(case: Case, *, replanning: bool = False) -> Plan:
    """The fallback alone, as a plan."""
    return _accounted(case, greedy(case), replanning=replanning)


def concluded(
    frame: Frame, solved: Solved, start: Sequence[Place], *, replanning: bool = False
) -> Plan:
    """The account of what the solver found, or of the start if that is better or all there is.

    What the recount says breaks a rule is no plan, whoever found it.
    """
    case, offer = frame.case, tuple(sorted(start))
    fallback = replace(
        _accounted(case, offer, replanning=replanning),
        ended=Ended.CLOCK if solved.clocked else Ended.HEURISTIC,
        seconds=solved.seconds,
        repeatable=not solved.clocked,
    )
    if solved.values is None or _breaks(case, frame.chosen(solved.values), replanning=replanning):
        return fallback
    found = _accounted(case, frame.chosen(solved.values), replanning=replanning)
    bound = None if solved.bound is None else found.loss - (solved.objective - solved.bound)
    if not solved.proved and not fallback.broken and fallback.loss <= found.loss:
        return replace(fallback, bound=bound)
    return replace(
        found,
        engine=Engine.HIGHS,
        ended=Ended.PROVED if solved.proved else Ended.CLOCK,
        bound=bound,
        seconds=solved.seconds,
        repeatable=not solved.clocked,
    )


def _breaks(case: Case, places: Sequence[Place], *, replanning: bool) -> bool:
    """Whether the recount finds a rule broken; promises given up for the caps do not count."""
    counted = recount(case, places, replanning=replanning)
    return any(v.rule not in {"promised", "published"} for v in counted.violations)


def _accounted(case: Case, places: Sequence[Place], *, replanning: bool) -> Plan:
    """The account of any places, as if greedy had found them."""
    counted = recount(case, places, replanning=replanning)
    moved, lost = plans.disturbed(case, places)
    firm = promised(case) if replanning else promised(case) | standing(case)
    return Plan(
        places=tuple(sorted(places)),
        engine=Engine.GREEDY,
        ended=Ended.HEURISTIC,
        loss=counted.loss,
        bound=None,
        shortfalls=counted.shortfalls,
        filled=plans.filled(case, places),
        offered=plans.offered(case),
        allowed=plans.allowed(case),
        moved=moved,
        lost=lost,
        broken=tuple(sorted(firm - set(places))),
    )
