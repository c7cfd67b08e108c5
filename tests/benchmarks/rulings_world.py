"""Campaigns by the hundred, through the rounds: readers who err, lawyers who rule, an audit stream.

Whole campaigns run side by side, one row each, day by day. Lines, reasons, yields, drift, bundles
and reader errors are those of `bot.invented`; what is simplified is said where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.invented import Invented, World, generate, reader
from bot.invented.truth import truths

READ_A_DAY = 772  # lines; the pace at which numbers of the reference simulations were measured
AUDIT_SHARE = 0.10  # of the reading time
SECONDS = 0.15  # share of first readings that get a blind second one
AUDIT_LAG = 2  # days from an audit line's draw to its ruling
ORDERS = ("random", "registrar", "bundles", "reasons", "yields")

Ints = NDArray[np.int64]
UNREAD, NO, CLAIMED, DRAWN, RULED = 0, 1, 2, 3, 4


@dataclass
class Look:
    """What is known after a day, one row a campaign; what was drawn that day with it."""

    day: int
    read: Ints
    claimed: Ints
    true_of_read: Ints
    ruled: Ints
    ours: Ints
    blocks: list[tuple[Ints, ...]] = field(default_factory=list)
    """One a draw: elsewhere, ours_elsewhere, drawn, ours, missing (shape (n,) each), …"""
    expected: list[NDArray[np.float64]] = field(default_factory=list)
    prefix: int = 0
    """How many of the blocks are ruled."""


@cache
def layout(world: World) -> Invented:
    """One layout of lines a world; the truths differ from campaign to campaign."""
    return generate(world, 20261124)


def campaign_truths(world: World, seeds: range) -> NDArray[np.bool_]:
    """Hidden truths, shape (campaigns, lines)."""
    base = layout(world)
    rows = [truths(world, s, base.reason, base.duplicate_set, base.bundle) for s in seeds]
    return np.stack(rows)


def reading_order(world: World, order: str, rows: int, seed: int, lines: int) -> NDArray[np.int32]:
    """The first ``lines`` lines each campaign would read, shape (rows, lines)."""
    base = layout(world)
    rng = np.random.default_rng([seed, ORDERS.index(order)])
    found = np.empty((rows, lines), dtype=np.int32)
    for row in range(rows):
        found[row] = _order(base, order, rng)[:lines]
    return found


def _order(base: Invented, order: str, rng: np.random.Generator) -> NDArray[np.int64]:
    count = len(base)
    if order == "random":
        return rng.permutation(count)
    if order == "bundles":
        rank = rng.permutation(int(base.bundle[-1]) + 1)
        return np.argsort(rank[base.bundle], kind="stable")
    if order == "reasons":
        return np.argsort(base.reason, kind="stable")
    if order == "yields":
        rates = np.array([-r.rate for r in base.world.reasons])
        return np.argsort(rates[base.reason], kind="stable")
    return np.arange(count)


class Campaigns:
    """``truth``: shape (n, lines). Each day of :meth:`days` is one look at all of them."""

    def __init__(self, world: World, truth: NDArray[np.bool_], order: str, days: int, seed: int):
        self.world, self.truth = world, truth
        self.rows, self.lines = truth.shape
        self.reason = layout(world).reason
        self._days = days
        self._rng = np.random.default_rng([seed, 7, ORDERS.index(order)])
        self._audits = round(READ_A_DAY * AUDIT_SHARE)
        self._reads = READ_A_DAY - self._audits
        self._order = reading_order(world, order, self.rows, seed, self._reads * days)
        self._state = np.zeros(truth.shape, dtype=np.int8)
        self._who = reader(world, seed, 1)
        self._missing = self._rng.random(truth.shape, dtype=np.float32) < self._who.missing
        # Only the first tickets are ever reached.
        tickets = min(self.lines, self._audits * days * 3)
        self._tickets = np.stack(
            [self._rng.permutation(self.lines)[:tickets] for _ in range(self.rows)]
        ).astype(np.int32)
        self._at = np.zeros(self.rows, dtype=np.int64)
        codes = len(world.reasons)
        self._unread = np.tile(np.bincount(self.reason, minlength=codes), (self.rows, 1))
        self._seen = np.zeros((2, self.rows, codes))  # readings and claims by reason
        self._upheld = np.array([[0.75 * 20], [20.0]]) * np.ones((2, self.rows))
        self._missed = np.array([[0.05 * 40], [40.0]]) * np.ones((2, self.rows))
        self._noes = np.zeros(self.rows, dtype=np.int64)

    def days(self) -> Iterator[Look]:
        """Day after day: rulings of yesterday, the draw, the reading, the look."""
        zero = np.zeros(self.rows, dtype=np.int64)
        look = Look(0, zero.copy(), zero.copy(), zero.copy(), zero.copy(), zero.copy())
        elsewhere, ours_elsewhere = zero.copy(), zero.copy()
        waiting: tuple[Ints, NDArray[np.bool_]] | None = None
        for day in range(1, self._days + 1):
            if waiting is not None:
                ruled, ours = self._rule(*waiting)
                elsewhere, ours_elsewhere = elsewhere + ruled, ours_elsewhere + ours
            look.expected.append(self._expected())
            drawn, valid = self._draw()
            look.blocks.append((elsewhere, ours_elsewhere, *self._outcome(drawn, valid)))
            waiting = self._read(day, look)
            if day > AUDIT_LAG:
                look.prefix = day - AUDIT_LAG
            known = look.blocks[: look.prefix]
            audited = sum((b[2] - b[4] for b in known), zero)
            look.ruled = elsewhere + audited
            look.ours = ours_elsewhere + sum((b[3] for b in known), zero)
            look.day = day
            yield look

    def _draw(self) -> tuple[Ints, NDArray[np.bool_]]:
        """The next unruled, undrawn lines in ticket order: lines, and which of them count."""
        rows = np.arange(self.rows)[:, None]
        width = self._audits * 2
        places = np.minimum(self._at[:, None] + np.arange(width), self._tickets.shape[1] - 1)
        lines = self._tickets[rows, places].astype(np.int64)
        free = self._state[rows, lines] < DRAWN
        nth = np.cumsum(free, axis=1)
        valid = free & (nth <= self._audits)
        last = np.where(
            nth[:, -1] >= self._audits, np.argmax(nth >= self._audits, axis=1) + 1, width
        )
        self._at += last
        self._unread_less(lines, valid & (self._state[rows, lines] == UNREAD))
        noes = valid & (self._state[rows, lines] == NO)
        self._noes -= noes.sum(1)
        shown = noes & ~self._missing[rows, lines]
        self._missed[0] += (shown & self.truth[rows, lines]).sum(1)
        self._missed[1] += shown.sum(1)
        at_row, at_place = np.nonzero(valid)
        self._state[at_row, lines[at_row, at_place]] = DRAWN
        return lines, valid

    def _outcome(self, lines: Ints, valid: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
        rows = np.arange(self.rows)[:, None]
        gone = self._missing[rows, lines] & valid
        ours = self.truth[rows, lines] & valid & ~gone
        return valid.sum(1), ours.sum(1), gone.sum(1)

    def _read(self, day: int, look: Look) -> tuple[Ints, NDArray[np.bool_]]:
        """First readings and blind second ones; what goes to the lawyers, ruled tomorrow."""
        rows = np.arange(self.rows)[:, None]
        lines = self._order[:, (day - 1) * self._reads : day * self._reads].astype(np.int64)
        fresh = self._state[rows, lines] == UNREAD
        truth = self.truth[rows, lines]
        draws = self._rng.random((4, *lines.shape), dtype=np.float32)
        chance = np.where(truth, self._who.catches, self._who.overclaims)
        first, second = draws[0] < chance, draws[1] < chance
        missing = self._missing[rows, lines]
        unsure = draws[2] < self._who.unsure
        twice = draws[3] < SECONDS
        queue = fresh & ~missing & (first | unsure | (twice & second))
        seen = fresh & ~missing
        self._state[rows, lines] = np.where(
            fresh, np.where(queue, CLAIMED, NO), self._state[rows, lines]
        ).astype(np.int8)
        self._noes += (fresh & ~queue).sum(1)
        self._unread_less(lines, fresh)
        self._tally(lines, seen, queue)
        look.read = look.read + seen.sum(1)
        look.claimed = look.claimed + (seen & first).sum(1)
        look.true_of_read = look.true_of_read + (seen & truth).sum(1)
        return lines, queue

    def _rule(self, lines: Ints, queue: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """The lawyers rule what was queued yesterday and was not drawn by the audit since."""
        rows = np.arange(self.rows)[:, None]
        queue = queue & (self._state[rows, lines] == CLAIMED)
        at_row, at_place = np.nonzero(queue)
        self._state[at_row, lines[at_row, at_place]] = RULED
        ours = (self.truth[rows, lines] & queue).sum(1)
        ruled = queue.sum(1)
        self._upheld[0] += ours
        self._upheld[1] += ruled
        return ruled, ours

    def _unread_less(self, lines: Ints, which: NDArray[np.bool_]) -> None:
        np.subtract.at(self._unread, self._cells(lines, which), 1)

    def _cells(self, lines: Ints, which: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        at_row, at_place = np.nonzero(which)
        return at_row, self.reason[lines[at_row, at_place]].astype(np.int64)

    def _tally(self, lines: Ints, seen: NDArray[np.bool_], queue: NDArray[np.bool_]) -> None:
        np.add.at(self._seen[0], self._cells(lines, seen), 1)
        np.add.at(self._seen[1], self._cells(lines, queue), 1)

    def _expected(self) -> NDArray[np.float64]:
        """The composition's share of ours: unread by reason, noes, as a campaign would know it."""
        upheld = self._upheld[0] / self._upheld[1]
        missed = self._missed[0] / self._missed[1]
        all_claimed = (self._seen[1].sum(1) + 6) / (self._seen[0].sum(1) + 20)
        claimed = (self._seen[1] + 10 * all_claimed[:, None]) / (self._seen[0] + 10)
        share = claimed * upheld[:, None] + (1 - claimed) * missed[:, None]
        found = (self._unread * share).sum(1) + self._noes * missed
        lines: NDArray[np.float64] = self._unread.sum(1) + self._noes
        return found / np.maximum(lines, 1)
