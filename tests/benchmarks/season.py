"""One invented campaign after another, day by day, under seats, pace and an order of reading.

Lines, yields, minutes, drift, bundles and reader errors are those of `bot.invented`; claims are
ruled the day after they are read, audit lines two days after they are drawn, always rightly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.invented import World, reader
from bot.invented.truth import truths
from models.rules.forecast import Course, DayWorked, Open, Reading, ReasonLeft
from models.rules.priority import ReasonStanding
from tests.benchmarks.rulings_world import layout

SEAT_HOURS = 44.0  # a day
FIRST_DAY = date(2022, 9, 6)
HALF_LEARNED = 20.0  # days after which half of the gap between 70 and 100 % is closed
TARGET = 46_807

Ints = NDArray[np.int64]
Order = Callable[["Season"], "list[int] | None"]
"""Places of the reasons in the order to read them today; None: the registrar's order."""


@dataclass
class Season:
    """One campaign. ``noisy``: attendance and day noise; ``learns``: pace from 70 to 100 %."""

    world: World
    seed: int
    audit: float = 0.0
    noisy: bool = False
    learns: bool = False
    day: int = 0
    ours: int = 0
    worked: list[DayWorked] = field(default_factory=list)

    def __post_init__(self) -> None:
        base = layout(self.world)
        self.rng = np.random.default_rng([self.seed, 3])
        self.reason = base.reason.astype(np.int64)
        self.minutes = np.array([r.minutes for r in self.world.reasons])
        self.truth = truths(self.world, self.seed, base.reason, base.duplicate_set, base.bundle)
        who = reader(self.world, self.seed, 1)
        chance = np.where(self.truth, who.catches, who.overclaims) + who.unsure
        self.claimed = self.rng.random(len(self.truth)) < chance
        self.caught = min(who.catches + who.unsure, 1.0)
        codes = len(self.minutes)
        # Inside a reason as the registrar lists it: what staff fetch most quickly.
        self.queues = [np.flatnonzero(self.reason == place) for place in range(codes)]
        self.at = [0] * codes
        self.listed = 0  # how far the registrar's order is read
        self.state = np.zeros(
            len(self.truth), dtype=np.int8
        )  # 0 unread, 1 read, 2 out of the draw
        self.tickets = self.rng.permutation(len(self.truth))
        self.ticket = 0
        self.seen, self.found = np.zeros(codes), np.zeros(codes)
        self.unread = np.bincount(self.reason, minlength=codes)
        self.unsettled: Ints = np.zeros(0, dtype=np.int64)
        self.waiting: Ints = np.zeros(0, dtype=np.int64)
        self.drawn: list[Ints] = []
        self.fresh: list[Ints] = []  # of them, those that were unread
        self.audited, self.audited_ours = np.zeros(codes), np.zeros(codes)

    def pace(self) -> float:
        """Practised minutes a seat-minute today."""
        start, end = self.world.readers.pace if self.learns else (1.0, 1.0)
        gap = (end - start) * HALF_LEARNED / (HALF_LEARNED + self.day)
        noise = float(np.exp(0.12 * self.rng.standard_normal())) if self.noisy else 1.0
        return (end - gap) * noise

    def live(self, order: Order) -> None:
        """One day: yesterday's claims are ruled, the audit draws, people read."""
        self._rule()
        used = SEAT_HOURS * (float(self.rng.beta(18, 2)) if self.noisy else 1.0)
        work = used * 60 * self.pace()
        self._draw(work * self.audit)
        places = order(self)
        lines = self._next(work * (1 - self.audit), places)
        self.state[lines] = 1
        self.unread -= np.bincount(self.reason[lines], minlength=len(self.minutes))
        yes = self.claimed[lines]
        self.unsettled = lines
        self.waiting = lines[yes]
        today = FIRST_DAY + timedelta(days=self.day)
        self.worked.append(DayWorked(today, SEAT_HOURS, used, work))
        self.day += 1

    def _rule(self) -> None:
        self.seen += np.bincount(self.reason[self.unsettled], minlength=len(self.minutes))
        lines = self.waiting[self.state[self.waiting] == 1]
        self.state[lines] = 2
        right = lines[self.truth[lines]]
        self.found += np.bincount(self.reason[right], minlength=len(self.minutes))
        self.ours += len(right)
        if len(self.drawn) >= 2:
            audited = self.drawn[-2]
            self.ours += int(self.truth[audited].sum())
            fresh = self.fresh[-2]
            codes = len(self.minutes)
            self.audited += np.bincount(self.reason[fresh], minlength=codes)
            ours = fresh[self.truth[fresh]]
            self.audited_ours += np.bincount(self.reason[ours], minlength=codes)

    def _draw(self, work: float) -> None:
        ahead = self.tickets[self.ticket : self.ticket + 400]
        free = self.state[ahead] < 2
        cost = np.cumsum(np.where(free, self.minutes[self.reason[ahead]], 0.0))
        end = int(np.searchsorted(cost, work))
        lines = ahead[:end][free[:end]]
        self.ticket += end
        unread = lines[self.state[lines] == 0]
        self.unread -= np.bincount(self.reason[unread], minlength=len(self.minutes))
        self.state[lines] = 2
        self.drawn.append(lines)
        self.fresh.append(unread)

    def _next(self, work: float, places: list[int] | None) -> Ints:
        if places is None:
            lines, self.listed = self._taken(np.arange(len(self.truth)), self.listed, work)
            return lines
        parts = []
        for place in places:
            lines, self.at[place] = self._taken(self.queues[place], self.at[place], work)
            parts.append(lines)
            work -= len(lines) * float(self.minutes[place])
            if work < 1:
                break
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def _taken(self, queue: Ints, start: int, work: float) -> tuple[Ints, int]:
        ahead = queue[start : start + 3000]
        free = self.state[ahead] == 0
        cost = np.cumsum(np.where(free, self.minutes[self.reason[ahead]], 0.0))
        end = int(np.searchsorted(cost, work, side="right"))
        return ahead[:end][free[:end]], start + end

    def standings(self) -> list[ReasonStanding]:
        """What is known of each reason, for the order."""
        return [
            ReasonStanding(str(k), int(self.unread[k]), int(self.found[k]), int(self.seen[k]), m)
            for k, m in enumerate(self.minutes.tolist())
        ]

    def course(self, reading: Reading) -> Course:
        """The campaign as a forecast sees it."""
        reasons = tuple(
            ReasonLeft(
                str(k),
                int(self.unread[k]),
                float(self.minutes[k]),
                int(self.found[k]),
                int(self.seen[k]),
                int(self.audited[k]),
                int(self.audited_ours[k]),
            )
            for k in range(len(self.minutes))
        )
        return Course(
            days=tuple(self.worked),
            reasons=reasons,
            target=TARGET,
            ours=self.ours,
            reading=reading,
            audit=self.audit,
            read_unruled=int((self.state == 1).sum()),
            caught=self.caught,
            lag_days=1,
        )

    def calendar(self, days: int) -> list[Open]:
        """The days to come, all of them open."""
        first = FIRST_DAY + timedelta(days=self.day)
        return [Open(first + timedelta(days=n), SEAT_HOURS) for n in range(days)]
