"""What to read next: the reasons that bring most rulings for us per reviewer-minute.

The yields are not known, so each day every reason's yield is drawn from what is known of it, and
the draws are acted on (Thompson sampling: Thompson 1933; Russo et al. 2018, "A tutorial on Thompson
sampling"). With known yields, reading by yield per minute is best (the fractional knapsack: Dantzig
1957). Lawyers are a second bottleneck: a line claimed costs them minutes too. The linear programme

    most of  sum yield x   with  sum minutes x <= T,  sum lawyer-minutes x <= L,  0 <= x <= unread

has one price p of a lawyer-minute in reviewer-minutes at which sorting by yield / (minutes + p
lawyer-minutes) is best, zero where lawyers are not short.

The audit share stands beside this and is never chosen by it: what it draws is random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Before anything is ruled: a guess worth four lines. Counts tell a quarter: lines come in clusters.
GUESS, GUESS_WEIGHT = 0.3, 4.0
CLUSTERING = 4.0
_DEAREST = 64.0  # a lawyer-minute never costs more reviewer-minutes than this
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class ReasonStanding:
    """One reason: ``unread`` lines; of ``seen`` settled lines ``ours`` were ruled for us.

    ``minutes``: a reviewer's seat time a line (a batch's time split by reason). ``claimed``: share
    of read lines that go to a lawyer, 0…1; ``lawyer_minutes``: a lawyer's time for one of them.
    """

    code: str
    unread: int
    ours: int
    seen: int
    minutes: float
    claimed: float = 0.0
    lawyer_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """One reason as it was weighed, for ``/why``: the mean yield, the drawn one, the minutes.

    ``index``: rulings for us an hour of reviewing, lawyers' time priced in, by the drawn yield.
    ``share``: of today's reviewer-minutes outside the audit. ``seen``: settled lines that the mean
    is of; with none it is the guess.
    """

    code: str
    mean: float
    drawn: float
    minutes: float
    lawyer_minutes: float
    index: float
    share: float
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is dealt next: reasons in order (those with unread lines), and the audit share beside.

    ``lawyer_price``: reviewer-minutes that a lawyer-minute is worth today; 0: lawyers are not short.
    """

    choices: tuple[Choice, ...]
    audit: float
    lawyer_price: float

    @property
    def order(self) -> tuple[str, ...]:
        """Codes of the reasons, first what is read first."""
        return tuple(choice.code for choice in self.choices)


def plan(
    reasons: Sequence[ReasonStanding],
    *,
    reviewer_minutes: float,
    lawyer_minutes: float | None,
    audit: float,
    seed: int,
) -> Plan:
    """Order the reasons for a day of ``reviewer_minutes``, of which ``audit`` (0…1) is set aside.

    ``lawyer_minutes``: what lawyers have left that day after the audit; None: plenty. ``seed``
    should name the campaign and the day. ValueError if a reason's minutes are not above zero.
    """
    if any(reason.minutes <= 0 for reason in reasons):
        raise ValueError("a line takes more than no time")
    rng = np.random.default_rng(seed)
    drawn = [float(rng.beta(*_posterior(reason))) for reason in reasons]
    lots = [_Lot(r, d) for r, d in zip(reasons, drawn, strict=True) if r.unread]
    time = reviewer_minutes * (1 - audit)
    price, minutes = _shared(lots, time, lawyer_minutes)
    order = _sorted(lots, price)
    return Plan(
        tuple(
            lot.choice(price, minutes[lot.reason.code] / time if time > 0 else 0.0)
            for lot in order
        ),
        audit,
        price,
    )


def _posterior(reason: ReasonStanding) -> tuple[float, float]:
    ours = GUESS * GUESS_WEIGHT + reason.ours / CLUSTERING
    stands = (1 - GUESS) * GUESS_WEIGHT + (reason.seen - reason.ours) / CLUSTERING
    return ours, stands


@dataclass(frozen=True, slots=True)
class _Lot:
    """A reason with the yield that was drawn for it."""

    reason: ReasonStanding
    drawn: float

    @property
    def lawyer(self) -> float:
        """Lawyer-minutes a line read."""
        return self.reason.claimed * self.reason.lawyer_minutes

    def index(self, price: float) -> float:
        """Rulings for us a reviewer-minute, lawyer-minutes at their price."""
        return self.drawn / (self.reason.minutes + price * self.lawyer)

    def choice(self, price: float, share: float) -> Choice:
        ours, stands = _posterior(self.reason)
        return Choice(
            code=self.reason.code,
            mean=ours / (ours + stands),
            drawn=self.drawn,
            minutes=self.reason.minutes,
            lawyer_minutes=self.lawyer,
            index=60 * self.index(price),
            share=share,
            seen=self.reason.seen,
        )


def _sorted(lots: Sequence[_Lot], price: float) -> list[_Lot]:
    return sorted(lots, key=lambda lot: (-lot.index(price), lot.reason.code))


def _taken(order: Sequence[_Lot], time: float) -> dict[str, float]:
    """Reviewer-minutes each reason gets, in order, until the time is used."""
    found = {}
    for lot in order:
        found[lot.reason.code] = min(lot.reason.unread * lot.reason.minutes, time)
        time -= found[lot.reason.code]
    return found


def _lawyers(lots: Sequence[_Lot], taken: dict[str, float]) -> float:
    """Lawyer-minutes that these reviewer-minutes cause."""
    return sum(taken[lot.reason.code] / lot.reason.minutes * lot.lawyer for lot in lots)


def _shared(
    lots: Sequence[_Lot], time: float, lawyer_minutes: float | None
) -> tuple[float, dict[str, float]]:
    """The price of a lawyer-minute, and each reason's reviewer-minutes at the optimum.

    At the price two orders are equally good: one takes too much of the lawyers, the other leaves
    some of them; the optimum mixes the two so that it takes all. Where even the dearest price
    takes too much, that order is kept, and claims will wait.
    """
    cheap = _taken(_sorted(lots, 0.0), time)
    if lawyer_minutes is None or _lawyers(lots, cheap) <= lawyer_minutes:
        return 0.0, cheap
    dear = _taken(_sorted(lots, _DEAREST), time)
    if _lawyers(lots, dear) > lawyer_minutes:
        return _DEAREST, dear
    low, high = 0.0, _DEAREST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        taken = _taken(_sorted(lots, middle), time)
        if _lawyers(lots, taken) <= lawyer_minutes:
            high, dear = middle, taken
        else:
            low, cheap = middle, taken
    more, less = _lawyers(lots, cheap), _lawyers(lots, dear)
    part = (lawyer_minutes - less) / (more - less)
    return high, {code: part * cheap[code] + (1 - part) * dear[code] for code in dear}
