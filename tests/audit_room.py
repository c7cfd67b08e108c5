"""The audit in a few short calls: its verbs with the test's clock, and what the tests ask of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, exists, func, insert, select

from models import audit, rulings, waiting
from models.audit import Progress, Standing
from models.database import Database
from models.errors import Refusal
from models.rules import rounds
from models.tables import audits, batches, cases, lines, trail
from models.terms import BatchView, LineKey, Person, Verdict
from tests import factories
from tests.conftest import Clock
from tests.room import Room

SEED = "an invented audit seed"
POLICY = replace(factories.POLICY, audit_batch=2, audit_percent=50, batch_size=4)
WANTED = 8  # four audit batches


def a_room(database: Database, clock: Clock) -> Iterator[Room]:
    """Ten sections of four lines; at the end nothing kept may be wrong."""
    factories.found_campaign(database, policy=POLICY, lines=factories.invented_lines(10, 4))
    room = Room(database, clock)
    yield room
    room.check()


def begin(room: Room, seed: str = SEED) -> str:
    return room.database.run(audit.begin, now=room.clock(), by="R-001", seed=seed)


def draw(room: Room) -> int:
    found = room.database.run(audit.look_ahead, now=room.clock())
    return room.database.run(audit.draw, now=room.clock(), found=found)


def drawn(room: Room) -> list[LineKey]:
    return list(standing(room).keys)


def standing(room: Room) -> Standing:
    return room.database.run(audit.look_standing)


def progress(room: Room) -> Progress:
    return room.database.run(audit.look_audit, now=room.clock())


def told(room: Room, act: str) -> dict[str, Any]:
    rows = room.rows(select(trail).where(trail.c.act == act).order_by(trail.c.seq))
    return dict(json.loads(rows[-1].body))


def every_key(room: Room) -> list[LineKey]:
    return [LineKey(r.section, r.page, r.line) for r in room.rows(select(lines))]


def rule(room: Room, lawyer: Person, key: LineKey, verdict: Verdict, **more: Any) -> None:
    room.database.run(
        rulings.rule, now=room.clock(), by=lawyer, line_key=key, verdict=verdict, **more
    )


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=rf"^{code}$")


def read_all(room: Room, reader: Person, letter: str = "s") -> None:
    """Until nothing is left."""
    while True:
        try:
            batch = room.deal(reader)
        except Refusal:
            return
        room.read(reader, batch, letter * len(batch.lines))


def draw_one(tx: Connection, *, now: datetime, line_id: int) -> None:
    """Draw this line and no other, by no lot; what is ruled outside the stream is counted."""
    place = int(tx.execute(select(func.count()).select_from(audits)).scalar_one())
    reason_id = tx.execute(select(lines.c.reason_id).where(lines.c.id == line_id)).scalar_one()
    drawn_before = exists().where(audits.c.line_id == cases.c.line_id)
    outside = (
        select(lines.c.reason_id, cases.c.counts)
        .join(lines, lines.c.id == cases.c.line_id)
        .where(cases.c.verdict.is_not(None), ~drawn_before)
    )
    ruled = tx.execute(outside).all()
    mine = [row.counts for row in ruled if row.reason_id == reason_id]
    tx.execute(
        insert(audits).values(
            place=place,
            line_id=line_id,
            drawn_at=now,
            day=now.date(),
            elsewhere=len(ruled),
            ours_elsewhere=sum(row.counts for row in ruled),
            reason_elsewhere=len(mine),
            reason_ours_elsewhere=sum(mine),
        )
    )
    waiting.refresh(tx, [line_id])


def is_audit(room: Room, batch: BatchView) -> bool:
    return bool(
        room.rows(
            select(batches.c.id).where(batches.c.id == batch.id, batches.c.policy == rounds.AUDIT)
        )
    )
