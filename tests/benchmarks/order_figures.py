"""What to read next: days until the target is ruled, `best` with its audit beside others."""

from __future__ import annotations

from statistics import mean
from typing import Any

from bot.invented import World, varied, world
from models.rules.priority import plan
from tests.benchmarks.figure import AT_MOST, Figure
from tests.benchmarks.season import SEAT_HOURS, TARGET, Order, Season

AUDIT = 0.10
LONGEST = 400
CAMPAIGNS = {"quick": 4, "full": 40}


def registrar(_season: Season) -> None:
    """The registrar's order: all reasons mixed."""
    return


def oracle(season: Season) -> list[int]:
    """True yield a minute, which nobody knows."""
    reasons = season.world.reasons
    return sorted(range(len(reasons)), key=lambda k: -reasons[k].rate / reasons[k].minutes)


def best(season: Season) -> list[int]:
    """The product's policy, drawn again every day."""
    found = plan(
        season.standings(),
        reviewer_minutes=SEAT_HOURS * 60,
        lawyer_minutes=None,
        audit=AUDIT,
        seed=season.seed * 1000 + season.day,
    )
    return [int(code) for code in found.order]


def days_to_target(made: World, order: Order, audit: float, seed: int) -> int:
    """Days until the target is ruled; ``LONGEST`` if it is not by then."""
    season = Season(made, seed, audit)
    while season.ours < TARGET and season.day < LONGEST:
        season.live(order)
    return season.day


def figures(mode: str) -> list[dict[str, Any]]:
    """The order's figures: mean days over the same campaigns."""
    seeds = range(CAMPAIGNS[mode])
    found = []
    for name, peer_of_registrar in (("strong", 0.80), ("flat", 1.00)):
        made = varied(world(name), drift=0.0)
        ours = mean(days_to_target(made, best, AUDIT, seed) for seed in seeds)
        listed = mean(days_to_target(made, registrar, 0.0, seed) for seed in seeds)
        known = mean(days_to_target(made, oracle, 0.0, seed) for seed in seeds)
        note = f"{len(seeds)} campaigns, audit 10 % in ours, none in the peer"
        for peer, days, bar in (
            ("the registrar's order", listed, peer_of_registrar),
            ("the oracle", known, 1.06 if name == "strong" else None),
        ):
            title = f"days to the target in {name}, best beside {peer}"
            figure = Figure(title, ours, days, ours / days, "days", AT_MOST, bar, note)
            found.append(figure.as_dict())
    return found
