"""Do the intervals hold, are they narrow, is support earned, does size cost time?"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import log
from statistics import mean, median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.invented import World, varied, world
from models.rules.estimates import (
    EITHER,
    EXPECTED,
    Block,
    Counts,
    Stratum,
    everything_random,
    pooled,
    support,
    total_band,
    union,
)
from models.rules.estimates.ppr import Draws, Ratio
from models.rules.estimates.stream import Predictor
from tests.benchmarks.figure import AT_LEAST, AT_MOST, Figure, in_turn, of_pairs
from tests.benchmarks.rulings_world import ORDERS, Campaigns, Look, campaign_truths

LINES, TARGET = 195_783, 46_807
ALPHA, ENOUGH = 0.05, log(20)
DAYS, WIDTHS_AT = 121, (5, 20, 60, 120)
CAMPAIGNS = {"quick": 20, "full": 500}
SUPPORTED = {"quick": 150, "full": 500}
ROWS = 50  # campaigns side by side
Z = 1.959964


def truths() -> list[World]:
    """The worlds at truths .22, .30 and .39, with the drift and bundles of the generator."""
    strong = world("strong")
    return [varied(world("reference"), rate=0.22), varied(strong, rate=0.30), strong]


def wilson(
    found: NDArray[Any], of: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's 95 % interval of a share (Wilson 1927), elementwise."""
    share = found / of
    centre = (share + Z * Z / 2 / of) / (1 + Z * Z / of)
    half = Z / (1 + Z * Z / of) * np.sqrt(share * (1 - share) / of + Z * Z / 4 / of**2)
    return centre - half, centre + half


@dataclass
class Run:
    """What became of some campaigns of one world and order: who was ever outside, how wide."""

    missed: list[bool]
    wilson_missed: list[bool]
    naive_missed: list[bool]
    ratios: dict[int, list[float]]
    disagreed: int = 0
    """Looks at which the kept sums and the product's interval said different things: none."""


class _Watch:
    """log R at the truth, kept up day by day with the product's own parts, one row a campaign."""

    def __init__(self, lines: int, truth: NDArray[np.int64]) -> None:
        self.lines, self.truth = lines, truth
        rows = len(truth)
        self.predictors = [[Predictor(lines), Predictor(lines)] for _ in range(rows)]
        self.under = np.zeros((rows, 2))  # minus the log chance under the truth
        self.slope = np.zeros((rows, 2))
        self.past = np.zeros((rows, 2, 2), dtype=np.int64)
        self.done = 0

    def outside(self, look: Look) -> NDArray[np.bool_]:
        """Whether the truth is outside now; side 0 has missing lines standing, side 1 as ours."""
        while self.done < look.prefix:
            for row in range(len(self.truth)):
                for side in (0, 1):
                    self._add(look, row, side)
            self.done += 1
        given = np.array([[one.log for one in both] for both in self.predictors])
        out = self.under + given >= ENOUGH
        found: NDArray[np.bool_] = out[:, 0] & (self.slope[:, 0] < 0)
        return found | (out[:, 1] & (self.slope[:, 1] > 0))

    def _add(self, look: Look, row: int, side: int) -> None:
        elsewhere, ours_elsewhere, drawn, ours, missing = (
            int(part[row]) for part in look.blocks[self.done]
        )
        before, before_ours = self.past[row, side].tolist()
        found = ours + side * missing
        population = self.lines - elsewhere - before
        part = Draws(population, ours_elsewhere + before_ours, drawn, found)
        self.predictors[row][side].see(part, float(look.expected[self.done][row]))
        ratio, truth = Ratio(self.lines, [part], 0.0), int(self.truth[row])
        if ratio.low <= truth < ratio.high:
            self.under[row, side] += ratio.at(truth)
            self.slope[row, side] += ratio.slope(truth)
        else:
            self.under[row, side] = np.inf
            self.slope[row, side] = -np.inf if truth < ratio.low else np.inf
        self.past[row, side] += (drawn, found)


