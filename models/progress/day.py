"""The day in numbers, from kept counts and one estimate of the same moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from models import book as books
from models import outlook, petition
from models.book import Book
from models.estimate import Day, Estimate, estimate, history
from models.estimate.others import other_targets
from models.outlook import Note
from models.petition import Count
from models.report_terms import DayReport, Range, ReasonCount
from models.rules import pace
from models.rules.forecast import Finish
from models.tables import days, readings
from models.terms import Round, Span, looks

# A range that rests on no day worked, or on no calendar, is not told.
_ASSUMED = {Note.NO_DAYS, Note.NO_CALENDAR}
BACK = timedelta(days=400)  # of the chart; a campaign that lasts longer is drawn from there on


@looks
def report(tx: Connection, *, now: datetime, day: date | None = None) -> DayReport:
    """The campaign's numbers at ``now``, for a day of its wall clock (default: today)."""
    book = books.read(tx, now=now)
    found = estimate(tx, book=book, now=now)
    return of_estimate(tx, book, found, day or found.day)


def of_estimate(tx: Connection, book: Book, found: Estimate, day: date) -> DayReport:
    """The report of ``day`` with the estimate and the counts of this same transaction."""
    counts = petition.counts(tx, book)
    kept = [
        pace.Day(row.day, row.read, row.claimed)
        for row in tx.execute(select(days).where(days.c.day <= day).order_by(days.c.day))
    ]
    past = history(tx, day - BACK, day)
    today = next((one for one in kept if one.day == day), pace.Day(day, 0, 0))
    sums = _sums(counts)
    return DayReport(
        day=day,
        target=found.target,
        read_today=today.read,
        claimed_today=today.claimed,
        readers_today=_readers(tx, day),
        certain_low=found.certain.low,
        certain_high=found.certain.high,
        by_reason=_by_reason(found),
        series=_series(kept),
        course=_course(past, found, day),
        invented=book.invented,
        ruled=found.counts.ours,
        ruled_today=found.counts.ours - _ours_before(past, day),
        judged=found.counts.ruled,
        band=_range(found),
        why=found.why or "",
        support=found.support.state if found.support is not None else "",
        early=found.early,
        drawn=found.audit.ruled,
        whole=found.whole,
        others=other_targets(tx, found, public=True),
        **sums,
        **_finish(tx, book, found, sums, kept, day),
    )


def _sums(counts: tuple[Count, ...]) -> dict[str, Any]:
    names = ("total", "free", "held", "paper", "read", "claimed")
    return {name: sum(getattr(row, name) for row in counts) for name in names}


def _range(found: Estimate) -> Range | None:
    if found.band is None or found.band_day is None:
        return None
    return Range(found.band.low, found.band.high, found.band_day)


def _by_reason(found: Estimate) -> tuple[ReasonCount, ...]:
    return tuple(
        ReasonCount(
            one.reason,
            one.total,
            one.read,
            one.claimed,
            one.label,
            judged=one.judged,
            ruled=one.ours,
            low=None if one.band is None else one.band.low,
            high=None if one.band is None else one.band.high,
        )
        for one in found.by_reason
    )


def _finish(
    tx: Connection,
    book: Book,
    found: Estimate,
    sums: dict[str, Any],
    kept: list[pace.Day],
    day: date,
) -> dict[str, Any]:
    """Both finish dates: as the outlook reckoned them last, or by the paces so far."""
    reckoned = outlook.kept(tx, day)
    if reckoned is not None and not _ASSUMED & set(reckoned.notes):
        return {
            "all_read": span_of(reckoned.all_read),
            "target_reached": span_of(reckoned.target_ruled),
            "forecast": True,
        }
    left = sums["total"] - sums["read"]
    past = [one for one in kept if one.read > 0][-book.policy.pace_days :]
    return {
        "all_read": pace.all_read(left, past, day),
        "target_reached": pace.target_reached(found.target, sums["claimed"], left, past, day),
        "forecast": False,
    }


def span_of(finish: Finish) -> Span:
    """An 80 % range as the posts say it; none where fewer than half of the futures finish."""
    return Span(finish.low, finish.high) if finish.on_course else Span(None, None)


def _series(kept: list[pace.Day]) -> tuple[tuple[date, int, int], ...]:
    claimed, series = 0, []
    for one in kept:
        claimed += one.claimed
        series.append((one.day, one.read, claimed))
    return tuple(series)


def _course(
    past: tuple[Day, ...], found: Estimate, day: date
) -> tuple[tuple[date, int, int | None, int | None], ...]:
    """Ruled ours and the band, of each kept day that gave one; the last is this moment's."""
    course = [_point(one) for one in past if one.day < day]
    band = found.band
    ends = (None, None) if band is None else (band.low, band.high)
    return (*course, (day, found.counts.ours, *ends))


def _point(one: Day) -> tuple[date, int, int | None, int | None]:
    band = one.row.band
    return (
        one.day,
        one.row.counts.ours,
        *((None, None) if band is None else (band.low, band.high)),
    )


def _ours_before(past: tuple[Day, ...], day: date) -> int:
    """Lines ruled ours at the end of the last kept day before."""
    return next((one.row.counts.ours for one in reversed(past) if one.day < day), 0)


def _readers(tx: Connection, day: date) -> int:
    found: int = tx.execute(
        select(func.count(readings.c.reader_id.distinct())).where(
            readings.c.day == day, readings.c.standing, readings.c.round != Round.RULING
        )
    ).scalar_one()
    return found
