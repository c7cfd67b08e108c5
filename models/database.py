"""The door: one verb, one transaction. It returned: it is committed. It raised: nothing changed.

A verb is ``verb(tx, *, now, **values)`` with ``tx`` an open `sqlalchemy.Connection`. This module
is the only one that opens a transaction or commits; no verb can import it (import contracts).

SQLite: one writer thread over one file in WAL, ``synchronous=FULL`` (a commit survives a power
cut). Verbs that wait at the same time share a commit: each runs in a savepoint of its own, and
none is answered before the one fsync that covers them all. PostgreSQL: a few writers, a
transaction each, tried again when the database ends a deadlock.

Verbs marked by `models.terms.looks` only read; they run on connections of their own and never
wait for a writer. Those of a few rows by key (`models.terms.glances`) are read from SQLite's file
where they are asked, in the event loop: two threads' turns would cost more than the look.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

T = TypeVar("T")
Verb = Callable[..., T]

TOGETHER = 64  # asks that may share one commit: about what arrives during one fsync, doubled
_DEADLOCKS = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock detected
_TRIES = 8
_PAUSE = 0.01  # seconds, and as many more with each try: the others of the knot go first


@dataclass(slots=True)
class _Job:
    verb: Verb[Any]
    values: dict[str, Any]
    settle: Callable[[Any, BaseException | None], None] | None = None
    waits: tuple[asyncio.AbstractEventLoop, asyncio.Future[Any]] | None = None
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Lane:
    """A queue and the threads that serve it."""

    jobs: queue.SimpleQueue[_Job | None] = field(default_factory=queue.SimpleQueue)
    threads: list[threading.Thread] = field(default_factory=list)


class Database:
    """An open database. ``url`` is SQLAlchemy's; ``durable=False`` is for tests only."""

    def __init__(self, url: str, *, durable: bool = True, writers: int = 4) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._engine = _open_engine(url, durable=durable)
        self._info: dict[str, Any] = {}
        self._write = self._lane(1 if self.is_sqlite else writers, self._serve_writes)
        self._look = self._lane(2, self._serve_looks)
        self._glance: Connection | None = None
        self._glancing = threading.Lock()
        self._closed = False

    @property
    def engine(self) -> Engine:
        """For migrations, backup and tests; never for a verb."""
        return self._engine

    async def ask(self, verb: Verb[T], /, **values: Any) -> T:
        """Run one verb in one transaction, from a running event loop. Raises what it raises."""
        if self.is_sqlite and getattr(verb, "glances", False):
            return self._look_here(verb, values)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Job(verb, values, waits=(loop, future)))
        return await future

    def run(self, verb: Verb[T], /, **values: Any) -> T:
        """The same from a desk without an event loop (command line, tests)."""
        done = threading.Event()
        job = _Job(verb, values, lambda _result, _error: done.set())
        self._put(job)
        done.wait()
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def close(self) -> None:
        """Finish what was asked, then shut the door."""
        if self._closed:
            return
        self._closed = True
        for lane in (self._write, self._look):
            for _ in lane.threads:
                lane.jobs.put(None)
            for thread in lane.threads:
                thread.join()
        with self._glancing:
            if self._glance is not None:
                self._glance.close()
        self._engine.dispose()

    def _look_here(self, verb: Verb[T], values: dict[str, Any]) -> T:
        with self._glancing:  # else there is one event loop
            self._open_still()
            if self._glance is None:
                self._glance = self._to_look()
            with _looking(self._glance) as connection:
                return verb(connection, **values)

    def _open_still(self) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")

    def _put(self, job: _Job) -> None:
        self._open_still()
        lane = self._look if getattr(job.verb, "looks", False) else self._write
        lane.jobs.put(job)

    def _lane(self, threads: int, serve: Callable[[_Lane], None]) -> _Lane:
        lane = _Lane()
        for _ in range(threads):
            thread = threading.Thread(target=serve, args=(lane,), daemon=True)
            lane.threads.append(thread)
            thread.start()
        return lane

    def _serve_writes(self, lane: _Lane) -> None:
        while (first := lane.jobs.get()) is not None:
            jobs, last = [first], False
            while self.is_sqlite and len(jobs) < TOGETHER and not last:
                try:
                    more = lane.jobs.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    last = True
                else:
                    jobs.append(more)
            self._commit_together(jobs)
            _settle_all(jobs)
            if last:
                return

    def _serve_looks(self, lane: _Lane) -> None:
        kept: Connection | None = None
        while (job := lane.jobs.get()) is not None:
            try:
                if self.is_sqlite:  # a file does not hang up
                    kept = kept or self._to_look()
                    with _looking(kept):
                        job.result = job.verb(kept, **job.values)
                else:
                    with self._to_look() as connection:
                        job.result = job.verb(connection, **job.values)
            except BaseException as error:
                job.error = error
            _settle_all([job])
        if kept is not None:
            kept.close()

    def _to_look(self) -> Connection:
        connection = self._engine.connect().execution_options(looks_only=True)
        connection.info["book"] = self._info
        return connection

    def _commit_together(self, jobs: list[_Job]) -> None:
        for tried in range(_TRIES):
            if tried:
                time.sleep(tried * _PAUSE)
            try:
                with self._engine.connect() as connection:
                    connection.info.update(book=self._info, touched=False)
                    with connection.begin():
                        for job in jobs:
                            _run_one(connection, job, alone=len(jobs) == 1)
            except _Undone:
                return  # the one verb of this transaction said no: rolled back, its error kept
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in _DEADLOCKS:
                    continue
                _fail(jobs, error)
            except BaseException as error:
                _fail(jobs, error)
            return
        _fail(jobs, RuntimeError("the database ended this transaction every time"))


