"""The queue: what waits for a lawyer and why, and the next line of it for one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select, tuple_

from models import book as books
from models import trail
from models.errors import Refusal
from models.review.turns import one_by_one
from models.rules import rounds
from models.rules.rounds import Why
from models.rulings import stacked, views
from models.rulings.terms import Case, Queue
from models.tables import audits, cases, circulated, lines, readings, tally
from models.terms import LineKey, LineState, Person, Round, looks
from models.waiting import AUDITS, SINGLES, STACKS


@looks
def look_queue(tx: Connection, *, now: datetime) -> Queue:
    """The queue in numbers; it looks at the lines that wait, not at all lines."""
    waiting: dict[Why, int] = {why: 0 for why in Why if why != Why.STACK}
    waits = joined(select(lines.c.waits, func.count()).where(SINGLES)).where(*free(now))
    for why, n in tx.execute(waits.group_by(lines.c.waits)):
        waiting[Why(why)] += n
    stacked = select(func.count()).select_from(lines).where(STACKS)
    return Queue(
        waiting,
        in_hand=_number(tx, cases.c.until > now),
        sent_back=_number(tx, cases.c.verdict.is_(None), cases.c.sent_back_at > now - rounds.REST),
        ruled=_kept(tx, tally.c.judged),
        ours=_kept(tx, tally.c.ruled),
        stacked=int(tx.execute(stacked).scalar_one()),
    )


def deal(
    tx: Connection,
    *,
    now: datetime,
    person: Person,
    key: LineKey | None = None,
    after: LineKey | None = None,
) -> Case | None:
    """The line the lawyer has in hand, else the next that waits; None: nothing waits for them.

    Audit lines come first, in the order of their draw, since what is drawn later counts only once
    they are ruled; then the others by key. ``after`` lets go of the one in hand and goes on behind
    that key, from the start at the end. ``key`` names a read line, waiting or not. Never a line
    that the lawyer has read in any round, nor one of a section they circulated. The hold counts
    anew each time the line is shown.

    Refuses, for ``key`` only, ``rulings.no-such-line``, ``rulings.unread``, ``rulings.own``,
    ``rulings.ruled``, ``rulings.in-hand``.
    """
    book = books.read(tx, now=now)
    one_by_one(tx)
    line = None
    if key is not None:
        line = _named(tx, now, person, key)
    elif after is None:
        line = _mine(tx, now, person)
    drop(tx, person)
    if line is None:
        line = _next(tx, now, person, after)
    if line is None:
        return None
    until = rounds.hold_ends(now)
    _hold(tx, line.id, person, until)
    found = views.case_of(tx, book, line, until, stack=stacked.checked_in(tx, line.id, person))
    trail.append(
        tx, now=now, actor=person.pseudonym, act="case.dealt", subject=found.key.typed, until=until
    )
    return found


def is_own(tx: Connection, person: Person, line: Any) -> bool:
    """Whether somebody has read the line themselves, or circulated its section."""
    return bool(tx.execute(select(lines.c.id).where(lines.c.id == line.id, own(person))).first())


def _named(tx: Connection, now: datetime, person: Person, key: LineKey) -> Any:
    line = views.line_of(tx, key)
    if line is None:
        raise Refusal("rulings.no-such-line")
    if line.state != LineState.READ:
        raise Refusal("rulings.unread", key=key.printed)
    if is_own(tx, person, line):
        raise Refusal("rulings.own", key=key.printed)
    held = views.held_by(tx, line.id)
    if held is not None and held.verdict is not None:
        raise Refusal("rulings.ruled", key=key.printed)
    if held is not None and held.lawyer_id != person.id and held.until and held.until > now:
        raise Refusal("rulings.in-hand", key=key.printed)
    if stacked.elsewhere(tx, now, line.id, person):
        raise Refusal("rulings.in-hand", key=key.printed)
    return line


def _mine(tx: Connection, now: datetime, person: Person) -> Any:
    held = (cases.c.lawyer_id == person.id, cases.c.until.is_not(None), cases.c.until > now)
    opened = select(lines).join(cases, cases.c.line_id == lines.c.id)
    read = lines.c.state == LineState.READ
    return tx.execute(opened.where(*held, read, ~own(person)).limit(1)).first()


def _next(tx: Connection, now: datetime, person: Person, after: LineKey | None) -> Any:
    """Round the queue from behind ``after`` and back to it: the first line that is free."""
    for query in turns(_place(tx, after), after=after):
        found = tx.execute(joined(query).where(*free(now), ~own(person)).limit(1)).first()
        if found is not None:
            return found
    return None


def turns(place: int | None, *, after: LineKey | None) -> list[Select[Any]]:
    """The queue in pieces that are each read off an index, in the order in which they come.

    From behind ``after``, which is the audit line of a ``place`` in the draw, or none.
    """
    drawn, others = audit_lines(), single_lines()
    if after is None:
        return [drawn, others]
    if place is not None:
        return [drawn.where(audits.c.place > place), others, drawn]
    return [others.where(tuple_(*_KEY) > tuple_(*after)), drawn, others]


def _place(tx: Connection, key: LineKey | None) -> int | None:
    """The place in the draw of an audit line that waits."""
    if key is None:
        return None
    drawn = select(audits.c.place).join(lines, lines.c.id == audits.c.line_id).where(AUDITS)
    of_key = [column == part for column, part in zip(_KEY, key, strict=True)]
    return tx.execute(drawn.where(*of_key)).scalar()


def audit_lines() -> Select[Any]:
    """The audit lines that wait, by place of their draw."""
    drawn = select(lines).join(audits, audits.c.line_id == lines.c.id)
    return drawn.where(AUDITS).order_by(audits.c.place)


def single_lines() -> Select[Any]:
    """All that wait for a ruling of their own, by key; audit lines come in front of them."""
    return select(lines).where(SINGLES, lines.c.waits != Why.AUDIT).order_by(*_KEY)


def drop(tx: Connection, person: Person) -> None:
    """The lawyer has nothing in hand any more."""
    tx.execute(
        cases.update()
        .where(cases.c.lawyer_id == person.id, cases.c.until.is_not(None))
        .values(until=None)
    )


def _hold(tx: Connection, line_id: int, person: Person, until: datetime) -> None:
    """Nobody else is at it: who deals takes turns."""
    values = {"lawyer_id": person.id, "until": until}
    moved = tx.execute(cases.update().where(cases.c.line_id == line_id).values(**values))
    if moved.rowcount == 0:
        tx.execute(cases.insert().values(line_id=line_id, counts=False, **values))


def _number(tx: Connection, *where: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count()).select_from(cases).where(*where)).scalar_one())


def _kept(tx: Connection, column: Any) -> int:
    return int(tx.execute(select(func.coalesce(func.sum(column), 0))).scalar_one())


_KEY = (lines.c.section, lines.c.page, lines.c.line)
_later, _theirs = readings.alias("later"), readings.alias("theirs")


def joined(query: Select[Any]) -> Select[Any]:
    """With the lines' cases, where they have one; what `free` needs."""
    return query.outerjoin(cases, cases.c.line_id == lines.c.id)


def free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """In nobody's hand, and not resting since it was sent back."""
    read_since = exists().where(
        _later.c.line_id == lines.c.id,
        _later.c.standing,
        _later.c.at > cases.c.sent_back_at,
    )
    return (
        or_(cases.c.until.is_(None), cases.c.until <= now),
        or_(
            cases.c.sent_back_at.is_(None),
            cases.c.sent_back_at <= now - rounds.REST,
            read_since,
        ),
    )


def own(person: Person) -> ColumnElement[bool]:
    """Whether somebody has read the line, in any round, or circulated its section."""
    says, said = (
        exists().where(
            _theirs.c.line_id == lines.c.id,
            _theirs.c.reader_id == person.id,
            _theirs.c.round != Round.RULING,
            still,
        )
        for still in (_theirs.c.standing, ~_theirs.c.standing)  # each has an index of its own
    )
    carried = select(circulated.c.section).where(circulated.c.person_id == person.id)
    return or_(says, said, lines.c.section.in_(carried))