def run(made: World, order: str, seeds: range) -> Run:
    """Play the campaigns and look every day."""
    truth = campaign_truths(made, seeds)
    campaigns = Campaigns(made, truth, order, DAYS, seeds.start)
    total, lines = truth.sum(axis=1), truth.shape[1]
    watch = _Watch(lines, total)
    missed, by_wilson, by_claims = (np.zeros(len(seeds), dtype=bool) for _ in range(3))
    found = Run([], [], [], {day: [] for day in WIDTHS_AT})
    for look in campaigns.days():
        out = watch.outside(look)
        missed |= out
        for ever, count in ((by_wilson, look.true_of_read), (by_claims, look.claimed)):
            low, high = wilson(count, look.read)
            ever |= (total / lines < low) | (total / lines > high)
        if look.day in WIDTHS_AT:
            _widths(found, look, lines, total, out)
    found.missed, found.wilson_missed = missed.tolist(), by_wilson.tolist()
    found.naive_missed = by_claims.tolist()
    return found


def _widths(
    found: Run, look: Look, lines: int, total: NDArray[np.int64], out: NDArray[np.bool_]
) -> None:
    for row in range(len(total)):
        blocks = [
            Block(*(int(part[row]) for part in block), expected=float(share[row]))
            for block, share in zip(look.blocks[: look.prefix], look.expected, strict=False)
        ]
        band = total_band(Counts(lines, int(look.ours[row]), int(look.ruled[row])), blocks, ALPHA)
        found.disagreed += (band.low <= total[row] <= band.high) == bool(out[row])
        drawn = np.array(sum(block.drawn for block in blocks))
        low, high = wilson(np.array(sum(block.ours for block in blocks)), drawn)
        found.ratios[look.day].append(band.width / lines / float(high - low))


@dataclass
class _Seen:
    """All runs together."""

    by_case: dict[str, list[bool]] = field(default_factory=dict)
    by_wilson: dict[str, list[bool]] = field(default_factory=dict)
    naive: list[bool] = field(default_factory=list)
    ratios: dict[int, list[float]] = field(default_factory=dict)
    disagreed: int = 0

    def add(self, made: World, order: str, part: Run) -> None:
        case = f"truth {made.rate:.2f}, {order}"
        self.by_case.setdefault(case, []).extend(part.missed)
        self.by_wilson.setdefault(order, []).extend(part.wilson_missed)
        self.naive += part.naive_missed
        self.disagreed += part.disagreed
        for day, ratios in part.ratios.items():
            self.ratios.setdefault(day, []).extend(ratios)


def _coverage(mode: str) -> list[Figure]:
    count, seen = CAMPAIGNS[mode], _Seen()
    for made, order in product(truths(), ORDERS):
        for first in range(0, count, ROWS):
            seen.add(made, order, run(made, order, range(first, min(first + ROWS, count))))
    by_case, by_wilson = seen.by_case, seen.by_wilson
    if mode != "full":  # too few to tell one case from another
        by_case = {"all truths and orders": [one for case in by_case.values() for one in case]}
        by_wilson = {"all orders": [one for case in by_wilson.values() for one in case]}
    found = [_missed(case, missed) for case, missed in by_case.items()]
    for order, outside in by_wilson.items():
        rate, title = mean(outside), f"Wilson on what was read: ever outside, {order}"
        found.append(Figure(title, rate, 0.25, rate / 0.25, "share", AT_LEAST, 1.0))
    rate = mean(seen.naive)
    title = "Wilson on first verdicts: ever outside, all orders"
    found.append(Figure(title, rate, 0.25, rate / 0.25, "share"))
    for day, wide in seen.ratios.items():
        title = f"width beside one look of Wilson on the same audit lines, day {day}"
        found.append(Figure(title, median(wide), 1.0, median(wide), "times", AT_MOST, 2.5))
    title = "looks at which kept sums and the interval disagree"
    found.append(Figure(title, seen.disagreed, 0, seen.disagreed, "looks", AT_MOST, 0.0))
    return found


def _missed(name: str, missed: list[bool]) -> Figure:
    rate, note = mean(missed), f"{len(missed)} campaigns, a look a day for {DAYS} days"
    title = f"audit stream: truth ever outside, {name}"
    return Figure(title, rate, ALPHA, rate / ALPHA, "share", AT_MOST, 1.4, note)


