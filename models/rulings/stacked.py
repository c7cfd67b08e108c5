"""Lines in a lawyer's open stack: whose they are, and what one error among them does to the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, select

from models import trail, waiting
from models.rules.stacks import End
from models.tables import grounds, lines, people, readings, stack_lines, stacks
from models.terms import LineKey, Person, Round

OPEN = stacks.c.ended_at.is_(None)


def of_line(tx: Connection, line_id: int) -> Any:
    """The open stack in which a line is (with ``checked``), or None."""
    return tx.execute(
        select(stacks, stack_lines.c.checked)
        .join(stack_lines, stack_lines.c.stack_id == stacks.c.id)
        .where(stack_lines.c.line_id == line_id, OPEN)
    ).one_or_none()


def elsewhere(tx: Connection, now: datetime, line_id: int, person: Person) -> bool:
    """Whether a line is in another lawyer's stack; one whose time is over ends here."""
    stack = of_line(tx, line_id)
    if stack is None or stack.lawyer_id == person.id:
        return False
    if stack.until > now:
        return True
    end(tx, now=now, stack_id=stack.id, how=End.LET_GO)
    return False


def checked_in(tx: Connection, line_id: int, person: Person) -> int | None:
    """The id of the lawyer's own stack in which the line is to be checked, or None."""
    stack = of_line(tx, line_id)
    mine = stack is not None and stack.lawyer_id == person.id and stack.checked
    return int(stack.id) if mine else None


def end(tx: Connection, *, now: datetime, stack_id: int, how: End) -> None:
    """The stack is closed; what is unruled of it waits as before, or alone if it failed."""
    closed = stacks.update().where(stacks.c.id == stack_id, OPEN)
    tx.execute(closed.values(ended_at=now, ended=how))


def fail(tx: Connection, *, now: datetime, by: Person, stack: Any, key: LineKey) -> None:
    """One line of it was not upheld: all others are ruled one by one."""
    end(tx, now=now, stack_id=stack.id, how=End.FAILED)
    every = select(stack_lines.c.line_id).where(stack_lines.c.stack_id == stack.id)
    waiting.refresh(tx, tx.execute(every).scalars())
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="stack.failed",
        subject=str(stack.id),
        line=key.typed,
    )


def read_so() -> Any:
    """A join condition: the line's standing first reading, if it is of the stack's ground and reader."""
    return and_(
        readings.c.line_id == lines.c.id,
        readings.c.round == Round.FIRST,
        readings.c.standing,
        ~readings.c.extra,
        readings.c.ground_id == stacks.c.ground_id,
        readings.c.reader_id == stacks.c.reader_id,
    )


def alive(stack_id: int, *columns: Any) -> Select[Any]:
    """What is still as it was when the stack was taken: agreed, unruled, on its ground."""
    return (
        select(*columns)
        .select_from(stack_lines)
        .join(stacks, stacks.c.id == stack_lines.c.stack_id)
        .join(lines, lines.c.id == stack_lines.c.line_id)
        .join(readings, read_so())
        .where(stack_lines.c.stack_id == stack_id, waiting.STACKS)
    )


def in_no_stack(now: datetime) -> Any:
    """A condition on ``lines``: in nobody's open stack, or in one whose time is over."""
    return ~(
        exists()
        .where(
            stack_lines.c.line_id == lines.c.id,
            stack_lines.c.stack_id == stacks.c.id,
            OPEN,
            stacks.c.until > now,
        )
        .correlate(lines)
    )


def named(tx: Connection, stack_id: int) -> Any:
    """A stack with its ground (code, authority, tier) and its reader's pseudonym; None: no such."""
    return tx.execute(
        select(
            stacks,
            grounds.c.code,
            grounds.c.authority,
            grounds.c.tier,
            people.c.pseudonym,
        )
        .join(grounds, grounds.c.id == stacks.c.ground_id)
        .join(people, people.c.id == stacks.c.reader_id)
        .where(stacks.c.id == stack_id)
    ).one_or_none()
