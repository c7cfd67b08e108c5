"""Who a person is, as everybody else asks for it, and what happens to messages for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from models import trail
from models.errors import Refusal
from models.quick import Quick
from models.tables import people
from models.terms import RANK, Designation, Person, Role, glances, looks

DESK = "desk"  # who acts from the command line, on the campaign's own machine

_PERSON: Select[Any] = select(
    people.c.id,
    people.c.pseudonym,
    people.c.role,
    people.c.language,
    people.c.suspended,
    people.c.terms_version,
    people.c.designation,
    people.c.practised_at,
    people.c.awaiting,
)
_BY_TELEGRAM = Quick(_PERSON.where(people.c.telegram_id == bindparam("telegram_id")))
_BY_ID = _PERSON.where(people.c.id == bindparam("person_id"))


@glances
def look_telegram(tx: Connection, *, telegram_id: int) -> Person | None:
    """The person behind a Telegram id, or None for a stranger; one SELECT."""
    row = _BY_TELEGRAM.first(tx, {"telegram_id": telegram_id})
    return None if row is None else person_of(row)


@looks
def look(tx: Connection, *, person_id: int) -> Person:
    """The person with this id. Refuses ``people.no-such-person``."""
    row = tx.execute(_BY_ID, {"person_id": person_id}).one_or_none()
    if row is None:
        raise Refusal("people.no-such-person")
    return person_of(row)


@looks
def known_words(tx: Connection) -> frozenset[str]:
    """The words of everybody's call name, lower case: the privacy guard lets them pass."""
    names = tx.execute(select(people.c.call_name).where(people.c.call_name.is_not(None)))
    return frozenset(word for name in names.scalars() for word in name.casefold().split())


def unreachable(tx: Connection, *, now: datetime, person_id: int) -> None:
    """Telegram said that the person blocked the bot; known until they write again."""
    pseudonym = tx.execute(
        people.update()
        .where(people.c.id == person_id, people.c.unreachable_at.is_(None))
        .values(unreachable_at=now)
        .returning(people.c.pseudonym)
    ).scalar()
    if pseudonym is not None:
        trail.append(tx, now=now, actor="clock", act="person.unreachable", subject=pseudonym)


def blocked_something(tx: Connection, *, now: datetime, actor: str, kind: str) -> None:
    """The privacy guard removed a message: who sent it and of which kind, and nothing of it."""
    trail.append(tx, now=now, actor=actor, act="guard.removed", subject=actor, kind=kind)


def person_of(row: Row[Any]) -> Person:
    """A row of people as the gate knows it."""
    return Person(
        id=row.id,
        pseudonym=row.pseudonym,
        role=Role(row.role),
        language=row.language,
        suspended=row.suspended,
        terms_version=row.terms_version,
        designation=Designation(row.designation),
        practised=row.practised_at is not None,
        awaiting=row.awaiting,
    )


def locked(tx: Connection, person_id: int) -> Row[Any]:
    """The whole row, locked until the commit. Refuses ``people.no-such-person`` (deleted too)."""
    row = tx.execute(
        select(people)
        .where(people.c.id == person_id, people.c.deleted_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise Refusal("people.no-such-person")
    return row


def actor(by: Person | str) -> str:
    """How the trail calls whoever acts."""
    return by if isinstance(by, str) else by.pseudonym


def may_give(tx: Connection, by: Person | str, *roles: Role) -> None:
    """Whether ``by`` may give or take these roles, as it stands in this transaction.

    Coordinators bring in and change volunteers, captains and lawyers; an admin, or whoever sits
    at the campaign's own machine, anybody. Refuses ``suspended``, ``people.not-yours-to-give``.
    """
    if isinstance(by, str):
        return
    own = look(tx, person_id=by.id)
    if own.suspended:
        raise Refusal("suspended")
    if own.role == Role.ADMIN:
        return
    below = own.role == Role.COORDINATOR and all(
        RANK[role] < RANK[Role.COORDINATOR] for role in roles
    )
    if not below:
        raise Refusal("people.not-yours-to-give")
