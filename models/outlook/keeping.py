"""Keeping what was reckoned: one row a day, overwritten by the day's later looks."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from models import book as books
from models.outlook import days
from models.outlook.look import look
from models.outlook.terms import Kept, Note, Offered, Outlook, Reckoned, Used
from models.quick import put, put_first
from models.rules.forecast import Finish, Score, What
from models.tables import orders, outlooks
from models.terms import looks

STALE = timedelta(days=7)  # what was reckoned longer ago is not told any more


def keep(tx: Connection, *, now: datetime, reckoned: Reckoned) -> int:
    """Keep both dates for the day, and the order of the day if there is none yet; rows written.

    The order is drawn once a day: a second look must not shuffle what is being read. Idempotent.
    """
    days.close(tx, reckoned.closing)
    body = json.dumps(_facts(reckoned), default=_plain)
    values = {"at": now, "body": body}
    put(tx, outlooks, {"day": reckoned.day}, values)
    if not reckoned.best or reckoned.plan is None or not reckoned.plan.choices:
        return 1
    plan = {"at": now, "seed": reckoned.seed, "body": json.dumps(asdict(reckoned.plan))}
    return 2 if put_first(tx, orders, {"day": reckoned.day}, plan) else 1


@looks
def look_due(tx: Connection, *, now: datetime) -> Outlook | None:
    """The outlook, if this hour of the campaign's clock has no dates yet; None if it has.

    Whichever worker comes first in an hour, the others see it. Refuses as `look` does.
    """
    book = books.read(tx, now=now)
    there = now.astimezone(book.zone)
    last = kept(tx, there.date())
    if last is not None and _hour(last.at.astimezone(book.zone)) == _hour(there):
        return None
    return look(tx, now=now)


def keep_found(tx: Connection, *, now: datetime, found: Reckoned) -> int:
    """`keep`, as the clock asks it."""
    return keep(tx, now=now, reckoned=found)


def _hour(there: datetime) -> tuple[date, int]:
    return there.date(), there.hour


def kept(tx: Connection, day: date) -> Kept | None:
    """The newest dates kept on ``day`` or in the week before it."""
    row = tx.execute(
        select(outlooks)
        .where(outlooks.c.day.between(day - STALE, day))
        .order_by(outlooks.c.day.desc())
        .limit(1)
    ).first()
    return None if row is None else _kept(row)


@looks
def look_kept(tx: Connection, *, now: datetime, day: date) -> Kept | None:
    """`kept` as an ask of its own."""
    return kept(tx, day)


def _facts(reckoned: Reckoned) -> dict[str, Any]:
    return {
        "seed": reckoned.seed,
        "judged": reckoned.judged,
        "all_read": asdict(reckoned.all_read),
        "target_ruled": asdict(reckoned.target_ruled),
        "score": asdict(reckoned.score),
        "used": reckoned.used.value,
        "offered": reckoned.offered.value,
        "notes": [note.value for note in reckoned.notes],
    }


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for a {type(value).__name__}")


def _kept(row: Any) -> Kept:
    facts = json.loads(row.body)
    return Kept(
        day=row.day,
        at=row.at,
        seed=facts["seed"],
        all_read=_finish(facts["all_read"]),
        target_ruled=_finish(facts["target_ruled"]),
        score=Score(**facts["score"]),
        used=Used(facts["used"]),
        offered=Offered(facts["offered"]),
        notes=tuple(Note(note) for note in facts["notes"]),
    )


def _finish(facts: dict[str, Any]) -> Finish:
    low, middle, high = (
        None if facts[name] is None else date.fromisoformat(facts[name])
        for name in ("low", "middle", "high")
    )
    return Finish(What(facts["what"]), low, middle, high, facts["chance"])
