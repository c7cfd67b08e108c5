"""As met: where the registrar hands out no list, sections are dealt and lines are registered.

A batch is dealt whole sections. Its reader goes through them and says of each rejected line the
registrar's code with the verdict; the first to say so registers the line, in the same transaction
as the reading. Whose a section is stands in ``sections``; what a batch was dealt with stays in
``batch_sections``, so that a sheet may be typed after its sections went back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, func, literal_column, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from models.book import Book
from models.tables import batch_lines, batch_sections, batches, circulated, lines, sections
from models.terms import LineKey, LineState

# Written out, not bound: the planner uses a partial index only for a condition it can read.
_OPEN: Any = literal_column("batch_id IS NULL AND finished_at IS NULL")
_KEY = (lines.c.section, lines.c.page, lines.c.line)
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Item(Protocol):
    """What is needed of a typed item."""

    @property
    def line(self) -> int | LineKey:
        """A number of the batch, or a full key."""

    @property
    def reason(self) -> str | None:
        """The registrar's code, if it was typed."""


@dataclass(frozen=True, slots=True)
class Met:
    """What a message brings into its batch: the lines it registers, with their reason ids."""

    sections: Collection[int]
    registered: Mapping[LineKey, int] = field(default_factory=dict)

    def why_not(self, item: Item) -> str:
        """Why the line of an item could not be registered, as an item's code."""
        if not isinstance(item.line, LineKey):
            return "no-such-number"
        if item.line.section not in self.sections:
            return "section-not-in-batch"
        return "reason-missing" if item.reason is None else "reason-unknown"


def claim(tx: Connection, book: Book, person_id: int, batch_id: int) -> list[int]:
    """Claim the next open sections in one statement, none that the person circulated."""
    own = select(circulated.c.section).where(circulated.c.person_id == person_id)
    seeded = book.policy.sections_seeded
    order = (sections.c.draw, sections.c.section) if seeded else (sections.c.section,)
    near = (
        select(sections.c.section)
        .where(_OPEN, sections.c.section.not_in(own))
        .order_by(*order)
        .limit(book.policy.sections_a_batch)
    )
    rows = tx.execute(
        sections.update()
        .where(sections.c.section.in_(near), _OPEN)
        .values(batch_id=batch_id)
        .returning(sections.c.section, sections.c.draw)
    ).all()
    dealt = [r.section for r in sorted(rows, key=lambda r: (r.draw if seeded else 0, r.section))]
    if dealt:
        tx.execute(
            batch_sections.insert(),
            [
                {"batch_id": batch_id, "section": section, "number": number}
                for number, section in enumerate(dealt, 1)
            ],
        )
    return dealt


