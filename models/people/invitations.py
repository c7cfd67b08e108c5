"""Invitation links: who may bring in whom, how often, until when.

The link's token is known to whoever holds the link; we keep only its SHA-256.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from models import trail
from models.errors import Refusal
from models.people.known import actor, may_give
from models.tables import campaign, invitations
from models.terms import RANK, Person, Role, looks

MOST_USES = 200  # a whole campaign of the reference case had about 140 volunteers
MOST_DAYS = 90
# A link that makes a coordinator or an admin opens everything: one person, one week.
LEADER_USES = 1
LEADER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Invitation:
    """One link as its makers see it; without its token, which is not kept."""

    id: int
    role: Role
    uses_allowed: int
    uses: int
    expires_at: datetime
    made_by: str

    @property
    def left(self) -> int:
        """How many people may still come in by it."""
        return self.uses_allowed - self.uses


def digest(token: str) -> str:
    """What is kept of a token: SHA-256, 64 hex digits."""
    return sha256(token.encode()).hexdigest()


def invite(
    tx: Connection,
    *,
    now: datetime,
    by: Person | str,
    role: Role,
    token: str,
    uses: int = 1,
    days: int = 7,
) -> Invitation:
    """Make a link; ``token`` is the caller's secret, ``by`` a person or ``desk``.

    The token of a link that is there already (the order came again after a crash) answers with
    that link and changes nothing; where it is closed meanwhile, with why. Refuses
    ``petition.no-campaign``, ``suspended``, ``people.not-yours-to-give``,
    ``people.invitation-limits``.
    """
    if tx.execute(select(campaign.c.id)).first() is None:
        raise Refusal("petition.no-campaign")
    may_give(tx, by, role)
    leads = RANK[role] >= RANK[Role.COORDINATOR]
    most_uses, most_days = (LEADER_USES, LEADER_DAYS) if leads else (MOST_USES, MOST_DAYS)
    if not (1 <= uses <= most_uses and 1 <= days <= most_days):
        raise Refusal("people.invitation-limits", role=role, n=most_uses, days=most_days)
    before = by_token(tx, token)
    if before is not None:
        closed = why_closed(before, now)
        if closed is not None:
            raise closed
        return _shown(before)
    row = tx.execute(
        invitations.insert()
        .values(
            token_digest=digest(token),
            role=role.value,
            uses_allowed=uses,
            uses=0,
            expires_at=now + timedelta(days=days),
            made_by=actor(by),
            made_at=now,
        )
        .returning(*_SHOWN)
    ).one()
    trail.append(
        tx,
        now=now,
        actor=actor(by),
        act="invitation.made",
        subject=f"invitation {row.id}",
        role=role,
        uses=uses,
        until=row.expires_at,
    )
    return _shown(row)


def revoke(tx: Connection, *, now: datetime, by: Person | str, invitation_id: int) -> Invitation:
    """Close a link before its time; a second time changes nothing.

    Refuses ``people.no-such-invitation``, ``suspended``, ``people.not-yours-to-give``.
    """
    row = tx.execute(
        select(invitations).where(invitations.c.id == invitation_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise Refusal("people.no-such-invitation")
    may_give(tx, by, Role(row.role))
    if row.revoked_at is None:
        tx.execute(invitations.update().where(invitations.c.id == row.id).values(revoked_at=now))
        trail.append(
            tx,
            now=now,
            actor=actor(by),
            act="invitation.revoked",
            subject=f"invitation {row.id}",
            left=row.uses_allowed - row.uses,
        )
    return _shown(row)


def revoke_all_of(tx: Connection, *, now: datetime, pseudonym: str) -> int:
    """Close every open link of somebody who may no longer invite; how many. No trail entry."""
    return tx.execute(
        invitations.update()
        .where(invitations.c.made_by == pseudonym, invitations.c.revoked_at.is_(None))
        .where(invitations.c.uses < invitations.c.uses_allowed, invitations.c.expires_at > now)
        .values(revoked_at=now)
    ).rowcount


@looks
def look_invitations(tx: Connection, *, now: datetime) -> tuple[Invitation, ...]:
    """The links by which somebody may still come in, the oldest first."""
    rows = tx.execute(
        select(*_SHOWN)
        .where(invitations.c.revoked_at.is_(None), invitations.c.expires_at > now)
        .where(invitations.c.uses < invitations.c.uses_allowed)
        .order_by(invitations.c.id)
    )
    return tuple(_shown(row) for row in rows)


def by_token(tx: Connection, token: str) -> Row[Any] | None:
    """The whole row of a link, by its token."""
    return tx.execute(
        select(invitations).where(invitations.c.token_digest == digest(token))
    ).one_or_none()


def why_closed(link: Row[Any] | None, now: datetime) -> Refusal | None:
    """Why nobody can come in by this link, or None if they can."""
    if link is None:
        return Refusal("people.invitation-unknown")
    if link.revoked_at is not None:
        return Refusal("people.invitation-revoked")
    if link.expires_at <= now:
        return Refusal("people.invitation-expired")
    if link.uses >= link.uses_allowed:
        return Refusal("people.invitation-used-up")
    return None


def use(tx: Connection, *, now: datetime, token: str) -> Row[Any]:
    """Take one use, in one conditional statement: of two on the last use, one comes in.

    Refuses ``people.invitation-unknown``, ``-revoked``, ``-expired``, ``-used-up``.
    """
    taken = tx.execute(
        invitations.update()
        .where(invitations.c.token_digest == digest(token))
        .where(invitations.c.revoked_at.is_(None), invitations.c.expires_at > now)
        .where(invitations.c.uses < invitations.c.uses_allowed)
        .values(uses=invitations.c.uses + 1)
        .returning(invitations.c.id, invitations.c.role, invitations.c.made_by)
    ).one_or_none()
    if taken is None:
        raise why_closed(by_token(tx, token), now) or Refusal("people.invitation-used-up")
    return taken


_SHOWN = (
    invitations.c.id,
    invitations.c.role,
    invitations.c.uses_allowed,
    invitations.c.uses,
    invitations.c.expires_at,
    invitations.c.made_by,
)


def _shown(row: Any) -> Invitation:
    return Invitation(
        row.id, Role(row.role), row.uses_allowed, row.uses, row.expires_at, row.made_by
    )
