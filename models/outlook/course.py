"""The course: unread lines and yields by reason, work, lawyers, as the forecast's rules take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select

from models.audit.standing import standing
from models.book import Book
from models.outlook import rulings
from models.outlook.rulings import Bench
from models.petition import Count
from models.rules.forecast import Course, DayWorked, Lawyers, Reading, ReasonLeft
from models.rules.minutes import Measured, assumed
from models.rules.priority import CLUSTERING, ReasonStanding
from models.rulings.judged import Judged
from models.tables import audits, readings
from models.terms import Order, Round, Verdict

_READING = {Order.REASON: Reading.LISTED, Order.BEST: Reading.BEST}


@dataclass(frozen=True, slots=True)
class State:
    """What one look has gathered of lines, rulings and minutes."""

    book: Book
    counts: tuple[Count, ...]
    ruled: Mapping[str, Judged]
    minutes: tuple[Measured, ...]
    bench: Bench

    @property
    def best(self) -> bool:
        """Whether a list is dealt from, so that reasons can be chosen."""
        return Order(self.book.policy.order) is not Order.AS_MET


@dataclass(frozen=True, slots=True)
class Drawn:
    """Audit lines of the ruled prefix that nobody had read: by reason, all and those ruled ours."""

    all: Counter[str]
    ours: Counter[str]


def drawn(tx: Connection) -> Drawn:
    """They speak for the unread lines, in whatever order the others were read."""
    found = standing(tx)
    fresh = set(tx.execute(select(audits.c.place).where(*_unread_then())).scalars())
    lines, ours = Counter[str](), Counter[str]()
    for place in range(found.prefix):
        if place in fresh:
            lines[found.reasons[place]] += 1
            ours[found.reasons[place]] += found.draws[place].ruling is Verdict.CHALLENGE
    return Drawn(lines, ours)


def _unread_then() -> list[Any]:
    """Conditions: nobody had read the drawn line before its draw, also not what was taken back."""
    before = (
        readings.c.line_id == audits.c.line_id,
        readings.c.round == Round.FIRST,
        readings.c.at < audits.c.drawn_at,
    )
    # Readings that stand and those that do not have an index each.
    return [
        ~exists().where(*before, still) for still in (readings.c.standing, ~readings.c.standing)
    ]


def course(state: State, audited: Drawn, days: Sequence[DayWorked], target: int) -> Course:
    """The course as it stands; ``days`` are the past ones, ``target`` lines to be ruled ours."""
    caught = rulings.caught(state.ruled)
    order = Order(state.book.policy.order)
    return Course(
        days=tuple(days),
        reasons=_in_order(state, [_left(state, audited, count) for count in state.counts]),
        target=target,
        ours=sum(one.ours for one in state.ruled.values()),
        reading=_READING.get(order, Reading.MIXED),
        audit=audit_share(state),
        caught=caught,
        lag_days=state.bench.lag_days,
        lawyers=_lawyers(state),
        audit_rereads=False,
    )


def audit_share(state: State) -> float:
    """Of the reading time, the share of the audit's lines, 0…1; none where there is no list."""
    return state.book.policy.audit_percent / 100 if state.best else 0.0


def standings(state: State, audited: Drawn) -> tuple[ReasonStanding, ...]:
    """The reasons as the order of the day weighs them; as met, none can be chosen.

    Audit lines count in full there, where lines read count as a quarter.
    """
    if not state.best:
        return ()
    caught = rulings.caught(state.ruled)
    found = []
    for count in state.counts:
        left = _left(state, audited, count)
        one = state.ruled[count.reason]
        fresh, ours = CLUSTERING * left.drawn, CLUSTERING * left.drawn_ours * caught
        settled = one.challenge + one.stands
        found.append(
            ReasonStanding(
                code=count.reason,
                unread=count.free,
                ours=round(left.ours + ours),
                seen=round(left.seen + fresh),
                minutes=left.minutes,
                claimed=one.challenge / settled if settled else 0.3,
                lawyer_minutes=state.bench.minutes,
            )
        )
    return tuple(found)


def _left(state: State, audited: Drawn, count: Count) -> ReasonLeft:
    """One reason. Claims that wait for a ruling count by the share that is upheld.

    Otherwise lines let stand would count at once and claims only weeks later, and the yield would
    look the poorer the busier the lawyers are.
    """
    one = state.ruled[count.reason]
    minutes = {its.code: its.minutes for its in state.minutes}
    share = rulings.upheld(state.ruled)[count.reason]
    return ReasonLeft(
        code=count.reason,
        unread=count.total - count.read,
        minutes=minutes.get(count.reason, assumed(count.reason)),
        ours=round(one.challenge * share),
        seen=one.challenge + one.stands,
        drawn=audited.all[count.reason],
        drawn_ours=audited.ours[count.reason],
    )


def _in_order(state: State, reasons: list[ReasonLeft]) -> tuple[ReasonLeft, ...]:
    first = state.book.policy.order_reason
    return tuple(sorted(reasons, key=lambda reason: reason.code != first))


def _lawyers(state: State) -> Lawyers:
    bench = state.bench
    a_day = bench.a_day if bench.short and bench.a_day is not None else rulings.PLENTY
    return Lawyers(bench.waiting, rulings.common_upheld(state.ruled), a_day)
