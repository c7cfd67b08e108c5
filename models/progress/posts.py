"""The posts that the clock leaves: the day and the week in each channel, the evening in private.

Counts and band are of one transaction, and frozen in the notice: a post is never changed once it is
left. A correction is a post of its own (`models.progress.corrections`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from models import book as books
from models import notices
from models.book import Book
from models.estimate import Estimate, estimate, keep
from models.progress import due, evening, week
from models.progress.day import of_estimate
from models.report_terms import DayReport, EveningReport, WeekReport
from models.tables import chats, people, readings
from models.terms import Role, looks

DAILY, WEEKLY, EVENING = "day", "week", "evening"
COORDINATORS = (Role.COORDINATOR, Role.ADMIN)


def close_due_days(tx: Connection, *, now: datetime) -> int:
    """Leave each post whose hour has come; how many are new.

    After downtime the last due day, and the last due week, is posted once, and says that it is
    late. The day's estimate is kept in the same transaction.
    """
    book = books.read(tx, now=now)
    posts = _Posts(tx, now, book)
    rows = tx.execute(select(chats).where(chats.c.posts, chats.c.left_at.is_(None))).all()
    new = sum(posts.daily(chat) for chat in rows)
    new += sum(posts.weekly(chat) for chat in rows)
    return new + posts.evening()


@dataclass
class _Posts:
    """One look at what is due; the estimate is made, and kept, when the first post needs it."""

    tx: Connection
    now: datetime
    book: Book
    _found: Estimate | None = None
    _days: dict[date, DayReport] = field(default_factory=dict)

    def daily(self, chat: Row[Any]) -> int:
        day, at = due.last_due(self.now, self.book, time(chat.post_hour, chat.post_minute))
        if chat.since > at or self.now - at > due.STALE:
            return 0
        return self._leave(chat, day, at, of_week=False)

    def weekly(self, chat: Row[Any]) -> int:
        last = due.last_weekly(self.now, self.book, time(chat.post_hour, chat.post_minute))
        if last is None or chat.since > last[1] or self.now - last[1] > due.WEEK_STALE:
            return 0
        return self._leave(chat, *last, of_week=True)

    def evening(self) -> int:
        """To coordinators, after a day on which something was read or ruled."""
        policy = self.book.policy
        day, at = due.last_due(self.now, self.book, time(policy.post_hour, policy.post_minute))
        if not policy.evening_post or self.now - at > due.STALE or not self._worked(day):
            return 0
        key = day.isoformat()
        if due.left_to_anyone(self.tx, EVENING, key) or not self._coordinators():
            return 0
        facts = asdict(evening.of_day(self.tx, self.now, self.book, self.found, self._day(day)))
        return notices.leave_for_role(
            self.tx, now=self.now, roles=COORDINATORS, kind="evening", key=key,
            facts=facts | {"late": self._late(at)},
        )  # fmt: skip

    @property
    def found(self) -> Estimate:
        """The estimate of this moment, kept."""
        if self._found is None:
            self._found = keep(self.tx, now=self.now)
        return self._found

    def _leave(self, chat: Row[Any], day: date, at: datetime, *, of_week: bool) -> int:
        key = f"{chat.chat_id}:{day.isoformat()}"
        if due.left(self.tx, WEEKLY if of_week else DAILY, key):
            return 0
        of_day = self._day(day)
        facts = asdict(week.of_day(self.tx, of_day) if of_week else of_day)
        facts |= {"late": self._late(at), "language": chat.language}
        return int(
            notices.leave(
                self.tx,
                now=self.now,
                kind="week" if of_week else "day",
                key=key,
                facts=facts,
                chat_id=chat.chat_id,
            )
        )

    def _day(self, day: date) -> DayReport:
        if day not in self._days:
            self._days[day] = of_estimate(self.tx, self.book, self.found, day)
        return self._days[day]

    def _late(self, at: datetime) -> bool:
        return self.now - at > timedelta(hours=self.book.policy.late_hours)

    def _worked(self, day: date) -> bool:
        found = self.tx.execute(select(readings.c.id).where(readings.c.day == day).limit(1))
        return found.first() is not None

    def _coordinators(self) -> bool:
        found = self.tx.execute(
            select(people.c.id)
            .where(people.c.role.in_(COORDINATORS), people.c.telegram_id.is_not(None))
            .limit(1)
        )
        return found.first() is not None


@looks
def look_week(tx: Connection, *, now: datetime) -> WeekReport:
    """The week that ends today, as its post would say it now."""
    book = books.read(tx, now=now)
    found = estimate(tx, book=book, now=now)
    return week.of_day(tx, of_estimate(tx, book, found, found.day))


@looks
def look_evening(tx: Connection, *, now: datetime) -> EveningReport:
    """The coordinators' evening, as it would be told now."""
    book = books.read(tx, now=now)
    found = estimate(tx, book=book, now=now)
    return evening.of_day(tx, now, book, found, of_estimate(tx, book, found, found.day))
