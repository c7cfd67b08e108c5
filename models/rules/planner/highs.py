"""HiGHS, given a model: seeded, silent, stopped by the gap; the clock only as a last resort.

HiGHS (highs.dev, MIT) is the solver; highspy its Python package. Of the engines measured beside
each other on this model it alone proved the best plan at every size, in the least memory. A run
that ends by its gap comes out the same each time; one that the clock ended does not, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import highspy

from models.rules.planner.model import Model

SEED = 2022
THREADS = 1  # the tree search gains nothing from a second, and the chat beside it needs one


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: ``gap`` as a share of the loss, ``slack`` in its unit, ``seconds`` at last.

    A slack under one unit is no loss where every price is a whole number. ``nodes`` of the search
    tree: a stop that comes out the same on a busy machine too; None, no such stop.
    """

    gap: float = 1e-4
    slack: float = 0.5
    seconds: float = 60
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer: ``values`` of shape (columns,), None if there are none.

    ``proved``: the best within the gap, or, without values, that there is no solution.
    ``clocked``: the clock had a hand in it, so that another run may answer otherwise.
    """

    values: tuple[float, ...] | None
    objective: float
    bound: float | None
    proved: bool
    seconds: float
    clocked: bool = False

    @property
    def impossible(self) -> bool:
        """Whether the rows contradict each other, proved."""
        return self.values is None and self.proved


class _Silent(highspy.Highs):
    """HiGHS without its callbacks: they print a banner, and would hold Python's lock."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


def solve(model: Model, limits: Limits, start: Sequence[float] | None = None) -> Solved:
    """Minimise the model. ``start``: values to begin from, shape (columns,), if they keep the rows.

    HiGHS 1.16 misprices a start that it has to complete, and may then call it the best: a start
    that is not whole is not given to it, and an answer whose price is not what its values cost is
    thrown away and asked for again without one.
    """
    if start is not None and not model.keeps(start):
        start = None
    engine = _run(model, limits, start)
    if start is not None and _mispriced(engine, model):
        engine = _run(model, limits, None)
    return _answer(engine, model)


def _run(model: Model, limits: Limits, start: Sequence[float] | None) -> highspy.Highs:
    engine = _engine(limits)
    engine.passModel(_translated(model))
    if start is not None:
        first = highspy.HighsSolution()
        first.col_value = [float(value) for value in start]
        engine.setSolution(first)
    engine.run()
    return engine


def _mispriced(engine: highspy.Highs, model: Model) -> bool:
    info = engine.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return False
    said = float(info.objective_function_value)
    true = model.objective([float(value) for value in engine.getSolution().col_value])
    return abs(said - true) > 1e-4 * max(1.0, abs(true))


def _engine(limits: Limits) -> highspy.Highs:
    engine = _Silent()
    for name, value in {
        "output_flag": False,
        "random_seed": SEED,
        "threads": THREADS,
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": limits.slack,
        "time_limit": float(limits.seconds),
    }.items():
        engine.setOptionValue(name, value)
    if limits.nodes is not None:
        engine.setOptionValue("mip_max_nodes", limits.nodes)
    return engine


def _translated(model: Model) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.costs), len(model.rows)
    lp.offset_ = float(model.offset)
    lp.col_cost_ = [float(cost) for cost in model.costs]
    lp.col_lower_ = [float(low) for low in model.lows]
    lp.col_upper_ = [float(high) for high in model.highs]
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in model.whole]
    lp.row_lower_ = [float(row.low) for row in model.rows]
    lp.row_upper_ = [float(row.high) for row in model.rows]
    starts, index, factors = [0], [], []
    for row in model.rows:
        index += [column for column, _factor in row.terms]
        factors += [float(factor) for _column, factor in row.terms]
        starts.append(len(index))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, factors
    return lp


_NONE_EXISTS = {
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,  # ours are bounded: every column has a top
}


def _answer(engine: highspy.Highs, model: Model) -> Solved:
    status, info, took = engine.getModelStatus(), engine.getInfo(), float(engine.getRunTime())
    if status in _NONE_EXISTS:
        return Solved(None, 0, None, True, took)
    bound = float(info.mip_dual_bound)
    known = bound if isfinite(bound) else None
    clocked = status == highspy.HighsModelStatus.kTimeLimit
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solved(None, 0, known, False, took, clocked)
    values = tuple(float(value) for value in engine.getSolution().col_value)
    proved = status == highspy.HighsModelStatus.kOptimal
    return Solved(values, model.objective(values), known, proved, took, clocked)
