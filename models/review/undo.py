"""Undo: the last thing a person entered is taken back; what it had superseded stands again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models import book as books
from models import trail
from models.book import Book
from models.errors import Refusal
from models.review import close, turns, views, withdrawal
from models.review import lineup as lineups
from models.tables import batches, entries, readings
from models.terms import BatchView, Ended, Person, Round


@dataclass(frozen=True, slots=True)
class Undone:
    """Which lines lost what one entry said of them, and the batch as it stands."""

    batch: BatchView
    lines: tuple[str, ...]


def undo(tx: Connection, *, now: datetime, by: Person, entry_id: int | None = None) -> Undone:
    """Take back an entry of the person's own (the last one if none is named).

    Refuses ``review.nothing-to-undo``, ``review.ruled``.
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    entry = _entry(tx, by.id, entry_id)
    batch, gone = take_back(tx, now=now, book=book, entry=entry)
    tx.execute(entries.update().where(entries.c.id == entry.id).values(undone_at=now))
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="readings.undone",
        subject=batch.code,
        withdrawn=gone,
    )
    return Undone(views.batch(tx, batch.id), tuple(gone))


def take_back(
    tx: Connection, *, now: datetime, book: Book, entry: Row[Any]
) -> tuple[Row[Any], list[str]]:
    """Withdraw all that an entry says; the batch it said it of, and the lines' keys."""
    batch = reopened(tx, now, entry.batch_id)
    lineup = lineups.load(tx, batch, book, reader_id=reader_of(tx, entry, batch))
    gone = withdrawal.withdraw(tx, lineup, entry.id)
    lineup.settle(tx, now)
    close.end_emptied(tx, now, lineup)
    if batch.ended_at is None and not close.anything_left(tx, lineup):  # nothing of it came back
        close.end(tx, now=now, batch_id=batch.id, how=Ended.DONE)
    return batch, gone


def reader_of(tx: Connection, entry: Row[Any], batch: Row[Any]) -> int:
    """Who judged what the entry says: its batch may have moved to somebody else since."""
    reader = tx.execute(
        select(readings.c.reader_id).where(readings.c.entry_id == entry.id).limit(1)
    ).scalar()
    return batch.person_id if reader is None else int(reader)


def reopened(tx: Connection, now: datetime, batch_id: int) -> Row[Any]:
    """The batch, open again if it was only just done and its holder has no other."""
    batch = tx.execute(select(batches).where(batches.c.id == batch_id).with_for_update()).one()
    if batch.ended != Ended.DONE or now > batch.deadline_at:
        return batch
    if views.open_batch(tx, batch.person_id) is not None:
        return batch
    tx.execute(
        batches.update()
        .where(batches.c.id == batch_id)
        .values(ended_at=None, ended=None, warned_at=None, ends_at=batch.deadline_at)
    )
    return tx.execute(select(batches).where(batches.c.id == batch_id)).one()


def _entry(tx: Connection, person_id: int, entry_id: int | None) -> Row[Any]:
    # An entry that says nothing any more (all repeated, or corrected since) is passed over.
    # A ruling is taken back in the queue (`models.rulings`).
    says = select(readings.c.id).where(
        readings.c.entry_id == entries.c.id,
        readings.c.standing,
        readings.c.round != Round.RULING,
    )
    own = select(entries).where(entries.c.person_id == person_id, says.exists())
    if entry_id is not None:
        own = own.where(entries.c.id == entry_id)
    row = tx.execute(own.order_by(entries.c.id.desc()).limit(1)).first()
    if row is None:
        raise Refusal("review.nothing-to-undo")
    return row
