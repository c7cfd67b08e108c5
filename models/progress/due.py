"""When a post is due by the campaign's wall clock, and whether it was left already."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, select

from models.book import Book
from models.tables import notices as notices_table

DAY = timedelta(days=1)
STALE = timedelta(hours=24)  # older than that, a day is no longer posted
WEEK_STALE = timedelta(days=3)


def last_due(now: datetime, book: Book, at: time) -> tuple[date, datetime]:
    """The last day whose hour has come, and when that was, in UTC.

    An hour that the clocks skip on its day comes when the clocks do.
    """
    day = now.astimezone(book.zone).date()
    due = _moment(day, at, book)
    if due > now:
        day -= DAY
        due = _moment(day, at, book)
    return day, due


def last_weekly(now: datetime, book: Book, at: time) -> tuple[date, datetime] | None:
    """The last day of the weekly post whose hour has come; None where there is no weekly post."""
    weekday = book.policy.weekly_weekday
    if weekday > 6:
        return None
    day, _due = last_due(now, book, at)
    day -= timedelta(days=(day.weekday() - weekday) % 7)
    return day, _moment(day, at, book)


def next_due(now: datetime, book: Book, at: time) -> datetime:
    """When the next daily post is due, in UTC."""
    day, _due = last_due(now, book, at)
    return _moment(day + DAY, at, book)


def left(tx: Connection, kind: str, key: str) -> bool:
    """Whether the notice is there already."""
    found = tx.execute(
        select(notices_table.c.id).where(notices_table.c.kind == kind, notices_table.c.key == key)
    ).first()
    return found is not None


def left_to_anyone(tx: Connection, kind: str, key: str) -> bool:
    """Whether a notice with the key ``key:PERSON`` is there already."""
    found = tx.execute(
        select(notices_table.c.id)
        .where(
            notices_table.c.kind == kind,
            notices_table.c.key >= f"{key}:",
            notices_table.c.key < f"{key};",
        )
        .limit(1)
    ).first()
    return found is not None


def _moment(day: date, at: time, book: Book) -> datetime:
    return datetime.combine(day, at, book.zone).astimezone(UTC)
