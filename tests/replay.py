"""The reference case once more, as it might have been counted: published figures, an invented truth.

Published (`config/campaigns/los-angeles-2022.toml`): the lines by reason, the target, the first day,
three days a week, some 94,000 lines read by 2023-07-07. Invented: which lines were wrongly rejected
(21.9 % of all), how readers err, the weekdays, that easy reasons were read first. Assumed, and said
where it is told: an audit line takes as long as any other, lawyers rule what was read by the next
day in the room. Everything Countersign says here is said by its own rules, from a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from bot.invented import Invented, World, generate, reader, world
from bot.invented.chance import uniforms
from bot.invented.readers import VERDICTS
from bot.invented.worlds import checked, varied
from config.policy import Policy
from models.rules import audit
from models.rules.audit import Draw
from models.rules.estimates import (
    Band,
    Block,
    Cell,
    Counts,
    Early,
    Prior,
    State,
    Support,
    certain,
    early_warning,
    evidence,
    expected_share,
    learned,
    support,
    total_band,
    unread_share,
)
from models.terms import Verdict

SUBMITTED, TARGET = 715_833, 46_807  # published 2022-08-15
FIRST, LAST = date(2022, 9, 6), date(2023, 7, 6)  # the first day; the last before the second suit
STATEMENT = date(
    2022, 10, 10
)  # "39 % clear, obvious and legitimate challenges", of a partial review
INJUNCTION = date(2022, 12, 6)
READ_BY_THEN = 94_000  # published, "about": by 2023-07-07
WEEKDAYS = (1, 2, 3)  # three days a week are published; Tuesday to Thursday is invented

# Shares wrongly rejected, and the order in which reasons are read. Invented: together 21.9 %, and
# such that whoever begins with the easy ones claims 39 % of what they read.
YIELDS = {
    "SIG": 0.45,
    "ADDR": 0.27,
    "NR": 0.2295,
    "OTH": 0.20,
    "DUP": 0.15,
    "CAN": 0.15,
    "OOC": 0.03,
}
SEED, AUDIT_SEED = 20221010, "an invented seed of the replay"
LAG = 2  # days in the room from an audit line's draw to its ruling; assumed
SECONDS = Policy().second_percent / 100
AUDIT = Policy().audit_percent / 100
_GUESSES = Prior(0.3, 20), Prior(0.75, 20), Prior(0.05, 40)  # claimed, upheld, missed, before any


@dataclass(frozen=True, slots=True)
class Look:
    """The evening of a day in the room: what was counted, the naive rate, what Countersign said.

    ``safe`` is what a textbook interval of the naive rate says: its lower end, times all lines, is
    above the target. Lines, but for ``rate`` (0…1).
    """

    day: date
    read: int
    claimed: int
    rate: float
    naive: tuple[int, int]
    safe: bool
    counts: Counts
    audited: int
    certain: Band
    band: Band
    support: Support
    early: Early


def the_world() -> World:
    """The reference world with this story's yields."""
    base = world("reference")
    return checked(
        replace(base, reasons=tuple(replace(r, rate=YIELDS[r.code]) for r in base.reasons))
    )


def days() -> list[date]:
    """The days in the room."""
    every = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [day for day in every if day.weekday() in WEEKDAYS]


@cache
def lines() -> Invented:
    """All lines, with the hidden truth."""
    return generate(the_world(), SEED)


@cache
def told() -> tuple[Look, ...]:
    """The whole story, evening by evening."""
    return tuple(Story(lines(), 1.0).evenings(every=True))


@cache
def dearer() -> Look:
    """The last evening, had an audit line taken twice the time of any other."""
    (last,) = Story(lines(), 2.0).evenings(every=False)
    return last


@cache
def supported(rate: float = 0.39) -> Look:
    """The evening on which "enough is there" is supported, had the campaign's rate been the truth."""
    found = generate(varied(the_world(), rate=rate), SEED)
    evenings = Story(found, 1.0).evenings(every=True)
    return next(look for look in evenings if look.support.state is State.SUPPORTED)


