"""Invented readers: how people judge invented lines, with their errors and their pace.

A judgement is a pure function of (seed, reader, line), whatever was asked before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bot.invented.chance import Floats, Words, mixed, unit
from bot.invented.lines import Invented
from bot.invented.truth import drawn_grounds, world_grounds
from bot.invented.worlds import DUPLICATE, World
from models.terms import LineKey, Verdict

VERDICTS = tuple(Verdict)
_CHALLENGE = VERDICTS.index(Verdict.CHALLENGE)
_STANDS = VERDICTS.index(Verdict.STANDS)
_UNSURE = VERDICTS.index(Verdict.UNSURE)
_MISSING = VERDICTS.index(Verdict.MISSING)


class Judged(NamedTuple):
    """What a reader wrote down: verdict, ground code with a challenge, minutes, partner line."""

    verdict: Verdict
    ground: str | None
    minutes: float
    partner: LineKey | None


@dataclass(frozen=True, slots=True)
class Reader:
    """One invented person: chances of verdicts, and pace.

    `catches` and `overclaims` are the chances of a challenge on a line wrongly and rightly
    rejected; `claims_twice` that on a further line of a true duplicate set; `unsure` and `missing`
    come before them. `speed` is a factor on pace; `pace` the factor at the first line and once
    practised, half of the gap closed after `learning` lines.
    """

    seed: int
    number: int
    catches: float
    overclaims: float
    claims_twice: float
    unsure: float
    missing: float
    speed: float
    pace: tuple[float, float]
    learning: int

    def pace_after(self, read: int) -> float:
        """Lines a minute against a practised average reader's, after `read` lines."""
        start, end = self.pace
        return self.speed * (end - (end - start) * self.learning / (self.learning + read))

    def judge(self, invented: Invented, index: int, *, read: int = 0) -> Judged:
        """Judge the line at `index`, having read `read` before; IndexError beyond the end."""
        verdict, ground = self.judge_all(invented, [index])
        named = VERDICTS[verdict[0]]
        taken = float(invented.minutes[index]) / self.pace_after(read)
        if named != Verdict.CHALLENGE:
            return Judged(named, None, taken, None)
        code = world_grounds(invented.world)[ground[0]]
        return Judged(named, code, taken, invented.partner_key(index))

    def judge_all(
        self, invented: Invented, indices: ArrayLike
    ) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Judge the lines at `indices`: index into VERDICTS, and into `world_grounds(world)`.

        Both have the shape of `indices`; the ground is -1 where the verdict is not a challenge.
        """
        at = np.asarray(indices, dtype=np.int64)
        truth = invented.truth[at]
        chance = np.where(truth, self.catches, self.overclaims)
        chance[_further(invented, at)] = self.claims_twice
        draws = _Draws(self, invented, at)
        verdict = np.where(draws.of(1) < chance, _CHALLENGE, _STANDS).astype(np.int8)
        aside = draws.of(2)
        verdict[aside < self.unsure + self.missing] = _UNSURE
        verdict[aside < self.missing] = _MISSING
        ground = np.full(at.shape, -1, dtype=np.int8)
        claimed = verdict == _CHALLENGE
        right = claimed & (truth | (invented.partner[at] >= 0))
        mistaken = drawn_grounds(invented.world, invented.reason[at], draws.of(3))
        ground[claimed] = mistaken[claimed]
        ground[right] = invented.ground[at][right]
        return verdict, ground


class _Draws:
    """Numbers in [0, 1) for (seed, reader, line, purpose)."""

    def __init__(self, who: Reader, invented: Invented, at: NDArray[np.int64]) -> None:
        key = invented.section[at].astype(np.uint64) << np.uint64(16)
        key |= invented.page[at].astype(np.uint64) << np.uint64(8)
        key |= invented.line[at].astype(np.uint64)
        self._lines: Words = mixed(mixed(key, who.seed), who.number)

    def of(self, purpose: int) -> Floats:
        return unit(mixed(self._lines, purpose))


def reader(world: World, seed: int, number: int) -> Reader:
    """Return the world's reader of that number: its habits, and a speed drawn for the person.

    The world states what share of noes is wrong (w) and of yeses is upheld (u). With p of the
    lines wrongly rejected, a share y = (p - w) / (u - w) must be yeses, and Bayes' rule gives the
    chances: u·y / p on lines wrongly, (1 - u)·y / (1 - p) on lines rightly rejected. Second claims
    on one duplicate set are among the yeses that are not upheld.
    """
    habits, rate, further = world.readers, world.rate, _further_share(world)
    yeses = (rate - habits.noes_wrong) / (habits.yeses_upheld - habits.noes_wrong)
    yeses = min(max(yeses, 0.0), 1.0)
    mistaken = (1 - habits.yeses_upheld) * yeses - further * world.duplicates.claimed_twice
    low, high = habits.speed
    draw = unit(mixed(mixed(np.array([number], dtype=np.uint64), seed), 0))[0]
    return Reader(
        seed=seed,
        number=number,
        catches=min(habits.yeses_upheld * yeses / rate, 1.0) if rate else 0.0,
        overclaims=min(max(mistaken, 0.0) / max(1 - rate - further, 1e-9), 1.0),
        claims_twice=world.duplicates.claimed_twice,
        unsure=habits.unsure,
        missing=habits.missing,
        speed=low + (high - low) * float(draw),
        pace=habits.pace,
        learning=habits.learning,
    )


def lawyer(seed: int, number: int) -> Reader:
    """Return a reader who is always right, never unsure and always at full pace."""
    return Reader(
        seed=seed,
        number=number,
        catches=1.0,
        overclaims=0.0,
        claims_twice=0.0,
        unsure=0.0,
        missing=0.0,
        speed=1.0,
        pace=(1.0, 1.0),
        learning=1,
    )


def _further_share(world: World) -> float:
    """Expected share of all lines that are further lines of true duplicate sets."""
    lines_a_set = sum(size * share for size, share in world.duplicates.sizes)
    true_sets = sum(r.count * r.rate for r in world.reasons if r.code == DUPLICATE)
    return true_sets * (lines_a_set - 1) / world.total


def _further(invented: Invented, at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the lines `at` belong to a true duplicate set and are not the one that counts."""
    first = invented.duplicate_set[at]
    further: NDArray[np.bool_] = (first >= 0) & (first != at) & invented.truth[first]
    return further
