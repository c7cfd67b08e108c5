"""Statements on the driver's own connection give what SQLAlchemy's execution gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, literal, select
from sqlalchemy.exc import IntegrityError

from models.quick import Quick
from models.review import views
from models.tables import batches, people
from tests import factories
from tests.room import Room

WHERE = batches.c.code == bindparam("code")
COLUMNS = (batches.c.id, batches.c.code, batches.c.dealt_at, batches.c.ended_at)


@pytest.mark.parametrize("many", [False, True])
def test_rows_come_with_the_types_of_their_columns(room: Room, many: bool) -> None:
    batch = room.deal(factories.a_person(room.database))
    query = select(*COLUMNS).where(WHERE)
    quick = Quick(query, many=many)

    def both(tx: Connection, *, now: datetime) -> tuple[list[Any], list[Any]]:
        values = {"code": batch.code}
        return quick.all(tx, values), list(tx.execute(query, values))

    quickly, slowly = room.database.run(both, now=room.clock())
    assert [tuple(row) for row in quickly] == [tuple(row) for row in slowly]
    assert quickly[0].dealt_at.tzinfo == UTC
    assert quickly[0].code == batch.code


@pytest.mark.parametrize("many", [False, True])
def test_nothing_found_is_no_row(room: Room, many: bool) -> None:
    quick = Quick(select(*COLUMNS).where(WHERE), many=many)

    def nothing(tx: Connection, *, now: datetime) -> tuple[Any, list[Any]]:
        return quick.first(tx, {"code": "Z99"}), quick.all(tx, {"code": "Z99"})

    assert room.database.run(nothing, now=room.clock()) == (None, [])


def test_a_value_that_is_not_named_is_not_taken_for_null(room: Room) -> None:
    quick = Quick(select(*COLUMNS).where(WHERE))

    def unnamed(tx: Connection, *, now: datetime) -> Any:
        return quick.first(tx, {})

    with pytest.raises(KeyError):
        room.database.run(unnamed, now=room.clock())


@pytest.mark.parametrize("many", [False, True])
def test_what_a_statement_says_itself_stands_in_its_sql(room: Room, many: bool) -> None:
    ana = factories.a_person(room.database)
    named = people.c.pseudonym.in_([ana.pseudonym, "it's 5% of '?' and :who"])
    query = select(people.c.id, (people.c.id * 10).label("ten"), literal("a 'word' %s").label("w"))
    query = query.where(named, people.c.id == bindparam("who")).limit(3)
    quick = Quick(query, many=many)

    def both(tx: Connection, *, now: datetime) -> tuple[list[Any], list[Any]]:
        return quick.all(tx, {"who": ana.id}), list(tx.execute(query, {"who": ana.id}))

    quickly, slowly = room.database.run(both, now=room.clock())
    assert [tuple(row) for row in quickly] == [tuple(row) for row in slowly]
    assert len(quickly) == 1


def test_a_list_cannot_be_bound(room: Room) -> None:
    quick = Quick(select(people.c.id).where(people.c.id.in_(bindparam("who", expanding=True))))

    def listed(tx: Connection, *, now: datetime) -> Any:
        return quick.all(tx, {"who": [1, 2]})

    with pytest.raises(TypeError, match="a list cannot be bound"):
        room.database.run(listed, now=room.clock())


def test_errors_of_the_database_are_told_as_elsewhere_without_the_values(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    quick = Quick(
        people.update().where(people.c.id == bindparam("who")).values(pseudonym=bindparam("name"))
    )

    def clash(tx: Connection, *, now: datetime) -> None:
        quick.run(tx, {"who": ana.id, "name": ben.pseudonym})

    with pytest.raises(IntegrityError) as told:
        room.database.run(clash, now=room.clock())
    assert told.value.params is None


def test_the_batch_after_a_reading_is_the_batch_that_is_kept(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    for text in ("1 c reg", "3 s; 4 ?", "1 s", "3 s", "2 m"):
        kept = room.record(ana, text, batch.code)
        assert kept.batch == room.database.run(views.look_code, code=batch.code)
    assert kept.finished
