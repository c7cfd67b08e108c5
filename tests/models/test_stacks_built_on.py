"""Stacks, second readings and the audit: what is no part of a stack, and when it is taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select, update

from models import rulings
from models.database import Database
from models.rules.stacks import End
from models.rulings import Stack
from models.tables import readings, seconds
from models.terms import LineKey, Person, Role, Round
from tests import factories
from tests.audit_room import draw_one
from tests.conftest import Clock
from tests.room import Room
from tests.stacking import (
    POLICY,
    ROWS,
    C,
    S,
    one,
    piles,
    queue,
    read,
    refused,
    rest,
    take,
    undo,
    uphold,
)


@pytest.fixture
def hall(any_database: Database, clock: Clock) -> Room:
    """Twelve lines of three sections, all not registered; three of a stack are checked."""
    factories.found_campaign(any_database, lines=ROWS, policy=POLICY)
    return Room(any_database, clock)


def test_it_is_taken_back_as_a_whole_and_what_was_checked_stays(hall: Room) -> None:
    reader, lawyer = read(hall)
    stack = uphold(hall, lawyer, take(hall, lawyer, reader))
    before = hall.counts()
    rest(hall, lawyer, stack)
    with refused("rulings.nothing-to-undo"):  # no single one of them
        hall.database.run(rulings.undo, now=hall.clock(), by=lawyer, line_key=LineKey(1003, 1, 4))
    other = factories.a_person(hall.database, role=Role.LAWYER)
    with refused("rulings.no-stack"):
        undo(hall, other, stack)
    back = undo(hall, lawyer, stack)
    assert (back.lines, back.ours, back.stack.ended) == (9, 3, End.UNDONE)
    assert undo(hall, lawyer, stack).again
    assert (hall.counts(), queue(hall)) == (before, (0, 9))
    hall.record(reader, "1 s; 12 s", "L1") if _unchecked(hall, 1, 12) else None
    hall.check()
    stack = uphold(hall, lawyer, take(hall, lawyer, reader, "a new lot"))
    rest(hall, lawyer, stack)
    hall.check()


def _unchecked(room: Room, *numbers: int) -> bool:
    """Whether none of the batch's lines with these numbers has a ruling."""
    keys = [LineKey(*ROWS[n - 1][:3]).typed for n in numbers]
    return all(room.line(key).waits == "stack" for key in keys)


def test_once_an_audit_line_is_drawn_on_top_of_it_it_stands(hall: Room) -> None:
    reader, lawyer = read(hall, "; ".join(f"{n} c reg" for n in range(1, 12)))
    stack = uphold(hall, lawyer, take(hall, lawyer, reader))
    rest(hall, lawyer, stack)
    hall.database.run(draw_one, now=hall.clock(), line_id=hall.line("1003-1-4").id)
    with refused("rulings.stack-built-on"):
        undo(hall, lawyer, stack)
    hall.check()


def test_a_single_ruling_before_a_draw_stands_too_but_an_audit_line_s_own_does_not(
    hall: Room,
) -> None:
    _reader, lawyer = read(hall, "1 c reg; 2 ?; 3 s")
    key = LineKey(1001, 1, 2)
    one(hall, lawyer, key, S)
    hall.database.run(draw_one, now=hall.clock(), line_id=hall.line("1001-1-3").id)
    with refused("rulings.built-on"):
        hall.database.run(rulings.undo, now=hall.clock(), by=lawyer, line_key=key)
    one(hall, lawyer, LineKey(1001, 1, 3), S)
    hall.database.run(draw_one, now=hall.clock(), line_id=hall.line("1003-1-4").id)
    hall.database.run(rulings.undo, now=hall.clock(), by=lawyer, line_key=LineKey(1001, 1, 3))
    assert hall.counts()["judged"] == 1
    hall.check()


