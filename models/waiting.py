"""What waits for a lawyer, and why: kept with each line, so that no queue has to be looked for.

``lines.waits`` holds a `rules.rounds.Why`, or nothing. It follows from the readings, the ruling,
the duplicate set and the draws alone, and is written anew from these by `refresh`, in the
transaction that changes any of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    String,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    null,
    or_,
    select,
    text,
)

from models.quick import Quick
from models.rules.rounds import Why
from models.tables import (
    audits,
    cases,
    contradictions,
    lines,
    readings,
    seconds,
    stack_lines,
    stacks,
)
from models.terms import LineState, Round, Tier, Verdict

FAILED = "failed"  # of a stack: a checked line was not upheld (rules.stacks.End)


def refresh(tx: Connection, line_ids: Iterable[int], *, locked: bool = False) -> None:
    """Write anew why these lines wait. To be called once everything else of them is written.

    ``locked``: the caller holds the lines already. Otherwise PostgreSQL waits here for whoever is
    at work on one of them: what they wrote must be seen by the statement that writes.
    """
    ids = sorted(set(line_ids))
    if not ids:
        return
    if not locked and tx.dialect.name == "postgresql":
        lock(tx, ids)
    _REFRESH.run(tx, {"ids": json.dumps(ids)})


def lock(tx: Connection, line_ids: Iterable[int]) -> None:
    """Nobody else is at work on these lines, and what anybody has written of them can be seen."""
    _LOCK.all(tx, {"ids": json.dumps(sorted(line_ids))})


def listed(ids: str) -> Any:
    """A condition on ``lines.id`` for SQLite: one of the JSON list bound as ``ids``."""
    return lines.c.id.in_(_listed(f"SELECT value FROM json_each(:{ids})", ids))


def listed_postgresql(ids: str) -> Any:
    """The same for PostgreSQL."""
    values = f"SELECT CAST(value AS integer) FROM json_array_elements_text(CAST(:{ids} AS json))"
    return lines.c.id.in_(_listed(values, ids))


def _listed(query: str, name: str) -> Any:
    return text(query).bindparams(bindparam(name, type_=String)).columns(column("value", Integer))


_first = readings.alias("w_first")
_second = readings.alias("w_second")


def _second_says(*conditions: Any) -> Any:
    return (
        exists()
        .where(
            _second.c.line_id == lines.c.id,
            _second.c.round == Round.SECOND,
            _second.c.standing,
            *conditions,
        )
        .correlate(lines)
    )


def _of_first(wanted: Any) -> Any:
    """A column of the line's one standing first reading."""
    return (
        select(wanted)
        .where(
            _first.c.line_id == lines.c.id,
            _first.c.round == Round.FIRST,
            _first.c.standing,
            ~_first.c.extra,
        )
        .correlate(lines)
        .scalar_subquery()
    )


_ruled = (
    exists().where(cases.c.line_id == lines.c.id, cases.c.verdict.is_not(None)).correlate(lines)
)
_drawn = exists().where(audits.c.line_id == lines.c.id).correlate(lines)
_contradicts = (
    exists()
    .where(contradictions.c.line_id == func.coalesce(lines.c.set_id, lines.c.id))
    .correlate(lines)
)
_failed = (
    exists()
    .where(
        stack_lines.c.line_id == lines.c.id,
        stack_lines.c.stack_id == stacks.c.id,
        stacks.c.ended == FAILED,
    )
    .correlate(lines)
)
_pending = (
    exists().where(seconds.c.line_id == lines.c.id, seconds.c.read_at.is_(None)).correlate(lines)
)
_challenge = lines.c.verdict == Verdict.CHALLENGE.value
_stands = lines.c.verdict == Verdict.STANDS.value
_missing = lines.c.verdict == Verdict.MISSING.value
_unsure = lines.c.verdict == Verdict.UNSURE.value
_tier = _of_first(_first.c.tier)
_otherwise = or_(
    and_(
        _challenge,
        _second_says(
            or_(
                _second.c.verdict == Verdict.MISSING.value,
                and_(
                    _second.c.verdict == Verdict.CHALLENGE.value,
                    _second.c.ground_id != _of_first(_first.c.ground_id),
                ),
            )
        ),
    ),
    and_(
        _missing,
        _second_says(
            or_(
                _second.c.verdict == Verdict.CHALLENGE.value,
                _second.c.verdict == Verdict.STANDS.value,
            )
        ),
    ),
)
_agreed = and_(lines.c.claim, ~_pending)  # whoever was to read it a second time has

# The order is that of `Why`: the first that holds. A challenge that counts and has none of the
# reasons before the last two is of tier A.
WHY: Any = case(
    (or_(lines.c.state != LineState.READ, _ruled), null()),
    (and_(~_missing, _drawn), Why.AUDIT.value),
    (or_(_unsure, _second_says(_second.c.verdict == Verdict.UNSURE.value)), Why.UNSURE.value),
    (lines.c.contested, Why.CONTESTED.value),
    (and_(_challenge, _tier == Tier.B.value), Why.TIER_B.value),
    (and_(_challenge, _tier == Tier.C.value), Why.TIER_C.value),
    (_otherwise, Why.SECOND.value),
    (
        and_(or_(_challenge, and_(_stands, lines.c.set_id == lines.c.id)), _contradicts),
        Why.SET.value,
    ),
    (and_(lines.c.claim, _failed), Why.SINGLE.value),
    (_agreed, Why.STACK.value),
    else_=null(),
)
# As the partial indexes have it (tables.petition).
SINGLES = text("lines.waits IS NOT NULL AND lines.waits <> 'stack'")
AUDITS = text("lines.waits = 'audit'")
STACKS = text("lines.waits = 'stack'")

_REFRESH = Quick(
    lines.update().where(listed("ids")).values(waits=WHY),
    postgresql=lines.update().where(listed_postgresql("ids")).values(waits=WHY),
)
_LOCK = Quick(
    select(lines.c.id).where(listed("ids")),
    postgresql=select(lines.c.id)
    .where(listed_postgresql("ids"))
    .order_by(lines.c.id)
    .with_for_update(),
)
