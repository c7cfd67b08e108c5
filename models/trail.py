"""The trail: every change, hash-chained, so that a missing or altered entry shows.

hash(n) = SHA-256( hash(n-1) | seq | at | actor | act | subject | body ), fields joined by ``\\n``,
UTF-8; body is canonical JSON (sorted keys, no spaces); hash(0) is 64 zeros. An outsider needs
nothing but the table and SHA-256 to check it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

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

    ``what`` is ``changed`` (the entry's own hash does not fit its content), ``removed`` (a number
    is missing), ``inserted`` (a number too many), ``reordered`` (the entry does not follow the one
    before it) or ``cut`` (the chain ends before its head).
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
    head = tx.execute(_HEAD).one()
    seq, at = head.seq + 1, now.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    mark = digest(head.hash, seq, at, actor, act, subject, text)
    tx.execute(
        _ADD,
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
    tx.execute(_MOVE, {"seq": seq, "hash": mark})
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
    rows = tx.execution_options(yield_per=5000).execute(_ALL)
    end = tx.execute(select(trail_head.c.seq, trail_head.c.hash)).one()
    return check(rows, end.seq, end.hash)


def check(rows: Iterable[Any], head_seq: int, head_hash: str) -> Break | None:
    """The walk itself, over rows (seq, at, actor, act, subject, body, previous, hash) by seq."""
    expected, previous = 1, START
    for seq, at, actor, act, subject, body, before, mark in rows:
        if seq > expected:
            return Break(expected, "removed")
        if seq < expected:
            return Break(seq, "inserted")
        # Which of the two is it? An entry that fits its own hash but not its neighbour was moved.
        if digest(before, seq, at, actor, act, subject, body) != mark:
            return Break(seq, "changed")
        if before != previous:
            return Break(seq, "reordered")
        expected, previous = seq + 1, mark
    if expected - 1 < head_seq:
        return Break(expected, "cut")
    if expected - 1 > head_seq:
        return Break(head_seq + 1, "inserted")
    return None if previous == head_hash else Break(head_seq, "changed")


_HEAD = select(trail_head.c.seq, trail_head.c.hash).with_for_update()
_ADD = trail.insert()
_MOVE = trail_head.update()
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
