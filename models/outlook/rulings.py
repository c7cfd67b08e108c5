"""What the lawyers' rulings say: the share upheld by reason, rulings a day, the wait for one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, select

from models.rulings.judged import Judged
from models.tables import outlooks, readings
from models.terms import Round

# Before anything is ruled: four claims in five are upheld, one in twenty lines let stand is ours.
# Assumed; the weights are in lines, so that a few dozen rulings outweigh them.
UPHELD, UPHELD_WEIGHT = 0.8, 10.0
REASON_WEIGHT = 20.0
FOUND, FOUND_WEIGHT = 0.05, 20.0

LATELY = timedelta(days=14)  # days that rulings a day are counted over
_LEAST = 3  # days of kept counts before rulings a day are told
PLENTY = 1e9  # rulings a day where lawyers keep up
_WAITS = 3.0  # days of rulings that may wait before lawyers are called short
_BACK = 20_000  # readings looked back on for lag and minutes, however many there are
_RULINGS = 200
_LONGEST = 20.0  # minutes between two rulings of one lawyer that are still one sitting
MINUTES = 2.0  # of a lawyer for a ruling, before any is measured; assumed


@dataclass(frozen=True, slots=True)
class Bench:
    """The lawyers: rulings a calendar day (None: not known yet), days from reading to ruling.

    ``minutes`` is a lawyer's time for one ruling, those ruled together shared out;
    ``minutes_measured`` is false where it is assumed.
    """

    judged: int
    waiting: int
    a_day: float | None
    lag_days: int
    minutes: float
    minutes_measured: bool

    @property
    def short(self) -> bool:
        """Whether claims pile up: more wait than three days of rulings."""
        return self.a_day is not None and self.waiting > _WAITS * self.a_day


def upheld(by_reason: Mapping[str, Judged]) -> dict[str, float]:
    """Of the lines read as a challenge, the share a lawyer rules ours, by reason, 0…1.

    Counts drawn to all reasons together, and these to what is assumed.
    """
    common = (sum(one.upheld for one in by_reason.values()) + UPHELD * UPHELD_WEIGHT) / (
        sum(one.judged_challenge for one in by_reason.values()) + UPHELD_WEIGHT
    )
    return {
        code: (one.upheld + common * REASON_WEIGHT) / (one.judged_challenge + REASON_WEIGHT)
        for code, one in by_reason.items()
    }


def common_upheld(by_reason: Mapping[str, Judged]) -> float:
    """The same over all claims together."""
    shares = upheld(by_reason)
    claims = sum(one.challenge for one in by_reason.values())
    if not claims:
        return UPHELD
    return sum(shares[code] * one.challenge for code, one in by_reason.items()) / claims


def caught(by_reason: Mapping[str, Judged]) -> float:
    """Of the lines that a lawyer would rule ours, the share that readers claim, 0…1."""
    shares = upheld(by_reason)
    claimed = sum(shares[code] * one.challenge for code, one in by_reason.items())
    found = sum(one.found for one in by_reason.values())
    judged = sum(one.judged_stands for one in by_reason.values())
    missed = (found + FOUND * FOUND_WEIGHT) / (judged + FOUND_WEIGHT)
    passed = missed * sum(one.stands for one in by_reason.values())
    return claimed / (claimed + passed) if claimed > 0 else 1 - FOUND


def bench(tx: Connection, by_reason: Mapping[str, Judged], today: date) -> Bench:
    """The lawyers as the kept counts and their latest rulings show them."""
    judged = sum(one.judged for one in by_reason.values())
    waiting = sum(max(one.challenge - one.judged_challenge, 0) for one in by_reason.values())
    lags, gaps = _latest(tx)
    return Bench(
        judged=judged,
        waiting=waiting,
        a_day=_a_day(tx, judged, today),
        lag_days=round(median(lags)) if lags else 0,
        minutes=sum(gaps) / len(gaps) if gaps else MINUTES,
        minutes_measured=bool(gaps),
    )


def _a_day(tx: Connection, judged: int, today: date) -> float | None:
    """Rulings a calendar day since the oldest count kept lately; None before there are any."""
    row = tx.execute(
        select(outlooks)
        .where(outlooks.c.day.between(today - LATELY, today - timedelta(days=_LEAST)))
        .order_by(outlooks.c.day)
        .limit(1)
    ).first()
    if row is None or not judged:
        return None
    since: date = row.day
    return max(judged - int(json.loads(row.body)["judged"]), 0) / (today - since).days


def _latest(tx: Connection) -> tuple[list[int], list[float]]:
    """Of the latest rulings, days since the line was read, and minutes since the lawyer's last."""
    newest = tx.execute(select(func.max(readings.c.id))).scalar() or 0
    first = readings.alias("first_reading")
    rows = tx.execute(
        select(readings.c.reader_id, readings.c.at, readings.c.day, first.c.day.label("read_on"))
        .join(
            first,
            (first.c.line_id == readings.c.line_id)
            & (first.c.round == Round.FIRST)
            & first.c.standing
            & ~first.c.extra,
        )
        .where(
            readings.c.id > newest - _BACK, readings.c.round == Round.RULING, readings.c.standing
        )
        .order_by(readings.c.id.desc())
        .limit(_RULINGS)
    ).all()
    return [max((row.day - row.read_on).days, 0) for row in rows], _gaps(list(rows)[::-1])


def _gaps(rows: list[Any]) -> list[float]:
    """Minutes between a lawyer's rulings of one sitting; those ruled at once share none."""
    last: dict[int, Any] = {}
    gaps = []
    for row in rows:
        before = last.get(row.reader_id)
        last[row.reader_id] = row
        if before is not None:
            gap = (row.at - before.at).total_seconds() / 60
            if gap <= _LONGEST:
                gaps.append(gap)
    return gaps if sum(gaps) > 0 else []
