"""What waits for a lawyer is found by an index over the few lines that wait, never by a search."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Select, func, select, text
from sqlalchemy.dialects import sqlite

from models import rulings
from models.database import Database
from models.rulings import queue
from models.tables import lines
from models.terms import LineKey, Person, Role
from models.waiting import SINGLES, STACKS
from tests import factories
from tests.conftest import Clock
from tests.room import Room

KEY = LineKey(1003, 1, 2)


def dealt(now: datetime, person: Person) -> dict[str, Select[Any]]:
    """Every query with which a line is dealt or counted, by the index it must walk."""
    behind = queue.turns(None, after=KEY)[0]
    first = {
        "the next": queue.single_lines(),
        "the next behind one": behind,
        "the next audit line": queue.audit_lines(),
    }
    found = {
        name: queue.joined(query).where(*queue.free(now), ~queue.own(person)).limit(1)
        for name, query in first.items()
    }
    counted = select(lines.c.waits, func.count())
    found["how many wait"] = (
        queue.joined(counted.where(SINGLES)).where(*queue.free(now)).group_by(lines.c.waits)
    )
    found["how many for stacks"] = select(func.count()).select_from(lines).where(STACKS)
    return found


INDEX = {
    "the next": "ix_lines_waits",
    "the next behind one": "ix_lines_waits",
    "the next audit line": "ix_lines_audit",
    "how many wait": "ix_lines_waits",
    "how many for stacks": "ix_lines_stack",
}


@pytest.mark.parametrize("name", INDEX)
def test_no_line_is_looked_at_that_does_not_wait(
    any_campaign: Database, clock: Clock, name: str
) -> None:
    lawyer = factories.a_person(any_campaign, role=Role.LAWYER)
    query = dealt(clock(), lawyer)[name]
    plan = any_campaign.run(_plan, query=query)
    assert INDEX[name] in plan
    others = [step for step in plan.split("\n") if INDEX[name] not in step]
    assert not any("SCAN" in step or "Seq Scan" in step for step in others)
    if name.startswith("the next") and name != "the next audit line":
        assert "TEMP B-TREE FOR ORDER BY" not in plan
        assert "Sort" not in plan


def _plan(tx: Connection, *, query: Any, now: Any = None) -> str:
    """The database's own plan; on PostgreSQL as it is once there are too many lines to read all."""
    if tx.dialect.name == "sqlite":
        compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": False})
        values = tuple(compiled.construct_params()[name] for name in compiled.positiontup or ())
        given = tuple(str(one) if isinstance(one, datetime) else one for one in values)
        rows = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", given)
        return "\n".join(row[3] for row in rows)
    for kind in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
        tx.execute(text(f"SET LOCAL enable_{kind} = off"))
    made = query.compile(dialect=tx.dialect)
    explained = tx.connection.cursor().execute(f"EXPLAIN {made}", made.params)
    return "\n".join(row[0] for row in explained.fetchall())


def test_the_first_reason_that_holds_is_kept(room: Room) -> None:
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    code = room.deal(reader).code
    room.record(reader, "1 c nrl; 2 c dup1 =1001-1-1; 3 ?; 4 c sig", code)
    found = [room.line(f"1001-1-{n}").waits for n in range(1, 5)]
    assert found == ["tier-b", None, "unsure", "stack"]  # the second does not represent its set
    room.record(reader, "1 c reg; 3 c move; 4 c prn", code)
    found = [room.line(f"1001-1-{n}").waits for n in range(1, 5)]
    assert found == ["stack", None, "tier-c", "tier-b"]
    room.record(reader, "1 m; 3 s; 4 s", code)
    found = [room.line(f"1001-1-{n}").waits for n in range(1, 5)]
    assert found == [None, None, None, None]
    room.database.run(rulings.deal, now=room.clock(), person=lawyer)
    room.undo(reader)
    assert room.line("1001-1-4").waits == "tier-b"
