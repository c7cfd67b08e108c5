"""What must hold at the end of a day, however often the bot was killed: looked at from outside."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.demo.stage import Stage
from bot.sandbox.chats import Chat
from models import shifts
from models.tables import lines, notices, people, readings
from models.terms import LineKey, NoticeState, looks

_ECHO = re.compile(r"^\d+\. S(\d+)-P(\d+)-L(\d+) — ", re.MULTILINE)
Acknowledged = set[tuple[int, LineKey]]


def acknowledged(stage: Stage) -> Acknowledged:
    """Every (person's chat, line) whose reading the bot echoed as noted."""
    told: Acknowledged = set()
    for event in stage.telegram.history:
        if event.by_bot and event.what in ("sent", "edited") and event.chat.kind == "private":
            for section, page, line in _ECHO.findall(event.text):
                told.add((event.chat.id, LineKey(int(section), int(page), int(line))))
    return told


@looks
def missing(tx: Connection, *, told: Acknowledged) -> tuple[str, ...]:
    """What was acknowledged and is not there once: ``line by chat`` each. Empty if all is well.

    A captain's echo is of readings that another person made; typed-by counts as well.
    """
    rows = tx.execute(
        select(people.c.telegram_id, lines.c.section, lines.c.page, lines.c.line)
        .select_from(readings)
        .join(lines, lines.c.id == readings.c.line_id)
        .join(
            people,
            (people.c.id == readings.c.reader_id) | (people.c.id == readings.c.typed_by_id),
        )
        .where(readings.c.standing)
        .distinct()
    )
    there = {(row[0], LineKey(row[1], row[2], row[3])) for row in rows}
    return tuple(f"{key.typed} in chat {chat}" for chat, key in sorted(told - there))


@looks
def above_a_cap(tx: Connection, *, now: datetime) -> tuple[str, ...]:
    """The shifts with more readers than seats, by their start. Empty if all is well."""
    span = timedelta(days=60)
    found = shifts.look_shifts(tx, now=now, first=(now - span).date(), last=(now + span).date())
    return tuple(
        f"shift at {one.starts_at}: {one.taken} of {one.seats}"
        for one in found
        if one.seats is not None and one.taken > one.seats
    )


@looks
def unknown_ever(tx: Connection) -> int:
    """How many messages were reported as of unknown fate."""
    return len(tx.execute(select(notices.c.id).where(notices.c.kind == "unknown")).all())


@looks
def waiting(tx: Connection) -> int:
    """How many due notices are not settled."""
    unsettled = (NoticeState.WAITING, NoticeState.SENDING)
    return len(tx.execute(select(notices.c.id).where(notices.c.state.in_(unsettled))).all())


def doubled(stage: Stage, chat: Chat) -> list[str]:
    """What the bot posted more than once into a channel."""
    return [text for where, text, _times in stage.telegram.history.repeats() if where is chat]
