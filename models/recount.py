"""The recount: every kept count and state against the lines and readings themselves.

What `status` runs, and what the tests run after each step. It reads the whole petition once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from models import recount_rounds, recount_rulings
from models.tables import (
    batches,
    campaign,
    cases,
    days,
    lines,
    readings,
    sections,
    tally,
    trail_head,
)
from models.terms import LineState, Order, Round, Verdict, looks

_STATES = {
    "free": LineState.FREE,
    "held": LineState.HELD,
    "paper": LineState.PAPER,
    "read": LineState.READ,
}
_JUDGED = ("judged", "judged_challenge", "upheld", "judged_stands", "found")
_COUNTED = (
    "total",
    *_STATES,
    *(verdict.value for verdict in Verdict),
    "claimed",
    "ruled",
    *_JUDGED,
)
_FEW = 5  # how many examples of a broken invariant are named


@looks
def recount(tx: Connection) -> tuple[str, ...]:
    """Each invariant that does not hold, as ``code key=value …``; empty if all hold.

    The codes: ``tally`` (a kept count of a reason differs), ``tally-missing``, ``days`` (a sum of
    the days differs), ``held-batch`` (a held line whose batch is not open), ``empty-batch`` (an
    open batch with nothing left to read), ``section-batch`` (a section is with a batch that has
    ended, or is finished with none), ``reason`` (a line met as one reason counts as another),
    ``verdict`` (a line's verdict is not that of its one standing reading, or there is none, or one
    too many), ``contested``, ``claim`` (a line counts that may not, or one that should does not),
    ``two-batches`` (one person has two), ``trail-head``, those of `models.recount_rounds`, and
    those of `models.recount_rulings` (duplicate sets, rulings, what waits for a lawyer).
    """
    if tx.execute(select(campaign.c.id)).first() is None:
        return ()
    of_others = (*recount_rulings.sets(tx), *recount_rounds.draws(tx))
    return (*_counts(tx), *_days(tx), *_examples(tx), *of_others, *_head(tx))


def _counts(tx: Connection) -> Iterator[str]:
    counted = {row.reason_id: row for row in tx.execute(_BY_REASON)}
    kept = {row.reason_id: row for row in tx.execute(select(tally))}
    for reason_id in sorted(counted.keys() - kept.keys()):
        yield f"tally-missing reason_id={reason_id}"
    for reason_id, row in sorted(kept.items()):
        lines_now = counted.get(reason_id)
        for name in _COUNTED:
            is_now = 0 if lines_now is None else getattr(lines_now, name)
            if getattr(row, name) != is_now:
                kept_at = getattr(row, name)
                yield f"tally reason_id={reason_id} {name}: kept={kept_at} counted={is_now}"


def _days(tx: Connection) -> Iterator[str]:
    kept = tx.execute(select(_sum(days.c.read), _sum(days.c.claimed))).one()
    now = tx.execute(select(_count(lines.c.state == LineState.READ), _count(lines.c.claim))).one()
    for name, was, is_now in zip(("read", "claimed"), kept, now, strict=True):
        if was != is_now:
            yield f"days {name}: kept={was} counted={is_now}"


def _examples(tx: Connection) -> Iterator[str]:
    for code, query in _BROKEN.items():
        for row in tx.execute(query.limit(_FEW)):
            yield f"{code} " + " ".join(f"{k}={v}" for k, v in row._mapping.items())


def _head(tx: Connection) -> Iterator[str]:
    heads = tx.execute(select(func.count()).select_from(trail_head)).scalar()
    if heads != 1:
        yield f"trail-head rows={heads}"


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _sum(column: Any) -> Any:
    return func.coalesce(cast(func.sum(column), Integer), 0)


def _first(*conditions: Any) -> Any:
    """A standing reading of the first round of the line at hand."""
    return exists().where(
        readings.c.line_id == lines.c.id,
        readings.c.round == Round.FIRST,
        readings.c.standing,
        *conditions,
    )


_has_ruling = cases.c.verdict.is_not(None)
_BY_REASON = (
    select(
        lines.c.reason_id,
        func.count().label("total"),
        *(_count(lines.c.state == state).label(name) for name, state in _STATES.items()),
        *(_count(lines.c.verdict == verdict.value).label(verdict.value) for verdict in Verdict),
        _count(lines.c.claim).label("claimed"),
        _count(cases.c.counts).label("ruled"),
        _count(_has_ruling).label("judged"),
        _count(and_(_has_ruling, lines.c.verdict == "challenge")).label("judged_challenge"),
        _count(and_(cases.c.counts, lines.c.verdict == "challenge")).label("upheld"),
        _count(and_(_has_ruling, lines.c.verdict == "stands")).label("judged_stands"),
        _count(and_(cases.c.counts, lines.c.verdict == "stands")).label("found"),
    )
    .outerjoin(cases, cases.c.line_id == lines.c.id)
    .group_by(lines.c.reason_id)
)

_held = lines.c.state.in_((LineState.HELD, LineState.PAPER))
_judged = (Verdict.CHALLENGE.value, Verdict.STANDS.value)
_disagrees = exists().where(
    readings.c.line_id == lines.c.id,
    readings.c.standing,
    readings.c.extra | (readings.c.round != Round.FIRST),
    readings.c.verdict.in_(_judged),
    lines.c.verdict.in_(_judged),
    readings.c.verdict != lines.c.verdict,
)
_may = and_(func.coalesce(lines.c.verdict, "") == Verdict.CHALLENGE.value, ~lines.c.contested)
_mate = lines.alias("mate")
_ruling = readings.alias("ruling")
_line: tuple[Any, ...] = (lines.c.section, lines.c.page, lines.c.line)

_BROKEN: dict[str, Select[Any]] = {
    "held-batch": select(*_line, lines.c.batch_id).where(
        _held,
        ~exists().where(batches.c.id == lines.c.batch_id, batches.c.ended_at.is_(None)),
    ),
    "empty-batch": select(batches.c.code).where(
        batches.c.ended_at.is_(None),
        batches.c.round == Round.FIRST,
        ~exists().where(lines.c.batch_id == batches.c.id, _held),
        or_(
            batches.c.policy
            != Order.AS_MET.value,  # else lines are registered while they are read
            ~exists().where(sections.c.batch_id == batches.c.id, sections.c.finished_at.is_(None)),
        ),
    ),
    "section-batch": select(sections.c.section, sections.c.batch_id).where(
        or_(
            and_(sections.c.batch_id.is_(None), sections.c.finished_at.is_not(None)),
            and_(
                sections.c.batch_id.is_not(None),
                sections.c.finished_at.is_(None),
                ~exists().where(batches.c.id == sections.c.batch_id, batches.c.ended_at.is_(None)),
            ),
        )
    ),
    "reason": select(*_line, lines.c.reason_id, readings.c.reason_id.label("read")).join(
        readings,
        and_(
            readings.c.line_id == lines.c.id,
            readings.c.round == Round.FIRST,
            readings.c.standing,
            ~readings.c.extra,
            readings.c.reason_id != lines.c.reason_id,
        ),
    ),
    "verdict": select(*_line, lines.c.verdict).where(
        or_(
            and_(
                lines.c.state == LineState.READ,
                ~_first(
                    ~readings.c.extra,
                    readings.c.verdict == lines.c.verdict,
                    readings.c.batch_id == lines.c.batch_id,
                ),
            ),
            and_(lines.c.state != LineState.READ, _first()),
        )
    ),
    "contested": select(*_line, lines.c.contested).where(
        or_(and_(lines.c.contested, ~_disagrees), and_(~lines.c.contested, _disagrees))
    ),
    "claim": select(*_line, lines.c.claim).where(
        or_(and_(lines.c.claim, ~_may), and_(~lines.c.claim, _may, lines.c.set_id.is_(None)))
    ),
    "two-batches": select(batches.c.person_id, func.count().label("open"))
    .where(batches.c.ended_at.is_(None))
    .group_by(batches.c.person_id)
    .having(func.count() > 1),
    **recount_rounds.BROKEN,
    **recount_rulings.BROKEN,
}
