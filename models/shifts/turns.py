"""Taking turns: who has which place is decided by one verb at a time."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

_TURN = 7_301_022  # PostgreSQL's advisory lock of the places; any number nobody else uses


def one_by_one(tx: Connection) -> None:
    """Wait until nobody else decides who has which place; held until the commit.

    Seats belong to a shift, badges and hours to an office's day and week, a clash to a person in
    any office: no single row holds them all, so the turn is one lock over the places, taken
    before the first count is read. The order is: turn, then batches and lines (the end of a
    shift), then the trail. SQLite has one writer anyway.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_TURN)))
