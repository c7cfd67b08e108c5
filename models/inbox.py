"""Telegram is the inbox: which updates have had their effect.

The number of an update is kept in the transaction of its first ask, so that an update that comes
again after a crash is known: its effect is there once, and its answer may be a second one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from models.errors import Refusal
from models.quick import Quick
from models.tables import inbox

T = TypeVar("T")

DONE_BEFORE = "done-before"
KEPT = timedelta(days=2)  # Telegram keeps updates for a day


@dataclass(frozen=True, slots=True)
class Remembered(Generic[T]):
    """A verb's result, and whether its update had been handled in an earlier life (``again``)."""

    result: T
    again: bool


def remembering(
    tx: Connection, *, of: Callable[..., T], update_id: int, values: dict[str, Any]
) -> Remembered[T]:
    """Run the verb ``of`` with ``values`` and remember the update in the same transaction."""
    again = remember(tx, now=values["now"], update_id=update_id)
    return Remembered(of(tx, **values), again)


def remember(tx: Connection, *, now: datetime, update_id: int) -> bool:
    """Remember an update that changes nothing; True if it was handled in an earlier life."""
    return _ADD.first(tx, {"update_id": update_id, "at": now}) is None


def once(
    tx: Connection, *, of: Callable[..., T], update_id: int, values: dict[str, Any]
) -> Remembered[T]:
    """`remembering` for a verb that does more each time it is asked, such as undo.

    Refuses ``done-before`` when the update had its effect in an earlier life.
    """
    if remember(tx, now=values["now"], update_id=update_id):
        raise Refusal("done-before")
    return Remembered(of(tx, **values), again=False)


def unless_done(
    tx: Connection, *, of: Callable[..., T], update_id: int, values: dict[str, Any]
) -> Remembered[T | None]:
    """`once` with None for its refusal: for an effect that may have been turned around since."""
    if remember(tx, now=values["now"], update_id=update_id):
        return Remembered(None, again=True)
    return Remembered(of(tx, **values), again=False)


def forget(tx: Connection, *, now: datetime) -> int:
    """Drop the numbers that Telegram can no longer send; how many."""
    return tx.execute(inbox.delete().where(inbox.c.at < now - KEPT)).rowcount


_ADD = Quick(
    sqlite.insert(inbox).on_conflict_do_nothing().returning(inbox.c.update_id),
    postgresql=postgresql.insert(inbox).on_conflict_do_nothing().returning(inbox.c.update_id),
)
