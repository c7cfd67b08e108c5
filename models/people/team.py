"""What coordinators do with the team: list it, give roles, put on pause and take off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from models import notices, trail
from models.errors import Refusal
from models.people import invitations
from models.people.known import actor, locked, may_give
from models.review import close, views
from models.tables import entries, people
from models.terms import RANK, Designation, Person, Role, looks


@dataclass(frozen=True, slots=True)
class Member:
    """One person as coordinators see them; ``active_at`` is their last entry, or their coming."""

    id: int
    pseudonym: str
    call_name: str
    role: Role
    suspended: bool
    reachable: bool
    practised: bool
    designation: Designation
    designation_at: datetime | None
    active_at: datetime


@looks
def look_team(tx: Connection) -> tuple[Member, ...]:
    """Everybody who is here, the highest role first, then by pseudonym."""
    last = (
        select(entries.c.person_id, func.max(entries.c.at).label("at"))
        .group_by(entries.c.person_id)
        .subquery()
    )
    rows = tx.execute(
        select(people, last.c.at)
        .outerjoin(last, last.c.person_id == people.c.id)
        .where(people.c.deleted_at.is_(None))
        .order_by(people.c.id)
    )
    members = [
        Member(
            id=row.id,
            pseudonym=row.pseudonym,
            call_name=row.call_name or "",
            role=Role(row.role),
            suspended=row.suspended,
            reachable=row.unreachable_at is None,
            practised=row.practised_at is not None,
            designation=Designation(row.designation),
            designation_at=row.designation_at,
            active_at=row.at or row.joined_at,
        )
        for row in rows
    ]
    return tuple(sorted(members, key=lambda one: (-RANK[one.role], one.role.value, one.id)))


def set_role(
    tx: Connection, *, now: datetime, by: Person | str, person_id: int, role: Role
) -> Role | None:
    """Give a person a role; the one before, or None if they have it. They are told.

    Who can no longer invite has their open links revoked. Refuses ``people.no-such-person``,
    ``people.not-yourself``, ``people.not-yours-to-give``, ``people.last-admin``.
    """
    row = locked(tx, person_id)
    before = Role(row.role)
    may_give(tx, by, before, role)
    _not_oneself(by, person_id)
    if before == role:
        return None
    if before == Role.ADMIN:
        keep_an_admin(tx, person_id)
    tx.execute(people.update().where(people.c.id == person_id).values(role=role.value))
    if RANK[role] < RANK[before]:
        invitations.revoke_all_of(tx, now=now, pseudonym=row.pseudonym)
    _tell(tx, now, person_id, "person.role", role=role.value)
    trail.append(
        tx,
        now=now,
        actor=actor(by),
        act="person.role",
        subject=row.pseudonym,
        old=before,
        new=role,
    )
    return before


def suspend(tx: Connection, *, now: datetime, by: Person, person_id: int) -> str | None:
    """Put a person on pause: an open batch is taken back, open links are revoked, they are told.

    The code of the batch taken back, or None. A second time changes nothing. Refuses as
    `set_role` does.
    """
    row = locked(tx, person_id)
    may_give(tx, by, Role(row.role))
    _not_oneself(by, person_id)
    if row.suspended:
        return None
    if row.role == Role.ADMIN:
        keep_an_admin(tx, person_id)
    held = views.open_batch(tx, person_id)
    if held is not None:
        close.reclaim(tx, now=now, by=by, code=held.code)
    tx.execute(
        people.update().where(people.c.id == person_id).values(suspended=True, awaiting=None)
    )
    links = invitations.revoke_all_of(tx, now=now, pseudonym=row.pseudonym)
    _tell(tx, now, person_id, "person.suspended")
    trail.append(
        tx,
        now=now,
        actor=actor(by),
        act="person.suspended",
        subject=row.pseudonym,
        links_revoked=links,
    )
    return None if held is None else held.code


def resume(tx: Connection, *, now: datetime, by: Person, person_id: int) -> bool:
    """Take a person off pause; False if they were not on pause. They are told.

    Refuses ``people.no-such-person``, ``people.not-yours-to-give``.
    """
    row = locked(tx, person_id)
    may_give(tx, by, Role(row.role))
    if not row.suspended:
        return False
    tx.execute(people.update().where(people.c.id == person_id).values(suspended=False))
    _tell(tx, now, person_id, "person.resumed", role=row.role)
    trail.append(tx, now=now, actor=actor(by), act="person.resumed", subject=row.pseudonym)
    return True


def keep_an_admin(tx: Connection, person_id: int) -> None:
    """Somebody must stay who can invite everybody. Refuses ``people.last-admin``."""
    others = tx.execute(
        select(people.c.id)
        .where(people.c.role == Role.ADMIN, people.c.suspended.is_(False))
        .where(people.c.deleted_at.is_(None))
        .order_by(people.c.id)
        .with_for_update()  # two admins who leave at once: the second sees the first gone
    ).scalars()
    if not set(others) - {person_id}:
        raise Refusal("people.last-admin")


def _not_oneself(by: Person | str, person_id: int) -> None:
    if not isinstance(by, str) and by.id == person_id:
        raise Refusal("people.not-yourself")


def _tell(tx: Connection, now: datetime, person_id: int, kind: str, **facts: object) -> None:
    notices.leave(
        tx,
        now=now,
        kind=kind,
        key=f"{person_id}:{now.isoformat()}",
        person_id=person_id,
        facts=facts,
    )
