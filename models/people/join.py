"""Coming in by a link, accepting the confidentiality terms, coming back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models import book as books
from models import notices, trail
from models.errors import Refusal
from models.people import invitations
from models.people.known import person_of
from models.tables import people, trail_head
from models.terms import RANK, Person, Role


@dataclass(frozen=True, slots=True)
class Joined:
    """Who came in; ``new`` for the first time; ``before`` is the role that a link has raised."""

    person: Person
    new: bool
    before: Role | None = None


def join(tx: Connection, *, now: datetime, telegram_id: int, language: str, token: str) -> Joined:
    """Come in by a link's token; the same person twice is one person and one use.

    Who is here already is welcomed back by any link, dead ones too, and takes no use of it; but a
    living link for a higher role raises theirs at once, since whoever made it may give that role.
    Refuses ``suspended``, ``people.invitation-unknown``, ``-revoked``, ``-expired``, ``-used-up``.
    """
    # Joins wait for one another here, so that a double tap finds the person of the first one and
    # pseudonyms count on without gaps. The last use is settled by `invitations.use` all the same.
    tx.execute(select(trail_head.c.seq).with_for_update())
    row = tx.execute(
        select(people).where(people.c.telegram_id == telegram_id).with_for_update()
    ).one_or_none()
    if row is not None:
        return _again(tx, now, row, token)
    link = invitations.use(tx, now=now, token=token)
    number = (tx.execute(select(func.max(people.c.id))).scalar() or 0) + 1
    row = tx.execute(
        people.insert()
        .values(
            pseudonym=f"R-{number:03d}",
            telegram_id=telegram_id,
            role=link.role,
            language=language,
            suspended=False,
            terms_version=0,
            designation="none",
            practice_step=0,
            joined_at=now,
        )
        .returning(people)
    ).one()
    _tell_inviter(tx, now, row, link.made_by)
    trail.append(
        tx,
        now=now,
        actor=row.pseudonym,
        act="person.joined",
        subject=row.pseudonym,
        role=link.role,
        language=language,
        invitation=link.id,
    )
    return Joined(person_of(row), new=True)


def _again(tx: Connection, now: datetime, row: Row[Any], token: str) -> Joined:
    if row.suspended:
        raise Refusal("suspended")
    here = Role(row.role)
    link = invitations.by_token(tx, token)
    if link is None or invitations.why_closed(link, now) or not _raises(here, Role(link.role)):
        return Joined(person_of(row), new=False)
    invitations.use(tx, now=now, token=token)
    row = tx.execute(
        people.update().where(people.c.id == row.id).values(role=link.role).returning(people)
    ).one()
    trail.append(
        tx,
        now=now,
        actor=row.pseudonym,
        act="person.role",
        subject=row.pseudonym,
        old=here,
        new=link.role,
        invitation=link.id,
    )
    return Joined(person_of(row), new=False, before=here)


def _raises(here: Role, there: Role) -> bool:
    return RANK[there] > RANK[here]


def _tell_inviter(tx: Connection, now: datetime, row: Row[Any], made_by: str) -> None:
    inviter = tx.execute(
        select(people.c.id).where(people.c.pseudonym == made_by, people.c.telegram_id.is_not(None))
    ).scalar()
    if inviter is None:  # made at the desk, or its maker is gone
        return
    notices.leave(
        tx,
        now=now,
        kind="person.joined",
        key=row.pseudonym,
        person_id=inviter,
        facts={"pseudonym": row.pseudonym, "role": row.role},
    )


def accept_terms(tx: Connection, *, now: datetime, person: Person, version: int) -> bool:
    """Accept the confidentiality terms as shown; False if that was done before.

    Refuses ``people.terms-old``: they have been renewed since they were shown.
    """
    if version < books.read(tx, now=now).policy.terms_version:
        raise Refusal("people.terms-old")
    accepted = tx.execute(
        people.update()
        .where(people.c.id == person.id, people.c.terms_version < version)
        .values(terms_version=version, terms_at=now)
    )
    if accepted.rowcount == 0:
        return False
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="terms.accepted",
        subject=person.pseudonym,
        old=person.terms_version,
        new=version,
    )
    return True


def come_back(tx: Connection, *, now: datetime, person: Person) -> None:
    """The person writes: they can be reached, and nothing of an earlier question waits."""
    tx.execute(
        people.update()
        .where(people.c.id == person.id, people.c.awaiting.is_not(None))
        .values(awaiting=None)
    )
    back = tx.execute(
        people.update()
        .where(people.c.id == person.id, people.c.unreachable_at.is_not(None))
        .values(unreachable_at=None)
    )
    if back.rowcount:
        trail.append(
            tx, now=now, actor=person.pseudonym, act="person.reachable", subject=person.pseudonym
        )