def dealt_with(tx: Connection, batch_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The sections of a batch in dealing order, and those of them that are finished."""
    rows = tx.execute(_of(batch_id)).all()
    return (
        tuple(row.section for row in rows),
        tuple(r.section for r in rows if r.batch_id == batch_id and r.finished_at is not None),
    )


def unfinished(tx: Connection, batch_id: int) -> list[int]:
    """The sections that are with a batch and not finished, by number."""
    rows = tx.execute(
        select(sections.c.section)
        .where(sections.c.batch_id == batch_id, sections.c.finished_at.is_(None))
        .order_by(sections.c.section)
    ).scalars()
    return list(rows)


def let_go(tx: Connection, batch_id: int) -> list[int]:
    """The unfinished sections of a batch return in order; which."""
    rows = tx.execute(
        sections.update()
        .where(sections.c.batch_id == batch_id, sections.c.finished_at.is_(None))
        .values(batch_id=None)
        .returning(sections.c.section)
    ).scalars()
    return sorted(rows)


def mark_finished(
    tx: Connection, *, now: datetime, batch_id: int, which: Collection[int]
) -> list[int]:
    """Nothing is left to register in these sections of a batch; those that were not so before."""
    rows = tx.execute(
        sections.update()
        .where(
            sections.c.batch_id == batch_id,
            sections.c.finished_at.is_(None),
            sections.c.section.in_(which),
        )
        .values(finished_at=now)
        .returning(sections.c.section)
    ).scalars()
    return sorted(rows)


def enlist(tx: Connection, batch: Row[Any], items: Sequence[Item], book: Book) -> Met:
    """Bring every line that the items name by its key into the batch, before they are resolved.

    A line of the batch's sections that nobody has registered is inserted, held in this batch,
    with the typed reason; one that is known already only joins the batch, as it is. What can be
    neither is left out: `Met.why_not` says why. Whoever registers the same line at the same
    moment is waited for (the unique key of lines), and then the line is theirs.
    """
    dealt = {row.section: row for row in tx.execute(_of(batch.id))}
    typed = {item.line: item for item in items if isinstance(item.line, LineKey)}
    asked = [key for key in typed if key.section in dealt]
    if not asked:
        return Met(dealt)
    found = _known(tx, asked)
    codes = {reason.code: reason.id for reason in book.reasons}
    new = {
        key: codes[typed[key].reason or ""]
        for key in asked
        if key not in found and typed[key].reason in codes
    }
    registered: dict[LineKey, int] = {}
    if new:
        inserted = _register(tx, batch.id, new, dealt)
        registered = {key: new[key] for key in new if key in inserted}
        found |= inserted
        if len(registered) < len(new):  # somebody else was quicker
            found = _known(tx, asked)
    _join(tx, batch.id, [found[key] for key in asked if key in found])
    return Met(dealt, registered)


def _known(tx: Connection, keys: Sequence[LineKey]) -> dict[LineKey, int]:
    """The ids of those of the lines that are registered."""
    rows = tx.execute(
        select(lines.c.id, *_KEY).where(tuple_(*_KEY).in_([tuple(key) for key in keys]))
    )
    return {LineKey(row.section, row.page, row.line): row.id for row in rows}


def _register(
    tx: Connection, batch_id: int, new: Mapping[LineKey, int], dealt: Mapping[int, Any]
) -> dict[LineKey, int]:
    rows = [
        {
            "section": key.section,
            "page": key.page,
            "line": key.line,
            "reason_id": reason_id,
            "office_id": dealt[key.section].office_id,
            "draw": dealt[key.section].draw,
            "state": LineState.HELD,
            "batch_id": batch_id,
            "contested": False,
            "claim": False,
        }
        for key, reason_id in sorted(new.items())
    ]
    inserted = tx.execute(
        _INSERT[tx.dialect.name](lines)
        .values(rows)
        .on_conflict_do_nothing(index_elements=_KEY)
        .returning(lines.c.id, *_KEY)
    )
    return {LineKey(row.section, row.page, row.line): row.id for row in inserted}


def _join(tx: Connection, batch_id: int, line_ids: Sequence[int]) -> None:
    """The lines are the batch's from now on, with the next numbers, in the order they came."""
    rows = tx.execute(
        select(batch_lines.c.line_id, batch_lines.c.number).where(
            batch_lines.c.batch_id == batch_id
        )
    ).all()
    there = {row.line_id for row in rows}
    joining = [line_id for line_id in line_ids if line_id not in there]
    if not joining:
        return
    last = max((row.number for row in rows), default=0)
    tx.execute(
        batch_lines.insert(),
        [
            {"batch_id": batch_id, "number": number, "line_id": line_id}
            for number, line_id in enumerate(joining, last + 1)
        ],
    )
    size = select(func.count()).where(batch_lines.c.batch_id == batch_id).scalar_subquery()
    tx.execute(batches.update().where(batches.c.id == batch_id).values(size=size))


def _of(batch_id: int) -> Any:
    return (
        select(
            batch_sections.c.section,
            sections.c.office_id,
            sections.c.draw,
            sections.c.batch_id,
            sections.c.finished_at,
        )
        .join(sections, sections.c.section == batch_sections.c.section)
        .where(batch_sections.c.batch_id == batch_id)
        .order_by(batch_sections.c.number)
    )
