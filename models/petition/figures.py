"""Figures with their sources, the target, and the campaign's policy."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from config.policy import Policy
from config.profile_faults import expected
from models import book as books
from models import trail
from models.errors import Refusal
from models.tables import campaign, figures, policies, theories
from models.terms import Order, looks


def latest(tx: Connection, name: str) -> int | None:
    """The value of a figure's latest snapshot (by its date, then by when it was entered)."""
    value: int | None = tx.execute(
        select(figures.c.value)
        .where(figures.c.name == name)
        .order_by(figures.c.as_of.desc(), figures.c.id.desc())
        .limit(1)
    ).scalar()
    return value


@dataclass(frozen=True, slots=True)
class Figure:
    """One snapshot of a published number, with where it stands."""

    name: str
    value: int
    as_of: date
    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Theory:
    """Another legal figure for the target, with what became of it."""

    code: str
    label: str
    target: int
    note: str | None
    public: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The target, every figure's latest snapshot by name, and the theories."""

    target: int
    figures: tuple[Figure, ...]
    theories: tuple[Theory, ...]


@looks
def look_figures(tx: Connection) -> Figures:
    """What the campaign counts by, and where each number stands."""
    rows = tx.execute(select(figures).order_by(figures.c.as_of, figures.c.id))
    newest = {
        row.name: Figure(row.name, row.value, row.as_of, row.source, row.note) for row in rows
    }
    known = tx.execute(select(theories).order_by(theories.c.code))
    return Figures(
        target(tx),
        tuple(newest[name] for name in sorted(newest)),
        tuple(Theory(t.code, t.label, t.target, t.note, t.public) for t in known),
    )


def target(tx: Connection) -> int:
    """Lines to win back: required less valid. Refuses ``petition.no-target``."""
    required, valid = latest(tx, "required"), latest(tx, "valid")
    if required is None or valid is None:
        raise Refusal("petition.no-target")
    return required - valid


def state_figure(
    tx: Connection,
    *,
    now: datetime,
    by: str,
    name: str,
    value: int,
    as_of: date,
    source: str,
    note: str | None = None,
) -> None:
    """Add a snapshot of a figure; the old one stays. Refuses ``petition.no-source``."""
    if not source.strip():
        raise Refusal("petition.no-source")
    old = latest(tx, name)
    tx.execute(
        figures.insert().values(
            name=name, value=value, as_of=as_of, source=source, note=note, by=by, at=now
        )
    )
    books.touch(tx)
    trail.append(
        tx,
        now=now,
        actor=by,
        act="figure.stated",
        subject=name,
        old=old,
        new=value,
        as_of=as_of,
        source=source,
    )


def change_policy(
    tx: Connection,
    *,
    now: datetime,
    by: str,
    changes: dict[str, Any],
    effective_from: datetime | None = None,
) -> Policy:
    """A new dated row of the policy; the policy that will rule from then on.

    Refuses ``petition.no-such-policy`` (names those there are), ``petition.policy-value`` (name,
    what it may be), ``petition.no-such-reason``, ``petition.audit-begun`` (lines that are registered
    as met would not be among those the audit draws from).
    """
    old = books.read(tx, now=now).policy
    unknown = sorted(set(changes) - set(old.as_dict()))
    if unknown:
        raise Refusal("petition.no-such-policy", names=", ".join(old.as_dict()))
    _sound(tx, now, changes)
    new = replace(old, **changes)
    when = effective_from or now
    tx.execute(
        policies.insert().values(
            effective_from=when, body=json.dumps(new.as_dict()), by=by, at=now
        )
    )
    books.touch(tx)
    trail.append(
        tx,
        now=now,
        actor=by,
        act="policy.changed",
        subject="policy",
        old={name: old.as_dict()[name] for name in changes},
        new=changes,
        effective_from=when,
    )
    return new


def _sound(tx: Connection, now: datetime, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        fault = expected(name, value)
        if fault is not None:
            raise Refusal("petition.policy-value", name=name, allowed=fault)
        if name == "order" and value == Order.AS_MET and _audited(tx):
            raise Refusal("petition.audit-begun")
        if name == "order_reason" and value:
            books.read(tx, now=now).reason(value)


def _audited(tx: Connection) -> bool:
    return tx.execute(select(campaign.c.audit_seed)).scalar() is not None


def hold(tx: Connection, *, now: datetime, by: str, why: str | None) -> None:
    """Put the campaign under a legal hold (nothing may be deleted), or end it with None."""
    old = tx.execute(select(campaign.c.legal_hold)).scalar()
    tx.execute(campaign.update().values(legal_hold=why))
    books.touch(tx)
    trail.append(
        tx, now=now, actor=by, act="campaign.legal-hold", subject="campaign", old=old, new=why
    )
