"""Notices: outgoing messages before they are sent. Facts, addressee, key; never a sentence.

    waiting --claim--> sending --settle--> sent | failed | dropped | waiting (later)
                          |
                          +-- we died meanwhile --> unknown --a coordinator--> waiting | sent

Unique on (kind, key): whoever leaves a notice, however often, it exists once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from models import trail
from models.errors import Refusal
from models.tables import notices, people
from models.terms import NoticeState, Role, looks

CLAIM = 20  # notices taken at once: what may be sent within a second overall, with room
ASKED_AT_MOST = 5  # times that one question about a lost message is put, if it is lost as well
ASK_AFTER = timedelta(minutes=1)  # at once, then after one minute, after two …
LEASE = timedelta(minutes=5)  # a claim older than this has lost its worker


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as delivery gets it. ``facts`` are the values of its words."""

    id: int
    kind: str
    key: str
    person_id: int | None
    chat_id: int | None
    language: str | None
    facts: dict[str, Any]
    attempts: int
    made_at: datetime


def leave(
    tx: Connection,
    *,
    now: datetime,
    kind: str,
    key: str,
    facts: dict[str, Any],
    person_id: int | None = None,
    chat_id: int | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Leave a notice for a person or a chat; True if it is new, False if it was there already."""
    added = tx.execute(
        _insert(tx).on_conflict_do_nothing(index_elements=["kind", "key"]).returning(notices.c.id),
        {
            "kind": kind,
            "key": key,
            "person_id": person_id,
            "chat_id": chat_id,
            "facts": json.dumps(facts, ensure_ascii=False, default=str),
            "state": NoticeState.WAITING,
            "attempts": 0,
            "made_at": now,
            "due_at": due_at or now,
        },
    )
    return added.first() is not None


def leave_for_role(
    tx: Connection,
    *,
    now: datetime,
    roles: Sequence[Role],
    kind: str,
    key: str,
    facts: dict[str, Any],
) -> int:
    """Leave the notice for everybody who has one of the roles and can be reached; how many."""
    ids = tx.execute(
        select(people.c.id).where(
            people.c.role.in_(roles),
            people.c.suspended.is_(False),
            people.c.telegram_id.is_not(None),
        )
    ).scalars()
    return sum(
        leave(tx, now=now, kind=kind, key=f"{key}:{who}", facts=facts, person_id=who)
        for who in list(ids)
    )


def claim(tx: Connection, *, now: datetime, limit: int = CLAIM) -> tuple[Notice, ...]:
    """Take due notices for sending. Whoever gets one is the only one who may send it."""
    due = (
        select(notices.c.id)
        .where(notices.c.state == literal_column("'waiting'"), notices.c.due_at <= now)
        .order_by(notices.c.due_at, notices.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).cte("due")  # as a bare subquery PostgreSQL may run it, and its limit, more than once
    taken = (
        tx.execute(
            notices.update()
            .where(notices.c.id.in_(select(due.c.id)), notices.c.state == NoticeState.WAITING)
            .values(state=NoticeState.SENDING, claimed_at=now, attempts=notices.c.attempts + 1)
            .returning(notices.c.id)
        )
        .scalars()
        .all()
    )
    if not taken:
        return ()
    rows = tx.execute(
        select(notices, people.c.language, people.c.telegram_id)
        .outerjoin(people, people.c.id == notices.c.person_id)
        .where(notices.c.id.in_(taken))
        .order_by(notices.c.due_at, notices.c.id)
    )
    return tuple(_notice(row) for row in rows)


def settle(
    tx: Connection,
    *,
    now: datetime,
    notice_id: int,
    state: NoticeState,
    message_id: int | None = None,
    due_at: datetime | None = None,
) -> None:
    """What became of a claimed notice; ``due_at`` with WAITING sends it later."""
    values: dict[str, Any] = {"state": state, "claimed_at": None}
    if state == NoticeState.WAITING:
        values["due_at"] = due_at or now
    else:
        values |= {"settled_at": now, "message_id": message_id}
    # An answer that comes after the claim was given up for lost still says what happened.
    open_still = [NoticeState.SENDING]
    if state not in (NoticeState.UNKNOWN, NoticeState.WAITING):
        open_still.append(NoticeState.UNKNOWN)
    moved = tx.execute(
        notices.update()
        .where(notices.c.id == notice_id, notices.c.state.in_(open_still))
        .values(**values)
    )
    if state == NoticeState.UNKNOWN and moved.rowcount:
        _ask_about(tx, now=now, notice_id=notice_id)


def orphaned(tx: Connection, *, now: datetime, everything: bool = False) -> int:
    """Claims whose worker is gone become *unknown*, and coordinators are asked; how many.

    ``everything`` is for the start of the only process there is: each open claim is orphaned.
    """
    old = notices.c.state == literal_column("'sending'")
    if not everything:
        old = old & (notices.c.claimed_at < now - LEASE)
    ids = (
        tx.execute(
            notices.update()
            .where(old)
            .values(state=NoticeState.UNKNOWN, settled_at=now)
            .returning(notices.c.id)
        )
        .scalars()
        .all()
    )
    for notice_id in ids:
        _ask_about(tx, now=now, notice_id=notice_id)
    return len(ids)


def resolve_unknown(
    tx: Connection, *, now: datetime, by: str, notice_id: int, send_again: bool
) -> bool:
    """A coordinator looked: send it again, or it is there. False if somebody said so before."""
    state = NoticeState.WAITING if send_again else NoticeState.SENT
    moved = tx.execute(
        notices.update()
        .where(notices.c.id == notice_id, notices.c.state == NoticeState.UNKNOWN)
        .values(state=state, due_at=now, settled_at=None if send_again else now)
    )
    if moved.rowcount == 0:
        if tx.execute(select(notices.c.id).where(notices.c.id == notice_id)).scalar() is None:
            raise Refusal("notices.no-such")
        return False
    trail.append(
        tx,
        now=now,
        actor=by,
        act="notice.resolved",
        subject=str(notice_id),
        old=NoticeState.UNKNOWN,
        new=state,
    )
    return True


@looks
def unknown(tx: Connection) -> tuple[Notice, ...]:
    """Every notice whose fate nobody knows yet."""
    rows = tx.execute(
        select(notices, people.c.language, people.c.telegram_id)
        .outerjoin(people, people.c.id == notices.c.person_id)
        .where(notices.c.state == NoticeState.UNKNOWN)
        .order_by(notices.c.id)
    )
    return tuple(_notice(row) for row in rows)


def _ask_about(tx: Connection, *, now: datetime, notice_id: int) -> None:
    row = tx.execute(
        select(notices.c.kind, notices.c.attempts).where(notices.c.id == notice_id)
    ).one()
    if row.kind == "unknown":
        _ask_once_more(tx, now=now, notice_id=notice_id, attempts=row.attempts)
        return
    leave_for_role(
        tx,
        now=now,
        roles=(Role.COORDINATOR, Role.ADMIN),
        kind="unknown",
        key=f"{notice_id}:{row.attempts}",  # sent again and lost again is asked again
        facts={"notice_id": notice_id, "kind": row.kind},
    )


def _ask_once_more(tx: Connection, *, now: datetime, notice_id: int, attempts: int) -> None:
    """Never ask about the asking: a question that may be lost is put again, which harms nobody.

    What it is about would else wait for ever. It says that it may be the second one.
    """
    if attempts >= ASKED_AT_MOST:
        return
    facts = json.loads(
        tx.execute(select(notices.c.facts).where(notices.c.id == notice_id)).scalar_one()
    )
    tx.execute(
        notices.update()
        .where(notices.c.id == notice_id)
        .values(
            state=NoticeState.WAITING,
            due_at=now + ASK_AFTER * (attempts - 1),
            settled_at=None,
            facts=json.dumps(facts | {"again": True}, ensure_ascii=False),
        )
    )


def _notice(row: Any) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        key=row.key,
        person_id=row.person_id,
        chat_id=row.chat_id if row.person_id is None else row.telegram_id,
        language=row.language,
        facts=json.loads(row.facts),
        attempts=row.attempts,
        made_at=row.made_at,
    )


def _insert(tx: Connection) -> Any:
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    return dialect.insert(notices)
