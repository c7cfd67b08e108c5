"""Recording: what a person says of the lines of a batch, all of it or nothing.

Idempotent on what people mean: the same verdict of the same line by the same reader is noted once,
whether it comes as a double tap, a redelivered message or a second sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from models import book as books
from models import trail
from models.book import Book
from models.errors import Refusal
from models.quick import Quick
from models.review import as_met, close, lineup, said, turns, views, withdrawal
from models.review import undo as undoing
from models.review.said import Said
from models.tables import batches, entries, past_holders, people, readings
from models.terms import (
    RANK,
    BatchView,
    LineState,
    Noted,
    Order,
    Person,
    Role,
    Round,
    Verdict,
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
    before = _entry(tx, chat_id, message_id)
    if before is not None and not amend:
        return _again(tx, before)
    withdrawn: list[str] = []
    if before is not None:
        batch, withdrawn = _reopen(tx, now, book, batch, reader, before)
    lines_now, met = _lines_of(tx, batch, items, book, reader)
    chosen = said.resolve(items, lines_now.by_number, lines_now.by_key, book, met)
    if before is None:
        entry_id = _new_entry(tx, now, by, batch, via, chat_id, message_id)
    else:
        entry_id = before.id
        withdrawn += withdrawal.withdraw(
            tx, lines_now, entry_id, keep={item.line.id for item in chosen}
        )
    writer = _Writer(tx, now, book, by, lines_now, entry_id, new=before is None)
    noted = tuple(writer.write(item) for item in chosen)
    lines_now.settle(tx, now)
    finished = close.after_reading(tx, now=now, book=book, batch=batch, lineup=lines_now)
    if withdrawn or any(not note.repeated for note in noted):
        _to_trail(tx, now, by, reader, lines_now, via, noted, withdrawn)
    return Recorded(
        entry_id,
        views.batch(tx, batch.id),
        noted,
        finished,
        amended=before is not None,
    )


class _Writer:
    """Writes the readings of one entry."""

    def __init__(
        self,
        tx: Connection,
        now: datetime,
        book: Book,
        by: Person,
        lines_now: lineup.Lineup,
        entry_id: int,
        *,
        new: bool,
    ) -> None:
        self._tx, self._book, self._lines = tx, book, lines_now
        self._said = {} if new else withdrawal.said_by(tx, entry_id)
        self._fixed = {
            "round": Round.FIRST,
            "batch_id": lines_now.batch.id,
            "entry_id": entry_id,
            "reader_id": lines_now.reader_id,
            "typed_by_id": by.id,
            "at": now,
            "day": now.astimezone(book.zone).date(),
            "standing": True,
            "withdrawn": False,
        }

    def write(self, item: said.Chosen) -> Noted:
        """One item: noted, or noted already."""
        line = item.line
        mine = self._lines.mine.get(line.id)
        if mine is not None and said.same(mine, item):
            return item.noted(before=item.verdict, repeated=True)
        if mine is not None and self._corrected_since(mine, item):
            return self._as_it_stands(mine, item)
        if mine is not None:
            withdrawal.retire(self._tx, mine)
        extra = line.state == LineState.READ and (mine is None or mine.extra)
        reason_id = _reason_id(item, mine)
        self._insert(item, extra, None if mine is None else mine.id, reason_id)
        self._lines.said(self._tx, line, item, extra=extra)
        if reason_id is not None and not extra:
            self._lines.reason(line, reason_id)
        return item.noted(
            before=None if mine is None else Verdict(mine.verdict),
            extra=extra,
        )

    def _corrected_since(self, mine: lineup.Mine, item: said.Chosen) -> bool:
        """The message says of this line what it said before, but a later one said otherwise."""
        before = self._said.get(item.line.id)
        return before is not None and before.id != mine.id and said.same(before, item)

    def _as_it_stands(self, mine: lineup.Mine, item: said.Chosen) -> Noted:
        verdict = Verdict(mine.verdict)
        return replace(
            item.noted(before=verdict, extra=mine.extra, repeated=True),
            verdict=verdict,
            ground=self._book.ground_code(mine.ground_id),
            tier=self._book.tier(mine.ground_id),
            reason=None if mine.reason_id is None else self._book.reason_code(mine.reason_id),
        )

    def _insert(
        self, item: said.Chosen, extra: bool, supersedes: int | None, reason_id: int | None
    ) -> None:
        reading_id: int = _ADD_READING.first(
            self._tx,
            self._fixed
            | {
                "line_id": item.line.id,
                "verdict": item.verdict,
                "ground_id": None if item.ground is None else item.ground.id,
                "tier": None if item.ground is None else item.ground.tier,
                "signed_on": item.signed_on,
                "registered_on": item.registered_on,
                "supersedes_id": supersedes,
                "extra": extra,
                "reason_id": reason_id,
            },
        ).id
        if item.partners:
            said.keep_partners(self._tx, reading_id, item.partners)


def _reason_id(item: said.Chosen, mine: lineup.Mine | None) -> int | None:
    """As met: the code that was typed, else the one its reader typed before."""
    if item.reason is not None:
        return item.reason.id
    return None if mine is None else mine.reason_id


_ADD_READING = Quick(readings.insert().returning(readings.c.id))
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
) -> int:
    entry_id: int = _ADD_ENTRY.first(
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
    ).id
    return entry_id


_ADD_ENTRY = Quick(entries.insert().returning(entries.c.id))


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
