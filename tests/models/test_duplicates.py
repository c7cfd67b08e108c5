"""Duplicate sets: one signature of a set counts at most, whoever names whom in which order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from models import petition, rulings
from models.database import Database
from models.rules.agreement import Contradiction
from models.tables import contradictions
from models.terms import LineKey, Role, Verdict
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


def test_only_the_lowest_of_a_set_counts_and_unread_it_claims_nothing(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "3 c dup1 =1")
    assert claimed(dup) == []
    dup.record(ana, "1 c dup1 =9999-1-1")
    assert claimed(dup) == ["1001-1-1"]
    dup.record(ana, "1 s")
    assert claimed(dup) == []


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


def test_a_disputed_line_counts_no_more_and_nothing_in_its_place(dup: Room) -> None:
    ana, ben = factories.a_person(dup.database), factories.a_person(dup.database)
    first = dup.deal(ana)
    dup.clock.move(hours=5)
    dup.expire()
    second = dup.deal(ben)
    dup.record(ben, "1 c dup1 =2; 2 c dup1 =1", second.code)
    dup.record(ana, "1 s", first.code)
    assert claimed(dup) == []
    dup.undo(ana)
    assert claimed(dup) == ["1001-1-1"]


def test_a_stands_reading_that_names_a_partner_is_noted_once(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 s =2; 2 c dup1 =1")
    assert dup.record(ana, "1 s =2").noted[0].repeated
    assert claimed(dup) == []


def test_partners_said_in_another_order_are_the_same(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =3 =2")
    assert dup.record(ana, "1 c dup1 =2 =3 =3").noted[0].repeated


def wrong(dup: Room) -> list[tuple[str, ...]]:
    """What contradicts itself, set by set, and how many sets say so."""
    found = dup.database.run(rulings.look_sets)
    assert found.contradictory == len(found.shown)
    dup.check()
    return [tuple(one.what) for one in found.shown]


def rule(dup: Room, typed: str, verdict: Verdict, **more: str) -> None:
    lawyer = factories.a_person(dup.database, role=Role.LAWYER)
    dup.database.run(
        rulings.rule,
        now=dup.clock(),
        by=lawyer,
        line_key=factories.key(typed),
        verdict=verdict,
        **more,
    )


def test_a_set_whose_first_line_stands_while_another_is_challenged_is_listed(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 s; 2 c dup1 =1")
    assert wrong(dup) == [(Contradiction.STANDS,)]
    (one,) = dup.database.run(rulings.look_sets).shown
    said = [(mate.key.typed, mate.first, mate.read, mate.ground) for mate in one.mates]
    assert said == [
        ("1001-1-1", True, Verdict.STANDS, None),
        ("1001-1-2", False, Verdict.CHALLENGE, "DUP1"),
    ]
    rule(dup, "1001-1-2", Verdict.STANDS, why="record")
    assert wrong(dup) == []


def test_grounds_that_cannot_both_be_contradict_each_other(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =2; 2 c dupx =1")
    assert wrong(dup) == [(Contradiction.GROUNDS,)]
    dup.record(ana, "2 c dup1 =1")
    assert wrong(dup) == []


def test_a_partner_outside_the_list_waits_for_a_lawyer_until_one_has_ruled(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =9999-1-1")
    assert wrong(dup) == [(Contradiction.OUTSIDE,)]
    assert dup.line("1001-1-1").waits == "set"
    (one,) = dup.database.run(rulings.look_sets).shown
    assert [(mate.key.typed, mate.listed) for mate in one.mates] == [
        ("1001-1-1", True),
        ("9999-1-1", False),
    ]
    rule(dup, "1001-1-1", Verdict.STANDS, why="record")
    assert wrong(dup) == []


def test_a_line_that_can_never_count_is_ruled_ours_and_the_set_says_so(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =2; 2 c dup1 =1")
    rule(dup, "1001-1-2", Verdict.CHALLENGE, ground="DUP1")
    assert (wrong(dup), dup.counts().get("ruled")) == ([(Contradiction.OTHER,)], None)
    rule(dup, "1001-1-1", Verdict.CHALLENGE, ground="DUP1")
    assert (wrong(dup), dup.counts()["ruled"]) == ([], 1)


def test_a_set_whose_first_line_is_unread_is_counted_as_silent(dup: Room) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "2 c dup1 =1")
    found = dup.database.run(rulings.look_sets)
    assert (found.contradictory, found.silent) == (0, 1)
    dup.record(ana, "1 c dup1 =2")
    assert dup.database.run(rulings.look_sets).silent == 0


def test_what_is_ruled_moves_with_the_set(dup: Room) -> None:
    """A line ruled ours counts no more once a lower one turns out to be of its set."""
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "2 c dup1 =3; 3 c dup1 =2")
    rule(dup, "1001-1-2", Verdict.CHALLENGE, ground="DUP1")
    assert (dup.counts()["ruled"], dup.counts()["upheld"]) == (1, 1)
    dup.record(ana, "1 c dup1 =2")
    assert wrong(dup) == [(Contradiction.OTHER,)]
    assert ("ruled" in dup.counts(), "upheld" in dup.counts()) == (False, False)
    dup.record(ana, "1 s")
    assert wrong(dup) == []
    assert (dup.counts()["ruled"], dup.counts()["upheld"]) == (1, 1)


def corrected(dup: Room, tmp_path: Path, keys: list[LineKey]) -> None:
    """A list on top of the first, with these lines, all rejected as duplicates."""
    path = tmp_path / f"{len(keys)}-lines.csv"
    rows = [f"{key.section},{key.page},{key.line},DUP" for key in keys]
    path.write_text("\n".join(["section,page,line,reason", *rows, ""]))
    dup.database.run(petition.import_list, now=dup.clock(), by="desk", path=path, why="corrected")


def test_a_corrected_list_that_brings_a_partner_in_or_takes_it_out_moves_its_set(
    dup: Room, tmp_path: Path
) -> None:
    keys = [LineKey(section, 1, n) for section in (1001, 1002) for n in (1, 2, 3, 4)]
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 c dup1 =999-1-1; 2 c dup1 =8888-1-1")
    assert claimed(dup) == ["1001-1-1", "1001-1-2"]
    corrected(dup, tmp_path, [LineKey(999, 1, 1), LineKey(8888, 1, 1), *keys])
    assert claimed(dup) == ["1001-1-2"]  # the other is represented by a line nobody has read
    assert wrong(dup) == []
    dup.clock.move(hours=20)
    corrected(dup, tmp_path, [LineKey(8888, 1, 1), *keys])
    assert claimed(dup) == ["1001-1-1", "1001-1-2"]
    assert dup.rows(select(contradictions.c.what)) == [("outside",)]


def test_a_line_that_was_dealt_and_given_back_may_go(dup: Room, tmp_path: Path) -> None:
    ana = factories.a_person(dup.database)
    dup.deal(ana)
    dup.record(ana, "1 s")
    dup.give_back(ana)
    corrected(dup, tmp_path, [LineKey(1001, 1, 1)])
    assert dup.counts()["total"] == 1
    dup.check()
