"""The second round: lines chosen by lot, which another person reads without seeing the first.

A row a chosen line, from its first reading on: waiting (no batch), held in a batch of the second
round, or read in one. The line itself stays read all the while, so no other count moves. Where its
first reading is taken back the row goes, and a second reading of it stands no longer: there is
nothing it could be compared with, and whoever reads the line next is drawn for again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from models.book import Book
from models.quick import Quick
from models.rules import rounds
from models.tables import batch_lines, cases, circulated, lines, readings, seconds
from models.terms import LineKey, Round

_WAITING = seconds.c.batch_id.is_(None)


@dataclass(frozen=True, slots=True)
class Second:
    """A chosen line: who read it first, in which batch it is held or was read, whether it is read."""

    reader_id: int
    batch_id: int | None
    read: bool


def choose(tx: Connection, book: Book, reader_id: int, line_id: int, key: LineKey) -> None:
    """The line has its first reading: draw whether somebody reads it a second time."""
    lot = rounds.second_draw(book.draw_seed, key)
    if rounds.chosen(lot, book.policy.second_percent):
        _CHOOSE.run(
            tx,
            {
                "line_id": line_id,
                "reader_id": reader_id,
                "draw": lot,
                "batch_id": None,
                "read_at": None,
            },
        )


def forget(tx: Connection, line_id: int) -> int | None:
    """The line has no first reading any more. Returns the batch in which it was held, if it was."""
    row = tx.execute(
        seconds.delete()
        .where(seconds.c.line_id == line_id)
        .returning(seconds.c.batch_id, seconds.c.read_at)
    ).one_or_none()
    if row is None or row.batch_id is None:
        return None
    if row.read_at is None:
        return int(row.batch_id)
    tx.execute(
        readings.update()
        .where(
            readings.c.line_id == line_id, readings.c.round == Round.SECOND, readings.c.standing
        )
        .values(standing=False)
    )
    return None


def follows(tx: Connection, line_id: int, reader_id: int) -> None:
    """Another reader's first reading stands for the line now."""
    tx.execute(seconds.update().where(seconds.c.line_id == line_id).values(reader_id=reader_id))


def of_batch(tx: Connection, batch_id: int) -> dict[int, Second]:
    """The chosen lines among those of a batch, by line id; locked."""
    rows = tx.execute(
        select(seconds)
        .join(batch_lines, batch_lines.c.line_id == seconds.c.line_id)
        .where(batch_lines.c.batch_id == batch_id)
        .order_by(seconds.c.line_id)
        .with_for_update(of=seconds)
    )
    return {r.line_id: Second(r.reader_id, r.batch_id, r.read_at is not None) for r in rows}


def due(tx: Connection, batch_id: int) -> set[int]:
    """The ids of the lines that a batch holds for a second reading and has not had yet."""
    rows = tx.execute(
        select(seconds.c.line_id)
        .join(batch_lines, batch_lines.c.line_id == seconds.c.line_id)
        .where(
            batch_lines.c.batch_id == batch_id,
            seconds.c.batch_id == batch_id,
            seconds.c.read_at.is_(None),
        )
    ).scalars()
    return set(rows)


def keep(
    tx: Connection, now: datetime, read: Mapping[int, int], open_: Mapping[int, int | None]
) -> None:
    """Lines (by id) that were read a second time, and in which batch; lines that wait again.

    A line that waits again is held in the batch it is given with, or in none.
    """
    for line_id, batch_id in sorted(read.items()):
        one = seconds.update().where(seconds.c.line_id == line_id)
        tx.execute(one.values(batch_id=batch_id, read_at=now))
    for line_id, held_in in sorted(open_.items()):
        one = seconds.update().where(seconds.c.line_id == line_id)
        tx.execute(one.values(batch_id=held_in, read_at=None))


def release(tx: Connection, line_ids: Collection[int]) -> None:
    """These held lines wait for somebody else."""
    tx.execute(
        seconds.update()
        .where(seconds.c.line_id.in_(line_ids), seconds.c.read_at.is_(None))
        .values(batch_id=None)
    )


def read_by(tx: Connection, person_id: int, line_ids: Collection[int]) -> bool:
    """Whether a person has read one of these lines."""
    found = select(readings.c.id).where(
        readings.c.line_id.in_(line_ids),
        readings.c.reader_id == person_id,
        readings.c.standing,
    )
    return tx.execute(found.limit(1)).first() is not None


def claim(tx: Connection, person_id: int, batch_id: int, size: int, *, full: bool) -> list[Any]:
    """Claim the next lines that this person may read: (id, section, page, line) by rising key.

    Lines that the person neither read nor circulated and no lawyer has ruled, by rising lot.
    ``full``: none unless there are ``size``.
    """
    found = tx.execute(_next(person_id, size)).scalars().all()
    if not found or (full and len(found) < size):
        return []
    taken = tx.execute(
        seconds.update()
        .where(seconds.c.line_id.in_(found), _WAITING)
        .values(batch_id=batch_id)
        .returning(seconds.c.line_id)
    ).scalars()
    return list(
        tx.execute(
            select(lines.c.id, lines.c.section, lines.c.page, lines.c.line)
            .where(lines.c.id.in_(taken.all()))
            .order_by(lines.c.section, lines.c.page, lines.c.line)
        )
    )


def _next(person_id: int, size: int) -> Select[tuple[int]]:
    own = select(circulated.c.section).where(circulated.c.person_id == person_id)
    mine = exists().where(
        readings.c.line_id == seconds.c.line_id,
        readings.c.reader_id == person_id,
        readings.c.standing,
    )
    ruled = exists().where(cases.c.line_id == seconds.c.line_id, cases.c.verdict.is_not(None))
    return (
        select(seconds.c.line_id)
        .join(lines, lines.c.id == seconds.c.line_id)
        .where(
            _WAITING,
            seconds.c.reader_id != person_id,
            lines.c.section.not_in(own),
            ~mine,
            ~ruled,
        )
        .order_by(seconds.c.draw)
        .limit(size)
    )


def _choose(insert: Any) -> Any:
    statement = insert(seconds)
    return statement.on_conflict_do_update(
        index_elements=["line_id"], set_={"reader_id": statement.excluded.reader_id}
    )


_CHOOSE = Quick(_choose(sqlite.insert), postgresql=_choose(postgresql.insert))
