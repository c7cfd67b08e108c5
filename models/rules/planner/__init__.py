"""The planner: who sits where in the next weeks, and which cap is in the way. Pure.

`plan_case` and `replan_case` make plans, `bill` says what to ask the registrar for, `changes`
says what a plan changes for whom, `recount` counts a plan again without looking at the rows.
"""

from models.rules.planner.case import Case, Limit, Place, Slot, Volunteer, Weights
from models.rules.planner.checker import Recount, Violation, recount
from models.rules.planner.highs import Limits
from models.rules.planner.making import greedy_plan, plan_case
from models.rules.planner.plan import (
    Changed,
    Ended,
    Engine,
    Need,
    Plan,
    Shortfall,
    changes,
)

__all__ = [
    "Case",
    "Changed",
    "Ended",
    "Engine",
    "Limit",
    "Limits",
    "Need",
    "Place",
    "Plan",
    "Recount",
    "Shortfall",
    "Slot",
    "Violation",
    "Volunteer",
    "Weights",
    "changes",
    "greedy_plan",
    "plan_case",
    "recount",
]
