"""The door: one verb, one transaction; both databases; migrations make what the tables say."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, bindparam, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot import storage
from models.database import Database
from models.errors import Refusal
from models.quick import Quick
from models.tables import inbox, metadata
from models.terms import glances, looks
from tests import factories
from tests.conftest import Fresh, FreshUrl


def note(tx: Connection, *, number: int, fail: bool = False) -> int:
    tx.execute(inbox.insert().values(update_id=number, at=factories.MORNING))
    if fail:
        raise Refusal("a-test", number=number)
    return number


@looks
def noted(tx: Connection) -> list[int]:
    return list(tx.execute(select(inbox.c.update_id).order_by(inbox.c.update_id)).scalars())


async def test_what_returned_is_committed(any_database: Database) -> None:
    assert await any_database.ask(note, number=7) == 7
    assert await any_database.ask(noted) == [7]


async def test_what_raised_changed_nothing(any_database: Database) -> None:
    with pytest.raises(Refusal):
        await any_database.ask(note, number=7, fail=True)
    assert await any_database.ask(noted) == []


async def test_one_refusal_among_many_that_share_a_commit_undoes_only_itself(
    any_database: Database,
) -> None:
    asks = [any_database.ask(note, number=n, fail=n % 3 == 0) for n in range(60)]
    answers = await asyncio.gather(*asks, return_exceptions=True)
    assert [n for n, a in enumerate(answers) if isinstance(a, Refusal)] == list(range(0, 60, 3))
    assert await any_database.ask(noted) == [n for n in range(60) if n % 3]


async def test_a_broken_constraint_among_many_undoes_only_its_own_verb(
    any_database: Database,
) -> None:
    await any_database.ask(note, number=5)
    asks = [any_database.ask(note, number=n) for n in range(20)]
    answers = await asyncio.gather(*asks, return_exceptions=True)
    assert [n for n, a in enumerate(answers) if isinstance(a, IntegrityError)] == [5]
    assert await any_database.ask(noted) == list(range(20))


async def test_a_database_s_error_quotes_no_value(any_database: Database) -> None:
    def twice(tx: Connection, *, number: int) -> None:
        for _ in range(2):
            note(tx, number=number)

    with pytest.raises(IntegrityError) as broken:
        await any_database.ask(twice, number=987654321)
    assert "parameters hidden" in str(broken.value)


def test_what_was_deleted_is_written_over(fresh_url: FreshUrl) -> None:
    url = fresh_url("sqlite")
    database = Database(url)
    with database.engine.connect() as tx:
        assert tx.execute(text("PRAGMA secure_delete")).scalar() == 2  # fast
    database.close()


async def test_an_ask_that_nobody_waits_for_any_more_is_still_done(database: Database) -> None:
    task = asyncio.ensure_future(database.ask(note, number=1))
    await asyncio.sleep(0)
    task.cancel()
    await database.ask(note, number=2)
    assert await database.ask(noted) == [1, 2]


def test_an_answer_that_comes_after_the_loop_is_closed_harms_nobody(database: Database) -> None:
    may_go = threading.Event()

    def slow(tx: Connection) -> None:
        may_go.wait(5)
        note(tx, number=1)

    async def ask_and_leave() -> None:
        asyncio.ensure_future(database.ask(slow))  # noqa: RUF006
        await asyncio.sleep(0)

    asyncio.run(ask_and_leave())
    may_go.set()
    assert database.run(note, number=2) == 2
    assert database.run(noted) == [1, 2]


async def test_looks_do_not_wait_for_a_writer(any_database: Database) -> None:
    entered, may_go = threading.Event(), threading.Event()

    def slow(tx: Connection) -> None:
        note(tx, number=1)
        entered.set()
        may_go.wait(10)

    writing = asyncio.ensure_future(any_database.ask(slow))
    await asyncio.to_thread(entered.wait, 10)
    assert await any_database.ask(noted) == []
    may_go.set()
    await writing
    assert await any_database.ask(noted) == [1]


@glances
def glanced(tx: Connection, *, wanted: int) -> int:
    row = _BY_NUMBER.first(tx, {"number": wanted})
    if row is None:
        raise Refusal("a-test", number=wanted)
    return int(row.update_id)


async def test_a_glance_reads_what_is_committed_and_waits_for_nobody(
    any_database: Database,
) -> None:
    entered, may_go = threading.Event(), threading.Event()

    def slow(tx: Connection) -> None:
        note(tx, number=2)
        entered.set()
        may_go.wait(10)

    await any_database.ask(note, number=1)
    writing = asyncio.ensure_future(any_database.ask(slow))
    await asyncio.to_thread(entered.wait, 10)
    assert await any_database.ask(glanced, wanted=1) == 1
    with pytest.raises(Refusal):
        await any_database.ask(glanced, wanted=2)
    may_go.set()
    await writing
    assert await any_database.ask(glanced, wanted=2) == 2


async def test_a_look_is_one_moment_of_the_file(database: Database) -> None:
    def twice(tx: Connection) -> tuple[Any, Any]:
        before = _BY_NUMBER.first(tx, {"number": 1})
        database.run(note, number=1)  # somebody else writes meanwhile
        database.run(delete)
        return before, _BY_NUMBER.first(tx, {"number": 7})

    def delete(tx: Connection) -> None:
        tx.execute(inbox.delete().where(inbox.c.update_id == 7))

    for mark in (looks, glances):
        await database.ask(note, number=7)
        before, after = await database.ask(mark(twice))
        assert (before, after.update_id) == (None, 7)
        await database.ask(lambda tx: tx.execute(inbox.delete()) and None)


async def test_a_closed_door_lets_no_glance_in(fresh_url: FreshUrl, kind: str) -> None:
    database = Database(fresh_url(kind), durable=False)
    await database.ask(note, number=3)
    assert await database.ask(glanced, wanted=3) == 3
    database.close()
    with pytest.raises(RuntimeError):
        await database.ask(glanced, wanted=3)


_BY_NUMBER = Quick(
    select(inbox.c.update_id, inbox.c.at).where(inbox.c.update_id == bindparam("number"))
)


def test_closing_finishes_what_was_asked(fresh_url: FreshUrl, kind: str) -> None:
    url = fresh_url(kind)
    database = Database(url, durable=False)
    waiting = [
        threading.Thread(target=database.run, args=(note,), kwargs={"number": n}) for n in range(9)
    ]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    database.close()
    with pytest.raises(RuntimeError):
        database.run(noted)
    again = Database(url, durable=False)
    assert again.run(noted) == list(range(9))
    again.close()


def test_a_durable_sqlite_syncs_each_commit(fresh_url: FreshUrl) -> None:
    database = Database(fresh_url("sqlite"))
    modes = database.run(
        lambda tx: [
            tx.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys")
        ]
    )
    database.close()
    assert modes == ["wal", 2, 1]


def _undo_once(tx: Connection, *, tries: list[int]) -> int:
    """Fails on PostgreSQL the first time as a victim of a deadlock does."""
    tries.append(1)
    note(tx, number=len(tries))
    if len(tries) == 1:
        tx.execute(text("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$"))
    return len(tries)


@pytest.mark.slow
def test_a_verb_whose_transaction_the_database_ended_is_tried_again(fresh: Fresh) -> None:
    database = fresh("postgresql")
    assert database.run(_undo_once, tries=[]) == 2
    assert database.run(noted) == [2]


# -- migrations ------------------------------------------------------------------------------


def test_migrations_make_what_the_tables_say(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_not_one_named_constraint_or_partial_index_differs(
    any_database: Database, fresh_url: FreshUrl, kind: str, tmp_path: Any
) -> None:
    """`compare_metadata` looks at neither checks nor the conditions of partial indexes."""
    url = f"sqlite:///{tmp_path}/plain.db" if kind == "sqlite" else fresh_url(kind)
    engine = create_engine(url)
    if kind == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    metadata.create_all(engine)
    with engine.connect() as connection:
        plain = _schema(connection, kind)
    engine.dispose()
    migrated = any_database.run(_schema, kind=kind)
    assert {k: v for k, v in migrated.items() if "alembic" not in k} == plain


def _schema(tx: Connection, kind: str) -> dict[str, str]:
    if kind == "sqlite":
        found = {
            f"index {row.name}": row.sql
            for row in tx.execute(text("SELECT name, sql FROM sqlite_master WHERE type='index'"))
            if row.sql
        }
        seen = inspect(tx)
        for table in seen.get_table_names():
            for check in seen.get_check_constraints(table):
                found[f"check {check['name']} on {table}"] = check["sqltext"]
    else:
        queries = (
            "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT 'check ' || conname || ' on ' || conrelid::regclass,"
            " pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
        )
        found = {str(k): str(v) for query in queries for k, v in tx.execute(text(query))}
    return found


def test_upgrading_twice_changes_nothing_and_names_the_revision(
    fresh_url: FreshUrl, kind: str
) -> None:
    url = fresh_url(kind)
    assert storage.upgrade(url) == storage.upgrade(url) == storage.current(url)


def test_many_may_open_a_new_database_at_once(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    assert storage.current(url) is None
    failures: list[BaseException] = []

    def start() -> None:
        try:
            storage.open_database(url, durable=False).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert storage.current(url) is not None


def test_a_moment_without_its_zone_cannot_be_stored(database: Database) -> None:
    naive = factories.MORNING.replace(tzinfo=None)
    with pytest.raises(StatementError, match="zone"):
        database.run(lambda tx: tx.execute(inbox.insert().values(update_id=1, at=naive)))


def test_no_table_could_hold_who_or_where_a_signer_is() -> None:
    """The only names and places are the campaign's own people's and the public offices'."""
    allowed = {
        "people.legal_name",
        "people.call_name",
        "people.name_consent_at",
        "offices.name",
        "offices.address",
        "figures.name",
        "caps.name",
    }
    words = (
        "name",
        "address",
        "phone",
        "mail",
        "birth",
        "voter",
        "street",
        "zip",
        "city",
        "signer",
        "photo",
        "latitude",
        "longitude",
    )
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if any(word in column.name for word in words)
    }
    assert found <= allowed


def test_every_constraint_has_a_name() -> None:
    nameless = [
        (table.name, constraint)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []
