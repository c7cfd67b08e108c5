"""Stacks: agreed challenges of one ground and one reader, taken by a lawyer, some of them checked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from models import book as books
from models import trail
from models.book import Book
from models.errors import Refusal
from models.review import turns
from models.rules import stacks as rules
from models.rules.stacks import End
from models.rulings import checking, queue, stacked
from models.rulings.terms import Pile, Stack
from models.tables import cases, grounds, lines, people, readings, stack_lines, stacks
from models.terms import LineKey, Person, Round, looks
from models.waiting import STACKS


@looks
def look_stacks(tx: Connection, *, now: datetime, person: Person) -> tuple[Pile, ...]:
    """What the lawyer may take, the largest first: none of it read or circulated by themselves."""
    found: defaultdict[Any, list[tuple[int, int]]] = defaultdict(list)
    columns = (grounds.c.code, grounds.c.authority, people.c.pseudonym, lines.c.section)
    free = (
        _free(now, person, *columns, func.count())
        .join(grounds, grounds.c.id == readings.c.ground_id)
        .join(people, people.c.id == readings.c.reader_id)
        .group_by(*columns)
    )
    for code, authority, reader, section, n in tx.execute(free):
        found[code, authority, reader].append((section, n))
    piles = (
        Pile(ground, authority, reader, sum(dict(parts).values()), tuple(sorted(dict(parts))))
        for (ground, authority, reader), parts in found.items()
    )
    return tuple(sorted(piles, key=lambda pile: (-pile.lines, pile.ground, pile.reader)))


def take(
    tx: Connection, *, now: datetime, person: Person, ground: str, reader: str, seed: str
) -> Stack:
    """Take all lines of a ground (code) that a reader (pseudonym) read, or go on with one's stack.

    ``seed`` draws the lines to check: `rules.stacks.in_order`; it stands in the trail.
    Refuses ``rulings.no-stack`` where nothing is left of it, ``review.no-such-ground``.
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    mine = _open_of(tx, person)
    if mine is None:
        mine = _take(tx, now, book, person, ground, reader, seed)
    return _go_on(tx, now, person, mine)


def show_stack(tx: Connection, *, now: datetime, person: Person) -> Stack | None:
    """The lawyer's open stack with the next line to check, which is then in hand; None: none open.

    The hold counts anew. Where all is checked and nothing is left to rule, the stack has ended.
    """
    turns.one_by_one(tx)
    mine = _open_of(tx, person)
    return None if mine is None else _go_on(tx, now, person, mine)


def let_go(tx: Connection, *, now: datetime, person: Person) -> bool:
    """Give the open stack back: what is ruled stays ruled. False: there is none."""
    turns.one_by_one(tx)
    mine = _open_of(tx, person)
    if mine is None:
        return False
    stacked.end(tx, now=now, stack_id=mine, how=End.LET_GO)
    queue.drop(tx, person)
    trail.append(tx, now=now, actor=person.pseudonym, act="stack.let-go", subject=str(mine))
    return True


def _go_on(tx: Connection, now: datetime, person: Person, stack_id: int) -> Stack:
    book = books.read(tx, now=now)
    until = rules.hold_ends(now)
    tx.execute(stacks.update().where(stacks.c.id == stack_id).values(until=until))
    key = checking.advance(tx, now=now, book=book, by=person, stack_id=stack_id)
    case = None if key is None else queue.deal(tx, now=now, person=person, key=key)
    return checking.view(tx, stack_id, case)


def _take(
    tx: Connection,
    now: datetime,
    book: Book,
    person: Person,
    ground: str,
    reader: str,
    seed: str,
) -> int:
    """A new stack: its lines in the order of their lots, the first of them to be checked."""
    of, by = book.ground(ground), _reader(tx, reader)
    _end_late(tx, now)
    wanted = (readings.c.ground_id == of.id, readings.c.reader_id == by)
    free = _free(now, person, lines.c.id, *_KEY).where(*wanted).order_by(*_KEY)
    ids = {_key(row): row.id for row in tx.execute(free.limit(rules.MOST))}
    if not ids:
        raise Refusal("rulings.no-stack")
    order = rules.in_order(seed, ids, _drawn_before(tx, of.id, by))
    check = rules.to_check(len(order), book.policy.bulk_check)
    stack_id: int = tx.execute(
        stacks.insert()
        .values(
            ground_id=of.id,
            reader_id=by,
            lawyer_id=person.id,
            seed=seed,
            made_at=now,
            until=rules.hold_ends(now),
        )
        .returning(stacks.c.id)
    ).scalar_one()
    tx.execute(
        stack_lines.insert(),
        [
            {"stack_id": stack_id, "number": n, "line_id": ids[key], "checked": n <= check}
            for n, key in enumerate(order, 1)
        ],
    )
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="stack.taken",
        subject=str(stack_id),
        ground=ground,
        reader=reader,
        seed=seed,
        checked=[key.typed for key in order[:check]],
        lines=len(order),
        digest=checking.digest(order),
    )
    return stack_id


def _drawn_before(tx: Connection, ground_id: int, reader_id: int) -> list[LineKey]:
    """The lines that were drawn to be checked in a stack that was given back."""
    return [
        _key(row)
        for row in tx.execute(
            select(*_KEY)
            .join(stack_lines, stack_lines.c.line_id == lines.c.id)
            .join(stacks, stacks.c.id == stack_lines.c.stack_id)
            .where(
                stacks.c.ground_id == ground_id,
                stacks.c.reader_id == reader_id,
                stacks.c.ended == End.LET_GO,
                stack_lines.c.checked,
                STACKS,
            )
        )
    ]


def _end_late(tx: Connection, now: datetime) -> None:
    """Stacks whose time is over are given back as soon as somebody takes another."""
    late = stacks.update().where(stacked.OPEN, stacks.c.until <= now)
    tx.execute(late.values(ended_at=now, ended=End.LET_GO))


def _free(now: datetime, person: Person, *columns: Any) -> Select[Any]:
    """The lines of all stacks that the lawyer may take, with the first reading that stands."""
    return (
        select(*columns)
        .select_from(lines)
        .join(
            readings,
            and_(
                readings.c.line_id == lines.c.id,
                readings.c.round == Round.FIRST,
                readings.c.standing,
                ~readings.c.extra,
            ),
        )
        .outerjoin(cases, cases.c.line_id == lines.c.id)
        .where(STACKS, *queue.free(now), ~queue.own(person), stacked.in_no_stack(now))
    )


def _reader(tx: Connection, pseudonym: str) -> int:
    found = tx.execute(select(people.c.id).where(people.c.pseudonym == pseudonym)).scalar()
    if found is None:
        raise Refusal("rulings.no-stack")
    return int(found)


def _open_of(tx: Connection, person: Person) -> int | None:
    mine = select(stacks.c.id).where(stacks.c.lawyer_id == person.id, stacked.OPEN)
    found = tx.execute(mine.with_for_update()).scalar()
    return None if found is None else int(found)


def _key(row: Any) -> LineKey:
    return LineKey(row.section, row.page, row.line)


_KEY = (lines.c.section, lines.c.page, lines.c.line)
