"""The trail: every change, hash-chained, so that a missing or altered entry shows.

hash(n) = SHA-256( hash(n-1) | seq | at | actor | act | subject | body ), fields joined by ``\\n``,
UTF-8; body is canonical JSON (sorted keys, no spaces); hash(0) is 64 zeros. An outsider needs
nothing but the table and SHA-256 to check it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, select

from models.quick import Quick
from models.tables import trail, trail_head
from models.terms import looks

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many entries there are, and the last one's hash."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first link that does not hold: its place, and what is wrong with it.

    ``what`` is ``changed`` (content and hash do not fit), ``removed`` (an entry is missing, be
    its number free or closed up), ``inserted`` (an entry too many), ``reordered`` (a true entry
    at another's number) or ``cut`` (the chain ends before its head).
    """

    seq: int
    what: str


def digest(previous: str, seq: int, at: str, actor: str, act: str, subject: str, body: str) -> str:
    """The hash of one entry, 64 hex digits."""
    text = "\n".join((previous, str(seq), at, actor, act, subject, body))
    return sha256(text.encode()).hexdigest()


def append(
    tx: Connection, *, now: datetime, actor: str, act: str, subject: str, **body: Any
) -> Head:
    """Add one entry: who (pseudonym, ``desk`` or ``clock``), what, to what, old and new values.

    Call it last in a verb: on PostgreSQL it locks the head until the commit.
    """
    head = _HEAD.first(tx)
    seq, at = head.seq + 1, now.astimezone(UTC).isoformat(timespec="microseconds")
    text = _json(body)
    mark = digest(head.hash, seq, at, actor, act, subject, text)
    _ADD.run(
        tx,
        {
            "seq": seq,
            "at": at,
            "actor": actor,
            "act": act,
            "subject": subject,
            "body": text,
            "previous": head.hash,
            "hash": mark,
        },
    )
    _MOVE.run(tx, {"to": seq, "mark": mark})
    return Head(seq, mark)


def begin(tx: Connection) -> None:
    """Lay the first stone of an empty chain."""
    tx.execute(trail_head.insert().values(id=1, seq=0, hash=START))


@looks
def head(tx: Connection) -> Head:
    """Where the chain ends now."""
    row = tx.execute(select(trail_head.c.seq, trail_head.c.hash)).one()
    return Head(row.seq, row.hash)


@looks
def verify(tx: Connection) -> Break | None:
    """Walk the whole chain; None if it holds, else the first link that does not."""
    end = head(tx)
    return check(lambda: _stream(tx), end)


def _stream(tx: Connection) -> Iterator[Any]:
    with tx.execute(_ALL, execution_options={"yield_per": 5000}) as rows:
        yield from rows


def check(read: Callable[[], Iterable[Any]], end: Head) -> Break | None:
    """The same over any source of rows (seq, at, actor, act, subject, body, previous, hash).

    ``read`` gives them by rising seq, from the start each time: one walk finds where the chain
    breaks, and only then a second one finds out how.
    """
    expected, previous = 1, START
    for seq, at, actor, act, subject, body, before, mark in read():
        fits = digest(previous, seq, at, actor, act, subject, body) == mark
        if seq != expected or before != previous or not fits or seq > end.seq:
            return _broken(read, end, expected, previous)
        expected, previous = seq + 1, mark
    if expected <= end.seq:
        return Break(expected, "cut")
    return None if previous == end.hash else Break(end.seq, "changed")


def _broken(read: Callable[[], Iterable[Any]], end: Head, place: int, tail: str) -> Break:
    """What is wrong at ``place``, where the entry whose hash is ``tail`` should be followed."""
    rows = list(read())
    here = next((row for row in rows if row[0] == place), None)
    if place > end.seq:
        return Break(place, "inserted")
    if rows[0][0] < 1:
        return Break(rows[0][0], "inserted")
    # Is the entry that truly follows still there, at some other number?
    elsewhere = any(row[6] == tail and _fits(row, place) for row in rows if row[0] != place)
    if here is None:
        return Break(place, "reordered" if elsewhere else "removed")
    true = _true_number(here, len(rows) + end.seq)
    if elsewhere:
        return Break(place, "inserted" if true in (None, place) else "reordered")
    if true is None:
        return Break(place, "changed")
    if true == place:  # it is what it was: the one before it was written anew, hash and all
        return Break(place - 1, "changed")
    return Break(place, "removed") if true > place else Break(true, "inserted")


def _fits(row: Any, seq: int) -> bool:
    _seq, at, actor, act, subject, body, before, mark = row
    return bool(digest(before, seq, at, actor, act, subject, body) == mark)


def _true_number(row: Any, most: int) -> int | None:
    """The number with which the entry's hash was made; None if its content was changed."""
    near = (row[0], row[0] - 1, row[0] + 1)
    return next((n for n in (*near, *range(1, most + 1)) if _fits(row, n)), None)


_json = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
).encode
_HEAD = Quick(select(trail_head.c.seq, trail_head.c.hash).with_for_update())
_ADD = Quick(trail.insert())
_MOVE = Quick(trail_head.update().values(seq=bindparam("to"), hash=bindparam("mark")))
_ALL = select(
    trail.c.seq,
    trail.c.at,
    trail.c.actor,
    trail.c.act,
    trail.c.subject,
    trail.c.body,
    trail.c.previous,
    trail.c.hash,
).order_by(trail.c.seq)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry without its body: number, moment (ISO), who, what, to what."""

    seq: int
    at: str
    actor: str
    act: str
    subject: str


@looks
def last(tx: Connection, *, n: int) -> tuple[Entry, ...]:
    """The last ``n`` entries, oldest first."""
    rows = tx.execute(
        select(trail.c.seq, trail.c.at, trail.c.actor, trail.c.act, trail.c.subject)
        .order_by(trail.c.seq.desc())
        .limit(n)
    ).all()
    return tuple(Entry(*row) for row in reversed(rows))
