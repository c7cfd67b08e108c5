"""The beginning and the end of the audit: the seed is committed to before, and told after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from models import book as books
from models import notices, trail
from models.audit.standing import standing
from models.book import Book
from models.errors import Refusal
from models.review import turns
from models.rules import audit
from models.tables import campaign, tally
from models.terms import Role, looks

_TO = (Role.LAWYER, Role.COORDINATOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Told:
    """The seed that was told, what was committed to, how many lines were drawn with it.

    ``pending`` of them still wait for their ruling.
    """

    seed: str
    commitment: str
    drawn: int
    pending: int


def begin(tx: Connection, *, now: datetime, by: str, seed: str) -> str:
    """Begin the audit: the seed (chance, from outside) is kept, its SHA-256 committed to.

    Returns the commitment, 64 hex digits, which lawyers and coordinators are told. ``by``: the
    pseudonym of who begins it, or ``desk``. Refuses ``audit.begun`` (commitment), ``audit.no-list``
    (lines are registered as met, so that there is no list of all to draw from), ``audit.empty`` (no
    list is imported yet).
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    _may_begin(tx, book)
    tx.execute(campaign.update().values(audit_seed=seed))
    commitment = audit.commitment(seed)
    _tell(tx, now, "audit.begun", commitment=commitment)
    trail.append(tx, now=now, actor=by, act="audit.begun", subject="audit", commitment=commitment)
    return commitment


def tell(tx: Connection, *, now: datetime, by: str) -> Told:
    """End the audit: the seed is told, and nothing is drawn with it any more.

    Lawyers and coordinators are told. What is drawn already is ruled as before.
    Refuses ``audit.not-begun``, ``audit.told``.
    """
    books.read(tx, now=now)
    turns.one_by_one(tx)
    kept = _may_tell(tx)
    now_standing = standing(tx)
    told = Told(
        kept.audit_seed,
        audit.commitment(kept.audit_seed),
        len(now_standing.draws),
        now_standing.pending,
    )
    tx.execute(campaign.update().values(audit_told_at=now))
    _tell(tx, now, "audit.told", seed=told.seed, commitment=told.commitment, drawn=told.drawn)
    trail.append(
        tx,
        now=now,
        actor=by,
        act="audit.told",
        subject="audit",
        seed=told.seed,
        commitment=told.commitment,
        drawn=told.drawn,
    )
    return told


@looks
def look_may(tx: Connection, *, now: datetime, begins: bool) -> None:
    """Whether the audit may be begun, or ended, now. Refuses as `begin` and `tell` do."""
    book = books.read(tx, now=now)
    if begins:
        _may_begin(tx, book)
    else:
        _may_tell(tx)


def _may_begin(tx: Connection, book: Book) -> None:
    kept = _begun(tx)
    if kept.audit_seed is not None:
        raise Refusal("audit.begun", commitment=audit.commitment(kept.audit_seed))
    refuse_as_met(book)
    if not tx.execute(select(func.coalesce(func.sum(tally.c.total), 0))).scalar_one():
        raise Refusal("audit.empty")


def _may_tell(tx: Connection) -> Any:
    kept = _begun(tx)
    if kept.audit_seed is None:
        raise Refusal("audit.not-begun")
    if kept.audit_told_at is not None:
        raise Refusal("audit.told", seed=kept.audit_seed)
    return kept


def refuse_as_met(book: Book) -> None:
    """Refuses ``audit.no-list``: whoever registers lines as they meet them has no list of all."""
    if book.as_met:
        raise Refusal("audit.no-list")


def _tell(tx: Connection, now: datetime, kind: str, **facts: Any) -> None:
    notices.leave_for_role(tx, now=now, roles=_TO, kind=kind, key="audit", facts=facts)


def _begun(tx: Connection) -> Any:
    return tx.execute(select(campaign.c.audit_seed, campaign.c.audit_told_at)).one()
