"""Duplicate sets: lines that name each other, of which one at most counts.

A set is a connected component of the links that standing readings make between lines. Links may
lead to lines the registrar counted, which are in no list of ours; they join sets but never count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, or_, select, tuple_

from models.rules import agreement
from models.tables import cases, lines, partners, readings, tally
from models.terms import LineKey, Verdict

_KEY = (lines.c.section, lines.c.page, lines.c.line)
_MOST = 500  # a component larger than this is a typing accident; sets of real petitions are small


def resettle(tx: Connection, line_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Find the sets of these lines anew and decide which line of each counts.

    Returns the steps of the claimed counts: (reason id, +1 or -1) for each line that changed. The
    count of lines ruled for us is moved here, since it moves only with a ruling or a set.
    """
    seeds = tx.execute(select(lines).where(lines.c.id.in_(line_ids))).all()
    old_sets = {row.set_id for row in seeds if row.set_id is not None}
    if old_sets:
        seeds = tx.execute(
            select(lines).where(or_(lines.c.id.in_(line_ids), lines.c.set_id.in_(old_sets)))
        ).all()
    steps: list[tuple[int, int]] = []
    ruled: Counter[int] = Counter()
    done: set[LineKey] = set()
    for row in seeds:
        key = LineKey(row.section, row.page, row.line)
        if key not in done:
            component = _locked_component(tx, key)
            done |= component
            steps += _decide(tx, component, ruled)
    for reason_id, step in sorted(ruled.items()):
        moved = tally.update().where(tally.c.reason_id == reason_id)
        tx.execute(moved.values(ruled=tally.c.ruled + step))
    return steps


def _locked_component(tx: Connection, start: LineKey) -> set[LineKey]:
    """The set, with nobody else at work on any line of it.

    Two people may add a link each at the same moment: whoever waited for the other's lines must
    look again. SQLite has one writer and never waits.
    """
    component = _component(tx, start)
    while tx.dialect.name != "sqlite":
        own = tuple_(*_KEY)
        wanted = [tuple(key) for key in component]
        tx.execute(select(lines.c.id).where(own.in_(wanted)).order_by(*_KEY).with_for_update())
        again = _component(tx, start)
        if again == component:
            break
        component = again
    return component


def _component(tx: Connection, start: LineKey) -> set[LineKey]:
    found, edge = {start}, {start}
    while edge and len(found) < _MOST:
        edge = _neighbours(tx, edge) - found
        found |= edge
    return found


def _neighbours(tx: Connection, keys: Iterable[LineKey]) -> set[LineKey]:
    named = tuple_(partners.c.section, partners.c.page, partners.c.line)
    own = tuple_(*_KEY)
    link = (
        select(
            lines.c.section,
            lines.c.page,
            lines.c.line,
            partners.c.section.label("to_section"),
            partners.c.page.label("to_page"),
            partners.c.line.label("to_line"),
        )
        .join(readings, and_(readings.c.line_id == lines.c.id, readings.c.standing))
        .join(partners, partners.c.reading_id == readings.c.id)
    )
    wanted = [tuple(key) for key in keys]
    outward = tx.execute(link.where(own.in_(wanted)))
    inward = tx.execute(link.where(named.in_(wanted)))
    return {LineKey(r.to_section, r.to_page, r.to_line) for r in outward} | {
        LineKey(r.section, r.page, r.line) for r in inward
    }


def _decide(tx: Connection, component: set[LineKey], ruled: Counter[int]) -> list[tuple[int, int]]:
    own = tuple_(*_KEY)
    members = tx.execute(
        select(lines).where(own.in_([tuple(key) for key in component])).order_by(*_KEY)
    ).all()
    set_id = members[0].id if len(members) > 1 else None
    counts = agreement.counted_in_set((rank, _may(row)) for rank, row in enumerate(members))
    steps = []
    for rank, row in enumerate(members):
        claim = rank == counts
        if claim != row.claim or row.set_id != set_id:
            tx.execute(
                lines.update().where(lines.c.id == row.id).values(claim=claim, set_id=set_id)
            )
        if claim != row.claim:
            steps.append((row.reason_id, 1 if claim else -1))
    _decide_ruled(tx, members, ruled)
    return steps


def _decide_ruled(tx: Connection, members: Sequence[Any], ruled: Counter[int]) -> None:
    """Of the lines that a lawyer ruled ours the lowest counts; the steps go into ``ruled``."""
    found = tx.execute(select(cases).where(cases.c.line_id.in_([row.id for row in members])))
    by_line = {row.line_id: row for row in found}
    counts = agreement.counted_in_set(
        (rank, row.id in by_line and by_line[row.id].verdict == Verdict.CHALLENGE)
        for rank, row in enumerate(members)
    )
    for rank, row in enumerate(members):
        if row.id in by_line and by_line[row.id].counts != (rank == counts):
            ruled[row.reason_id] += 1 if rank == counts else -1
            one = cases.update().where(cases.c.line_id == row.id)
            tx.execute(one.values(counts=rank == counts))


def _may(row: Any) -> bool:
    verdict = None if row.verdict is None else Verdict(row.verdict)
    return agreement.claims(verdict, disputed=row.contested)
