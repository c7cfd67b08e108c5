"""The week in numbers: how things stand, and what became of them since the week before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models import outlook
from models.estimate import Day, history
from models.progress.day import span_of
from models.report_terms import DayReport, Range, ReasonCount, WeekReport
from models.tables import days

WEEK = timedelta(days=7)


def of_day(tx: Connection, now: DayReport) -> WeekReport:
    """The week that ends with the day of a report.

    Read and claimed lines are those of the seven days. What was ruled, the reasons and the band are
    beside the last kept day before them; where there is none, beside nothing.
    """
    since = now.day - WEEK
    then = _then(tx, since)
    read, claimed = _moved(tx, since, now.day)
    reckoned = outlook.kept(tx, since)
    return WeekReport(
        now=now,
        since=since + timedelta(days=1),
        read=read,
        claimed=claimed,
        ruled=now.ruled - (0 if then is None else then.row.counts.ours),
        by_reason=tuple(_change(one, then) for one in now.by_reason),
        band=_band(then),
        all_read=None if reckoned is None else span_of(reckoned.all_read),
        target_reached=None if reckoned is None else span_of(reckoned.target_ruled),
    )


def _then(tx: Connection, day: date) -> Day | None:
    """The last kept day up to the one before the week, of the week before it."""
    past = history(tx, day - WEEK, day)
    return past[-1] if past else None


def _moved(tx: Connection, since: date, to: date) -> tuple[int, int]:
    row = tx.execute(
        select(
            func.coalesce(func.sum(days.c.read), 0).label("read"),
            func.coalesce(func.sum(days.c.claimed), 0).label("claimed"),
        ).where(days.c.day > since, days.c.day <= to)
    ).one()
    return int(row.read), int(row.claimed)


def _change(one: ReasonCount, then: Day | None) -> ReasonCount:
    was = None if then is None else then.row.reasons.get(one.reason)
    if was is None:
        return one
    _total, read, claimed, judged, ours = was[:5]
    return replace(
        one,
        read=one.read - read,
        claimed=one.claimed - claimed,
        judged=one.judged - judged,
        ruled=one.ruled - ours,
    )


def _band(then: Day | None) -> Range | None:
    if then is None or then.row.band is None or then.row.band_day is None:
        return None
    return Range(then.row.band.low, then.row.band.high, then.row.band_day)
