"""Recording: what a person says of the lines of a batch, all of it or nothing.

Idempotent on what people mean: the same verdict of the same line by the same reader is noted once,
whether it comes as a double tap, a redelivered message or a second sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from models import book as books
from models import trail
from models.book import Book
from models.errors import Refusal
from models.quick import Quick
from models.review import as_met, close, lineup, said, turns, views, withdrawal
from models.review import undo as undoing
from models.review.said import Said
from models.review.writing import Writer
from models.tables import batches, entries, past_holders, people, readings
from models.terms import (
    RANK,
    BatchView,
    Noted,
    Order,
    Person,
    Role,
    Round,
    Via,
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one entry: the batch as it stands, each reading in order of the batch.

    ``entry_id`` is what `undo` takes; ``again`` says that this very message was recorded before.
    """

    entry_id: int
    batch: BatchView
    noted: tuple[Noted, ...]
    finished: bool
    again: bool = False
    amended: bool = False


def record(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    items: Sequence[Said],
    code: str | None = None,
    read_by: str | None = None,
    via: Via = Via.TEXT,
    chat_id: int | None = None,
    message_id: int | None = None,
    amend: bool = False,
) -> Recorded:
    """Record what ``by`` typed or tapped of a batch (by its code, or the open one).

    ``read_by`` is the pseudonym of who judged, where a captain types for somebody. ``amend``
    replaces what the same message (chat and message id) said before: what it no longer says is
    withdrawn, what it says otherwise is corrected, what it still says is left as it stands, even
    where a later message has corrected it. Refuses with
    ``review.no-open-batch``, ``.no-such-batch``, ``.not-yours``, ``.not-held-by``, ``.too-late``,
    ``.ruled``, and ``.items`` with the list of (position, code) of every item that cannot be.
    """
    book = books.read(tx, now=now)
    if amend or any(item.partners for item in items):
        turns.one_by_one(tx)  # it may reach lines of other batches, or open one again
    reader = _reader(tx, by, read_by)
    batch = _batch(tx, reader, code)
    _may_type(tx, batch, by, reader, now)
    before: Any = _entry(tx, chat_id, message_id) if amend else None
    new = before is None
    entry_id = _new_entry(tx, now, by, batch, via, chat_id, message_id) if new else before.id
    if entry_id is None:
        return _again(tx, _entry(tx, chat_id, message_id))
    withdrawn: list[str] = []
    if not new:
        batch, withdrawn = _reopen(tx, now, book, batch, reader, before)
    lines_now, met = _lines_of(tx, batch, items, book, reader)
    chosen = said.resolve(items, lines_now.by_number, lines_now.by_key, book, met)
    if not new:
        withdrawn += withdrawal.withdraw(
            tx, lines_now, entry_id, keep={item.line.id for item in chosen}
        )
    writer = Writer(tx, now, book, by, lines_now, entry_id, new=new)
    noted = tuple(writer.write(item) for item in chosen)
    lines_now.settle(tx, now)
    held = close.after_reading(tx, now=now, book=book, batch=batch, lineup=lines_now)
    if withdrawn or any(not note.repeated for note in noted):
        _to_trail(tx, now, by, reader, lines_now, via, noted, withdrawn)
    return Recorded(
        entry_id,
        _view(tx, lines_now, noted, held, reader, whole=not new),
        noted,
        held.ended is not None,
        amended=not new,
    )


def _view(
    tx: Connection,
    lines_now: lineup.Lineup,
    noted: Sequence[Noted],
    held: close.Held,
    reader: _Reader,
    *,
    whole: bool,
) -> BatchView:
    """The batch as it stands; read anew (``whole``) only where more than these lines moved."""
    batch = lines_now.batch
    plain = lines_now.round == Round.FIRST and batch.policy != Order.AS_MET
    if whole or not plain or batch.person_id != reader.id:
        return views.batch(tx, batch.id)
    return views.as_recorded(
        lines_now, noted, holder=reader.pseudonym, ends_at=held.ends_at, ended=held.ended
    )


