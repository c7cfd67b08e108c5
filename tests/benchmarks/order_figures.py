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
    """The order's figures: mean days over the same campaigns.

    The bars are held in worlds without drift. With the generator's drift, yields fall along the
    registrar's list: whoever reads down the list is lucky, and in `strong` an oracle with the same
    audit needs 0.82 of its days. That is printed beside, with no bar.
    """
    seeds = range(CAMPAIGNS[mode])
    found = []
    for name, listed_bar, oracle_bar in (("strong", 0.80, 1.06), ("flat", 1.00, None)):
        for drift in (0.0, world(name).truth.drift):
            made = varied(world(name), drift=drift)
            bars = (None, None) if drift else (listed_bar, oracle_bar)
            found += _beside(f"{name}, drift {100 * drift:.0f} points", made, seeds, bars)
    return [figure.as_dict() for figure in found]


def _beside(
    name: str, made: World, seeds: range, bars: tuple[float | None, float | None]
) -> list[Figure]:
    ours = mean(days_to_target(made, best, AUDIT, seed) for seed in seeds)
    note = f"{len(seeds)} campaigns, audit 10 % in ours, none in the peer"
    found = []
    for peer, order, bar in (
        ("the registrar's order", registrar, bars[0]),
        ("the oracle", oracle, bars[1]),
    ):
        days = mean(days_to_target(made, order, 0.0, seed) for seed in seeds)
        title = f"days to the target in {name}: best beside {peer}"
        found.append(Figure(title, ours, days, ours / days, "days", AT_MOST, bar, note))
    return found
