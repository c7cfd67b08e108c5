"""What was asked of the planner, kept until it is answered.

The planner works in a process of its own, for a minute or two. What it was asked stands in a row:
whoever starts again after a crash takes it up, and whoever asked is told so.

    ask_planner -> begun -> done            keep_plan, keep_letter, give_up
                     |
                     +-- the worker is gone: take_up -> begun again, at most MOST_TRIES times
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from models import notices, people
from models.tables import plan_asks
from models.terms import Person

LEASE = timedelta(minutes=15)  # whoever has not answered by then is gone: a letter takes five
MOST_TRIES = 3


class Kind(StrEnum):
    """What the planner is asked for."""

    PLAN = "plan"
    AGAIN = "again"  # a plan that may move published places
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the planner: by whom, and with what (plain values)."""

    id: int
    kind: Kind
    facts: dict[str, Any]
    by: Person


def ask_planner(
    tx: Connection, *, now: datetime, by: Person, kind: Kind, facts: dict[str, Any]
) -> Ask:
    """Keep a question that its asker begins to work on at once."""
    key = tx.execute(
        plan_asks.insert().values(
            kind=kind.value,
            facts=json.dumps(facts),
            person_id=by.id,
            at=now,
            tries=1,
            begun_at=now,
        )
    ).inserted_primary_key
    assert key is not None
    return Ask(int(key[0]), kind, facts, by)


def take_up(tx: Connection, *, now: datetime, everything: bool = False) -> tuple[Ask, ...]:
    """The questions whose worker is gone, to be worked on anew; whoever asked is told.

    ``everything`` is for the start of the only process there is: each open one was interrupted.
    What was interrupted so often that it may be the question's own fault is given up.
    """
    gone: Any = plan_asks.c.done_at.is_(None)
    if not everything:
        old = plan_asks.c.begun_at <= now - LEASE
        gone &= or_(plan_asks.c.begun_at.is_(None), old)
    rows = tx.execute(select(plan_asks).where(gone).order_by(plan_asks.c.id).with_for_update())
    found = []
    for row in rows.all():
        if row.tries >= MOST_TRIES:
            give_up(tx, now=now, ask_id=row.id)
            continue
        _begin(tx, now, row)
        by = people.look(tx, person_id=row.person_id)
        found.append(Ask(row.id, Kind(row.kind), json.loads(row.facts), by))
    return tuple(found)


def give_up(tx: Connection, *, now: datetime, ask_id: int) -> None:
    """There will be no answer: whoever asked is told, and may ask again."""
    row = _row(tx, ask_id)
    if row.done_at is None:
        finish(tx, now=now, ask_id=ask_id)
        _tell(tx, now, row, "shift.planner-gave-up", row.tries)


def finish(tx: Connection, *, now: datetime, ask_id: int, answer: str | None = None) -> bool:
    """It is answered; False if it was before."""
    done = tx.execute(
        plan_asks.update()
        .where(plan_asks.c.id == ask_id, plan_asks.c.done_at.is_(None))
        .values(done_at=now, answer=answer)
    )
    return done.rowcount > 0


def _begin(tx: Connection, now: datetime, row: Row[Any]) -> None:
    tx.execute(
        plan_asks.update()
        .where(plan_asks.c.id == row.id)
        .values(tries=row.tries + 1, begun_at=now)
    )
    _tell(tx, now, row, "shift.planner-again", row.tries + 1)


def _tell(tx: Connection, now: datetime, row: Row[Any], kind: str, tries: int) -> None:
    notices.leave(
        tx,
        now=now,
        kind=kind,
        key=f"{row.id}:{tries}",
        person_id=row.person_id,
        facts={"kind": row.kind},
    )


def _row(tx: Connection, ask_id: int) -> Row[Any]:
    return tx.execute(select(plan_asks).where(plan_asks.c.id == ask_id)).one()
