"""Races of the lawyers: one line is in one hand, and ruled once."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func, select

from models import review, rulings
from models.database import Database
from models.tables import readings, tally
from models.terms import LineKey, Person, Role, Round, Verdict
from tests import factories
from tests.races.conftest import Race
from tests.room import says

NOW = factories.MORNING
FOUR_LINES = factories.invented_lines(1, 4)


def deal(database: Database, number: int, *, people: list[Person]) -> str:
    case = database.run(rulings.deal, now=NOW, person=people[number])
    return "" if case is None else case.key.typed


def rule(database: Database, number: int, *, people: list[Person], key: LineKey) -> str:
    """Every second says that it stands, the others that it is ours."""
    ours = number % 2 == 0
    kept = database.run(
        rulings.rule,
        now=NOW,
        by=people[number],
        line_key=key,
        verdict=Verdict.CHALLENGE if ours else Verdict.STANDS,
        ground="REG" if ours else None,
    )
    return f"{kept.verdict.value} again" if kept.again else kept.verdict.value


def found(race: Race) -> list[Person]:
    """Four unsure lines, and four lawyers."""
    factories.found_campaign(race.database, lines=FOUR_LINES)
    reader = factories.a_person(race.database)
    batch = race.database.run(review.deal, now=NOW, person=reader)
    items = says("1 ?; 2 ?; 3 ?; 4 ?")
    race.database.run(review.record, now=NOW, by=reader, items=items, code=batch.code)
    return [factories.a_person(race.database, role=Role.LAWYER) for _ in range(4)]


def number_of(race: Race, *where: bool) -> int:
    return int(race.room.rows(select(func.count()).select_from(readings).where(*where))[0][0])


def test_four_lawyers_get_four_lines(race: Race) -> None:
    ran = race(partial(deal, people=found(race)))
    assert sorted(one.value for one in ran) == [f"1001-1-{n}" for n in (1, 2, 3, 4)]


def test_one_lawyer_with_four_phones_gets_one_line(race: Race) -> None:
    lawyer = found(race)[0]
    ran = race(partial(deal, people=[lawyer] * 4))
    assert {one.value for one in ran} == {"1001-1-1"}


def test_a_line_is_ruled_once(race: Race) -> None:
    ran = race(partial(rule, people=found(race), key=LineKey(1001, 1, 1)))
    said = sorted(one.refused or one.value for one in ran)
    (first,) = {one.value for one in ran} & {"challenge", "stands"}
    assert said == sorted([first, f"{first} again", "rulings.ruled", "rulings.ruled"])
    assert number_of(race, readings.c.round == Round.RULING) == 1
    ours = race.room.rows(select(func.sum(tally.c.ruled)))[0][0]
    assert ours == (1 if first == "challenge" else 0)
