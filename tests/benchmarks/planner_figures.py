"""The planner's figures: HiGHS beside greedy and CP-SAT, a bad night, the bill; all recounted.

Each plan is made in a fresh process, as the bot makes it: its memory is that process's, and the
same plan must come out of a second one. Cases are invented (bot/invented/rota.toml).
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from time import perf_counter
from typing import Any

from bot.invented import rota
from models.rules.planner import (
    Case,
    Goal,
    Limits,
    Place,
    Plan,
    bill,
    fewest_moves,
    greedy_plan,
    late,
    plan_case,
    reaches,
    recount,
    replan_case,
    with_changes,
)
from models.rules.planner.letter import without_each
from models.rules.planner.plan import disturbed
from tests.benchmarks.figure import AT_LEAST, AT_MOST, Figure
from tests.benchmarks.planner_peer import peer_plan


@dataclass(frozen=True, slots=True)
class Size:
    """A case to plan: people, seats, the seeds, the seconds allowed, the peer's (0: no peer)."""

    people: int
    seats: int
    seeds: tuple[int, ...]
    seconds: int
    peer: int

    @property
    def name(self) -> str:
        """As it stands in the table."""
        return f"{self.people:,} x {self.seats}"


SIZES = {
    "quick": (Size(60, 5, (1,), 60, 20),),
    "full": (
        Size(60, 5, (1, 2, 3), 60, 60),
        Size(300, 22, (1, 2, 3), 60, 60),
        Size(1_000, 70, (1, 2, 3), 120, 0),
    ),
}
NIGHT = {"quick": (60, 5, (1,)), "full": (300, 22, (1, 2, 3))}
MORE = 40 * 60  # seat-minutes a week above the present plan, asked of the elastic model


@dataclass(frozen=True, slots=True)
class Run:
    """One case planned by all of them."""

    case: Case
    plan: Plan
    greedy: Plan
    again: str  # the digest from a second fresh process
    peer: tuple[Place, ...]
    seconds: float
    megabytes: float
    peer_megabytes: float

    def gained(self, loss: float) -> float:
        """What a plan is worth above an empty room: a loss has no zero of its own."""
        return recount(self.case, self.case.promised).loss - loss


def pieces(mode: str) -> dict[str, Callable[[], list[Figure]]]:
    """The rows of a mode ("quick", "full") in pieces that can be measured one at a time, by name."""
    sizes = {str(size.people): partial(_planned, size) for size in SIZES[mode]}
    return {**sizes, "night": partial(_nights, mode), "letter": partial(_letters, mode)}


def _planned(size: Size) -> list[Figure]:
    return _of_size(size, [_run(size, seed) for seed in size.seeds])


def _nights(mode: str) -> list[Figure]:
    people, seats, seeds = NIGHT[mode]
    return _of_nights(f"{people:,} x {seats}", [_night(people, seats, seed) for seed in seeds])


def _letters(mode: str) -> list[Figure]:
    seeds = NIGHT[mode][2]
    return [_of_bills(seeds[:1] if mode == "quick" else seeds)]


# ------------------------------------------------------------------------------- a plan, all engines


