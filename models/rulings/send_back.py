"""Sending back: the line rests until its reader has looked again, or a day has gone by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from models import notices, trail
from models.errors import Refusal
from models.review import turns
from models.rulings import stacked, views
from models.tables import cases, people, readings
from models.terms import LineKey, Person, Round


def send_back(tx: Connection, *, now: datetime, by: Person, line_key: LineKey) -> bool:
    """The lawyer in whose hand the line is sends it back to its reader, who is told.

    It waits for a lawyer again once its reader, or anybody, has read it anew, at the latest after
    `rounds.REST`. False: it was sent back already. A stack in which it is ends with that: the rest
    of it waits for rulings of its own. Refuses ``rulings.no-such-line``, ``rulings.not-in-hand``.
    """
    turns.one_by_one(tx)
    line = views.line_of(tx, line_key)
    if line is None:
        raise Refusal("rulings.no-such-line")
    held = views.held_by(tx, line.id)
    mine = held is not None and held.lawyer_id == by.id
    if mine and held.until is None and held.sent_back_at is not None:
        return False
    if not mine or held.until is None:
        raise Refusal("rulings.not-in-hand", key=line_key.printed)
    tx.execute(
        cases.update().where(cases.c.line_id == line.id).values(until=None, sent_back_at=now)
    )
    reader = tx.execute(
        select(people.c.id, people.c.pseudonym)
        .join(readings, readings.c.reader_id == people.c.id)
        .where(
            readings.c.line_id == line.id,
            readings.c.round == Round.FIRST,
            readings.c.standing,
            ~readings.c.extra,
        )
    ).one()
    notices.leave(
        tx,
        now=now,
        kind="ruling.sent-back",
        key=f"{line.id}:{now.isoformat()}",
        person_id=reader.id,
        facts={"key": line_key.typed},
    )
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="line.sent-back",
        subject=line_key.typed,
        to=reader.pseudonym,
    )
    stack = stacked.of_line(tx, line.id)
    if stack is not None:
        stacked.fail(tx, now=now, by=by, stack=stack, key=line_key)
    return True
