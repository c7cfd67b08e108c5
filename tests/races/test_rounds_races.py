"""Races of the rounds: a line is drawn once, and dealt for a second reading to one person."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial

from sqlalchemy import select

from models import audit, review
from models.audit import Ahead
from models.database import Database
from models.tables import audits, batch_lines, batches, readings, seconds
from models.terms import BatchView, LineKey, Person, Round
from tests import factories
from tests.races.conftest import Race
from tests.room import says

NOW = factories.MORNING
TWICE = replace(factories.POLICY, second_percent=100, audit_batch=2, audit_percent=50)
SEED = "an invented audit seed"


def draw(database: Database, _number: int, *, found: Ahead | None) -> int:
    return database.run(audit.draw, now=NOW, found=found)


def look_and_draw(database: Database, _number: int) -> int:
    found = database.run(audit.look_ahead, now=NOW)
    return database.run(audit.draw, now=NOW, found=found)


def deal(database: Database, number: int, *, people: list[Person]) -> list[LineKey]:
    batch = database.run(review.deal, now=NOW, person=people[number])
    return [line.key for line in batch.lines]


def record(database: Database, number: int, *, held: list[tuple[Person, BatchView]]) -> int:
    """Everybody types the same sheet: those that hold it, and those that held it before."""
    person, batch = held[number]
    kept = database.run(
        review.record, now=NOW, by=person, items=says("1 s; 2 s; 3 s; 4 s"), code=batch.code
    )
    return sum(note.extra for note in kept.noted)


def founded(race: Race, sections: int = 6) -> None:
    factories.found_campaign(
        race.database, policy=TWICE, lines=factories.invented_lines(sections, 4)
    )


def read_by_ann(race: Race, sections: int = 5) -> Person:
    """Ann has read so many sections, and everything of them waits for a second reader."""
    ann = factories.a_person(race.database)
    for _ in range(sections):
        batch = race.room.deal(ann)
        race.room.read(ann, batch, "ssss")
    return ann


def places(race: Race) -> list[int]:
    return [row.place for row in race.room.rows(select(audits).order_by(audits.c.place))]


def test_four_jobs_that_found_the_same_lines_draw_once(race: Race) -> None:
    founded(race)
    race.database.run(audit.begin, now=NOW, by="R-001", seed=SEED)
    found = race.database.run(audit.look_ahead, now=NOW)
    ran = race(partial(draw, found=found))
    assert sorted(one.value for one in ran) == [0, 0, 0, 8]
    assert places(race) == list(range(8))


def test_four_jobs_that_look_for_themselves_draw_once(race: Race) -> None:
    founded(race)
    race.database.run(audit.begin, now=NOW, by="R-001", seed=SEED)
    ran = race(look_and_draw)
    assert sorted(one.value for one in ran) == [0, 0, 0, 8]
    assert places(race) == list(range(8))


def test_four_people_are_dealt_different_lines_for_a_second_reading(race: Race) -> None:
    founded(race)
    read_by_ann(race)
    people = [factories.a_person(race.database) for _ in range(4)]
    ran = race(partial(deal, people=people))
    dealt = Counter(key for one in ran for key in one.value)
    assert max(dealt.values()) == 1
    assert len(dealt) == 20
    held = race.room.rows(select(seconds.c.batch_id).where(seconds.c.batch_id.is_not(None)))
    assert len(held) == 20


def test_one_person_with_four_phones_is_dealt_one_batch(race: Race) -> None:
    founded(race)
    read_by_ann(race)
    ben = factories.a_person(race.database)
    ran = race(partial(deal, people=[ben] * 4))
    assert len({tuple(one.value) for one in ran}) == 1
    second = race.room.rows(select(batches.c.id).where(batches.c.round == Round.SECOND))
    assert len(second) == 1


def test_of_four_who_type_the_same_lines_one_reading_stands(race: Race) -> None:
    """Three held the batch before it went on to the fourth; each has read it on paper."""
    founded(race, sections=1)
    read_by_ann(race, sections=1)
    held: list[tuple[Person, BatchView]] = []
    for _ in range(4):
        person = factories.a_person(race.database)
        held.append((person, race.room.deal(person)))
        if len(held) < 4:
            race.room.clock.move(hours=5)
            race.room.expire()
    ran = race(partial(record, held=held))
    assert sorted(one.value for one in ran) == [0, 4, 4, 4]
    mine = select(readings.c.line_id).where(
        readings.c.round == Round.SECOND, readings.c.standing, ~readings.c.extra
    )
    assert len(race.room.rows(mine)) == 4
    assert len(race.room.rows(select(batch_lines.c.line_id).distinct())) == 4
