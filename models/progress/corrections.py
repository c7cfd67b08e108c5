"""A correction: a post of its own that names the day it corrects and what changed.

A post is frozen once it is left. When a corrected list, a ruling or a figure shows that a published
day was wrong, a coordinator says so, and each channel that got the day gets the correction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from models import book as books
from models import notices, trail
from models.errors import Refusal
from models.progress.day import report
from models.progress.posts import DAILY
from models.report_terms import Correction, DayReport
from models.tables import cases, chats, readings
from models.tables import notices as notices_table
from models.terms import looks

KIND = "correction"
WHY = ("list", "ruling", "figure", "reading")  # codes, so that no name can slip in
_WHOLE = ("total", "target")  # of a campaign, not of a day: any change is a correction
_RISING = ("read", "claimed")  # of a day: they only rise unless something was corrected


def correct(tx: Connection, *, now: datetime, by: str, day: date, why: str) -> Correction:
    """Leave a correction of the published ``day`` in each channel that got it.

    ``why`` is one of `WHY`. The same correction once more is not posted again. ``by``: a pseudonym,
    or ``desk``. Refuses ``progress.correction-why``, ``progress.not-published``,
    ``progress.nothing-changed``.
    """
    found = preview(tx, now=now, day=day, why=why)
    body = json.dumps(found.changes)
    for row in _published(tx, day):
        facts = asdict(found) | {"language": json.loads(row.facts)["language"]}
        if _said_already(tx, row.chat_id, day, body):
            continue
        number = _how_many(tx, row.chat_id, day)
        notices.leave(
            tx, now=now, kind=KIND, key=f"{row.chat_id}:{day.isoformat()}:{number}", facts=facts,
            chat_id=row.chat_id,
        )  # fmt: skip
    trail.append(
        tx, now=now, actor=by, act="post.corrected", subject=day.isoformat(), why=why,
        changes=[list(change) for change in found.changes],
    )  # fmt: skip
    return found


@looks
def preview(tx: Connection, *, now: datetime, day: date, why: str) -> Correction:
    """What a correction of ``day`` would say. Refuses as `correct` does."""
    if why not in WHY:
        raise Refusal("progress.correction-why", codes=", ".join(WHY))
    rows = _published(tx, day)
    if not rows:
        raise Refusal("progress.not-published")
    was = json.loads(rows[0].facts)
    now_so = report(tx, now=now)
    changes = tuple(_changes(was, now_so, _ruled_by(tx, day)))
    if not changes:
        raise Refusal("progress.nothing-changed")
    return Correction(day, why, changes, books.read(tx, now=now).invented)


def _published(tx: Connection, day: date) -> list[Any]:
    """The day's post in each channel that the bot is still in."""
    return list(
        tx.execute(
            select(notices_table.c.chat_id, notices_table.c.facts)
            .join(chats, chats.c.chat_id == notices_table.c.chat_id)
            .where(
                notices_table.c.kind == DAILY,
                notices_table.c.key.endswith(f":{day.isoformat()}"),
                chats.c.left_at.is_(None),
            )
            .order_by(notices_table.c.id)
        )
    )


def _ruled_by(tx: Connection, day: date) -> int:
    """Lines ruled for us by the end of the day, by the rulings that stand now."""
    return int(
        tx.execute(
            select(func.count())
            .select_from(cases)
            .join(readings, readings.c.id == cases.c.reading_id)
            .where(cases.c.counts, readings.c.day <= day)
        ).scalar_one()
    )


def _changes(was: dict[str, Any], now: DayReport, ruled: int) -> Iterator[tuple[str, int, int]]:
    for name in _WHOLE:
        if was[name] != getattr(now, name):
            yield name, was[name], getattr(now, name)
    for name in _RISING:
        if was[name] > getattr(now, name):
            yield name, was[name], getattr(now, name)
    if was["ruled"] > ruled:
        yield "ruled", was["ruled"], ruled
    totals = {one.reason: one.total for one in now.by_reason}
    for one in was["by_reason"]:
        if totals.get(one["reason"], one["total"]) != one["total"]:
            yield f"reason:{one['reason']}", one["total"], totals[one["reason"]]
    yield from _band(was.get("band"), now)


def _band(was: dict[str, Any] | None, now: DayReport) -> Iterator[tuple[str, int, int]]:
    """The band, where what was published and what holds now leave no common number."""
    if was is None or now.band is None:
        return
    if was["low"] > now.band.high or was["high"] < now.band.low:
        yield "low", was["low"], now.band.low
        yield "high", was["high"], now.band.high


def _earlier(tx: Connection, chat_id: int, day: date) -> list[Any]:
    key = f"{chat_id}:{day.isoformat()}"
    return list(
        tx.execute(
            select(notices_table.c.facts).where(
                notices_table.c.kind == KIND,
                notices_table.c.key >= f"{key}:",
                notices_table.c.key < f"{key};",
            )
        ).scalars()
    )


def _said_already(tx: Connection, chat_id: int, day: date, body: str) -> bool:
    return any(
        json.dumps(json.loads(facts)["changes"]) == body for facts in _earlier(tx, chat_id, day)
    )


def _how_many(tx: Connection, chat_id: int, day: date) -> int:
    return len(_earlier(tx, chat_id, day)) + 1
