"""The state of the house, for whoever runs it: every line accounted for, every invariant looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection, func, select

from models import book as books
from models import petition, progress, trail
from models.recount import recount
from models.review import out
from models.tables import chats, notices, people, readings
from models.terms import BatchView, NoticeState, Order, looks


@dataclass(frozen=True, slots=True)
class Post:
    """One chat's daily post: the last day posted and when the next is due (aware UTC)."""

    chat_id: int
    last: str | None
    next_due: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """Counts are of lines unless their name says otherwise. ``broken`` names broken invariants.

    Where sections are dealt as met, ``total`` is the certificate's, ``by_state`` has the lines that
    nobody has registered yet as ``unregistered``, and ``contradictions`` names each reason of which
    more lines are registered than the certificate counts.
    """

    title: str
    invented: bool
    total: int
    by_state: dict[str, int]
    by_reason: dict[str, dict[str, int]]
    by_verdict: dict[str, dict[str, int]]
    claimed: int
    target: int
    batches: tuple[BatchView, ...]
    people: dict[str, int]
    posts: tuple[Post, ...]
    notices: dict[str, int]
    trail_entries: int
    trail_head: str
    broken: tuple[str, ...]
    contradictions: tuple[str, ...] = ()


@looks
def look(tx: Connection, *, now: datetime, walk_trail: bool = True) -> Status:
    """The whole state; with ``walk_trail`` the chain is verified entry by entry."""
    book = books.read(tx, now=now)
    rows = petition.counts(tx, book)
    states = ("free", "held", "paper", "read")
    by_state = {state: sum(getattr(row, state) for row in rows) for state in states}
    unmet = sum(row.unmet for row in rows)
    if book.policy.order == Order.AS_MET:  # apart from the free lines that are registered
        by_state |= {"free": by_state["free"] - unmet, "unregistered": unmet}
    head = trail.head(tx)
    broken = list(recount(tx))
    if walk_trail and (link := trail.verify(tx)) is not None:
        broken.append(f"trail: entry {link.seq} {link.what}")
    if sum(by_state.values()) != sum(row.total for row in rows):
        broken.append("lines: free + held + paper + read is not all lines")
    return Status(
        title=book.title,
        invented=book.invented,
        total=sum(row.total for row in rows),
        by_state=by_state,
        by_reason={
            row.reason: {name: getattr(row, name) for name in ("total", "read", "claimed")}
            for row in rows
        },
        by_verdict=_by_verdict(tx),
        claimed=sum(row.claimed for row in rows),
        target=petition.target(tx),
        batches=out(tx),
        people=_by_role(tx),
        posts=_posts(tx, now, book),
        notices=_by_notice(tx),
        trail_entries=head.seq,
        trail_head=head.hash,
        broken=tuple(broken),
        contradictions=tuple(
            f"certificate reason={row.reason}: certified={row.total - row.beyond}"
            f" registered={row.total}"
            for row in rows
            if row.beyond
        ),
    )


def _by_verdict(tx: Connection) -> dict[str, dict[str, int]]:
    """Standing readings by round and verdict."""
    counts: dict[str, dict[str, int]] = {}
    rows = tx.execute(
        select(readings.c.round, readings.c.verdict, func.count())
        .where(readings.c.standing)
        .group_by(readings.c.round, readings.c.verdict)
        .order_by(readings.c.round, readings.c.verdict)
    )
    for round_, verdict, n in rows:
        counts.setdefault(str(round_), {})[verdict] = n
    return counts


def _by_role(tx: Connection) -> dict[str, int]:
    rows = tx.execute(
        select(people.c.role, people.c.suspended, func.count())
        .where(people.c.deleted_at.is_(None))
        .group_by(people.c.role, people.c.suspended)
    )
    counts: dict[str, int] = {}
    for role, suspended, n in rows:
        name = "suspended" if suspended else role
        counts[name] = counts.get(name, 0) + n
    return counts


def _by_notice(tx: Connection) -> dict[str, int]:
    counts = dict.fromkeys((state.value for state in NoticeState), 0)
    for state, n in tx.execute(select(notices.c.state, func.count()).group_by(notices.c.state)):
        counts[state] = n
    return counts


def _posts(tx: Connection, now: datetime, book: books.Book) -> tuple[Post, ...]:
    found = []
    for chat in tx.execute(select(chats).where(chats.c.posts)).all():
        last = tx.execute(
            select(func.max(notices.c.key)).where(
                notices.c.kind == progress.KIND,
                notices.c.chat_id == chat.chat_id,
                notices.c.state == NoticeState.SENT,
            )
        ).scalar()
        at = time(chat.post_hour, chat.post_minute)
        day = None if last is None else str(last).partition(":")[2]
        found.append(Post(chat.chat_id, day, progress.next_due(now, book, at)))
    return tuple(found)
