"""Dealing: the next batch for a person, each kind claimed in one statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select

from models import book as books
from models import trail
from models.book import Book
from models.errors import Refusal
from models.review import as_met, free, seconds, stream, turns, views
from models.rules import dealing, holds, rounds
from models.tables import batches, lines
from models.terms import BatchView, Designation, LineKey, Order, Person, Round


def deal(tx: Connection, *, now: datetime, person: Person) -> BatchView:
    """The person's open batch, or the next one.

    A batch of lines to read a second time, where enough of them wait that this person may read;
    else, whenever it is its turn, one of the audit; else the next free lines or sections by the
    campaign's policy; in the end what there is to read a second time. A batch does not say which
    of these it is.

    Refuses ``review.terms-first``, ``review.practice-first``, ``review.designation-missing``,
    ``review.nothing-left``.
    """
    held = views.open_batch(tx, person.id)
    if held is not None:
        return held
    book = books.read(tx, now=now)
    _ready(book, person)
    turns.one_by_one(tx)
    held = views.open_batch(tx, person.id)  # the same person's other tap came first
    if held is not None:
        return held
    new = _open(tx, now, book, person)
    facts = _fill(new)
    if not facts:
        raise Refusal("review.nothing-left")
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="batch.dealt",
        subject=new.code,
        holder=person.pseudonym,
        **facts,
    )
    return views.batch(tx, new.id)


@dataclass(frozen=True, slots=True)
class _New:
    """The batch that is being filled."""

    tx: Connection
    now: datetime
    book: Book
    person_id: int
    id: int
    code: str


_Facts = dict[str, Any]  # what the trail learns of the lines; nothing where none were dealt


def _fill(new: _New) -> _Facts:
    kinds: tuple[Callable[[_New], _Facts], ...] = (
        _second_round,
        _audit,
        _sections,
        _lines,
        _rest_of_second_round,
    )
    for kind in kinds:
        facts = kind(new)
        if facts:
            return facts
    return {}


def _second_round(new: _New, *, full: bool = True) -> _Facts:
    size = new.book.policy.batch_size
    claimed = seconds.claim(new.tx, new.person_id, new.id, size, full=full)
    if not claimed:
        return {}
    draw, ids = _seed(new.book), [row.id for row in claimed]
    free.enlist(new.tx, new.id, ids, round=Round.SECOND, policy=rounds.SECOND, draw=draw)
    keys = [LineKey(row.section, row.page, row.line) for row in claimed]
    return _told(rounds.SECOND, draw, keys)


def _rest_of_second_round(new: _New) -> _Facts:
    return _second_round(new, full=False)


def _audit(new: _New) -> _Facts:
    """Drawn lines, so often that the audit gets its share of the reading time."""
    policy = new.book.policy
    if not policy.audit_percent:
        return {}
    wanted = stream.waiting(new.tx, now=new.now, person_id=new.person_id, size=policy.audit_batch)
    if not wanted or not rounds.audit_turn(
        new.book.draw_seed,
        new.id,
        policy.audit_percent,
        minutes=policy.batch_size,
        audit_minutes=len(wanted) * stream.minutes(new.tx).ratio,
    ):
        return {}
    claimed = free.take(new.tx, wanted, new.id)
    if not claimed:
        return {}
    free.write(new.tx, new.id, claimed, policy=rounds.AUDIT)
    stream.dealt(new.tx, [line_id for line_id, _key, _reason in claimed], new.id)
    return _told(rounds.AUDIT, "", [key for _id, key, _reason in claimed])


def _sections(new: _New) -> _Facts:
    """As met: the next open sections, with the lines of them that wait for a reading.

    Nothing where lines are dealt, or no section is left. Lines that were registered and are unread
    (their reading was taken back) are then dealt as listed ones.
    """
    if new.book.policy.order != Order.AS_MET:
        return {}
    dealt = as_met.claim(new.tx, new.book, new.person_id, new.id)
    if not dealt:
        return {}
    draw = _seed(new.book) if new.book.policy.sections_seeded else ""
    kind = batches.update().where(batches.c.id == new.id)
    new.tx.execute(kind.values(policy=Order.AS_MET, draw=draw))
    waiting = select(lines.c.id).where(lines.c.section.in_(dealt), free.FREE)
    claimed = free.take(new.tx, waiting, new.id)
    if claimed:
        free.write(new.tx, new.id, claimed)
    return {"policy": Order.AS_MET, "draw": draw, "sections": dealt, "lines": len(claimed)}


def _lines(new: _New) -> _Facts:
    """The next free lines by the policy."""
    today = new.now.astimezone(new.book.zone).date()
    by = free.course(new.tx, new.book, today, _seed(new.book))
    claimed = free.claim(new.tx, new.book, by, new.person_id, new.id)
    if not claimed:
        return {}
    free.write(new.tx, new.id, claimed, policy=by.order, draw=by.draw)
    return _told(by.order, by.draw, [key for _id, key, _reason in claimed])


def _told(policy: str, draw: str, keys: list[LineKey]) -> _Facts:
    return {
        "policy": policy,
        "draw": draw,
        "first": keys[0].typed,
        "last": keys[-1].typed,
        "lines": len(keys),
    }


def _ready(book: Book, person: Person) -> None:
    if person.terms_version < book.policy.terms_version:
        raise Refusal("review.terms-first")
    if not person.practised:
        raise Refusal("review.practice-first")
    if book.policy.designation_required and person.designation != Designation.ON_FILE:
        raise Refusal(f"review.designation-{person.designation.value}")


def _open(tx: Connection, now: datetime, book: Book, person: Person) -> _New:
    """The row of a batch, empty still: whose it is, and until when."""
    serial = (tx.execute(select(func.max(batches.c.id))).scalar() or 0) + 1
    code = dealing.batch_code(serial)
    tx.execute(
        batches.insert().values(
            id=serial,
            code=code,
            person_id=person.id,
            round=Round.FIRST,
            policy=Order.REGISTRAR,
            draw="",
            size=0,
            dealt_at=now,
            ends_at=holds.ends(now, book.policy.hold_minutes),
            deadline_at=holds.typing_deadline(now, book.zone, book.policy.typing_hour),
        )
    )
    return _New(tx, now, book, person.id, serial, code)


def _seed(book: Book) -> str:
    return "seed sha256 " + sha256(book.draw_seed.encode()).hexdigest()[:32]
