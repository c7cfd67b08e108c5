"""Taking turns: what two people may not do to the review at the same moment."""

from __future__ import annotations

from sqlalchemy import Connection, select

from models.tables import campaign


def one_by_one(tx: Connection) -> None:
    """Wait until nobody else is handing out batches; held until the commit.

    Who gets which lines, and that one person has one open batch, is decided here: dealing,
    moving and reopening call it before they look. SQLite has one writer anyway.
    """
    tx.execute(select(campaign.c.id).with_for_update())
