"""Drawn lines on their way: dealt in small batches, left where they are held, sent to lawyers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from models import audit, rulings
from models.database import Database
from models.tables import audits
from models.terms import BatchView, LineState, Role, Verdict
from tests import factories
from tests.audit_room import (
    POLICY,
    WANTED,
    a_room,
    begin,
    draw,
    drawn,
    is_audit,
    progress,
    read_all,
    rule,
    standing,
)
from tests.conftest import Clock
from tests.room import Room


@pytest.fixture
def room(any_database: Database, clock: Clock) -> Iterator[Room]:
    yield from a_room(any_database, clock)


def test_drawn_lines_are_dealt_in_small_batches_that_say_nothing(room: Room) -> None:
    begin(room)
    draw(room)
    dealt: list[BatchView] = []
    for _ in range(12):
        person = factories.a_person(room.database)
        dealt.append(room.deal(person))
        room.read(person, dealt[-1], "s" * len(dealt[-1].lines))
    small = [batch for batch in dealt if is_audit(room, batch)]
    assert small
    assert {len(batch.lines) for batch in small} == {2}
    keys = {line.key for batch in small for line in batch.lines}
    assert keys <= set(drawn(room))
    first = [line.key for line in small[0].lines]
    assert first == sorted(first)


def test_nobody_is_dealt_drawn_lines_of_a_section_they_circulated(room: Room) -> None:
    begin(room)
    draw(room)
    sections = {key.section for key in drawn(room)}
    own = factories.a_person(room.database, circulated=sections)
    for _ in range(3):
        batch = room.deal(own)
        assert not is_audit(room, batch)
        room.read(own, batch, "s" * len(batch.lines))


def test_without_a_share_nothing_is_drawn_or_dealt(any_database: Database, clock: Clock) -> None:
    factories.found_campaign(any_database, policy=replace(POLICY, audit_percent=0))
    room = Room(any_database, clock)
    begin(room)
    assert draw(room) == 0
    room.check()


def test_drawn_lines_given_back_are_dealt_again(room: Room) -> None:
    begin(room)
    draw(room)
    while True:
        person = factories.a_person(room.database)
        batch = room.deal(person)
        if is_audit(room, batch):
            break
    assert {row.batch_id for row in of_batch(room, batch)} == {batch.id}
    room.give_back(person)
    assert {row.batch_id for row in of_batch(room, batch)} == {None}
    read_all(room, factories.a_person(room.database))
    assert {row.batch_id is None for row in of_batch(room, batch)} <= {True, False}
    assert {room.line(line.key.typed).state for line in batch.lines} == {LineState.READ}


def of_batch(room: Room, batch: BatchView) -> list[Any]:
    ids = [line.line_id for line in batch.lines]
    return room.rows(select(audits).where(audits.c.line_id.in_(ids)))


def test_a_line_in_somebodys_hands_that_is_drawn_stays_there(room: Room) -> None:
    ann, ben = factories.a_person(room.database), factories.a_person(room.database)
    held, paper = room.deal(ann), room.deal(ben)
    room.on_paper(ben)
    begin(room)
    draw(room)
    hands = {line.key for batch in (held, paper) for line in batch.lines} & set(drawn(room))
    assert hands
    assert [line.key for line in room.batch(held.code).left] == [line.key for line in held.lines]
    assert {row.batch_id for batch in (held, paper) for row in of_batch(room, batch)} <= {
        held.id,
        paper.id,
    }
    room.read(ann, held, "ssss")
    room.read(ben, paper, "ssss")


def test_what_was_read_before_the_draw_goes_straight_to_the_lawyers(room: Room) -> None:
    tenth = replace(POLICY, audit_percent=10)  # of forty lines a day for two days: eight
    factories.set_policy(room.database, tenth, now=room.clock())
    read_all(room, factories.a_person(room.database))
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    assert room.database.run(rulings.deal, now=room.clock(), person=lawyer) is None
    begin(room)
    count = draw(room)
    assert count == 2 * WANTED  # twice what would lie ready, and no more before they are ruled
    assert draw(room) == 0
    case = room.database.run(rulings.deal, now=room.clock(), person=lawyer)
    assert case is not None
    assert case.key in drawn(room)
    for key in drawn(room):
        rule(room, lawyer, key, Verdict.STANDS)
    assert draw(room) == 2 * WANTED
    assert draw(room) == 0
    assert [one.ruling for one in standing(room).draws] == [Verdict.STANDS] * 16 + [None] * 16


def test_minutes_a_line_are_measured_and_a_dearer_line_is_dealt_seldomer(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, policy=POLICY, lines=factories.invented_lines(100, 4))
    room = Room(any_database, clock)
    begin(room)
    spent = {True: 0.0, False: 0.0}
    assert progress(room).minutes.audit is None
    for _ in range(60):
        draw(room)
        person = factories.a_person(any_database)
        batch = room.deal(person)
        audits_ = is_audit(room, batch)
        minutes = (12 if audits_ else 3) * len(batch.lines)
        spent[audits_] += minutes
        room.clock.move(minutes=minutes)
        room.read(person, batch, "s" * len(batch.lines))
    found = progress(room).minutes
    assert (found.audit, found.other, found.ratio) == (12.0, 3.0, 4.0)
    assert 0.35 < spent[True] / sum(spent.values()) < 0.65  # half of the time, by the policy
    room.check()


def test_a_few_lines_that_waited_for_a_day_are_dealt_though_they_fill_no_batch(room: Room) -> None:
    wide = replace(POLICY, audit_batch=5, audit_percent=100)
    factories.set_policy(room.database, wide, now=room.clock())
    begin(room)
    found = room.database.run(audit.look_ahead, now=room.clock())
    assert found is not None
    few = replace(found, keys=found.keys[:2])
    room.database.run(audit.draw, now=room.clock(), found=few)
    first = room.deal(factories.a_person(room.database))
    assert not is_audit(room, first)
    room.clock.move(hours=24)
    assert is_audit(room, room.deal(factories.a_person(room.database)))
