"""Duplicate sets: one signature of a set counts at most, whoever names whom in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.database import Database
from tests import factories
from tests.conftest import Clock
from tests.room import Room


@pytest.fixture
def dup(any_database: Database, clock: Clock) -> Room:
    """Eight lines rejected as duplicates, four in each of two sections, in one batch."""
    rows = [(section, 1, n, "DUP") for section in (1001, 1002) for n in (1, 2, 3, 4)]
    factories.found_campaign(
        any_database, lines=rows, policy=replace(factories.POLICY, batch_size=8)
    )
    return Room(any_database, clock)


def claimed(room: Room) -> list[str]:
    room.check()
    keys = [f"{section}-1-{n}" for section in (1001, 1002) for n in (1, 2, 3, 4)]
    return [key for key in keys if room.line(key).claim]


def test_of_two_that_name_each_other_the_lower_key_counts(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "2 c dup1 =1; 1 c dup1 =2")
    assert claimed(dup) == ["1001-1-1"]
    assert dup.counts()["challenge"] == 2


def test_one_link_is_enough_and_the_partner_may_be_unread(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "3 c dup1 =1")
    assert claimed(dup) == ["1001-1-3"]
    dup.record(ana, "1 c dup1 =9999-1-1")
    assert claimed(dup) == ["1001-1-1"]
    dup.record(ana, "1 s")
    assert claimed(dup) == ["1001-1-3"]


def test_a_partner_that_is_in_no_list_of_ours_joins_a_set(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =9999-1-1; 5 c dup1 =9999-1-1")
    assert claimed(dup) == ["1001-1-1"]
    assert dup.line("1001-1-1").set_id == dup.line("1002-1-1").set_id is not None


def test_two_sets_become_one_and_two_again(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =2; 2 c dup1 =1; 3 c dup1 =4; 4 c dup1 =3")
    assert claimed(dup) == ["1001-1-1", "1001-1-3"]
    dup.record(ana, "2 c dup1 =1 =3")
    assert claimed(dup) == ["1001-1-1"]
    dup.undo(ana)
    assert claimed(dup) == ["1001-1-1", "1001-1-3"]
    dup.undo(ana)
    assert claimed(dup) == []
    assert dup.line("1001-1-1").set_id is None


def test_a_disputed_line_leaves_its_place_to_the_next(dup: Room) -> None:
    ana, ben = factories.a_person(dup.database), factories.a_person(dup.database)
    first = dup.deal(ana)
    dup.clock.move(hours=5)
    dup.expire()
    second = dup.deal(ben)
    dup.record(ben, "1 c dup1 =2; 2 c dup1 =1", second.code)
    dup.record(ana, "1 s", first.code)
    assert claimed(dup) == ["1001-1-2"]
    dup.undo(ana)
    assert claimed(dup) == ["1001-1-1"]


def test_a_stands_reading_that_names_a_partner_is_noted_once(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 s =2; 2 c dup1 =1")
    assert dup.record(ana, "1 s =2").noted[0].repeated
    assert claimed(dup) == ["1001-1-2"]


def test_partners_said_in_another_order_are_the_same(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =3 =2")
    assert dup.record(ana, "1 c dup1 =2 =3 =3").noted[0].repeated