_BATCH = select(batches).with_for_update()
_OPEN = Quick(
    _BATCH.where(batches.c.person_id == bindparam("person"), batches.c.ended_at.is_(None))
)
_BY_CODE = Quick(_BATCH.where(batches.c.code == bindparam("code")))
_ENTRY = Quick(
    select(entries.c.id, entries.c.batch_id).where(
        entries.c.chat_id == bindparam("chat"), entries.c.message_id == bindparam("message")
    )
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who judged."""

    id: int
    pseudonym: str


def _reader(tx: Connection, by: Person, read_by: str | None) -> _Reader:
    if read_by is None or read_by == by.pseudonym:
        return _Reader(by.id, by.pseudonym)
    if RANK[by.role] < RANK[Role.CAPTAIN]:
        raise Refusal("review.not-yours")
    found = tx.execute(select(people.c.id).where(people.c.pseudonym == read_by)).scalar()
    if found is None:
        raise Refusal("review.not-held-by")
    return _Reader(int(found), read_by)


def _batch(tx: Connection, reader: _Reader, code: str | None) -> Any:
    """The row, locked: holds end, move and go on one after the other."""
    if code is None:
        row = _OPEN.first(tx, {"person": reader.id})
        if row is None:
            raise Refusal("review.no-open-batch")
        return row
    row = _BY_CODE.first(tx, {"code": code})
    if row is None:
        raise Refusal("review.no-such-batch", code=code)
    return row


def _may_type(tx: Connection, batch: Row[Any], by: Person, reader: _Reader, now: datetime) -> None:
    if batch.person_id != reader.id and not _held_before(tx, batch.id, reader.id):
        whose = "not-yours" if reader.id == by.id else "not-held-by"
        raise Refusal(f"review.{whose}", code=batch.code)
    open_still = batch.ended_at is None
    if not open_still and now > batch.deadline_at and RANK[by.role] < RANK[Role.COORDINATOR]:
        raise Refusal("review.too-late", code=batch.code, deadline=batch.deadline_at)


def _lines_of(
    tx: Connection, batch: Row[Any], items: Sequence[Said], book: Book, reader: _Reader
) -> tuple[lineup.Lineup, as_met.Met | None]:
    """The batch's lines; as met, those that the items name are brought into it before."""
    if batch.policy != Order.AS_MET:
        return lineup.load(tx, batch, book, reader_id=reader.id), None
    met = as_met.enlist(tx, batch, items, book)
    lines_now = lineup.load(tx, batch, book, reader_id=reader.id)
    lines_now.met(met.registered)
    return lines_now, met


def _held_before(tx: Connection, batch_id: int, person_id: int) -> bool:
    row = tx.execute(
        select(past_holders.c.until).where(
            past_holders.c.batch_id == batch_id, past_holders.c.person_id == person_id
        )
    ).first()
    return row is not None


def _reopen(
    tx: Connection, now: datetime, book: Book, batch: Row[Any], reader: _Reader, entry: Row[Any]
) -> tuple[Row[Any], list[str]]:
    """Make a message say something else: the batch as it is now, what is withdrawn already."""
    withdrawn: list[str] = []
    if entry.batch_id != batch.id or undoing.reader_of(tx, entry, batch) != reader.id:
        _other, withdrawn = undoing.take_back(tx, now=now, book=book, entry=entry)
    tx.execute(
        entries.update().where(entries.c.id == entry.id).values(batch_id=batch.id, undone_at=None)
    )
    return undoing.reopened(tx, now, batch.id), withdrawn


def _entry(tx: Connection, chat_id: int | None, message_id: int | None) -> Any:
    if message_id is None:
        return None
    return _ENTRY.first(tx, {"chat": chat_id, "message": message_id})


def _new_entry(
    tx: Connection,
    now: datetime,
    by: Person,
    batch: Row[Any],
    via: Via,
    chat_id: int | None,
    message_id: int | None,
) -> int | None:
    """The id of a new entry; None if this very message has one."""
    row = _ADD_ENTRY.first(
        tx,
        {
            "person_id": by.id,
            "batch_id": batch.id,
            "via": via,
            "chat_id": chat_id,
            "message_id": message_id,
            "at": now,
            "undone_at": None,
        },
    )
    return None if row is None else int(row.id)


_MESSAGE = ["chat_id", "message_id"]
_ADD_ENTRY = Quick(
    sqlite.insert(entries).on_conflict_do_nothing(index_elements=_MESSAGE).returning(entries.c.id),
    postgresql=postgresql.insert(entries)
    .on_conflict_do_nothing(index_elements=_MESSAGE)
    .returning(entries.c.id),
)


def _again(tx: Connection, entry: Row[Any]) -> Recorded:
    """The same message came once more: say what it said, change nothing."""
    batch = views.batch(tx, entry.batch_id)
    rows = tx.execute(
        select(readings.c.line_id).where(readings.c.entry_id == entry.id, readings.c.standing)
    ).scalars()
    mine = set(rows)
    noted = tuple(
        Noted(
            line.key,
            line.number,
            line.verdict,
            line.ground,
            None,
            line.verdict,
            repeated=True,
            reason=line.reason if batch.sections else None,
        )
        for line in batch.lines
        if line.line_id in mine and line.verdict is not None
    )
    return Recorded(entry.id, batch, noted, finished=batch.ended is not None, again=True)


def _to_trail(
    tx: Connection,
    now: datetime,
    by: Person,
    reader: _Reader,
    lines_now: lineup.Lineup,
    via: Via,
    noted: Sequence[Noted],
    withdrawn: Sequence[str],
) -> None:
    met: dict[str, Any] = {}
    if lines_now.registered:
        met["registered"] = lines_now.registered
    if lines_now.rereasoned:
        met["reasons"] = lines_now.rereasoned
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="readings.amended" if withdrawn else "readings.recorded",
        subject=lines_now.batch.code,
        read_by=reader.pseudonym,
        via=via,
        withdrawn=list(withdrawn),
        readings=[
            [n.key.typed, n.before, n.verdict, n.ground, n.tier, n.extra]
            for n in noted
            if not n.repeated
        ],
        **met,
    )
