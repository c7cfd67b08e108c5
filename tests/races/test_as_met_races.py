"""Races as met: no section is dealt twice, no line is registered twice, nobody sees a fault."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from models import petition, review
from models.database import Database
from models.review import Said
from models.tables import lines, readings, sections
from models.terms import LineKey, Order, Person, Verdict
from tests import factories
from tests.races.conftest import Race

NOW = factories.MORNING
POLICY = replace(factories.POLICY, order=Order.AS_MET, sections_a_batch=1)


def deal(database: Database, number: int, *, people: list[Person]) -> tuple[int, ...]:
    return database.run(review.deal, now=NOW, person=people[number]).sections


def register(
    database: Database, number: int, *, people: list[Person], codes: list[str], section: int
) -> bool:
    """Whether this person's reading is the extra one."""
    items = [
        Said(LineKey(section, 1, line), Verdict.STANDS, reason=("NR", "DUP")[number % 2])
        for line in ((1, 2, 3) if number % 2 else (3, 2, 1))
    ]
    kept = database.run(review.record, now=NOW, by=people[number], items=items, code=codes[number])
    return all(note.extra for note in kept.noted)


@pytest.fixture
def hall(race: Race) -> Database:
    factories.found_campaign(race.database, lines=[], policy=POLICY)
    return race.database


def open_sections(database: Database, count: int) -> None:
    database.run(petition.open_sections, now=NOW, by="desk", sections=[range(2001, 2001 + count)])


def test_no_section_is_dealt_twice(hall: Database, race: Race) -> None:
    open_sections(hall, 3)
    people = [factories.a_person(hall) for _ in range(4)]
    ran = race(partial(deal, people=people))
    dealt = [section for one in ran if one.value for section in one.value]
    assert sorted(dealt) == [2001, 2002, 2003]
    assert [one.refused for one in ran if one.refused] == ["review.nothing-left"]


def test_a_line_that_four_people_register_at_once_is_registered_once(
    hall: Database, race: Race
) -> None:
    open_sections(hall, 1)
    people = [factories.a_person(hall) for _ in range(4)]
    codes = []
    for person in people:  # each had the section in hand, and types it afterwards
        codes.append(hall.run(review.deal, now=NOW, person=person).code)
        hall.run(review.give_back, now=NOW, by=person)
    register_all = partial(register, people=people, codes=codes, section=2001)
    ran = race(register_all)
    assert [one.refused for one in ran if one.refused] == []
    assert sorted(one.value for one in ran) == [False, True, True, True]
    assert len(hall.run(factories.everything, query=select(lines))) == 3
    assert len(hall.run(factories.everything, query=select(readings))) == 12
    assert {row.batch_id for row in hall.run(factories.everything, query=select(sections))} == {
        None
    }
