"""The campaign's book: reasons, grounds, offices and policy as they stand, in one frozen value.

Read from the dated rows, kept by the campaign's version number, so that a verb pays one small
SELECT for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from config.policy import Policy
from models.errors import Refusal
from models.quick import Quick
from models.tables import campaign, grounds, offices, policies, reasons
from models.terms import Order, Tier, looks


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the registrar's reasons; ``certified`` is the certificate's count of it, if known."""

    id: int
    code: str
    label: str
    rollup: str
    certified: int | None
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a challenge of some reasons holds; ``words`` are what people type for it."""

    id: int
    code: str
    authority: str
    tier: Tier
    fits: frozenset[str]
    words: tuple[str, ...]
    needs_partner: bool


@dataclass(frozen=True, slots=True)
class Office:
    """A registrar's office."""

    id: int
    code: str
    name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Book:
    """Everything of the campaign that changes seldom."""

    version: int
    slug: str
    title: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    invented: bool
    legal_hold: str | None
    draw_seed: str
    policy: Policy
    reasons: tuple[Reason, ...]
    grounds: tuple[Ground, ...]
    offices: tuple[Office, ...]
    next_policy_at: datetime | None
    # Whether some policy up to now has dealt sections as met: then codes may be typed in readings.
    as_met: bool = False

    def reason(self, code: str) -> Reason:
        """By code. Refuses ``petition.no-such-reason``."""
        for reason in self.reasons:
            if reason.code == code:
                return reason
        raise Refusal("petition.no-such-reason", codes=", ".join(r.code for r in self.reasons))

    def reason_code(self, reason_id: int) -> str:
        """The code of a reason's id."""
        return next(reason.code for reason in self.reasons if reason.id == reason_id)

    def ground(self, code: str) -> Ground:
        """By code. Refuses ``review.no-such-ground``."""
        for ground in self.grounds:
            if ground.code == code:
                return ground
        raise Refusal("review.no-such-ground")

    def ground_code(self, ground_id: int | None) -> str | None:
        """The code of a ground's id."""
        return next((ground.code for ground in self.grounds if ground.id == ground_id), None)

    def tier(self, ground_id: int | None) -> Tier | None:
        """The tier that a ground proposes, by its id."""
        return next((ground.tier for ground in self.grounds if ground.id == ground_id), None)

    def grounds_for(self, reason: str) -> tuple[Ground, ...]:
        """The grounds that fit a reason, in the profile's order."""
        return tuple(ground for ground in self.grounds if reason in ground.fits)


def read(tx: Connection, *, now: datetime) -> Book:
    """The book as it stands at ``now``. Refuses ``petition.no-campaign`` before set-up."""
    row = _VERSION.first(tx)
    if row is None:
        raise Refusal("petition.no-campaign")
    kept: dict[str, Book] = tx.info.get("book", {})
    book = kept.get("now")
    if book is None or book.version != row.version or _overtaken(book, now):
        book = _read(tx, now)
        if not tx.info.get("touched"):  # what may yet be rolled back is not kept
            kept["now"] = book
    return book


_VERSION = Quick(select(campaign.c.version))


def touch(tx: Connection) -> None:
    """Something of the book has changed: whoever keeps a copy must read it anew."""
    tx.execute(campaign.update().values(version=campaign.c.version + 1))
    tx.info["touched"] = True


def _overtaken(book: Book, now: datetime) -> bool:
    return book.next_policy_at is not None and now >= book.next_policy_at


def _read(tx: Connection, now: datetime) -> Book:
    row = tx.execute(select(campaign)).one()
    return Book(
        version=row.version,
        slug=row.slug,
        title=row.title,
        zone=ZoneInfo(row.time_zone),
        languages=tuple(row.languages.split(",")),
        invented=row.invented,
        legal_hold=row.legal_hold,
        draw_seed=row.draw_seed,
        policy=_policy_at(tx, now),
        reasons=tuple(
            Reason(r.id, r.code, r.label, r.rollup, r.certified, _lines(r.spellings))
            for r in tx.execute(select(reasons).order_by(reasons.c.id))
        ),
        grounds=tuple(
            Ground(
                g.id,
                g.code,
                g.authority,
                Tier(g.tier),
                frozenset(g.fits.split(",")),
                _lines(g.words),
                g.needs_partner,
            )
            for g in tx.execute(select(grounds).order_by(grounds.c.id))
        ),
        offices=tuple(
            Office(o.id, o.code, o.name, ZoneInfo(o.time_zone))
            for o in tx.execute(select(offices).order_by(offices.c.id))
        ),
        next_policy_at=tx.execute(
            select(policies.c.effective_from)
            .where(policies.c.effective_from > now)
            .order_by(policies.c.effective_from)
            .limit(1)
        ).scalar(),
        as_met=_ever_as_met(tx, now),
    )


def _ever_as_met(tx: Connection, now: datetime) -> bool:
    bodies = tx.execute(select(policies.c.body).where(policies.c.effective_from <= now)).scalars()
    return any(json.loads(body).get("order") == Order.AS_MET for body in bodies)


def _policy_at(tx: Connection, now: datetime) -> Policy:
    body = tx.execute(
        select(policies.c.body)
        .where(policies.c.effective_from <= now)
        .order_by(policies.c.effective_from.desc(), policies.c.id.desc())
        .limit(1)
    ).scalar()
    return Policy() if body is None else Policy.from_dict(json.loads(body))


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line for line in block.split("\n") if line)


@looks
def look(tx: Connection, *, now: datetime) -> Book:
    """`read` as an ask of its own."""
    return read(tx, now=now)
