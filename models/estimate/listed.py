"""What corrected lists did to the population that the audit lines were drawn from.

An interval for the lines of the old list is one for the new list once it allows for every line that
came in or went: ours in the new list are at least the old ones less the lines that went, and at most
the old ones and every line that came. The draws themselves say nothing of lines that were not in
the list, so from the first change on the last interval stands, widened.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from models.rules.estimates import Band, Counts, certain
from models.tables import audits, imports


def since_the_first_draw(tx: Connection) -> tuple[int, bool]:
    """How many lines came or went by corrections after the first draw, and whether there was one.

    A correction that only files lines under other reasons changes no total, but the reasons' draws.
    """
    first = select(func.min(audits.c.drawn_at)).scalar_subquery()
    row = tx.execute(_changes(func.count().label("n")).where(imports.c.at >= first)).one()
    return row.added + row.removed, row.n > 0


def widened(tx: Connection, band: Band, since: datetime, counts: Counts) -> Band:
    """A band that was right at ``since``, right for the list as it is now."""
    row = tx.execute(_changes().where(imports.c.at >= since)).one()
    sure = certain(counts)
    low = min(max(band.low - row.removed, sure.low), sure.high)
    high = max(min(band.high + row.added, sure.high), low)
    return Band(low, high, band.condition)


def _changes(*more: Any) -> Any:
    added = func.coalesce(func.sum(imports.c.added), 0).label("added")
    removed = func.coalesce(func.sum(imports.c.removed), 0).label("removed")
    return select(added, removed, *more).where(imports.c.kind == "correction")
