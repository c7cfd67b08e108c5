"""Questions that wait for a tap: which ground, which person. Their facts hold known codes only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from models.errors import Refusal
from models.tables import choices
from models.terms import looks

KEPT = timedelta(days=7)
T = TypeVar("T")


def keep(
    tx: Connection, *, now: datetime, person_id: int, kind: str, facts: dict[str, Any]
) -> int:
    """Keep a question's facts; its number, for the buttons."""
    tx.execute(choices.delete().where(choices.c.at < now - KEPT))
    key = tx.execute(
        choices.insert().values(person_id=person_id, kind=kind, facts=json.dumps(facts), at=now)
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


def take(tx: Connection, *, now: datetime, person_id: int, choice_id: int) -> dict[str, Any]:
    """The facts of the person's own question. Refuses ``buttons.stale``; asking twice is fine."""
    row = tx.execute(
        select(choices.c.facts).where(choices.c.id == choice_id, choices.c.person_id == person_id)
    ).first()
    if row is None:
        raise Refusal("buttons.stale")
    tx.execute(choices.update().where(choices.c.id == choice_id).values(answered_at=now))
    facts: dict[str, Any] = json.loads(row.facts)
    return facts


@looks
def look(tx: Connection, *, now: datetime, person_id: int, choice_id: int) -> dict[str, Any]:
    """The facts of the person's own question, answered or not. Refuses ``buttons.stale``."""
    row = tx.execute(
        select(choices.c.facts).where(choices.c.id == choice_id, choices.c.person_id == person_id)
    ).first()
    if row is None:
        raise Refusal("buttons.stale")
    facts: dict[str, Any] = json.loads(row.facts)
    return facts


def once(
    tx: Connection,
    *,
    now: datetime,
    person_id: int,
    choice_id: int,
    of: Callable[..., T],
    values: dict[str, Any],
) -> T:
    """Answer a question by a verb that does more each time: one tap counts, however often it comes.

    Refuses ``buttons.stale``, ``buttons.answered``, and what ``of`` refuses (then it stays open).
    """
    done = tx.execute(
        choices.update()
        .where(
            choices.c.id == choice_id,
            choices.c.person_id == person_id,
            choices.c.answered_at.is_(None),
        )
        .values(answered_at=now)
    )
    if done.rowcount == 0:
        look(tx, now=now, person_id=person_id, choice_id=choice_id)
        raise Refusal("buttons.answered")
    return of(tx, now=now, **values)
