"""Duplicate sets that contradict themselves, for a lawyer to put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select, tuple_

from models import duplicates
from models.rules.agreement import Contradiction
from models.rulings.terms import Mate
from models.tables import contradictions, lines, partners, readings
from models.terms import LineKey, LineState, Verdict, looks

SHOWN = 8  # sets in one message


@dataclass(frozen=True, slots=True)
class Contradictory:
    """A set, what does not go together in it, and its lines: by rising key, unlisted ones last."""

    what: tuple[Contradiction, ...]
    mates: tuple[Mate, ...]


@dataclass(frozen=True, slots=True)
class Sets:
    """``shown`` of ``contradictory`` sets, by key; ``silent`` sets claim nothing yet.

    That is: the line that represents them is unread, while another is read as a challenge.
    ``more``: there are sets behind the last one shown.
    """

    contradictory: int
    shown: tuple[Contradictory, ...]
    silent: int
    more: bool = False


@looks
def look_sets(tx: Connection, *, after: LineKey | None = None) -> Sets:
    """The sets that contradict themselves, those behind the key ``after``."""
    heads = select(lines.c.id).where(lines.c.id.in_(select(contradictions.c.line_id)))
    if after is not None:
        heads = heads.where(tuple_(*_KEY) > tuple_(*after))
    ids = tx.execute(heads.order_by(*_KEY).limit(SHOWN + 1)).scalars().all()
    return Sets(
        contradictory=number(tx),
        shown=tuple(_contradictory(tx, head) for head in ids[:SHOWN]),
        silent=int(tx.execute(_SILENT).scalar_one()),
        more=len(ids) > SHOWN,
    )


def number(tx: Connection) -> int:
    """How many duplicate sets contradict themselves."""
    heads = select(func.count(contradictions.c.line_id.distinct()))
    return int(tx.execute(heads).scalar_one())


def mates(tx: Connection, head: int) -> tuple[Mate, ...]:
    """The lines of a set, by the id of the one that represents it; none if it is alone."""
    rows = tx.execute(_MEMBERS.where(or_(lines.c.id == head, lines.c.set_id == head))).all()
    outside = _outside(tx, [row.id for row in rows])
    if len(rows) == 1 and not outside:
        return ()
    members = duplicates.as_members(tx, rows)
    listed = (
        Mate(
            _key(row),
            first=row.id == rows[0].id,
            read=member.read,
            ruled=member.ruled,
            ground=member.ground,
        )
        for row, member in zip(rows, members, strict=True)
    )
    return (*listed, *(Mate(key, listed=False) for key in outside))


def _contradictory(tx: Connection, head: int) -> Contradictory:
    what = tx.execute(
        select(contradictions.c.what).where(contradictions.c.line_id == head)
    ).scalars()
    said = {Contradiction(one) for one in what}
    return Contradictory(tuple(one for one in Contradiction if one in said), mates(tx, head))


def _outside(tx: Connection, line_ids: Sequence[int]) -> list[LineKey]:
    """The partners that these lines name and no list of ours has."""
    named = tx.execute(_NAMED.where(readings.c.line_id.in_(line_ids))).all()
    return sorted({_key(row) for row in named})


def _key(row: Any) -> LineKey:
    return LineKey(row.section, row.page, row.line)


_KEY = (lines.c.section, lines.c.page, lines.c.line)
_MEMBERS = select(lines).order_by(*_KEY)
_NAMED = (
    select(partners.c.section, partners.c.page, partners.c.line)
    .join(readings, readings.c.id == partners.c.reading_id)
    .outerjoin(
        lines,
        (lines.c.section == partners.c.section)
        & (lines.c.page == partners.c.page)
        & (lines.c.line == partners.c.line),
    )
    .where(readings.c.standing, lines.c.id.is_(None))
)
_other = lines.alias("other")
_SILENT = (
    select(func.count())
    .select_from(lines)
    .where(
        lines.c.set_id.is_not(None),
        lines.c.set_id == lines.c.id,
        lines.c.state != LineState.READ,
        select(_other.c.id)
        .where(_other.c.set_id == lines.c.id, _other.c.verdict == Verdict.CHALLENGE.value)
        .exists(),
    )
)
