"""The practice lines before the first batch: invented, shown like real ones, counting to nothing.

What each line tells and why its answer is right stands in the catalogues (``practice.<n>.text``,
``practice.<n>.why``); here is only what they share with real lines. Every verdict comes up once,
and challenge twice, since it is the one that needs a ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models import book as books
from models import trail
from models.tables import people
from models.terms import LineKey, Person, Verdict, looks


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """One invented line. ``number`` counts from 1; ``grounds`` are offered for a challenge."""

    number: int
    key: LineKey
    reason: str
    grounds: tuple[str, ...]
    verdict: Verdict
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The line to read next, or None when all are read; ``total`` of this campaign's policy."""

    line: PracticeLine | None
    total: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How an answer was: right or not, and what comes next. ``finished``: that was the last."""

    line: PracticeLine
    right: bool
    right_verdict: bool
    finished: bool
    total: int


# Section 0 is no section of any petition: these keys can never be taken for real ones.
LINES: tuple[PracticeLine, ...] = (
    PracticeLine(1, LineKey(0, 1, 3), "ADDR", ("ADDR", "MOVE"), Verdict.CHALLENGE, "ADDR"),
    PracticeLine(2, LineKey(0, 1, 8), "NR", ("REG", "NRL"), Verdict.STANDS),
    PracticeLine(3, LineKey(0, 2, 1), "SIG", ("SIG", "PRN"), Verdict.UNSURE),
    PracticeLine(4, LineKey(0, 3, 5), "OOC", ("OOC", "OTH"), Verdict.MISSING),
    PracticeLine(5, LineKey(0, 4, 2), "DUP", ("DUP1", "DUPX"), Verdict.CHALLENGE, "DUPX"),
)


@looks
def look_step(tx: Connection, *, now: datetime, person: Person) -> Step:
    """Where the person is in their practice."""
    step, total = _where(tx, now, person)
    return Step(LINES[step] if step < total else None, total)


def begin(tx: Connection, *, now: datetime, person: Person) -> Step:
    """Start, or start over after all lines are read; in between it goes on where it was."""
    step, total = _where(tx, now, person)
    if step >= total:
        _set(tx, person, 0)
        step = 0
    if total == 0:
        _finish(tx, now, person, 0)
        return Step(None, 0)
    return Step(LINES[step], total)


def judge(
    tx: Connection,
    *,
    now: datetime,
    person: Person,
    number: int,
    verdict: Verdict,
    ground: str | None = None,
) -> Judged:
    """Judge the line ``number`` (from 1), right or wrong: why is told either way.

    A tap on a line read before is judged again and moves nothing.
    """
    step, total = _where(tx, now, person)
    line = LINES[min(max(number, 1), len(LINES)) - 1]
    finished = False
    if line.number == step + 1 <= total:
        finished = line.number == total
        _set(tx, person, line.number)
        if finished:
            _finish(tx, now, person, total)
    return Judged(
        line=line,
        right=(verdict, ground) == (line.verdict, line.ground),
        right_verdict=verdict == line.verdict,
        finished=finished,
        total=total,
    )


def _where(tx: Connection, now: datetime, person: Person) -> tuple[int, int]:
    step = tx.execute(select(people.c.practice_step).where(people.c.id == person.id)).scalar_one()
    return int(step), min(books.read(tx, now=now).policy.practice_lines, len(LINES))


def _set(tx: Connection, person: Person, step: int) -> None:
    tx.execute(people.update().where(people.c.id == person.id).values(practice_step=step))


def _finish(tx: Connection, now: datetime, person: Person, total: int) -> None:
    first = tx.execute(
        people.update()
        .where(people.c.id == person.id, people.c.practised_at.is_(None))
        .values(practised_at=now)
    )
    if first.rowcount:
        trail.append(
            tx,
            now=now,
            actor=person.pseudonym,
            act="person.practised",
            subject=person.pseudonym,
            lines=total,
        )