def _fresh(work: Callable[[], Any]) -> Any:
    """The work's answer from a process of its own that knows nothing of this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work).result()


def _ours(case: Case, limits: Limits | None) -> tuple[Plan, float, float]:
    began = perf_counter()
    plan = plan_case(case, limits)
    return plan, perf_counter() - began, _megabytes()


def _peer(case: Case, seconds: float) -> tuple[tuple[Place, ...], float]:
    return peer_plan(case, seconds)[0], _megabytes()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _run(size: Size, seed: int) -> Run:
    case = rota.case(seed, size.people, size.seats)
    plan, seconds, megabytes = _fresh(partial(_ours, case, None))
    again = _fresh(partial(_ours, case, None))[0].digest if plan.repeatable else plan.digest
    peer, theirs = _fresh(partial(_peer, case, size.peer)) if size.peer else ((), 0.0)
    return Run(case, plan, greedy_plan(case), again, peer, seconds, megabytes, theirs)


def _of_size(size: Size, runs: list[Run]) -> list[Figure]:
    name = f"planner {size.name}"
    worst = max(runs, key=lambda run: run.plan.gap or 0)
    gap = worst.plan.gap if worst.plan.gap is not None else 1.0
    ended = ", ".join(run.plan.ended for run in runs)
    slowest = max(run.seconds for run in runs)
    rows = [
        Figure(f"{name}: gap", gap, 0.01, gap / 0.01, "of loss", AT_MOST, 1.0, ended),
        _timed(name, slowest, size.seconds),
        _shares(name, runs),
        _hours(name, runs),
        _losses(name, runs),
        _broken(name, [(run.case, run.plan.places) for run in runs]),
        _twice(name, runs),
        _memory(name, runs),
    ]
    return rows + ([_beside_peer(name, runs)] if size.peer else [])


def _timed(name: str, slowest: float, allowed: float) -> Figure:
    # The solver keeps the time itself; reading the case in and recounting come on top.
    note = "slowest seed, whole call"
    return Figure(f"{name}: time", slowest, allowed, slowest / allowed, "s", AT_MOST, 1.1, note)


def _shares(name: str, runs: list[Run]) -> Figure:
    """How much of what lies between greedy and the bound is closed."""
    shares = []
    for run in runs:
        bound = run.plan.bound if run.plan.bound is not None else run.plan.loss
        room = max(1e-9, run.greedy.loss - bound)
        shares.append((run.greedy.loss - run.plan.loss) / room)
    low = min(shares)
    return Figure(f"{name}: of greedy's gap closed", low, 1, low, "share", AT_LEAST, 0.95)


def _hours(name: str, runs: list[Run]) -> Figure:
    ours, greedy = _sums(runs, "filled")
    offered, _ = _sums(runs, "allowed")
    note = f"caps allow {offered / 60:,.0f}"
    ratio = ours / greedy
    return Figure(f"{name}: seat-hours, greedy", ours / 60, greedy / 60, ratio, "h", note=note)


def _losses(name: str, runs: list[Run]) -> Figure:
    ours, greedy = _sums(runs, "loss")
    worth = sum(run.gained(run.plan.loss) for run in runs)
    ratio = worth / sum(run.gained(run.greedy.loss) for run in runs)
    note = "ratio: of what each gains above an empty room"
    return Figure(f"{name}: loss, greedy", ours, greedy, ratio, "", AT_LEAST, 1.0, note)


def _sums(runs: list[Run], what: str) -> tuple[float, float]:
    ours = sum(float(getattr(run.plan, what)) for run in runs)
    return ours, sum(float(getattr(run.greedy, what)) for run in runs)


def _broken(name: str, plans: list[tuple[Case, tuple[Place, ...]]]) -> Figure:
    broken = sum(len(recount(case, places).violations) for case, places in plans)
    return Figure(f"{name}: caps broken, recounted", broken, 0, broken, "", AT_MOST, 0)


def _twice(name: str, runs: list[Run]) -> Figure:
    """Plans that a clock stopped promise nothing, and are not counted."""
    bound = [run for run in runs if run.plan.repeatable]
    same = sum(run.plan.digest == run.again for run in bound)
    note = (
        f"{len(runs) - len(bound)} stopped by the clock, say so" if len(bound) < len(runs) else ""
    )
    ratio = same / len(bound) if bound else 1.0
    return Figure(f"{name}: same plan twice", same, len(bound), ratio, "", AT_LEAST, 1.0, note)


def _memory(name: str, runs: list[Run]) -> Figure:
    ours = max(run.megabytes for run in runs)
    peers = max(run.peer_megabytes for run in runs)
    ratio = ours / peers if peers else 0.0
    note = "whole process; peer CP-SAT" if peers else "whole process; no peer"
    return Figure(f"{name}: memory", ours, peers, ratio, "MB", note=note)


def _beside_peer(name: str, runs: list[Run]) -> Figure:
    """What is gained beside what CP-SAT gains in the same time; the worst seed counts."""
    pairs = [
        (run.gained(run.plan.loss), run.gained(recount(run.case, run.peer).loss)) for run in runs
    ]
    ratio, ours, peer = min((ours / max(1.0, peer), ours, peer) for ours, peer in pairs)
    # Both stop within a ten-thousandth of the loss.
    note = "of an empty room's loss; same rows, same time, greedy as hint"
    return Figure(f"{name}: gain, CP-SAT", ours, peer, ratio, "", AT_LEAST, 0.9999, note)


# ------------------------------------------------------------------------------------- a bad night


@dataclass(frozen=True, slots=True)
class Night:
    """A published plan after a bad night, repaired in both ways and made from scratch."""

    case: Case
    fewest: Plan
    weighed: Plan
    least: int
    scratch: int
    greedy: int


def _night(people: int, seats: int, seed: int) -> Night:
    before = rota.case(seed, people, seats)
    case = rota.bad_night(before, plan_case(before).places, seed)
    anew = plan_case(replace(case, published=frozenset(), names_open_from=None))
    return Night(
        case=case,
        fewest=replan_case(case),
        weighed=replan_case(case, weighed=True),
        least=fewest_moves(case)[0],
        scratch=len(disturbed(case, anew.places)[0]),
        greedy=len(greedy_plan(case, replanning=True).moved),
    )


def _of_nights(size: str, nights: list[Night]) -> list[Figure]:
    name = f"re-plan {size}"
    least, scratch = _total(nights, "least"), _total(nights, "scratch")
    rows = []
    for how in ("fewest", "weighed"):
        moved = sum(len(getattr(night, how).moved) for night in nights)
        to_least, to_scratch = moved / max(1, least), moved / max(1, scratch)
        bar = 1.3 if how == "fewest" else None  # the other way buys filled seats with moves
        rows += [
            Figure(f"{name}, {how}: moved, minimum", moved, least, to_least, "", AT_MOST, bar),
            Figure(f"{name}, {how}: moved, anew", moved, scratch, to_scratch, "", AT_MOST, 0.5),
        ]
    plans = [(night.case, plan) for night in nights for plan in (night.fewest, night.weighed)]
    named = sum(len(late(case, plan.places)) for case, plan in plans)
    broken = sum(len(recount(c, p.places, replanning=True).violations) for c, p in plans)
    greedy = _total(nights, "greedy")
    rows += [
        Figure(f"{name}: named late", named, 0, named, "", AT_MOST, 0),
        Figure(f"{name}: caps broken, recounted", broken, 0, broken, "", AT_MOST, 0),
        Figure(f"{name}: moved, greedy repair", least, greedy, least / max(1, greedy), ""),
    ]
    return rows


def _total(nights: list[Night], what: str) -> int:
    return sum(int(getattr(night, what)) for night in nights)


# --------------------------------------------------------------------------------- which cap it is


def _of_bills(seeds: tuple[int, ...]) -> Figure:
    """Lines of letters: relaxing all is enough, leaving one out is not; wrong answers counted."""
    wrong = lines = 0
    for seed in seeds:
        case = rota.case(seed, 60, 5, weeks=1)
        goal = Goal(plan_case(case).filled + MORE)
        asked = bill(case, goal)
        wrong += not asked.proved
        wrong += not reaches(with_changes(case, asked.changes), goal, asked)
        for rest in without_each(asked.changes, case.slots):
            lines += 1
            wrong += reaches(with_changes(case, rest), goal, asked)
    note = f"{lines} parts left out one by one"
    return Figure("which cap: wrong answers", wrong, lines, wrong, "", AT_MOST, 0, note)
