"""The audit as coordinators and lawyers see it: how far it is, what it waits for, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from models import book as books
from models.audit.begin import refuse_as_met
from models.audit.standing import Standing, standing
from models.errors import Refusal
from models.review import stream
from models.review.stream import Minutes
from models.rules import audit
from models.tables import lines
from models.terms import LineKey, LineState, Verdict, looks


class Stage(StrEnum):
    """How far the line is for which the fully ruled prefix waits."""

    UNREAD = "unread"  # nobody has it
    OUT = "out"  # in somebody's batch
    LAWYER = "lawyer"  # read, and to be ruled


@dataclass(frozen=True, slots=True)
class Held:
    """What the prefix waits for: how far that line is, and for how many days since its draw.

    ``key`` only once it is late by the policy: until its ruling nobody should know an audit line.
    """

    stage: Stage
    days: int
    key: LineKey | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts are of lines. ``prefix``: the first so many draws are all ruled, or were missing.

    ``ruled`` have a ruling, ``missing`` could not be shown. ``late_days``: the policy's.
    ``seed`` is None until it was told.
    """

    commitment: str
    seed: str | None
    drawn: int
    ruled: int
    missing: int
    prefix: int
    held: Held | None
    minutes: Minutes
    percent: int
    late_days: int


@looks
def look_audit(tx: Connection, *, now: datetime) -> Progress:
    """How the audit stands. Refuses ``audit.no-list`` (as met), ``audit.not-begun``."""
    book = books.read(tx, now=now)
    now_standing = standing(tx)
    if now_standing.committed is None:
        refuse_as_met(book)
        raise Refusal("audit.not-begun")
    today = now.astimezone(book.zone).date()
    rulings = [one.ruling for one in now_standing.draws]
    late = audit.held_up(
        now_standing.draws, now_standing.drawn_on, today, book.policy.audit_late_days
    )
    return Progress(
        commitment=now_standing.committed,
        seed=now_standing.seed,
        drawn=len(rulings),
        ruled=sum(one in (Verdict.CHALLENGE, Verdict.STANDS) for one in rulings),
        missing=rulings.count(Verdict.MISSING),
        prefix=now_standing.prefix,
        held=_held(tx, now_standing, today.toordinal(), late is not None),
        minutes=stream.minutes(tx),
        percent=book.policy.audit_percent,
        late_days=book.policy.audit_late_days,
    )


def _held(tx: Connection, now_standing: Standing, today: int, late: bool) -> Held | None:
    place = now_standing.prefix
    if place == len(now_standing.draws):
        return None
    key = now_standing.keys[place]
    state = tx.execute(
        select(lines.c.state).where(
            lines.c.section == key.section, lines.c.page == key.page, lines.c.line == key.line
        )
    ).scalar_one()
    stages = {LineState.FREE: Stage.UNREAD, LineState.READ: Stage.LAWYER}
    return Held(
        stages.get(LineState(state), Stage.OUT),
        today - now_standing.drawn_on[place].toordinal(),
        key if late else None,
    )
