"""The rest of a stack, ruled together once every checked line was upheld; and taken back as a whole.

All of it is a handful of statements over sets of lines, however many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, literal, null, select
from sqlalchemy.dialects import postgresql, sqlite

from models import book as books
from models import duplicates, trail, waiting
from models.book import Book
from models.errors import Refusal
from models.review import tally as tallies
from models.review import turns
from models.rules.stacks import End
from models.rulings import checking, queue, settling, stacked
from models.rulings.terms import RuledStack
from models.tables import cases, entries, lines, readings, stack_lines, stacks
from models.terms import LineKey, Person, Round, Verdict, Via

LONG = 200  # so many lines stand in the trail by key; of more only their digest


def rule_rest(
    tx: Connection, *, now: datetime, by: Person, stack_id: int, count: int
) -> RuledStack:
    """Rule ours, on the stack's ground, all of its lines that were not checked.

    ``count`` is how many the lawyer was shown. Once more it changes nothing.
    Refuses ``rulings.no-stack`` (none of theirs), ``.stack-over``, ``.stack-unchecked`` (``n``:
    lines still to check), ``.stack-changed`` (``n``: how many there are now).
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    row = _mine(tx, by, stack_id)
    if row.ended == End.RULED:
        return _result(tx, stack_id, again=True)
    if row.ended is not None:
        raise Refusal("rulings.stack-over")
    ids = _unchecked(tx, now, book, by, row, count)
    first = tx.execute(select(lines.c.batch_id).where(lines.c.id == ids[0])).scalar_one()
    entry_id: int = tx.execute(
        entries.insert()
        .values(person_id=by.id, batch_id=first, via=Via.TAP, at=now)
        .returning(entries.c.id)
    ).scalar_one()
    _write(tx, now, book, by, row, entry_id)
    settle(tx, row.lawyer_id, entry_id)
    tx.execute(stacks.update().where(stacks.c.id == stack_id).values(entry_id=entry_id))
    stacked.end(tx, now=now, stack_id=stack_id, how=End.RULED)
    _to_trail(tx, now, by, row, entry_id, "lines.ruled")
    return _result(tx, stack_id)


def undo_stack(tx: Connection, *, now: datetime, by: Person, stack_id: int) -> RuledStack:
    """Take back all that was ruled together; what was checked line by line stays ruled.

    The lines may be taken in a stack again. Once more it changes nothing.
    Refuses ``rulings.no-stack``, ``.nothing-to-undo``, ``.stack-built-on`` (an audit line was drawn
    since: what was ruled before a draw is part of what it says).
    """
    books.read(tx, now=now)
    turns.one_by_one(tx)
    row = _mine(tx, by, stack_id)
    if row.ended == End.UNDONE:
        return replace(_result(tx, stack_id), again=True)
    if row.ended != End.RULED or row.entry_id is None:
        raise Refusal("rulings.nothing-to-undo")
    drawn = select(cases.c.line_id).where(_of_entry(row.entry_id, cases.c.line_id))
    if tx.execute(drawn.where(cases.c.draws < settling.draws(tx)).limit(1)).first() is not None:
        raise Refusal("rulings.stack-built-on")
    ids = tx.execute(drawn).scalars().all()
    waiting.lock(tx, ids)
    _take_back(tx, now, row.entry_id, ids)
    tx.execute(
        stacks.update().where(stacks.c.id == stack_id).values(ended=End.UNDONE, ended_at=now)
    )
    _to_trail(tx, now, by, row, row.entry_id, "stack.undone")
    return _result(tx, stack_id)


def _mine(tx: Connection, by: Person, stack_id: int) -> Any:
    row = tx.execute(select(stacks).where(stacks.c.id == stack_id).with_for_update()).one_or_none()
    if row is None or row.lawyer_id != by.id:
        raise Refusal("rulings.no-stack")
    return stacked.named(tx, stack_id)


def _unchecked(
    tx: Connection, now: datetime, book: Book, by: Person, row: Any, count: int
) -> Sequence[int]:
    """The ids of the lines to rule; what was shown must be what there is."""
    every = select(stack_lines.c.line_id).where(stack_lines.c.stack_id == row.id)
    waiting.lock(tx, tx.execute(every).scalars())
    if checking.advance(tx, now=now, book=book, by=by, stack_id=row.id) is not None:
        stack = checking.view(tx, row.id)
        raise Refusal("rulings.stack-unchecked", n=stack.to_check - stack.checked)
    ids = tx.execute(_rest(row, by, lines.c.id)).scalars().all()
    if not ids:
        raise Refusal("rulings.stack-over")
    if len(ids) != count:
        raise Refusal("rulings.stack-changed", n=len(ids))
    return ids


def _rest(row: Any, by: Person, *columns: Any) -> Any:
    return stacked.alive(row.id, *columns).where(~stack_lines.c.checked, ~queue.own(by))


