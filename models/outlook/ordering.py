"""The order of the day as it was drawn, and by which rule batches are dealt: what `/why` shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from models import book as books
from models.outlook import days
from models.rules import minutes
from models.rules.minutes import Measured
from models.rules.priority import Choice, Plan
from models.tables import orders
from models.terms import Order, looks


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order of ``day``, drawn at ``at`` (aware UTC) with ``seed``."""

    day: date
    at: datetime
    seed: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Dealing:
    """By which rule batches are dealt today.

    ``ordered`` is the newest order under the policy `best`, None before one was drawn or under
    another policy. ``reason`` is the one dealt first under the policy `reason`; ``audit`` and
    ``second`` are shares 0…1; ``digest`` names the seed of the seeded order.
    """

    day: date
    order: Order
    ordered: Ordered | None
    reason: str
    audit: float
    second: float
    labels: dict[str, str]
    minutes: tuple[Measured, ...]
    invented: bool


@looks
def look_dealing(tx: Connection, *, now: datetime) -> Dealing:
    """The rule as it stands at ``now``. Refuses ``petition.no-campaign``."""
    book = books.read(tx, now=now)
    order = Order(book.policy.order)
    today = now.astimezone(book.zone).date()
    codes = [reason.code for reason in book.reasons]
    listed = order is not Order.AS_MET
    return Dealing(
        day=today,
        order=order,
        ordered=ordered(tx, today) if order is Order.BEST else None,
        reason=book.policy.order_reason,
        audit=book.policy.audit_percent / 100 if listed else 0.0,
        second=book.policy.second_percent / 100 if listed else 0.0,
        labels={reason.code: reason.label for reason in book.reasons},
        minutes=minutes.split(days.sittings(tx, book), codes),
        invented=book.invented,
    )


def ordered(tx: Connection, day: date) -> Ordered | None:
    """The newest order of ``day`` or before."""
    row = tx.execute(
        select(orders).where(orders.c.day <= day).order_by(orders.c.day.desc()).limit(1)
    ).first()
    return None if row is None else _ordered(row)


def _ordered(row: Any) -> Ordered:
    facts = json.loads(row.body)
    choices = tuple(Choice(**choice) for choice in facts["choices"])
    return Ordered(row.day, row.at, row.seed, Plan(choices, facts["audit"], facts["lawyer_price"]))
