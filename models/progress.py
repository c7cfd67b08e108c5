"""Progress: the day in numbers, from kept counts, and the daily post that freezes them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models import book as books
from models import notices, petition
from models.book import Book
from models.rules import pace
from models.tables import chats, days, readings, tally
from models.tables import notices as notices_table
from models.terms import DayReport, ReasonCount, Round, looks

KIND = "day"
STALE = timedelta(hours=24)  # older than that, a day is no longer posted


@looks
def report(tx: Connection, *, now: datetime, day: date | None = None) -> DayReport:
    """The campaign's numbers at ``now``, for a day of its wall clock (default: today)."""
    book = books.read(tx, now=now)
    return _report(tx, book, day or now.astimezone(book.zone).date())


def close_due_days(tx: Connection, *, now: datetime) -> int:
    """Leave the daily post for each chat whose hour has come; how many are new.

    After downtime the last due day is posted once, and says that it is late.
    """
    book = books.read(tx, now=now)
    new = 0
    for chat in tx.execute(select(chats).where(chats.c.posts, chats.c.left_at.is_(None))).all():
        new += _close(tx, now, book, chat)
    return new


def _close(tx: Connection, now: datetime, book: Book, chat: Row[Any]) -> int:
    day, due = _last_due(now, book, time(chat.post_hour, chat.post_minute))
    if chat.since > due or now - due > STALE:
        return 0
    key = f"{chat.chat_id}:{day.isoformat()}"
    if _left(tx, key):
        return 0
    late = now - due > timedelta(hours=book.policy.late_hours)
    facts = asdict(_report(tx, book, day)) | {"late": late, "language": chat.language}
    return int(notices.leave(tx, now=now, kind=KIND, key=key, facts=facts, chat_id=chat.chat_id))


def _last_due(now: datetime, book: Book, at: time) -> tuple[date, datetime]:
    """The last day whose hour has come, and when that was, in UTC.

    An hour that the clocks skip on its day comes when the clocks do.
    """
    day = now.astimezone(book.zone).date()
    due = datetime.combine(day, at, book.zone).astimezone(UTC)
    if due > now:
        day -= timedelta(days=1)
        due = datetime.combine(day, at, book.zone).astimezone(UTC)
    return day, due


def next_due(now: datetime, book: Book, at: time) -> datetime:
    """When the next daily post is due, in UTC."""
    day, _due = _last_due(now, book, at)
    return datetime.combine(day + timedelta(days=1), at, book.zone).astimezone(UTC)


def _left(tx: Connection, key: str) -> bool:
    found = tx.execute(
        select(notices_table.c.id).where(notices_table.c.kind == KIND, notices_table.c.key == key)
    ).first()
    return found is not None


def _report(tx: Connection, book: Book, day: date) -> DayReport:
    counts = petition.counts(tx, book)
    kept = [
        pace.Day(row.day, row.read, row.claimed)
        for row in tx.execute(select(days).where(days.c.day <= day).order_by(days.c.day))
    ]
    sums = {
        name: sum(getattr(row, name) for row in counts)
        for name in ("total", "free", "held", "paper", "read", "claimed")
    }
    target = petition.target(tx)
    past = [one for one in kept if one.read > 0][-book.policy.pace_days :]
    left = sums["total"] - sums["read"]
    today = next((one for one in kept if one.day == day), pace.Day(day, 0, 0))
    return DayReport(
        day=day,
        target=target,
        total=sums["total"],
        read=sums["read"],
        read_today=today.read,
        claimed=sums["claimed"],
        claimed_today=today.claimed,
        readers_today=_readers(tx, day),
        held=sums["held"],
        paper=sums["paper"],
        free=sums["free"],
        certain_low=sums["claimed"],
        certain_high=sums["claimed"] + left,
        all_read=pace.all_read(left, past, day),
        target_reached=pace.target_reached(target, sums["claimed"], left, past, day),
        by_reason=tuple(
            ReasonCount(one.reason, one.total, one.read, one.claimed, one.label) for one in counts
        ),
        series=_series(kept),
        invented=book.invented,
        ruled=int(tx.execute(select(func.coalesce(func.sum(tally.c.ruled), 0))).scalar_one()),
    )


def _series(kept: list[pace.Day]) -> tuple[tuple[date, int, int], ...]:
    claimed, series = 0, []
    for one in kept:
        claimed += one.claimed
        series.append((one.day, one.read, claimed))
    return tuple(series)


def _readers(tx: Connection, day: date) -> int:
    found: int = tx.execute(
        select(func.count(readings.c.reader_id.distinct())).where(
            readings.c.day == day, readings.c.standing, readings.c.round != Round.RULING
        )
    ).scalar_one()
    return found
