"""A database from before the rounds: what is kept since is filled in from what is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic import command
from sqlalchemy import text, update

from bot import storage
from models import recount, rulings
from models.tables import cases, days, lines, tally
from models.terms import Person, Role, Verdict
from tests import factories
from tests.conftest import Clock, FreshUrl
from tests.room import Room

C, S = Verdict.CHALLENGE, Verdict.STANDS
DUPLICATES = [(section, 1, n, "DUP") for section in (1001, 1002) for n in (1, 2, 3, 4, 5)]
OTHERS = [(1003, 1, n, code) for n, code in enumerate(("NR", "NR", "SIG", "SIG", "ADDR"), 1)]


def rule(room: Room, by: Person, typed: str, verdict: Verdict, **more: Any) -> None:
    room.database.run(
        rulings.rule,
        now=room.clock(),
        by=by,
        line_key=factories.key(typed),
        verdict=verdict,
        **more,
    )


def worked_in(room: Room) -> None:
    """Sets that agree, contradict and lead outside; claims of each tier; rulings of each kind."""
    ana = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    batch = room.deal(ana)
    room.record(
        ana,
        "1 s =2; 2 c dup1 =1; 3 c dup1 =4; 4 c dup1 =3; 5 c dup1 =9999-1-1;"
        "6 c dup1 =7; 7 c dupx =6; 8 c dup1 =9; 9 c dup1 =8; 10 ?;"
        "11 c nrl; 12 c reg; 13 s; 14 s; 15 m",
        batch.code,
    )
    for typed in ("1001-1-4", "1001-1-3"):
        rule(room, lawyer, typed, C, ground="DUP1")
    rule(room, lawyer, "1002-1-4", C, ground="DUP1")
    rule(room, lawyer, "1003-1-2", S, why="record")
    rule(room, lawyer, "1003-1-3", C, ground="SIG", why="record")


def test_a_database_from_before_the_rounds_counts_right_after_its_upgrade(
    fresh_url: FreshUrl, kind: str, clock: Clock
) -> None:
    url = fresh_url(kind)
    database = storage.open_database(url, durable=False)
    factories.found_campaign(
        database,
        lines=DUPLICATES + OTHERS,
        policy=replace(factories.POLICY, batch_size=15, second_percent=0),
    )
    room = Room(database, clock)
    worked_in(room)
    room.check()
    kept = _all_kept(room)
    _as_the_old_rule_had_it(room)
    database.close()
    with storage._transaction(url) as connection:
        config = storage._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    database = storage.open_database(url, durable=False)
    try:
        assert database.run(recount.recount) == ()
        assert _all_kept(Room(database, clock)) == kept
    finally:
        database.close()


def _all_kept(room: Room) -> list[list[str]]:
    tables = ("tally", "days", "contradictions", "cases")
    return [sorted(map(repr, room.rows(text(f"SELECT * FROM {name}")))) for name in tables] + [
        sorted(map(repr, room.rows(text("SELECT id, claim, waits FROM lines"))))
    ]


def _as_the_old_rule_had_it(room: Room) -> None:
    """Then the lowest of those that were claimed, or ruled ours, counted in a set."""
    claimed, ours = room.line("1001-1-2"), room.line("1002-1-4")
    assert not claimed.claim
    assert ours.set_id == room.line("1002-1-3").id

    def _write(tx: Any, *, now: Any) -> None:
        tx.execute(update(lines).where(lines.c.id == claimed.id).values(claim=True))
        tx.execute(update(cases).where(cases.c.line_id == ours.id).values(counts=True))
        row = update(tally).where(tally.c.reason_id == claimed.reason_id)
        tx.execute(row.values(claimed=tally.c.claimed + 1, ruled=tally.c.ruled + 1))
        tx.execute(update(days).values(claimed=days.c.claimed + 1))

    room.database.run(_write, now=room.clock())
