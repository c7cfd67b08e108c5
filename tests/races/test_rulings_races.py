"""Races of the lawyers: one line is in one hand, and ruled once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection, func, select

from models import review, rulings
from models.database import Database
from models.errors import Refusal
from models.rulings import Stack
from models.tables import lines, readings, stack_lines, tally
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


def take(database: Database, number: int, *, people: list[Person], reader: str) -> list[str]:
    """A lawyer's stack: the typed keys of all its lines."""
    stack = database.run(
        rulings.take,
        now=NOW,
        person=people[number],
        ground="REG",
        reader=reader,
        seed=f"lot {number}",
    )
    return database.run(keys_of, stack_id=stack.id)


def keys_of(tx: Connection, *, stack_id: int) -> list[str]:
    of_it = select(stack_lines.c.line_id).where(stack_lines.c.stack_id == stack_id)
    rows = tx.execute(select(lines).where(lines.c.id.in_(of_it))).all()
    return [LineKey(row.section, row.page, row.line).typed for row in rows]


def rest(database: Database, number: int, *, lawyer: Person, stack_id: int, count: int) -> str:
    kept = database.run(rulings.rule_rest, now=NOW, by=lawyer, stack_id=stack_id, count=count)
    return f"{kept.lines} again" if kept.again else f"{kept.lines}"


def take_back(database: Database, number: int, *, lawyer: Person, stack_id: int) -> str:
    """Two take it back while two rule it once more."""
    if number % 2:
        return rest(database, number, lawyer=lawyer, stack_id=stack_id, count=9)
    back = database.run(rulings.undo_stack, now=NOW, by=lawyer, stack_id=stack_id)
    return f"{back.lines} back"


def correct(database: Database, number: int, *, reader: Person, code: str) -> str:
    """The reader thinks better of four lines, one after the other."""
    said = ""
    for line in range(1 + number * 3, 4 + number * 3):
        try:
            items = says(f"{line} s")
            database.run(review.record, now=NOW, by=reader, items=items, code=code)
            said += "s"
        except Refusal as refusal:
            said += "-" if refusal.code == "review.ruled" else "!"
    return said


def found_stack(race: Race) -> tuple[list[Person], Person, str]:
    """Twelve agreed lines of one reader, of which three are checked; lawyers, reader, batch."""
    policy = replace(factories.POLICY, batch_size=12, bulk_check=3)
    rows = [(1001 + n // 4, 1, 1 + n % 4, "NR") for n in range(12)]
    factories.found_campaign(race.database, lines=rows, policy=policy)
    reader = factories.a_person(race.database)
    code = race.database.run(review.deal, now=NOW, person=reader).code
    items = says("; ".join(f"{n} c reg" for n in range(1, 13)))
    race.database.run(review.record, now=NOW, by=reader, items=items, code=code)
    lawyers = [factories.a_person(race.database, role=Role.LAWYER) for _ in range(4)]
    return lawyers, reader, code


def checked(race: Race, lawyer: Person, reader: Person) -> Stack:
    """A stack of which every checked line is upheld."""
    taken = {"ground": "REG", "reader": reader.pseudonym, "seed": "lot"}
    stack = race.database.run(rulings.take, now=NOW, person=lawyer, **taken)
    while stack is not None and stack.case is not None:
        key = stack.case.key
        ours = {"verdict": Verdict.CHALLENGE, "ground": "REG"}
        race.database.run(rulings.rule, now=NOW, by=lawyer, line_key=key, **ours)
        stack = race.database.run(rulings.show_stack, now=NOW, person=lawyer)
    assert stack is not None
    return stack


def test_no_line_is_in_two_lawyers_stacks(race: Race) -> None:
    lawyers, reader, _code = found_stack(race)
    ran = race(partial(take, people=lawyers, reader=reader.pseudonym))
    got = [one.value for one in ran if one.refused is None]
    assert [len(keys) for keys in got] == [12]
    assert [one.refused for one in ran if one.refused] == ["rulings.no-stack"] * 3


def test_a_stack_is_ruled_once_however_often_it_is_tapped(race: Race) -> None:
    lawyers, reader, _code = found_stack(race)
    stack = checked(race, lawyers[0], reader)
    ran = race(partial(rest, lawyer=lawyers[0], stack_id=stack.id, count=9))
    assert sorted(one.value for one in ran) == ["9", "9 again", "9 again", "9 again"]
    assert number_of(race, readings.c.round == Round.RULING) == 12
    assert race.room.rows(select(func.sum(tally.c.upheld)))[0][0] == 12


def test_ruled_again_and_taken_back_at_once_it_is_one_of_the_two(race: Race) -> None:
    lawyers, reader, _code = found_stack(race)
    stack = checked(race, lawyers[0], reader)
    rest(race.database, 0, lawyer=lawyers[0], stack_id=stack.id, count=9)
    race(partial(take_back, lawyer=lawyers[0], stack_id=stack.id))
    assert race.room.rows(select(func.sum(tally.c.judged)))[0][0] == 3
    assert number_of(race, readings.c.round == Round.RULING, readings.c.standing) == 3


def test_a_reader_who_corrects_meanwhile_is_either_in_time_or_refused(race: Race) -> None:
    lawyers, reader, code = found_stack(race)
    stack = checked(race, lawyers[0], reader)
    ruling = partial(rest, lawyer=lawyers[0], stack_id=stack.id, count=9)
    wrong = partial(correct, reader=reader, code=code)
    ran = race(ruling, wrong, wrong, ruling)
    assert not any("!" in str(one.value) for one in ran)
    ruled = number_of(race, readings.c.round == Round.RULING, readings.c.standing)
    assert ruled in (3, 12)  # all of it as it was shown, or none of it
    assert {one.refused for one in ran} <= {None, "rulings.stack-changed"}
