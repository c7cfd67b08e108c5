"""The recount of duplicate sets and rulings: each invariant as a query of what breaks it.

Which contradictions a set has is reckoned anew set by set, by the rule itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select, tuple_

from models import duplicates, waiting
from models.rules import agreement
from models.tables import (
    cases,
    contradictions,
    lines,
    partners,
    readings,
    stack_lines,
    stacks,
)
from models.terms import Round, Verdict

_AT_ONCE = 5000  # lines of sets in one look, below every database's limit of values
_may = and_(func.coalesce(lines.c.verdict, "") == Verdict.CHALLENGE.value, ~lines.c.contested)
_mate = lines.alias("mate")
_ruling = readings.alias("ruling")
_line: tuple[Any, ...] = (lines.c.section, lines.c.page, lines.c.line)


def sets(tx: Connection) -> Iterator[str]:
    """``contradiction``: what is kept of a duplicate set is not what contradicts itself in it."""
    kept: defaultdict[int, set[str]] = defaultdict(set)
    for row in tx.execute(select(contradictions)):
        kept[row.line_id].add(row.what)
    outside = {row.head for row in tx.execute(_OUTSIDE)}
    for block in _blocks(tx):
        said = duplicates.as_members(tx, block)
        for head, found in groupby(zip(block, said, strict=True), lambda pair: pair[0].head):
            members = [member for _row, member in found]
            now = agreement.contradictions(members, outside=head in outside)
            was = kept.pop(head, set())
            if was != now:
                yield f"contradiction line_id={head}: kept={sorted(was)} counted={sorted(now)}"
    for head, was in kept.items():
        yield f"contradiction line_id={head}: kept={sorted(was)} counted=[]"


def _blocks(tx: Connection) -> Iterator[list[Any]]:
    """The lines of whole sets, by rising key in each."""
    block: list[Any] = []
    for _head, found in groupby(tx.execute(_SETS).all(), lambda row: row.head):
        block += found
        if len(block) >= _AT_ONCE:
            yield block
            block = []
    if block:
        yield block


_named = (
    select(readings.c.line_id)
    .join(partners, partners.c.reading_id == readings.c.id)
    .outerjoin(
        _mate,
        and_(
            _mate.c.section == partners.c.section,
            _mate.c.page == partners.c.page,
            _mate.c.line == partners.c.line,
        ),
    )
    .where(readings.c.standing, _mate.c.id.is_(None))
)
_head = func.coalesce(lines.c.set_id, lines.c.id).label("head")
_OUTSIDE = select(_head).where(lines.c.id.in_(_named)).distinct()
_SETS = (
    select(lines, _head)
    .where(or_(lines.c.set_id.is_not(None), lines.c.id.in_(_named)))
    .order_by(_head, *_line)
)

# ``set-claims``: another than the lowest of a duplicate set counts, or that one should;
# ``set-head``: a set is not named after its lowest line; ``set-alone``: a set of one line;
# ``set-mate``: a line and the partner it names are in different sets; ``waits``: a line waits for a
# lawyer for another reason than is kept, or for none; ``stack``: a line is in two open stacks;
# ``ruling`` and ``ruling-lost``: a ruling and its reading differ; ``ruled``: a line counts as ruled
# for us that may not, or one that should does not; ``set-ruled``: the same in a duplicate set.
BROKEN: dict[str, Select[Any]] = {
    "set-claims": select(lines.c.set_id, *_line, lines.c.claim).where(
        lines.c.set_id.is_not(None),
        lines.c.claim != and_(lines.c.set_id == lines.c.id, _may),
    ),
    "set-head": select(lines.c.set_id, *_line)
    .join(_mate, _mate.c.id == lines.c.set_id)
    .where(
        or_(
            _mate.c.set_id.is_distinct_from(_mate.c.id),
            tuple_(_mate.c.section, _mate.c.page, _mate.c.line) > tuple_(*_line),
        )
    ),
    "waits": select(*_line, lines.c.waits, waiting.WHY.label("counted")).where(
        lines.c.waits.is_distinct_from(waiting.WHY)
    ),
    "stack": select(stack_lines.c.line_id, func.count().label("stacks"))
    .join(stacks, stacks.c.id == stack_lines.c.stack_id)
    .where(stacks.c.ended_at.is_(None))
    .group_by(stack_lines.c.line_id)
    .having(func.count() > 1),
    "set-alone": select(lines.c.set_id)
    .where(lines.c.set_id.is_not(None))
    .group_by(lines.c.set_id)
    .having(func.count() == 1),
    "set-mate": select(*_line, lines.c.set_id, _mate.c.set_id.label("other"))
    .join(readings, and_(readings.c.line_id == lines.c.id, readings.c.standing))
    .join(partners, partners.c.reading_id == readings.c.id)
    .join(
        _mate,
        and_(
            _mate.c.section == partners.c.section,
            _mate.c.page == partners.c.page,
            _mate.c.line == partners.c.line,
        ),
    )
    .where(or_(lines.c.set_id.is_(None), lines.c.set_id.is_distinct_from(_mate.c.set_id))),
    "ruling": select(cases.c.line_id, cases.c.verdict)
    .outerjoin(
        _ruling,
        and_(
            _ruling.c.line_id == cases.c.line_id,
            _ruling.c.round == Round.RULING,
            _ruling.c.standing,
        ),
    )
    .where(
        or_(
            cases.c.verdict.is_distinct_from(_ruling.c.verdict),
            cases.c.reading_id.is_distinct_from(_ruling.c.id),
        )
    ),
    "ruling-lost": select(readings.c.line_id).where(
        readings.c.round == Round.RULING,
        readings.c.standing,
        ~exists().where(cases.c.reading_id == readings.c.id),
    ),
    "ruled": select(*_line, cases.c.counts)
    .join(cases, cases.c.line_id == lines.c.id)
    .where(
        or_(
            and_(cases.c.counts, cases.c.verdict.is_distinct_from(Verdict.CHALLENGE.value)),
            and_(
                ~cases.c.counts,
                cases.c.verdict == Verdict.CHALLENGE.value,
                lines.c.set_id.is_(None),
            ),
        )
    ),
    "set-ruled": select(lines.c.set_id, *_line, cases.c.counts)
    .join(cases, cases.c.line_id == lines.c.id)
    .where(
        lines.c.set_id.is_not(None),
        cases.c.counts
        != and_(
            lines.c.set_id == lines.c.id,
            func.coalesce(cases.c.verdict == Verdict.CHALLENGE.value, False),
        ),
    ),
}
