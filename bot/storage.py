"""Opening the database: migrations first, then the door.

SQLite (``sqlite:////path/to/file.db``) and PostgreSQL (``postgresql+psycopg://…``) by the URL alone.
The migrations are in models/migrations; `write_revision` writes the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

import models
from models.database import Database

MIGRATIONS = Path(models.__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x636F756E  # any fixed number: PostgreSQL's advisory lock for migrations


def open_database(url: str, *, durable: bool = True) -> Database:
    """Bring the schema up to date and open the door. ``durable=False`` is for tests only."""
    _for_us_only(url)
    upgrade(url)
    return Database(with_driver(url), durable=durable)


def _for_us_only(url: str) -> None:
    """A new SQLite file holds people's legal names: nobody else on the machine may read it."""
    if url.startswith("sqlite:///"):
        path = Path(url.partition("///")[2])
        if path.parent.is_dir():  # else SQLite says what is wrong
            path.touch(mode=0o600)


def upgrade(url: str) -> str:
    """Bring the schema to the newest revision, all of it or nothing; its name.

    Several processes may start at once: one migrates, the others wait and find it done.
    """
    config = _config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    if newest is None:
        raise RuntimeError(f"there are no migrations in {MIGRATIONS}")
    with _transaction(url) as connection:
        if _revision(connection) != newest:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return newest


def current(url: str) -> str | None:
    """The revision the schema has; None if it has never been migrated."""
    with _transaction(url) as connection:
        return _revision(connection)


def with_driver(url: str) -> str:
    """The URL with the driver we bring along, where it names none."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def write_revision(url: str, message: str) -> None:
    """For developers: write a new revision from what the tables say and ``url`` does not have."""
    config = _config()
    with _transaction(url) as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _transaction(url: str) -> Iterator[Connection]:
    """One connection in one transaction that nobody else migrates beside."""
    engine = create_engine(with_driver(url))
    try:
        # On SQLite the driver's own transactions leave DDL outside: begin by hand.
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("PRAGMA busy_timeout=30000")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ONE_AT_A_TIME})
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()
