"""Taking turns: what two people may not do to the review at the same moment."""

from __future__ import annotations

from sqlalchemy import Connection, select

from models.tables import campaign


def one_by_one(tx: Connection) -> None:
    """Wait until nobody else decides who holds what; held until the commit.

    Who gets which lines, that one person has one open batch, and which lines make a duplicate
    set reach beyond one batch: dealing, moving, reopening and naming partners call it before
    they lock anything else. The order is: turn, batch, lines, counts, trail. What meets in
    another order all the same is a deadlock, which PostgreSQL ends and `models.database` tries
    again. SQLite has one writer anyway.
    """
    tx.execute(select(campaign.c.id).with_for_update())
