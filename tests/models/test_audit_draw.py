"""The audit in the database: committed, drawn once, ruled, told; and an outsider's redraw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from models import audit, petition, rulings
from models.audit import Stage, Standing
from models.database import Database
from models.rules.audit import digest, next_lines
from models.rules.estimates import Block
from models.tables import audits, batches, trail
from models.terms import LineKey, LineState, Order, Role, Verdict
from tests import factories
from tests.audit_room import (
    POLICY,
    SEED,
    WANTED,
    a_room,
    begin,
    draw,
    drawn,
    every_key,
    progress,
    read_all,
    refused,
    rule,
    standing,
    told,
)
from tests.conftest import Clock
from tests.room import Room


@pytest.fixture
def room(any_database: Database, clock: Clock) -> Iterator[Room]:
    yield from a_room(any_database, clock)


def test_the_seed_is_committed_to_in_the_trail_and_told_to_nobody(room: Room) -> None:
    commitment = begin(room)
    assert commitment == sha256(SEED.encode()).hexdigest()
    assert told(room, "audit.begun") == {"commitment": commitment}
    assert (standing(room).committed, standing(room).seed) == (commitment, None)
    assert not any(SEED in row.body for row in room.rows(select(trail.c.body)))
    with refused("audit.begun"):
        begin(room, "another")


def test_nothing_is_drawn_before_the_audit_has_begun(room: Room) -> None:
    assert draw(room) == 0
    assert standing(room) == Standing((), (), (), (), [], None, None, 0)
    with refused("audit.not-begun"):
        progress(room)


def test_an_outsider_who_is_told_the_seed_draws_the_same_lines(room: Room) -> None:
    begin(room)
    assert draw(room) == WANTED
    assert drawn(room) == next_lines(SEED, every_key(room), WANTED)
    fact = told(room, "audit.drawn")
    assert (fact["first"], fact["lines"]) == (0, WANTED)
    assert fact["drawn"] == digest(drawn(room))
    assert not any(key.typed in json.dumps(fact) for key in drawn(room))


def test_it_is_not_drawn_again_while_enough_lies_ready(room: Room) -> None:
    begin(room)
    draw(room)
    assert draw(room) == 0
    assert room.database.run(audit.look_ahead, now=room.clock()) is None


def test_two_who_look_at_the_same_time_draw_once(room: Room) -> None:
    begin(room)
    both = [room.database.run(audit.look_ahead, now=room.clock()) for _ in range(2)]
    ran = [room.database.run(audit.draw, now=room.clock(), found=one) for one in both]
    assert ran == [WANTED, 0]
    assert len(drawn(room)) == WANTED


def test_what_is_ruled_between_look_and_draw_is_left_out_and_counted_as_elsewhere(
    room: Room,
) -> None:
    begin(room)
    found = room.database.run(audit.look_ahead, now=room.clock())
    assert found is not None
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    first = found.keys[0]
    while room.line(first.typed).state == LineState.FREE:
        batch = room.deal(reader)
        room.read(reader, batch, "?" * len(batch.lines))
    rule(room, lawyer, first, Verdict.STANDS)
    assert room.database.run(audit.draw, now=room.clock(), found=found) == WANTED - 1
    assert drawn(room) == list(found.keys[1:])
    row = room.rows(select(audits).order_by(audits.c.place))[0]
    assert (row.elsewhere, row.ours_elsewhere) == (1, 0)


def test_what_may_be_drawn_again_since_the_look_takes_its_place(room: Room) -> None:
    begin(room)
    order = next_lines(SEED, every_key(room), 40)
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    read_all(room, reader, "?")
    rule(room, lawyer, order[0], Verdict.STANDS)
    found = room.database.run(audit.look_ahead, now=room.clock())
    assert found is not None
    assert order[0] not in found.keys
    room.database.run(rulings.undo, now=room.clock(), by=lawyer, line_key=order[0])
    room.database.run(audit.draw, now=room.clock(), found=found)
    assert drawn(room) == order[: len(found.keys)]


def test_the_prefix_counts_and_what_could_not_be_shown_is_missing(room: Room) -> None:
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    begin(room)
    draw(room)
    order = drawn(room)
    while any(room.line(key.typed).state != LineState.READ for key in order):
        batch = room.deal(reader)
        said = ["m" if line.key == order[1] else "s" for line in batch.lines]
        room.read(reader, batch, "".join(said))
    assert (progress(room).prefix, progress(room).missing) == (0, 1)
    held = progress(room).held
    assert held is not None
    assert (held.stage, held.days, held.key) == (Stage.LAWYER, 0, None)
    room.clock.move(days=3)
    held = progress(room).held
    assert held is not None
    assert (held.days, held.key) == (3, order[0])  # late: coordinators may know which
    reason = standing(room).reasons[0]
    ground = {"DUP": None}.get(reason, reason if reason != "NR" else "REG")
    if ground is None:
        rule(room, lawyer, order[0], Verdict.STANDS)
    else:
        rule(room, lawyer, order[0], Verdict.CHALLENGE, ground=ground, why="record")
    now = standing(room)
    assert now.blocks == [Block(0, 0, 2, 0 if ground is None else 1, 1, now.draws[0].expected)]
    assert (progress(room).prefix, progress(room).ruled) == (2, 1)
    assert now.pending == WANTED - 2
    rule(room, lawyer, order[1], Verdict.STANDS)  # it was found after all
    assert progress(room).missing == 0


def test_the_composition_predicts_something_between_none_and_all(room: Room) -> None:
    begin(room)
    draw(room)
    shares = {one.expected for one in standing(room).draws}
    assert len(shares) == 1
    assert 0 < (shares.pop() or 0) < 1


def test_what_is_ruled_elsewhere_is_counted_by_reason_as_of_the_draw(room: Room) -> None:
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    batch = room.deal(reader)
    room.read(reader, batch, "?" * len(batch.lines))
    for line in batch.lines:
        ground = {"NR": "REG", "SIG": "SIG"}.get(line.reason)
        if ground:
            rule(room, lawyer, line.key, Verdict.CHALLENGE, ground=ground)
        else:
            rule(room, lawyer, line.key, Verdict.STANDS)
    begin(room)
    draw(room)
    now = standing(room)
    rows = room.rows(select(audits).order_by(audits.c.place))
    assert {(row.elsewhere, row.ours_elsewhere) for row in rows} == {(4, 2)}
    by_reason = dict(zip(now.reasons, rows, strict=True))
    for reason, row in by_reason.items():
        ruled = reason in {line.reason for line in batch.lines}
        assert (row.reason_elsewhere, row.reason_ours_elsewhere) == (
            int(ruled),
            int(reason in {"NR", "SIG"}),
        )


def test_once_the_seed_is_told_nothing_is_drawn_with_it(room: Room) -> None:
    with refused("audit.not-begun"):
        room.database.run(audit.tell, now=room.clock(), by="R-001")
    begin(room)
    draw(room)
    found = room.database.run(audit.tell, now=room.clock(), by="R-001")
    assert (found.seed, found.drawn, found.pending) == (SEED, WANTED, WANTED)
    assert told(room, "audit.told")["seed"] == SEED
    assert standing(room).seed == SEED
    read_all(room, factories.a_person(room.database))
    assert draw(room) == 0
    with refused("audit.told"):
        room.database.run(audit.tell, now=room.clock(), by="R-001")
    with refused("audit.begun"):
        begin(room)


def test_where_lines_are_registered_as_met_there_is_no_list_to_draw_from(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, lines=[])
    room = Room(any_database, clock)
    with refused("audit.empty"):
        begin(room)
    factories.set_policy(
        any_database, replace(POLICY, order=Order.AS_MET), now=room.clock.move(minutes=1)
    )
    with refused("audit.no-list"):
        begin(room)
    with refused("audit.no-list"):
        progress(room)


def test_once_an_audit_has_begun_lines_are_not_dealt_as_met(room: Room) -> None:
    begin(room)
    with refused("petition.audit-begun"):
        room.database.run(
            petition.change_policy, now=room.clock(), by="R-001", changes={"order": "as-met"}
        )


def test_a_corrected_list_must_not_leave_out_a_drawn_line(room: Room, tmp_path: Path) -> None:
    begin(room)
    draw(room)
    out, gone = drawn(room)[0], next(k for k in every_key(room) if k not in drawn(room))
    with refused("petition.drops-read"):
        correct(room, tmp_path, leave_out={out, gone})
    correct(room, tmp_path, leave_out={gone})
    assert len(every_key(room)) == 39


def correct(room: Room, folder: Path, leave_out: set[LineKey]) -> None:
    path = folder / "list.csv"
    rows = [f"{k.section},{k.page},{k.line},SIG" for k in every_key(room) if k not in leave_out]
    path.write_text("section,page,line,reason\n" + "\n".join(rows) + "\n")
    room.database.run(
        petition.import_list, now=room.clock(), by="R-001", path=path, why="an invented why"
    )


def test_a_set_found_after_a_draw_says_whether_a_line_ruled_before_it_is_ours(
    any_database: Database, clock: Clock
) -> None:
    rows = [(section, 1, n, "DUP") for section in range(1001, 1011) for n in (1, 2, 3, 4)]
    factories.found_campaign(any_database, policy=POLICY, lines=rows)
    room = Room(any_database, clock)
    ana = factories.a_person(any_database)
    lawyer = factories.a_person(any_database, role=Role.LAWYER)
    begin(room)
    batch = room.deal(ana)
    first, second = batch.lines[0].key, batch.lines[1].key
    room.record(ana, "2 c dup1 =9999-1-1; 3 s; 4 s", batch.code)
    rule(room, lawyer, second, Verdict.CHALLENGE, ground="DUP1")
    draw(room)
    assert not {first, second} & set(drawn(room))  # by the seed
    assert _ours(room) == {(1, 1, 1)}
    room.record(ana, f"1 s ={second.typed}", batch.code)
    assert _ours(room) == {(1, 0, 0)}
    assert standing(room).draws[0].ours_elsewhere == 0
    room.check()
    room.undo(ana)
    assert _ours(room) == {(1, 1, 1)}
    room.check()


def _ours(room: Room) -> set[tuple[int, int, int]]:
    return {
        (row.elsewhere, row.ours_elsewhere, row.reason_ours_elsewhere)
        for row in room.rows(select(audits))
    }


def test_a_drawn_line_that_another_of_its_set_stands_for_counts_as_standing(
    any_database: Database, clock: Clock
) -> None:
    rows = [(section, 1, n, "DUP") for section in range(1001, 1011) for n in (1, 2, 3, 4)]
    factories.found_campaign(any_database, policy=POLICY, lines=rows)
    room = Room(any_database, clock)
    ana = factories.a_person(any_database)
    lawyer = factories.a_person(any_database, role=Role.LAWYER)
    begin(room)
    draw(room)
    place, upper = next((p, k) for p, k in enumerate(drawn(room)) if k.line > 1)
    lower = upper._replace(line=upper.line - 1)
    letters = {lower: "s", upper: "c dup1 =9999-1-1"}
    while any(room.line(key.typed).state != LineState.READ for key in letters):
        batch = room.deal(ana)
        said = (f"{line.number} {letters.get(line.key, 's')}" for line in batch.lines)
        room.record(ana, ";".join(said), batch.code)
    rule(room, lawyer, upper, Verdict.CHALLENGE, ground="DUP1")
    assert standing(room).draws[place].ruling is Verdict.CHALLENGE
    code = room.rows(select(batches.c.code).where(batches.c.id == room.line(lower.typed).batch_id))
    room.record(ana, f"{lower.typed} s ={upper.typed}", code[0].code)
    assert standing(room).draws[place].ruling is Verdict.STANDS
    room.check()
