"""The state of the house, for whoever runs it: every line accounted for, every invariant looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, func, select, text

from models import book as books
from models import petition, progress, trail
from models.recount import recount
from models.review import out
from models.tables import chats, notices, people, readings
from models.terms import BatchView, NoticeState, Order, Role, Round, Verdict, looks


@dataclass(frozen=True, slots=True)
class Out:
    """One batch that is out: whose (pseudonym), how many lines, how many unread, for how long.

    ``sections_left`` are those still to be gone through where no list was handed out. Times are
    aware UTC; ``minutes`` are whole, since it was dealt.
    """

    code: str
    holder: str
    lines: int
    left: int
    sections_left: int
    on_paper: bool
    dealt_at: datetime
    ends_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Post:
    """One chat's daily post: the last day posted and when the next is due (aware UTC)."""

    chat_id: int
    last: str | None
    next_due: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """Counts are of lines unless their name says otherwise; docs/run.md tells every key.

    ``by_verdict`` has standing readings by round and verdict, ``people`` people by role (those on
    pause apart), ``notices`` messages by state; each has all its names, at 0 too. ``broken`` names
    broken invariants: a code, then where, as `models.recount` gives them.

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
    batches: tuple[Out, ...]
    people: dict[str, int]
    posts: tuple[Post, ...]
    notices: dict[str, int]
    trail_entries: int
    trail_head: str
    broken: tuple[str, ...]
    contradictions: tuple[str, ...] = ()


@looks
def look(tx: Connection, *, now: datetime, walk: bool = True) -> Status:
    """The whole state; with ``walk`` the chain is verified entry by entry.

    Must be the first thing asked in its transaction, and sees one moment while others write.
    Refuses ``petition.no-campaign``.
    """
    _stand_still(tx)
    book = books.read(tx, now=now)
    rows = petition.counts(tx, book)
    states = ("free", "held", "paper", "read")
    by_state = {state: sum(getattr(row, state) for row in rows) for state in states}
    unmet = sum(row.unmet for row in rows)
    if book.policy.order == Order.AS_MET:  # apart from the free lines that are registered
        by_state |= {"free": by_state["free"] - unmet, "unregistered": unmet}
    head = trail.head(tx)
    broken = list(recount(tx))
    if walk and (link := trail.verify(tx)) is not None:
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
        batches=tuple(_outs(out(tx), now)),
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


@looks
def walk_trail(tx: Connection, *, now: datetime) -> tuple[trail.Break | None, trail.Head]:
    """The first link of the trail that does not hold (None: all hold), and where it ends.

    Like `look` it sees one moment, and refuses ``petition.no-campaign``.
    """
    _stand_still(tx)
    books.read(tx, now=now)
    return trail.verify(tx), trail.head(tx)


def _stand_still(tx: Connection) -> None:
    """On PostgreSQL each statement sees what was committed before it, unless it is told not to."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def _outs(views: Iterable[BatchView], now: datetime) -> Iterable[Out]:
    for view in views:
        yield Out(
            code=view.code,
            holder=view.holder,
            lines=len(view.lines),
            left=len(view.left),
            sections_left=len(view.to_finish),
            on_paper=view.on_paper,
            dealt_at=view.dealt_at,
            ends_at=view.ends_at,
            minutes=(now - view.dealt_at) // timedelta(minutes=1),
        )


def _by_verdict(tx: Connection) -> dict[str, dict[str, int]]:
    counts = {
        str(round_.value): dict.fromkeys((verdict.value for verdict in Verdict), 0)
        for round_ in Round
    }
    rows = tx.execute(
        select(readings.c.round, readings.c.verdict, func.count())
        .where(readings.c.standing)
        .group_by(readings.c.round, readings.c.verdict)
    )
    for round_, verdict, n in rows:
        counts[str(round_)][verdict] = n
    return counts


def _by_role(tx: Connection) -> dict[str, int]:
    counts = dict.fromkeys((*(role.value for role in Role), "suspended"), 0)
    rows = tx.execute(
        select(people.c.role, people.c.suspended, func.count())
        .where(people.c.deleted_at.is_(None))
        .group_by(people.c.role, people.c.suspended)
    )
    for role, suspended, n in rows:
        counts["suspended" if suspended else role] += n
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
