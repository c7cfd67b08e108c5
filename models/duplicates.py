"""Duplicate sets: lines that name each other, of which one at most counts.

A set is a connected component of the links that standing readings make between lines. Links may
lead to lines the registrar counted, which are in no list of ours; they join sets but never count.
The lowest key represents the set, and nothing else in it counts (`rules.agreement`): ``set_id`` of
all its lines is the id of that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import eq
from typing import Any

from sqlalchemy import Connection, and_, case, exists, or_, select, tuple_

from models import waiting
from models.rules import agreement
from models.rules.agreement import Member
from models.tables import (
    audits,
    cases,
    contradictions,
    grounds,
    lines,
    partners,
    readings,
    tally,
)
from models.terms import LineKey, Round, Verdict

_KEY = (lines.c.section, lines.c.page, lines.c.line)
_MOST = 500  # a component larger than this is a typing accident; sets of real petitions are small
# Beside the lines ruled for us: those of them that were read as a challenge, and as standing.
_BESIDE = {Verdict.CHALLENGE: "upheld", Verdict.STANDS: "found"}

Steps = Counter[tuple[int, str]]  # (reason id, kept count) and by how many it moves


@dataclass(slots=True)
class _Moves:
    """What sets do to rulings: steps of kept counts; lines that began or ceased to count.

    These are (the line's case, its reason id, +1 or -1).
    """

    steps: Steps = field(default_factory=Counter)
    turned: list[tuple[Any, int, int]] = field(default_factory=list)


def resettle(tx: Connection, line_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Find the sets of these lines anew: which line of each counts, and what contradicts.

    Returns the steps of the claimed counts: (reason id, +1 or -1) for each line that changed. The
    counts of lines ruled for us are moved here, since they move only with a ruling or a set.
    """
    seeds = tx.execute(select(lines).where(lines.c.id.in_(line_ids))).all()
    old_sets = {row.set_id for row in seeds if row.set_id is not None}
    if old_sets:
        seeds = tx.execute(
            select(lines).where(or_(lines.c.id.in_(line_ids), lines.c.set_id.in_(old_sets)))
        ).all()
    steps: list[tuple[int, int]] = []
    ruled = _Moves()
    done: set[LineKey] = set()
    for row in seeds:
        key = LineKey(row.section, row.page, row.line)
        if key not in done:
            component = _locked_component(tx, key)
            done |= component
            steps += _decide(tx, component, ruled)
    move_ruled(tx, ruled.steps)
    for of_line, reason_id, step in ruled.turned:  # after the tally: a draw waits for that
        _as_of_draws(tx, of_line, reason_id, step)
    return steps


def move_ruled(tx: Connection, steps: Steps) -> None:
    """Move kept counts of rulings, reasons in rising order so that no two writers wait in a circle."""
    for reason_id in sorted({reason_id for reason_id, _name in steps}):
        values = {name: n for (of, name), n in steps.items() if of == reason_id and n}
        if values:
            moved = {name: tally.c[name] + n for name, n in values.items()}
            tx.execute(tally.update().where(tally.c.reason_id == reason_id).values(moved))


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
    found = set()
    for key in keys:  # one by one: of a list of keys SQLite reads the whole table
        outward = tx.execute(link.where(own == tuple_(*key)))
        found |= {LineKey(r.to_section, r.to_page, r.to_line) for r in outward}
        inward = tx.execute(link.where(named == tuple_(*key)))
        found |= {LineKey(r.section, r.page, r.line) for r in inward}
    return found


def _decide(tx: Connection, component: set[LineKey], ruled: _Moves) -> list[tuple[int, int]]:
    # Spelled out: of a list of keys SQLite reads the whole table.
    own = or_(*(and_(*map(eq, _KEY, key)) for key in sorted(component)))
    members = tx.execute(select(lines).where(own).order_by(*_KEY)).all()
    set_id = members[0].id if len(members) > 1 else None
    counts = agreement.counted_in_set([_may(row) for row in members])
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
    _contradictions(tx, members, outside=len(component) > len(members))
    waiting.refresh(tx, [row.id for row in members], locked=True)
    return steps


def _decide_ruled(tx: Connection, members: Sequence[Any], ruled: _Moves) -> None:
    """Which of the lines that a lawyer ruled ours counts; the steps go into ``ruled``."""
    found = tx.execute(select(cases).where(cases.c.line_id.in_([row.id for row in members])))
    by_line = {row.line_id: row for row in found}
    counts = agreement.counted_in_set(
        [
            row.id in by_line and by_line[row.id].verdict == Verdict.CHALLENGE.value
            for row in members
        ]
    )
    for rank, row in enumerate(members):
        if row.id in by_line and by_line[row.id].counts != (rank == counts):
            step = 1 if rank == counts else -1
            ruled.steps[row.reason_id, "ruled"] += step
            if row.verdict in _BESIDE:
                ruled.steps[row.reason_id, _BESIDE[row.verdict]] += step
            if by_line[row.id].draws is not None:
                ruled.turned.append((by_line[row.id], row.reason_id, step))
            one = cases.update().where(cases.c.line_id == row.id)
            tx.execute(one.values(counts=rank == counts))


def _as_of_draws(tx: Connection, of_line: Any, reason_id: int, step: int) -> None:
    """Draws made since the line's ruling took it for ours outside the stream, or did not.

    Whether a line is ours is known by now better than at the draw (`rules.audit.ours_outside`). What
    is ruled just now is of no draw yet, and an audit line is counted with the draws themselves.
    """
    own = audits.alias("own")
    of_reason = exists().where(lines.c.id == audits.c.line_id, lines.c.reason_id == reason_id)
    in_reason = audits.c.reason_ours_elsewhere
    tx.execute(
        audits.update()
        .where(
            audits.c.place >= of_line.draws,
            ~exists().where(own.c.line_id == of_line.line_id).correlate(None),
        )
        .values(
            ours_elsewhere=audits.c.ours_elsewhere + step,
            reason_ours_elsewhere=in_reason + case((of_reason, step), else_=0),
        )
    )


def _contradictions(tx: Connection, members: Sequence[Any], *, outside: bool) -> None:
    ids = [row.id for row in members]
    tx.execute(contradictions.delete().where(contradictions.c.line_id.in_(ids)))
    if len(members) == 1 and not outside:
        return
    found = agreement.contradictions(as_members(tx, members), outside=outside)
    if found:
        rows = [{"line_id": ids[0], "what": what} for what in sorted(found)]
        tx.execute(contradictions.insert(), rows)


def as_members(tx: Connection, rows: Sequence[Any]) -> list[Member]:
    """These lines of one set, by rising key, as the rule sees them."""
    said = {}
    for one in tx.execute(_SAID.where(readings.c.line_id.in_([row.id for row in rows]))):
        said[one.line_id, one.round] = one  # of each round the one that stands
    found = []
    for row in rows:
        read, ruled = said.get((row.id, Round.FIRST)), said.get((row.id, Round.RULING))
        last = read if ruled is None else ruled
        found.append(
            Member(
                read=None if row.verdict is None else Verdict(row.verdict),
                ruled=None if ruled is None else Verdict(ruled.verdict),
                ground=None if last is None else last.code,
                of_pair=last is not None and bool(last.needs_partner),
            )
        )
    return found


_SAID = (
    select(
        readings.c.line_id,
        readings.c.round,
        readings.c.verdict,
        grounds.c.code,
        grounds.c.needs_partner,
    )
    .outerjoin(grounds, grounds.c.id == readings.c.ground_id)
    .where(readings.c.standing, ~readings.c.extra, readings.c.round != Round.SECOND)
)


def _may(row: Any) -> bool:
    verdict = None if row.verdict is None else Verdict(row.verdict)
    return agreement.claims(verdict, disputed=row.contested)
