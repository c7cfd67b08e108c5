"""The day's row of what the numbers said: written over by the day's later looks, read by the next.

It carries the highest e-values so far and the last sound interval, so that one row says all of the
past. Whoever looks every day may stop at any look: the highest e-value is one of all looks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from models import book as books
from models.estimate.look import estimate
from models.estimate.past import Past, Row, of_body, past
from models.estimate.terms import Estimate
from models.quick import put
from models.rules.estimates import Band
from models.tables import estimates

__all__ = ["Day", "Past", "history", "keep", "past"]

_MOST = 1e300  # what stands for a certain e-value: JSON has no infinity


@dataclass(frozen=True, slots=True)
class Day:
    """One kept day: what a chart or a week's change is made of. Counts are lines."""

    day: date
    row: Row


def keep(tx: Connection, *, now: datetime) -> Estimate:
    """Write the day's row and give the estimate it is of. Idempotent; later looks write over it.

    Refuses ``petition.no-campaign``, ``petition.no-target``.
    """
    book = books.read(tx, now=now)
    found = estimate(tx, book=book, now=now)
    values = {"at": now, "sound": found.sound, "body": json.dumps(_body(tx, found))}
    put(tx, estimates, {"day": found.day}, values)
    return found


def keep_hourly(tx: Connection, *, now: datetime) -> int:
    """`keep` as a job of the clock, so that no hour's look is lost; days written: 1."""
    keep(tx, now=now)
    return 1


def history(tx: Connection, first: date, last: date) -> tuple[Day, ...]:
    """The kept days from ``first`` to ``last``, rising."""
    rows = tx.execute(
        select(estimates.c.day, estimates.c.body)
        .where(estimates.c.day.between(first, last))
        .order_by(estimates.c.day)
    )
    return tuple(Day(row.day, of_body(row.body)) for row in rows)


def _body(tx: Connection, found: Estimate) -> dict[str, Any]:
    before = past(tx, found.day, found.target)
    support = found.support
    counts = found.counts
    kept = (before.highest, before.highest_against) if found.draws == before.draws else (0.0, 0.0)
    mine = {
        "total": counts.total,
        "ours": counts.ours,
        "ruled": counts.ruled,
        "read": counts.read,
        "claimed": found.claimed,
    }
    sound = {"day": found.day.isoformat(), **mine}
    return {
        **mine,
        "target": found.target,
        "band": _band(found.band),
        "band_day": None if found.band_day is None else found.band_day.isoformat(),
        "why": found.why,
        "band_at": None if found.band_at is None else found.band_at.isoformat(),
        "highest": kept[0] if support is None else min(support.highest, _MOST),
        "highest_against": kept[1] if support is None else min(support.highest_against, _MOST),
        "draws": found.draws,
        "state": None if support is None else support.state,
        "early": found.early,
        "clashes": [[one.code, one.reason, one.was, one.now] for one in found.clashes],
        "sound": sound if found.sound else before.sound_facts,
        "audit": [found.audit.drawn, found.audit.ruled, found.audit.missing, found.audit.pending],
        "reasons": {
            one.reason: [one.total, one.read, one.claimed, one.judged, one.ours, *_ends(one.band)]
            for one in found.by_reason
        },
    }


def _band(band: Band | None) -> list[Any] | None:
    return None if band is None else [band.low, band.high, band.condition]


def _ends(band: Band | None) -> list[int]:
    return [] if band is None else [band.low, band.high]