class Story:
    """One campaign, day by day. Arrays are by line, in the registrar's order."""

    def __init__(self, found: Invented, cost: float) -> None:
        self._lines = found
        total = len(self._lines)
        self._reason = self._lines.reason.astype(np.int64)
        self._time = READ_BY_THEN / len(days())
        self._audits = round(self._time * AUDIT / cost)
        self._reads = round(self._time * (1 - AUDIT) / (1 + SECONDS))
        self._verdict = _judged(self._lines, 1)
        self._second = _judged(self._lines, 2)
        self._twice = uniforms(SEED, "second readings", count=total) < SECONDS
        self._read = np.zeros(total, dtype=np.bool_)
        self._ruled = np.zeros(total, dtype=np.bool_)
        self._drawn = np.zeros(total, dtype=np.bool_)
        self._known = np.zeros(total, dtype=np.bool_)  # audit lines with a ruling
        tickets = [audit.ticket(AUDIT_SEED, self._lines.key(n)) for n in range(total)]
        self._order = np.argsort(np.array(tickets), kind="stable")
        self._draws: list[Draw] = []
        self._places: list[int] = []
        self._highest = self._against = 0.0

    def evenings(self, *, every: bool) -> Iterator[Look]:
        """Rule what was read yesterday, draw, read, and look: every evening, or only the last."""
        reading, waiting = _easy_first(self._lines), np.zeros(0, dtype=np.int64)
        for number, day in enumerate(days()):
            self._ruled[waiting[~self._drawn[waiting]]] = True
            self._draw()
            batch = reading[number * self._reads : (number + 1) * self._reads]
            batch = batch[~self._read[batch]]
            self._read[batch] = True
            waiting = batch[self._for_lawyers(batch)]
            self._rule_draws((number + 1 - LAG) * self._audits)
            if every or day == LAST:
                yield self._look(day)

    def _draw(self) -> None:
        """The next lines by ticket that are neither ruled nor drawn; they are read, too."""
        free = self._order[~(self._ruled | self._drawn)[self._order]][: self._audits]
        elsewhere = int(self._ruled.sum())
        ours = int((self._ruled & self._lines.truth).sum())
        expected = expected_share(self._cells())
        self._draws += [Draw(elsewhere, ours, None, expected)] * len(free)
        self._places += free.tolist()
        self._drawn[free] = self._read[free] = True

    def _for_lawyers(self, batch: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Challenges, the unsure, and those on which the blind second reader disagrees."""
        first, second = self._verdict[batch], self._second[batch]
        judged = np.isin(first, _JUDGED) & np.isin(second, _JUDGED)
        differs = self._twice[batch] & judged & (first != second)
        found: NDArray[np.bool_] = np.isin(first, (_CHALLENGE, _UNSURE)) | differs
        return found

    def _cells(self) -> Iterator[Cell]:
        """What the composition of the unruled lines predicts, as a campaign would know it."""
        reads, claims = self._read & ~self._drawn, self._verdict == _CHALLENGE
        stands = self._verdict == _STANDS
        upheld = self._share(np.flatnonzero(self._ruled & claims), _GUESSES[1])
        missed = self._share(np.flatnonzero(self._known & stands), _GUESSES[2])
        noes = reads & stands & ~self._ruled
        yield Cell(int(noes.sum()), missed)
        seen, claimed, unread = map(self._by_reason, (reads, reads & claims, ~self._read))
        for place, left in enumerate(unread):
            share = learned(claimed[place], seen[place], _GUESSES[0])
            yield Cell(left, unread_share(share, upheld, missed))

    def _by_reason(self, which: NDArray[np.bool_]) -> list[int]:
        found = np.bincount(self._reason[which], minlength=len(self._lines.world.reasons))
        return [int(n) for n in found]

    def _share(self, which: NDArray[np.int64], guess: Prior) -> float:
        return learned(int(self._lines.truth[which].sum()), len(which), guess)

    def _rule_draws(self, upto: int) -> None:
        """The draws of two days in the room ago get their rulings."""
        for place in range(max(0, upto - self._audits), max(0, upto)):
            line, gone = self._places[place], self._verdict[self._places[place]] == _MISSING
            ours = Verdict.CHALLENGE if self._lines.truth[line] else Verdict.STANDS
            ruling = Verdict.MISSING if gone else ours
            self._draws[place] = replace(self._draws[place], ruling=ruling)
            self._known[line] = not gone

    def _look(self, day: date) -> Look:
        found = audit.blocks(self._draws)
        total = len(self._lines)
        known = self._ruled | self._known
        counts = Counts(total, int((known & self._lines.truth).sum()), int(known.sum()))
        said = self._support(total, found)
        return Look(
            day,
            *self._naive(total),
            counts=counts,
            audited=sum(block.drawn for block in found),
            certain=certain(counts),
            band=total_band(counts, found),
            support=said,
            early=early_warning(TARGET, counts),
        )

    def _support(self, total: int, found: list[Block]) -> Support:
        seen = evidence(total, found)
        said = support(
            TARGET,
            seen.lower,
            seen.upper,
            highest=self._highest,
            highest_against=self._against,
        )
        self._highest, self._against = said.highest, said.highest_against
        return said

    def _naive(self, total: int) -> tuple[int, int, float, tuple[int, int], bool]:
        """Read, claimed, their rate, and a textbook interval of it times all lines.

        Of what readers chose to read: audit lines, which are nobody's choice, are left out.
        """
        chosen = self._read & ~self._drawn
        read, claimed = int(chosen.sum()), int((chosen & (self._verdict == _CHALLENGE)).sum())
        low, high = wilson(claimed, read)
        ends = (round(low * total), round(high * total))
        return read, claimed, claimed / read, ends, ends[0] > TARGET


def wilson(ours: int, read: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927, JASA 22): right for lines drawn at random."""
    share = ours / read
    middle = share + z**2 / (2 * read)
    reach = z * sqrt(share * (1 - share) / read + z**2 / (4 * read**2))
    scale = 1 + z**2 / read
    return (middle - reach) / scale, (middle + reach) / scale


def _judged(found: Invented, number: int) -> NDArray[np.int8]:
    """What a reader of that number would write of every line: an index into VERDICTS."""
    verdict, _ground = reader(found.world, SEED, number).judge_all(found, np.arange(len(found)))
    return verdict


def _easy_first(found: Invented) -> NDArray[np.int64]:
    """Reason after reason, the most promising first; inside a reason as the registrar numbers."""
    codes = [reason.code for reason in found.world.reasons]
    turn = np.array([list(YIELDS).index(code) for code in codes])
    order: NDArray[np.int64] = np.argsort(turn[found.reason], kind="stable")
    return order


_CHALLENGE, _STANDS, _UNSURE, _MISSING = (
    VERDICTS.index(one)
    for one in (Verdict.CHALLENGE, Verdict.STANDS, Verdict.UNSURE, Verdict.MISSING)
)
_JUDGED = (_CHALLENGE, _STANDS)
