"""The planner: who sits where in the next weeks, and which cap is in the way. Pure.

`plan_case` makes a plan, `replan_case` repairs a published one, `bill` says what to ask the
registrar for, `changes` what a plan changes for whom, `recount` counts a plan again without
looking at the rows. All of them take and give plain values that can be pickled: run them in a
process of their own, so that the chat beside them goes on.
"""

from models.rules.planner.asking import (
    Bill,
    By,
    Change,
    Goal,
    Prices,
    minutes_for,
    with_changes,
)
from models.rules.planner.case import Busy, Case, Limit, Place, Slot, Volunteer, Weights
from models.rules.planner.checker import Recount, Violation, late, recount
from models.rules.planner.elastic import bill, reaches
from models.rules.planner.highs import Limits
from models.rules.planner.letter import Tried, tried_bill
from models.rules.planner.making import greedy_plan, plan_case
from models.rules.planner.plan import Changed, Ended, Engine, Need, Plan, Shortfall, changes
from models.rules.planner.replan import fewest_moves, replan_case

__all__ = [
    "Bill",
    "Busy",
    "By",
    "Case",
    "Change",
    "Changed",
    "Ended",
    "Engine",
    "Goal",
    "Limit",
    "Limits",
    "Need",
    "Place",
    "Plan",
    "Prices",
    "Recount",
    "Shortfall",
    "Slot",
    "Tried",
    "Violation",
    "Volunteer",
    "Weights",
    "bill",
    "changes",
    "fewest_moves",
    "greedy_plan",
    "late",
    "minutes_for",
    "plan_case",
    "reaches",
    "recount",
    "replan_case",
    "tried_bill",
    "with_changes",
]