def test_an_audit_line_is_no_part_of_a_stack_and_comes_first_unnamed(hall: Room) -> None:
    reader, lawyer = read(hall, "1 ?; " + "; ".join(f"{n} c reg" for n in range(2, 13)))
    hall.database.run(draw_one, now=hall.clock(), line_id=hall.line("1002-1-3").id)
    assert [pile.lines for pile in piles(hall, lawyer)] == [10]
    case = hall.database.run(rulings.deal, now=hall.clock(), person=lawyer)
    assert case is not None
    assert (case.key, case.why) == (LineKey(1002, 1, 3), "single")
    after = hall.database.run(rulings.deal, now=hall.clock(), person=lawyer, after=case.key)
    assert after is not None
    assert (after.key, after.why) == (LineKey(1001, 1, 1), "unsure")
    round_ = hall.database.run(rulings.deal, now=hall.clock(), person=lawyer, after=after.key)
    assert round_ is not None
    assert round_.key == case.key
    hall.record(reader, "1002-1-3 m", "L1")
    assert queue(hall) == (1, 10)
    hall.check()


def test_a_stack_of_any_size_is_ruled_in_a_few_statements(
    any_database: Database, clock: Clock
) -> None:
    rows = [(1001 + n // 50, 1 + n // 10 % 5, 1 + n % 10, "NR") for n in range(600)]
    policy = replace(factories.POLICY, batch_size=600, bulk_check=1)
    factories.found_campaign(any_database, lines=rows, policy=policy)
    room = Room(any_database, clock)
    reader, lawyer = read(room, "; ".join(f"{n} c reg" for n in range(1, 601)))
    stack = uphold(room, lawyer, take(room, lawyer, reader))
    ran = room.database.run(_counting, verb=rulings.rule_rest, by=lawyer, stack=stack, clock=clock)
    back = room.database.run(
        _counting, verb=rulings.undo_stack, by=lawyer, stack=stack, clock=clock
    )
    assert max(ran, back) < 40
    assert room.counts()["judged"] == 1
    room.check()


def _counting(tx: Any, *, verb: Any, by: Person, stack: Stack, clock: Clock) -> int:
    """How many statements a verb runs on a stack."""
    ran: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        ran.append(statement)

    event.listen(tx, "before_cursor_execute", note)
    more = {"count": stack.rest} if verb is rulings.rule_rest else {}
    verb(tx, now=clock(), by=by, stack_id=stack.id, **more)
    event.remove(tx, "before_cursor_execute", note)
    return len(ran)


def test_a_second_reading_must_be_in_and_agree(hall: Room) -> None:
    policy = replace(POLICY, second_percent=100)
    factories.set_policy(hall.database, policy, now=hall.clock())
    reader, lawyer = read(hall)
    assert (queue(hall), piles(hall, lawyer)) == ((0, 0), ())
    second = factories.a_person(hall.database)
    batch = hall.deal(second)
    hall.record(second, "1 c reg; 2 s; 3 c nrl; 4 ?; 5 m; 6 c reg", batch.code)
    (pile,) = piles(hall, lawyer)
    assert (pile.lines, pile.reader) == (2, reader.pseudonym)
    waits = [hall.line(f"{1001 + n // 4}-1-{1 + n % 4}").waits for n in range(7)]
    assert waits == ["stack", "contested", "second", "unsure", "second", "stack", None]
    case = hall.database.run(
        rulings.deal, now=hall.clock(), person=lawyer, key=LineKey(1001, 1, 2)
    )
    assert case is not None
    assert [(r.reader, r.round, r.verdict) for r in case.readings] == [
        (reader.pseudonym, Round.FIRST, C),
        (second.pseudonym, Round.SECOND, S),
    ]
    also = factories.a_person(hall.database, role=Role.LAWYER)
    hall.database.run(_becomes, old=second, new=also, table=readings)
    with refused("rulings.own"):
        hall.database.run(rulings.deal, now=hall.clock(), person=also, key=LineKey(1001, 1, 1))
    hall.database.run(_becomes, old=also, new=second, table=readings)
    assert len(hall.rows(select(seconds))) == 12
    hall.check()


def _becomes(tx: Any, *, old: Person, new: Person, table: Any) -> None:
    """As if somebody else had read it."""
    tx.execute(update(table).where(table.c.reader_id == old.id).values(reader_id=new.id))
