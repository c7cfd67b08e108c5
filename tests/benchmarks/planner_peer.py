"""The outside peer of the planner: CP-SAT of OR-Tools, given literally the same rows.

A development dependency only. Eight workers and the strongest linear relaxation did best of its
settings on these cases; the greedy plan is its hint, as it is our solver's start.
"""

from __future__ import annotations

from math import isinf
from time import perf_counter

from ortools.sat.python import cp_model

from models.rules.planner import Case, Place
from models.rules.planner.greedy import greedy
from models.rules.planner.model import Model, Row
from models.rules.planner.rows import framed

WORKERS = 8
SCALE = 60  # a price a minute becomes a whole number


def peer_plan(case: Case, seconds: float) -> tuple[tuple[Place, ...], float]:
    """(the places it found in that time, seconds it took); no places if it found none."""
    frame, start = framed(case), set(greedy(case))
    model, columns = _translated(frame.model)
    for place, column in frame.columns.items():
        model.add_hint(columns[column], int(place in start))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    solver.parameters.linearization_level = 2
    began = perf_counter()
    status = solver.solve(model)
    took = perf_counter() - began
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return (), took
    return frame.chosen([float(solver.value(column)) for column in columns]), took


def _translated(ours: Model) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    columns = [
        model.new_int_var(int(low), int(high), "")
        for low, high in zip(ours.lows, ours.highs, strict=True)
    ]
    for row in ours.rows:
        _add(model, columns, row)
    prices = [round(cost * SCALE) for cost in ours.costs]
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, prices))
    return model, columns


def _add(model: cp_model.CpModel, columns: list[cp_model.IntVar], row: Row) -> None:
    total = cp_model.LinearExpr.weighted_sum(
        [columns[column] for column, _factor in row.terms],
        [int(factor) for _column, factor in row.terms],
    )
    if not isinf(row.low):
        model.add(total >= int(row.low))
    if not isinf(row.high):
        model.add(total <= int(row.high))