def _write(tx: Connection, now: datetime, book: Book, by: Person, row: Any, entry_id: int) -> None:
    """A reading of the third round for each line, in the batch in which it was read."""
    same = {
        "round": Round.RULING.value,
        "entry_id": entry_id,
        "reader_id": by.id,
        "typed_by_id": by.id,
        "verdict": Verdict.CHALLENGE.value,
        "ground_id": row.ground_id,
        "tier": row.tier,
        "at": now,
        "day": now.astimezone(book.zone).date(),
        "standing": True,
        "extra": False,
        "withdrawn": False,
    }
    values = [literal(value, readings.c[name].type) for name, value in same.items()]
    found = _rest(row, by, lines.c.id, lines.c.batch_id, *values).order_by(lines.c.id)
    tx.execute(insert(readings).from_select(["line_id", "batch_id", *same], found))


def settle(tx: Connection, lawyer_id: int, entry_id: int) -> None:
    """What follows from these rulings: every line counts, since it represents its set or is alone."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    draws = settling.draws(tx)
    same: dict[str, Any] = {
        "lawyer_id": literal(lawyer_id),
        "until": null(),
        "sent_back_at": null(),
        "verdict": literal(Verdict.CHALLENGE.value),
        "counts": literal(True, cases.c.counts.type),
        "draws": literal(draws),
    }
    found = select(readings.c.line_id, readings.c.id, *same.values()).where(
        readings.c.entry_id == entry_id, readings.c.standing
    )
    new = dialect.insert(cases).from_select(["line_id", "reading_id", *same], found)
    changed = {name: new.excluded[name] for name in ("reading_id", *same)}
    tx.execute(new.on_conflict_do_update(index_elements=["line_id"], set_=changed))
    tx.execute(lines.update().where(_of_entry(entry_id, lines.c.id)).values(waits=None))
    duplicates.move_ruled(tx, _steps(tx, entry_id, 1))


def _take_back(tx: Connection, now: datetime, entry_id: int, ids: Sequence[int]) -> None:
    """The rulings are no more, and with them all that followed."""
    duplicates.move_ruled(tx, _steps(tx, entry_id, -1))
    gone = {"reading_id": None, "verdict": None, "counts": False, "draws": None}
    tx.execute(cases.update().where(_of_entry(entry_id, cases.c.line_id)).values(gone))
    withdrawn = readings.update().where(readings.c.entry_id == entry_id)
    tx.execute(withdrawn.values(standing=False, withdrawn=True))
    tx.execute(entries.update().where(entries.c.id == entry_id).values(undone_at=now))
    waiting.refresh(tx, ids, locked=True)
    # Where another line of a set was ruled ours meanwhile, the set contradicts itself now.
    other = lines.alias("other")
    beside = (
        select(lines.c.id)
        .join(other, other.c.set_id == lines.c.set_id)
        .join(cases, cases.c.line_id == other.c.id)
        .where(_ids_of(entry_id, lines.c.id), cases.c.verdict == Verdict.CHALLENGE.value)
        .distinct()
    )
    touched = tx.execute(beside).scalars().all()
    if touched:
        duplicates.resettle(tx, touched)


def _steps(tx: Connection, entry_id: int, by: int) -> duplicates.Steps:
    moves: duplicates.Steps = Counter()
    mine = select(lines.c.id, lines.c.reason_id).where(_of_entry(entry_id, lines.c.id))
    rows = tx.execute(mine).all()
    for reason_id, n in tallies.count_states((row.id, row.reason_id) for row in rows).items():
        for name in ("judged", "judged_challenge", "ruled", "upheld"):
            moves[reason_id, name] += n * by
    return moves


def _of_entry(entry_id: int, column: Any) -> Any:
    """A condition: the line has a standing ruling in this entry."""
    return _ids_of(entry_id, column, readings.c.standing)


def _ids_of(entry_id: int, column: Any, *where: Any) -> Any:
    return column.in_(select(readings.c.line_id).where(readings.c.entry_id == entry_id, *where))


def _to_trail(
    tx: Connection, now: datetime, by: Person, row: Any, entry_id: int, act: str
) -> None:
    keys = [
        LineKey(one.section, one.page, one.line)
        for one in tx.execute(select(*_KEY).where(_ids_of(entry_id, lines.c.id)).order_by(*_KEY))
    ]
    facts: dict[str, Any] = {"digest": checking.digest(keys)}
    if len(keys) <= LONG:
        facts["keys"] = [key.typed for key in keys]
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act=act,
        subject=str(row.id),
        ground=row.code,
        tier=row.tier,
        reader=row.pseudonym,
        seed=row.seed,
        lines=len(keys),
        **facts,
    )


def _result(tx: Connection, stack_id: int, *, again: bool = False) -> RuledStack:
    stack = checking.view(tx, stack_id)
    return RuledStack(stack, stack.rest, settling.ours(tx), again)


_KEY = (lines.c.section, lines.c.page, lines.c.line)
