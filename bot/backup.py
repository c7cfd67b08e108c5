"""Backup and restore: one SQLite file, from and to either database, checked by counts and trail.

A SQLite database is copied page by page while it is in use (SQLite's own backup,
sqlite.org/backup.html). PostgreSQL is read table by table in one snapshot (REPEATABLE READ) into a
fresh SQLite file. Either way the backup is the same kind of file, so that a campaign can move from
one database to the other. It holds everything, legal names too: it is made readable for its owner
only, and a copy that is made on the way is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    func,
    insert,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError

from bot.storage import current, upgrade, with_driver
from models import trail
from models.errors import Refusal
from models.tables import metadata

Progress = Callable[[int, int], None]  # rows copied, rows there are
_CHUNK = 5_000
_OWNER_ONLY = 0o600


class BadBackup(Exception):
    """There is nothing that could be backed up or restored; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a copy was checked by: the rows of each table, and where the trail ends."""

    tables: dict[str, int]
    trail_seq: int
    trail_hash: str

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.tables.values())


def backup(url: str, to: Path, progress: Progress | None = None) -> Checked:
    """Copy the database at ``url`` into the new file ``to``; what both were found to hold.

    The file has its name only when it is whole. Raises `BadBackup` where there is no campaign;
    refuses ``keep.exists`` (nothing is ever overwritten), ``keep.differs`` (the copy does not hold
    what the original holds), ``keep.trail-broken``.
    """
    original = _file_of(url)
    if original is not None and not original.is_file():
        raise BadBackup("There is no database to back up here.")
    if current(url) is None:
        raise BadBackup("There is no campaign in this database to back up.")
    with _new_file(to) as file:
        if original is not None:
            return _copy_file(original, file)
        target = f"sqlite:///{file}"
        upgrade(target)
        return _copy_rows(url, target, progress)


def restore(source: Path, url: str, progress: Progress | None = None) -> Checked:
    """Copy a backup into the database at ``url``, which must hold nothing; what both hold.

    The backup is only read. One that an older version made is brought up to date on the way.
    Raises `BadBackup` for a file that is no backup, or one of a newer version; refuses
    ``keep.not-empty``, ``keep.differs``, ``keep.trail-broken``.
    """
    with tempfile.TemporaryDirectory(prefix="countersign-") as folder:  # its owner's only
        copy = Path(folder) / "backup.sqlite3"
        shutil.copyfile(source, copy)
        _bring_up_to_date(copy)
        upgrade(url)
        _refuse_unless_empty(url)
        target = _file_of(url)
        if target is None:
            return _copy_rows(f"sqlite:///{copy}", url, progress)
        try:
            return _copy_file(copy, target)
        except BaseException:
            target.unlink(missing_ok=True)  # it held nothing before
            raise


def _bring_up_to_date(copy: Path) -> None:
    try:
        if current(f"sqlite:///{copy}") is None:
            raise BadBackup("That file is no backup of a campaign.")
        upgrade(f"sqlite:///{copy}")
        whole = _whole(copy)
    except DatabaseError:
        raise BadBackup("That file is no backup of a campaign, or it is damaged.") from None
    except CommandError:
        raise BadBackup("That backup was made by a newer version of this program.") from None
    if not whole:
        raise BadBackup("That backup is damaged.")


def _whole(file: Path) -> bool:
    """Every page of a SQLite file is what it should be."""
    with closing(sqlite3.connect(file)) as opened:
        try:
            return bool(opened.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except sqlite3.DatabaseError:
            return False


def _file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    parts = make_url(with_driver(url))
    return Path(parts.database or "") if parts.get_backend_name() == "sqlite" else None


def _refuse_unless_empty(url: str) -> None:
    engine = create_engine(with_driver(url))
    try:
        with engine.connect() as there:
            if any(there.execute(select(one).limit(1)).first() for one in metadata.sorted_tables):
                raise Refusal("keep.not-empty")
    finally:
        engine.dispose()


@contextmanager
def _new_file(to: Path) -> Iterator[Path]:
    """A file to write, which gets the name ``to`` at the end; the name is taken from the start."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY))
    except FileExistsError:
        raise Refusal("keep.exists") from None
    with tempfile.TemporaryDirectory(prefix=".countersign-", dir=to.parent) as folder:
        file = Path(folder) / to.name
        try:
            file.touch(_OWNER_ONLY)
            yield file
            file.replace(to)
        except BaseException:
            to.unlink(missing_ok=True)
            raise


def _copy_file(source: Path, to: Path) -> Checked:
    """Page by page, of one moment: the counts beside it are of the same moment."""
    engine = create_engine(f"sqlite:///{source}")
    try:
        with engine.connect() as there:
            there.execute(text("BEGIN"))  # the driver begins none for a SELECT
            before = _checked(there)
            original = there.connection.driver_connection
            assert isinstance(original, sqlite3.Connection)
            with closing(sqlite3.connect(to)) as here:
                original.backup(here)
                here.execute("PRAGMA journal_mode=DELETE")  # one file, whatever it is copied to
    finally:
        engine.dispose()
    if not _whole(to) or _look(f"sqlite:///{to}") != before:
        raise Refusal("keep.differs")
    return before


def _look(url: str) -> Checked:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return _checked(connection)
    finally:
        engine.dispose()


def _copy_rows(source_url: str, target_url: str, progress: Progress | None) -> Checked:
    source, target = create_engine(with_driver(source_url)), create_engine(with_driver(target_url))
    try:
        return _between(source, target, progress)
    finally:
        source.dispose()
        target.dispose()


def _between(source: Engine, target: Engine, progress: Progress | None) -> Checked:
    level = "SERIALIZABLE" if source.dialect.name == "sqlite" else "REPEATABLE READ"
    with (
        source.connect().execution_options(isolation_level=level) as there,
        target.begin() as here,
    ):
        before, done = _checked(there), 0
        for table in metadata.sorted_tables:
            for chunk in _chunks(there, table):
                here.execute(insert(table), chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, before.rows)
        if target.dialect.name == "postgresql":
            _set_sequences(here)
        if _checked(here) != before:
            raise Refusal("keep.differs")
        return before


def _chunks(there: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    """The rows of a table, by its key, in bounded memory."""
    query = select(table).order_by(*table.primary_key.columns)
    with there.execution_options(yield_per=_CHUNK).execute(query) as rows:
        for part in rows.mappings().partitions(_CHUNK):
            yield [dict(row) for row in part]


def _checked(connection: Connection) -> Checked:
    if connection.execute(select(metadata.tables["campaign"])).first() is None:
        raise BadBackup("There is no campaign in it.")
    broken = trail.verify(connection)
    if broken is not None:
        raise Refusal("keep.trail-broken", seq=broken.seq)
    head = trail.head(connection)
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar() or 0
        for table in metadata.sorted_tables
    }
    return Checked(counts, head.seq, head.hash)


def _set_sequences(connection: Connection) -> None:
    """Explicit ids do not move PostgreSQL's sequences: the next insert would meet an old id."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": table.name, "column": column.name},
        ).scalar()
        if name:
            top = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(name, top, False)))
