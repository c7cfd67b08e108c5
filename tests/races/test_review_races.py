"""Races of the review: nothing is lost, nothing is doubled, nobody sees a fault."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from models import notices, review
from models.database import Database
from models.errors import Refusal
from models.tables import batch_lines, batches, readings, trail
from models.tables import notices as notice_table
from models.terms import LineState, NoticeState, Person, Role
from tests import factories
from tests.races.conftest import Race
from tests.room import says

NOW = factories.MORNING


def deal(database: Database, number: int, *, people: list[Person]) -> list[str]:
    batch = database.run(review.deal, now=NOW, person=people[number])
    return [line.key.typed for line in batch.lines]


def deal_all(database: Database, number: int, *, people: list[Person]) -> list[str]:
    """Deal and read until nothing is left; every line dealt to this person."""
    got: list[str] = []
    with suppress(Refusal):  # nothing is left
        while True:
            got += deal(database, number, people=people)
            _read_all(database, people[number])
    return got


def _read_all(database: Database, person: Person) -> None:
    batch = database.run(review.look_open, person_id=person.id)
    assert batch is not None
    text = ";".join(f"{line.number} s" for line in batch.lines)
    database.run(review.record, now=NOW, by=person, items=says(text), code=batch.code)


def record(
    database: Database, number: int, *, by: list[Person], code: list[str], text: str, **more: Any
) -> bool:
    """Whether the first reading was an extra."""
    kept = database.run(
        review.record,
        now=NOW,
        by=by[number],
        items=says(text),
        code=code[number],
        **more,
    )
    return kept.noted[0].extra or kept.noted[0].repeated or kept.again


def act(database: Database, _number: int, *, verb: Any, **values: Any) -> Any:
    result = database.run(verb, **({"now": NOW} | values))
    return result if isinstance(result, (int, bool)) else None


def many(race: Race, n: int = 4, **values: Any) -> list[Person]:
    return [factories.a_person(race.database, **values) for _ in range(n)]


def count(race: Race, table: Any, *where: Any) -> int:
    query = select(func.count()).select_from(table).where(*where)
    return int(race.room.rows(query)[0][0])


def test_every_line_is_dealt_and_read_once(race: Race) -> None:
    rows = factories.invented_lines(15, 4)
    factories.found_campaign(race.database, lines=rows)
    ran = race(partial(deal_all, people=many(race)))
    dealt = [key for one in ran for key in one.value]
    assert sorted(dealt) == sorted(f"{s}-{p}-{n}" for s, p, n, _ in rows)
    assert race.room.states() == {LineState.READ: 60}
    assert count(race, readings) == 60
    assert count(race, trail, trail.c.act == "batch.dealt") == count(race, batches)


def test_the_last_lines_go_to_one(race: Race) -> None:
    factories.found_campaign(race.database, lines=factories.invented_lines(1, 3))
    ran = race(partial(deal, people=many(race)))
    assert sorted(one.refused or "dealt" for one in ran) == ["dealt", *["review.nothing-left"] * 3]
    assert (count(race, batches), count(race, batch_lines)) == (1, 3)


def test_one_person_with_four_phones_gets_one_batch(race: Race) -> None:
    factories.found_campaign(race.database)
    ana = factories.a_person(race.database)
    ran = race(partial(deal, people=[ana] * 4))
    assert len({tuple(one.value) for one in ran}) == 1
    assert count(race, batches) == 1


def test_a_double_tap_is_noted_once(race: Race) -> None:
    factories.found_campaign(race.database)
    ana = factories.a_person(race.database)
    batch = race.room.deal(ana)
    ran = race(partial(record, by=[ana] * 4, code=[batch.code] * 4, text="1 c reg"))
    assert sorted(one.value for one in ran) == [False, True, True, True]
    assert count(race, readings) == 1
    assert count(race, trail, trail.c.act == "readings.recorded") == 1


def test_a_message_that_comes_four_times_is_recorded_once(race: Race) -> None:
    factories.found_campaign(race.database)
    ana = factories.a_person(race.database)
    batch = race.room.deal(ana)
    message = {"chat_id": 5, "message_id": 9}
    ran = race(partial(record, by=[ana] * 4, code=[batch.code] * 4, text="1 s; 2 m", **message))
    assert sorted(one.value for one in ran) == [False, True, True, True]
    assert count(race, readings) == 2


def test_a_line_read_by_four_has_one_standing_reading_and_three_beside(race: Race) -> None:
    factories.found_campaign(race.database)
    people = many(race)
    codes = []
    for person in people:  # each has held the same four lines, until the hold ended
        codes.append(race.room.deal(person).code)
        race.room.give_back(person)
    ran = race(partial(record, by=people, code=codes, text="1 c reg; 3 c addr"))
    assert sorted(one.value for one in ran) == [False, True, True, True]
    assert count(race, readings, readings.c.standing) == 8
    assert count(race, readings, readings.c.standing, ~readings.c.extra) == 2
    assert race.room.counts()["claimed"] == 2


def test_four_who_disagree_leave_the_line_contested(race: Race) -> None:
    factories.found_campaign(race.database)
    people, codes = many(race), []
    for person in people:
        codes.append(race.room.deal(person).code)
        race.room.give_back(person)
    texts = ["1 c reg", "1 s", "1 s", "1 c reg"]
    race(*(partial(record, by=people, code=codes, text=text) for text in texts))
    assert race.room.line("1001-1-1").contested
    assert race.room.counts().get("claimed", 0) == 0


@pytest.mark.parametrize("known", [False, True])
def test_of_a_duplicate_set_read_by_four_at_once_one_counts(race: Race, known: bool) -> None:
    """Each reads another line of one set; ``known``: the set is there before they begin."""
    rows = [(1001 + n, 1, 1, "DUP") for n in range(4)]
    policy = replace(factories.POLICY, batch_size=1)
    factories.found_campaign(race.database, lines=rows, policy=policy)
    people = many(race)
    codes = [race.room.deal(person).code for person in people]
    ring = " ".join(f"={1001 + n}-1-1" for n in range(4))
    if known:
        for number, person in enumerate(people):
            race.room.record(person, f"1 c dup1 {_without(ring, number)}", codes[number])
            race.room.record(person, "1 s", codes[number])
            race.room.record(person, f"1 c dup1 {_without(ring, number)}", codes[number])
            race.room.record(person, "1 ?", codes[number])
    race(
        *(
            partial(record, by=people, code=codes, text=f"1 c dup1 {_without(ring, n)}")
            for n in range(4)
        )
    )
    assert race.room.counts()["claimed"] == 1
    assert race.room.line("1001-1-1").claim


def _without(ring: str, number: int) -> str:
    return " ".join(word for word in ring.split() if word != f"={1001 + number}-1-1")


def test_a_set_that_four_build_link_by_link_is_one_set(race: Race) -> None:
    rows = [(1001 + n, 1, 1, "DUP") for n in range(5)]
    policy = replace(factories.POLICY, batch_size=1)
    factories.found_campaign(race.database, lines=rows, policy=policy)
    people = many(race)
    codes = [race.room.deal(person).code for person in people]
    race(
        *(
            partial(record, by=people, code=codes, text=f"1 c dup1 ={1002 + n}-1-1")
            for n in range(4)
        )
    )
    sets = {race.room.line(f"{1001 + n}-1-1").set_id for n in range(5)}
    assert len(sets) == 1
    assert race.room.counts()["claimed"] == 1


def test_moving_races_with_giving_back(race: Race) -> None:
    factories.found_campaign(race.database)
    ana, ben, cem, captain = (*many(race, 3), factories.a_person(race.database, role=Role.CAPTAIN))
    batch = race.room.deal(ana)
    to = {"verb": review.move, "by": captain, "code": batch.code}
    ran = race(
        partial(act, verb=review.give_back, by=ana),
        partial(act, to_id=ben.id, **to),
        partial(act, to_id=cem.id, **to),
        partial(act, verb=review.reclaim, by=captain, code=batch.code),
    )
    refusals = {one.refused for one in ran} - {None}
    assert refusals <= {"review.no-open-batch", "review.not-out"}
    assert sum(one.refused is None for one in ran) >= 1
    assert race.room.batch(batch.code).ended is not None
    assert race.room.states() == {LineState.FREE: 24}


def test_two_batches_moved_to_one_person_and_a_deal_leave_them_with_one(race: Race) -> None:
    factories.found_campaign(race.database)
    ana, ben, cem = many(race, 3)
    captain = factories.a_person(race.database, role=Role.CAPTAIN)
    first, second = race.room.deal(ana), race.room.deal(ben)
    ran = race(
        partial(act, verb=review.move, by=captain, code=first.code, to_id=cem.id),
        partial(act, verb=review.move, by=captain, code=second.code, to_id=cem.id),
        partial(act, verb=review.deal, person=cem),
        partial(act, verb=review.deal, person=cem),
    )
    assert {one.refused for one in ran} <= {None, "review.has-a-batch"}
    assert count(race, batches, batches.c.person_id == cem.id, batches.c.ended_at.is_(None)) == 1


def test_a_reading_that_races_with_the_end_of_its_hold_is_kept(race: Race) -> None:
    factories.found_campaign(race.database)
    ana = factories.a_person(race.database)
    batch = race.room.deal(ana)
    late = NOW.replace(hour=23)
    sheet = ";".join(f"{line.number} s" for line in batch.lines)
    ran = race(
        partial(act, verb=review.expire_due, now=late),
        partial(act, verb=review.record, by=ana, items=says(sheet), code=batch.code, now=late),
        partial(act, verb=review.expire_due, now=late),
        partial(act, verb=review.warn_due, now=late),
    )
    assert [one.refused for one in ran] == [None] * 4
    assert race.room.states() == {LineState.FREE: 20, LineState.READ: 4}
    ended = race.room.batch(batch.code).ended
    told = count(race, notice_table, notice_table.c.kind == "hold.ended")
    assert (ended, told) in {("expired", 1), ("done", 0)}
    assert sum(one.value for one in ran if one.number in (0, 2)) == told


def test_undo_races_with_a_correction_and_a_double_undo(race: Race) -> None:
    factories.found_campaign(race.database)
    ana = factories.a_person(race.database)
    batch = race.room.deal(ana)
    entry = race.room.record(ana, "1 c reg; 2 s", batch.code).entry_id
    undo = partial(act, verb=review.undo, by=ana, entry_id=entry)
    fix = partial(act, verb=review.record, by=ana, items=says("1 m"), code=batch.code)
    ran = race(undo, undo, fix, fix)
    assert {one.refused for one in ran} <= {None, "review.nothing-to-undo"}
    assert race.room.line("1001-1-1").verdict == "missing"
    assert race.room.line("1001-1-2").verdict is None


# -- notices ---------------------------------------------------------------------------------


def claim_all(database: Database, _number: int, *, now: datetime) -> list[str]:
    got: list[str] = []
    while found := database.run(notices.claim, now=now, limit=3):
        got += [notice.key for notice in found]
    return got


def leave_some(database: Database, _number: int, *, person_id: int) -> int:
    values = {"now": NOW, "kind": "a.test", "facts": {}, "person_id": person_id}
    return sum(database.run(notices.leave, key=f"{n}", **values) for n in range(10))


def test_a_notice_is_left_once_and_claimed_by_one(race: Race) -> None:
    factories.found_campaign(race.database)
    ana = factories.a_person(race.database)
    left = race(partial(leave_some, person_id=ana.id))
    assert sum(one.value for one in left) == 10
    claimed = race(partial(claim_all, now=NOW))
    assert sorted(key for one in claimed for key in one.value) == sorted(map(str, range(10)))


def test_an_unknown_notice_is_resolved_by_one_coordinator(race: Race) -> None:
    factories.found_campaign(race.database)
    ana = factories.a_person(race.database)
    leave_some(race.database, 0, person_id=ana.id)
    (notice,) = race.database.run(notices.claim, now=NOW, limit=1)
    settled = {"notice_id": notice.id, "state": NoticeState.UNKNOWN}
    race.database.run(notices.settle, now=NOW, **settled)
    resolve = partial(act, verb=notices.resolve_unknown, by="R-002", notice_id=notice.id)
    again, there = partial(resolve, send_again=True), partial(resolve, send_again=False)
    ran = race(again, there, again, there)
    assert sorted(one.value for one in ran) == [False, False, False, True]
    state = "waiting" if ran[0].value or ran[2].value else "sent"
    kept = race.room.rows(select(notice_table.c.state).where(notice_table.c.id == notice.id))
    assert kept[0].state == state
    assert count(race, trail, trail.c.act == "notice.resolved") == 1
