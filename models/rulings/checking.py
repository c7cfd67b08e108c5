"""The check of a stack: which of its lines are read one by one, and what is left to rule together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from models.book import Book
from models.rules import stacks as rules
from models.rules.stacks import End
from models.rulings import stacked
from models.rulings.terms import Case, Stack
from models.tables import cases, lines, readings, stack_lines, stacks
from models.terms import LineKey, Person, Round, Tier, Verdict


def view(tx: Connection, stack_id: int, case: Case | None = None) -> Stack:
    """A stack as it stands."""
    row = stacked.named(tx, stack_id)
    checked, pending = _checks(tx, stack_id)
    rest = _rest(tx, row)
    return Stack(
        id=row.id,
        ground=row.code,
        authority=row.authority,
        tier=Tier(row.tier),
        reader=row.pseudonym,
        lines=_count(tx, stack_lines.c.stack_id == stack_id),
        to_check=checked + pending,
        checked=checked,
        rest=sum(rest.values()),
        sections=tuple(sorted(rest)),
        until=row.until,
        ended=None if row.ended is None else End(row.ended),
        case=case,
    )


def advance(
    tx: Connection, *, now: datetime, book: Book, by: Person, stack_id: int
) -> LineKey | None:
    """The next line to check, or None: all are checked, or the stack has just ended.

    A line that has changed since the draw (its reader corrected it, another reading disagrees) is
    no longer of the stack; the next by lot is checked in its stead.
    """
    row = stacked.named(tx, stack_id)
    wrong = tx.execute(_NOT_UPHELD.where(stack_lines.c.stack_id == stack_id).limit(1)).first()
    if wrong is not None:
        key = LineKey(wrong.section, wrong.page, wrong.line)
        stacked.fail(tx, now=now, by=by, stack=row, key=key)
        return None
    checked, pending = _checks(tx, stack_id)
    open_ = stacked.alive(stack_id, stack_lines.c.number, *_KEY).order_by(stack_lines.c.number)
    fresh = open_.where(~stack_lines.c.checked)
    left = checked + pending + _count_of(tx, fresh)
    short = rules.to_check(left, book.policy.bulk_check) - checked - pending
    if short > 0:
        more = [one.number for one in tx.execute(fresh.limit(short))]
        here = (stack_lines.c.stack_id == stack_id, stack_lines.c.number.in_(more))
        tx.execute(stack_lines.update().where(*here).values(checked=True))
    found = tx.execute(open_.where(stack_lines.c.checked).limit(1)).first()
    if found is not None:
        return LineKey(found.section, found.page, found.line)
    if not _count_of(tx, fresh):
        stacked.end(tx, now=now, stack_id=stack_id, how=End.RULED if checked else End.LET_GO)
    return None


def digest(keys: Iterable[LineKey]) -> str:
    """SHA-256 of the typed keys by rising key, a line each: what the trail keeps of many lines."""
    return sha256("\n".join(key.typed for key in sorted(keys)).encode()).hexdigest()


def _checks(tx: Connection, stack_id: int) -> tuple[int, int]:
    """How many of the lines to check are ruled, and how many are not."""
    of_stack = (stack_lines.c.stack_id == stack_id, stack_lines.c.checked)
    done = (
        select(func.count())
        .select_from(stack_lines)
        .join(cases, cases.c.line_id == stack_lines.c.line_id)
    )
    pending = stacked.alive(stack_id, lines.c.id).where(stack_lines.c.checked)
    ruled = tx.execute(done.where(*of_stack, cases.c.verdict.is_not(None))).scalar_one()
    return int(ruled), _count_of(tx, pending)


def _rest(tx: Connection, row: Any) -> dict[int, int]:
    """The lines by section that are, or were, ruled with the others."""
    if row.entry_id is not None:
        own = select(lines.c.section, func.count()).join(
            readings, readings.c.line_id == lines.c.id
        )
        query = own.where(readings.c.entry_id == row.entry_id)
    else:
        query = stacked.alive(row.id, lines.c.section, func.count()).where(~stack_lines.c.checked)
    return {section: n for section, n in tx.execute(query.group_by(lines.c.section))}


def _count(tx: Connection, *where: Any) -> int:
    return int(
        tx.execute(select(func.count()).select_from(stack_lines).where(*where)).scalar_one()
    )


def _count_of(tx: Connection, query: Select[Any]) -> int:
    return int(
        tx.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    )


_KEY = (lines.c.section, lines.c.page, lines.c.line)
_ruling = readings.alias("stack_ruling")
# A line of the stack that was ruled, but not as the stack says.
_NOT_UPHELD = (
    select(*_KEY)
    .select_from(stack_lines)
    .join(stacks, stacks.c.id == stack_lines.c.stack_id)
    .join(lines, lines.c.id == stack_lines.c.line_id)
    .join(
        _ruling,
        and_(
            _ruling.c.line_id == lines.c.id,
            _ruling.c.round == Round.RULING,
            _ruling.c.standing,
        ),
    )
    .where(
        (_ruling.c.verdict != Verdict.CHALLENGE.value)
        | (_ruling.c.ground_id != stacks.c.ground_id)
    )
)
