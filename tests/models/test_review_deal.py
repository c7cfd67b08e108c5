"""Dealing: who gets which lines, in which order, and who gets none yet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select

from config.policy import Policy
from models.database import Database
from models.errors import Refusal
from models.rules import dealing
from models.tables import batches, orders
from models.terms import Designation, LineState, Order
from tests import factories
from tests.conftest import Clock
from tests.room import Room


def keys(batch: object) -> list[str]:
    return [line.key.typed for line in batch.lines]  # type: ignore[attr-defined]


def test_the_first_batch_is_whole_sections_in_the_registrars_order(room: Room) -> None:
    batch = room.deal(factories.a_person(room.database))
    assert keys(batch) == [f"1001-1-{n}" for n in (1, 2, 3, 4)]  # 1002 would not fit into five
    assert [line.number for line in batch.lines] == [1, 2, 3, 4]
    assert [line.reason for line in batch.lines] == ["NR", "DUP", "ADDR", "SIG"]
    assert batch.code == dealing.batch_code(1)
    assert room.counts() == {"total": 24, "free": 20, "held": 4}
    assert room.acts()[-1] == "batch.dealt"


def test_who_asks_again_gets_the_same_batch(room: Room) -> None:
    ana = factories.a_person(room.database)
    assert room.deal(ana) == room.deal(ana)
    assert room.acts().count("batch.dealt") == 1


def test_two_people_get_different_lines(room: Room) -> None:
    first = room.deal(factories.a_person(room.database))
    second = room.deal(factories.a_person(room.database))
    assert set(keys(first)).isdisjoint(keys(second))
    assert first.code != second.code


def test_nobody_is_dealt_a_section_they_circulated(room: Room) -> None:
    own = factories.a_person(room.database, circulated=[1001, 1003])
    assert {line.key.section for line in room.deal(own).lines} == {1002}
    assert {line.key.section for line in room.deal(factories.a_person(room.database)).lines} == {
        1001
    }


def test_a_section_longer_than_a_batch_is_split_in_order(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, lines=factories.invented_lines(2, 13))
    room = Room(any_database, clock)
    people = [factories.a_person(any_database) for _ in range(4)]
    dealt = [keys(room.deal(person)) for person in people]
    assert [len(batch) for batch in dealt] == [5, 5, 3, 5]
    assert dealt[0] + dealt[1] + dealt[2] == [f"1001-1-{n}" for n in range(1, 14)]
    room.check()


def test_the_seeded_order_can_be_redone_by_an_outsider(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(
        any_database, policy=replace(factories.POLICY, order=Order.SEEDED, batch_size=4)
    )
    room = Room(any_database, clock)
    dealt = [keys(room.deal(factories.a_person(any_database))) for _ in range(6)]
    expected = dealing.seeded_order(factories.SEED, range(1001, 1007))
    assert dealt == [[f"{section}-1-{n}" for n in (1, 2, 3, 4)] for section in expected]
    room.check()


def test_one_reason_comes_first_then_the_rest(any_database: Database, clock: Clock) -> None:
    policy = replace(factories.POLICY, order=Order.REASON, order_reason="SIG", batch_size=3)
    factories.found_campaign(any_database, policy=policy)
    room = Room(any_database, clock)
    first = room.deal(factories.a_person(any_database))
    second = room.deal(factories.a_person(any_database))
    assert {line.reason for line in first.lines} == {"SIG"}
    assert len(first.lines) == 3
    assert {line.reason for line in second.lines} != {"SIG"}
    room.check()


def test_the_last_lines_are_dealt_once_and_then_nothing_is_left(room: Room) -> None:
    dealt = [keys(room.deal(factories.a_person(room.database))) for _ in range(6)]
    assert sum(map(len, dealt)) == 24
    with pytest.raises(Refusal) as refusal:
        room.deal(factories.a_person(room.database))
    assert refusal.value.code == "review.nothing-left"
    assert room.counts() == {"total": 24, "held": 24}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"terms_version": 0}, "review.terms-first"),
        ({"practised": False}, "review.practice-first"),
        ({"designation": Designation.NONE}, "review.designation-none"),
        ({"designation": Designation.REQUESTED}, "review.designation-requested"),
        ({"designation": Designation.WITHDRAWN}, "review.designation-withdrawn"),
    ],
)
def test_nobody_begins_before_they_may(
    campaign: Database, clock: Clock, values: dict[str, object], code: str
) -> None:
    room = Room(campaign, clock)
    person = factories.a_person(campaign, **values)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refusal:
        room.deal(person)
    assert refusal.value.code == code
    assert room.states() == {LineState.FREE: 24}


def test_a_policy_counts_from_its_hour_on(campaign: Database, clock: Clock) -> None:
    room = Room(campaign, clock)
    factories.set_policy(campaign, Policy(batch_size=8), now=clock().replace(hour=18))
    early = room.deal(factories.a_person(campaign))
    clock.move(hours=1)
    late = room.deal(factories.a_person(campaign))
    assert (len(early.lines), len(late.lines)) == (4, 8)
    room.check()


def an_order(database: Database, clock: Clock, *codes: str, days_ago: int = 0) -> None:
    day = clock().astimezone(ZoneInfo("America/Los_Angeles")).date() - timedelta(days_ago)
    body = json.dumps({"choices": [{"code": code} for code in codes], "audit": 0.1})
    database.run(_keep_order, now=clock(), day=day, body=body)


def _keep_order(tx: Connection, *, now: datetime, day: date, body: str) -> None:
    tx.execute(orders.insert().values(day=day, at=now, seed=1, body=body))


BEST = replace(factories.POLICY, order=Order.BEST, batch_size=3)


def test_the_best_reasons_of_the_day_come_first_and_the_batch_names_the_day(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, policy=BEST)
    room = Room(any_database, clock)
    an_order(any_database, clock, "OTH", days_ago=2)
    an_order(any_database, clock, "SIG", "CAN", "gone")
    dealt = [room.deal(factories.a_person(any_database)) for _ in range(3)]
    reasons = [[line.reason for line in batch.lines] for batch in dealt]
    assert reasons[:2] == [["SIG"] * 3, ["CAN"] * 3]  # all there are of each
    assert keys(dealt[2]) == ["1001-1-1", "1001-1-2", "1001-1-3"]  # then the registrar's
    (row,) = room.rows(select(batches).where(batches.c.id == dealt[0].id))
    assert (row.policy, row.draw) == ("best", "order of 2022-09-06")
    room.check()


def test_the_newest_order_holds_until_there_is_another_and_later_days_are_not_known_yet(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, policy=BEST)
    room = Room(any_database, clock)
    an_order(any_database, clock, "CAN", days_ago=3)
    an_order(any_database, clock, "SIG", days_ago=-1)
    assert {line.reason for line in room.deal(factories.a_person(any_database)).lines} == {"CAN"}


def test_without_an_order_of_the_day_the_registrars_holds(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, policy=BEST)
    room = Room(any_database, clock)
    batch = room.deal(factories.a_person(any_database))
    assert keys(batch) == ["1001-1-1", "1001-1-2", "1001-1-3"]
    (row,) = room.rows(select(batches).where(batches.c.id == batch.id))
    assert (row.policy, row.draw) == ("best", "no order of the day yet")
