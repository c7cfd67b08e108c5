"""The queue: what waits for a lawyer and why, and the next line of it for one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from models import book as books
from models import trail
from models.errors import Refusal
from models.review import turns
from models.rules import rounds
from models.rulings import views
from models.rulings.views import Case, Queue
from models.tables import cases, circulated, lines, readings, tally
from models.terms import LineKey, LineState, Person, Round, Tier, Verdict, looks


@looks
def look_queue(tx: Connection, *, now: datetime) -> Queue:
    """The queue in numbers. It looks at every read line once."""
    waiting = dict.fromkeys(rounds.Why, 0)
    kinds = _waiting(now, lines.c.verdict, lines.c.contested, _first.c.tier, func.count())
    for verdict, contested, tier, n in tx.execute(
        kinds.where(~_in_hand(now)).group_by(lines.c.verdict, lines.c.contested, _first.c.tier)
    ):
        why = rounds.why(
            Verdict(verdict), contested=contested, tier=None if tier is None else Tier(tier)
        )
        if why is not None:
            waiting[why] += n
    return Queue(
        waiting,
        in_hand=_number(tx, cases.c.until > now),
        sent_back=_number(tx, cases.c.verdict.is_(None), cases.c.sent_back_at > now - rounds.REST),
        ruled=_number(tx, cases.c.verdict.is_not(None)),
        ours=int(tx.execute(select(func.coalesce(func.sum(tally.c.ruled), 0))).scalar_one()),
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

    ``after`` lets go of the one in hand and goes on behind that key, from the start at the end.
    ``key`` names a read line, waiting or not. Never a line that the lawyer has read, nor one of a
    section they circulated. The hold counts anew each time the line is shown.

    Refuses, for ``key`` only, ``rulings.no-such-line``, ``rulings.unread``, ``rulings.own``,
    ``rulings.ruled``, ``rulings.in-hand``.
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    line = None
    if key is not None:
        line = _named(tx, now, person, key)
    elif after is None:
        line = _mine(tx, now, person)
    _let_go(tx, person)
    if line is None:
        line = _next(tx, now, person, after)
    if line is None:
        return None
    until = rounds.hold_ends(now)
    _hold(tx, line.id, person, until)
    found = views.case_of(tx, book, line, until)
    trail.append(
        tx, now=now, actor=person.pseudonym, act="case.dealt", subject=found.key.typed, until=until
    )
    return found


def is_own(tx: Connection, person: Person, line: Any) -> bool:
    """Whether somebody has read the line themselves, or circulated its section."""
    return bool(tx.execute(select(lines.c.id).where(lines.c.id == line.id, _own(person))).first())


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
    return line


def _mine(tx: Connection, now: datetime, person: Person) -> Any:
    held = (cases.c.lawyer_id == person.id, cases.c.until > now, lines.c.state == LineState.READ)
    joined = select(lines).join(cases, cases.c.line_id == lines.c.id)
    return tx.execute(joined.where(*held, ~_own(person)).limit(1)).first()


def _next(tx: Connection, now: datetime, person: Person, after: LineKey | None) -> Any:
    order: tuple[Any, ...] = _KEY
    if after is not None:
        order = (case((_behind(after), 0), else_=1), *_KEY)
    free = _waiting(now, lines).where(~_in_hand(now), ~_own(person))
    return tx.execute(free.order_by(*order).limit(1)).first()


def _let_go(tx: Connection, person: Person) -> None:
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


_KEY = (lines.c.section, lines.c.page, lines.c.line)
_first = readings.alias("first_reading")


def _waiting(now: datetime, *columns: Any) -> Select[Any]:
    """The read lines that need a lawyer and have neither a ruling nor a rest."""
    rests = and_(
        cases.c.sent_back_at > now - rounds.REST,
        ~exists().where(
            readings.c.line_id == lines.c.id,
            readings.c.standing,
            readings.c.at > cases.c.sent_back_at,
        ),
    )
    return (
        select(*columns)
        .join(
            _first,
            and_(
                _first.c.line_id == lines.c.id,
                _first.c.round == Round.FIRST,
                _first.c.standing,
                ~_first.c.extra,
            ),
        )
        .outerjoin(cases, cases.c.line_id == lines.c.id)
        .where(
            lines.c.state == LineState.READ,
            or_(
                lines.c.verdict == Verdict.UNSURE,
                lines.c.contested,
                _first.c.tier.in_((Tier.B, Tier.C)),
            ),
            cases.c.verdict.is_(None),
            or_(cases.c.sent_back_at.is_(None), ~rests),
        )
    )


def _in_hand(now: datetime) -> ColumnElement[bool]:
    return and_(cases.c.until.is_not(None), cases.c.until > now)


def _own(person: Person) -> ColumnElement[bool]:
    read = exists().where(
        readings.c.line_id == lines.c.id,
        readings.c.reader_id == person.id,
        readings.c.round != Round.RULING,
    )
    carried = select(circulated.c.section).where(circulated.c.person_id == person.id)
    return or_(read, lines.c.section.in_(carried))


def _behind(key: LineKey) -> ColumnElement[bool]:
    later = and_(lines.c.page == key.page, lines.c.line > key.line)
    here = and_(lines.c.section == key.section, or_(lines.c.page > key.page, later))
    return or_(lines.c.section > key.section, here)