@contextmanager
def _looking(connection: Connection) -> Iterator[Connection]:
    """One moment of SQLite's file for all that a look reads, however its statements go there."""
    raw: Any = connection.connection.driver_connection
    raw.execute("BEGIN")
    try:
        yield connection
    finally:
        connection.rollback()  # what SQLAlchemy knows of
        if raw.in_transaction:
            raw.execute("ROLLBACK")


class _Undone(Exception):
    """Rolls the transaction back when its only verb raised."""


def _run_one(connection: Connection, job: _Job, *, alone: bool) -> None:
    job.result, job.error = None, None
    if alone:  # no savepoint needed: the transaction itself is undone
        try:
            job.result = job.verb(connection, **job.values)
        except DBAPIError:
            raise
        except BaseException as error:
            job.error = error
            raise _Undone from error
        return
    raw: Any = connection.connection.driver_connection  # only SQLite's asks share a commit
    raw.execute("SAVEPOINT ask")
    try:
        job.result = job.verb(connection, **job.values)
    except BaseException as error:
        job.error = error
        raw.execute("ROLLBACK TO ask")
    raw.execute("RELEASE ask")


def _fail(jobs: Iterable[_Job], error: BaseException) -> None:
    """The commit itself failed: nobody may be told that it worked."""
    for job in jobs:
        job.error, job.result = job.error or error, None


def _settle_all(jobs: Iterable[_Job]) -> None:
    """Tell whoever waits; those of one event loop all at once, which wakes it once."""
    waiting: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if job.waits is not None:
            waiting.setdefault(job.waits[0], []).append(job)
        elif job.settle is not None:
            job.settle(job.result, job.error)
    for loop, mine in waiting.items():
        with suppress(RuntimeError):  # the loop is closed, we are going down: it stands
            loop.call_soon_threadsafe(_resolve_all, mine)


def _resolve_all(jobs: Iterable[_Job]) -> None:
    for job in jobs:
        if job.waits is not None:
            _resolve(job.waits[1], job.result, job.error)


def _resolve(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


def _open_engine(url: str, *, durable: bool) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_size=8, max_overflow=0, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,  # an error must not quote a row: a legal name may be in it
        connect_args={"check_same_thread": False, "timeout": 30, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _set_up(raw: Any, _record: Any) -> None:
        cursor = raw.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=FAST")  # what a person has deleted is written over
        cursor.execute("PRAGMA cache_size=-65536")  # 64 MB: the partial indexes stay in memory
        cursor.execute("PRAGMA temp_store=MEMORY")  # a savepoint keeps the pages it would put back
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        looks = connection.get_execution_options().get("looks_only", False)
        raw: Any = connection.connection.driver_connection  # a tenth of the way through the engine
        if not raw.in_transaction:
            raw.execute("BEGIN" if looks else "BEGIN IMMEDIATE")

    return engine