def _everything_random() -> list[Figure]:
    """Days 5, 20, 60 of the first simulations: 3,870, 15,442 and 46,060 lines ruled.

    The bar is for a truth where the prior expects it; elsewhere a prior costs width, never
    coverage: printed beside, with the hedged prior too.
    """
    found = []
    for name, priors in (("39 % x 100", (EXPECTED,)), ("hedged", EITHER)):
        for share, (day, ruled) in product(
            (0.39, 0.30, 0.22), ((5, 3870), (20, 15_442), (60, 46_060))
        ):
            ours = round(ruled * share)
            band = everything_random(Counts(LINES, ours, ruled), *priors, alpha=ALPHA)
            low, high = wilson(np.array(ours), np.array(ruled))
            width, plain = band.width / LINES, float(high - low)
            title = f"width, everything random, truth {share}, day {day}, prior {name}"
            bar = 1.75 if share == EXPECTED.centre else None
            note = "beside plain Wilson"
            found.append(Figure(title, width, plain, width / plain, "share", AT_MOST, bar, note))
    return found


def _support(mode: str) -> list[Figure]:
    """False support one line short of the target, and how soon it comes at 39 %."""
    rng = np.random.default_rng(2)
    count = SUPPORTED[mode]
    looks = [*range(10, 1000, 10), *(int(1000 * 1.02**k) for k in range(207))]
    false = [_first_support(TARGET - 1, looks, rng) is not None for _ in range(count)]
    every_ten = list(range(10, 2000, 10))
    soon = [_first_support(round(0.39 * LINES), every_ten, rng) or 2000 for _ in range(count)]
    rate, note = mean(false), f"{count} campaigns, to 60,000 rulings, prior 39 % x 100"
    title = "support: false, one line short of the target"
    return [
        Figure(title, rate, ALPHA, rate / ALPHA, "share", AT_MOST, 1.0, note),
        Figure(
            "support at truth .39: median rulings needed, a look every ten",
            median(soon), 80, median(soon) / 80, "rulings", AT_MOST, 1.0, note,
        ),
    ]  # fmt: skip


def _first_support(truth: int, looks: list[int], rng: np.random.Generator) -> int | None:
    """The first look at which random rulings support the target; None if none does."""
    ours = ruled = 0
    for look in looks:
        more = look - ruled
        ours += int(rng.hypergeometric(truth - ours, LINES - ruled - truth + ours, more))
        ruled = look
        if ours * LINES <= TARGET * ruled:
            continue  # e is at most about one there
        ratio = pooled(Counts(LINES, ours, ruled), EXPECTED)
        if support(TARGET, ratio, ratio).e >= 20:
            return look
    return None


def _speed(rounds: int) -> Figure:
    """All estimates of one look, at ten million lines beside 195,783, from the same counts."""
    pairs = in_turn(lambda: _estimates(10_000_000), lambda: _estimates(LINES), rounds)
    note = "60 audit blocks, 7 reasons, total, union, support; kept counts only"
    return of_pairs(
        "estimates at 10,000,000 lines beside 195,783", pairs, unit="ms", bar=1.2, note=note
    )


def _estimates(lines: int) -> float:
    scale = lines / LINES
    blocks = [Block(round(n * 250 * scale), round(n * 91 * scale), 77, 28) for n in range(60)]
    now = Counts(lines, round(5_460 * scale) + 1680, round(15_000 * scale) + 4620)
    strata = [
        Stratum(str(k), Counts(lines // (k + 2), 300 + k, 1000 + k), random=True) for k in range(7)
    ]
    began = perf_counter()
    for _ in range(3):
        total_band(now, blocks)
        everything_random(now)
        union(strata)
        ratio = pooled(now)
        support(round(TARGET * scale), ratio, ratio)
    return (perf_counter() - began) * 1000 / 3


def figures(mode: str) -> list[dict[str, Any]]:
    """All of the above in one run."""
    found = _coverage(mode) + _everything_random() + _support(mode) + [_speed(9)]
    return [figure.as_dict() for figure in found]
