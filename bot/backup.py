"""Backup and restore: one SQLite file, from and to either database, checked by counts and trail.

A SQLite database is copied page by page while it is in use (SQLite's own backup). PostgreSQL is
read table by table in one snapshot (REPEATABLE READ) into a fresh SQLite file. Either way the
backup is the same kind of file, so that a campaign can move from one database to the other.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, insert, select, text

from bot.storage import upgrade, with_driver
from models import trail
from models.errors import Refusal
from models.tables import metadata

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What a copy was checked by: all rows, and where the trail ends."""

    rows: int
    trail_seq: int
    trail_hash: str


def backup(url: str, to: Path) -> Checked:
    """Copy the database at ``url`` into the new file ``to``.

    Refuses ``keep.exists`` (the file is there already), ``keep.differs`` (the copy does not hold
    what the original holds), ``keep.trail-broken``.
    """
    if to.exists():
        raise Refusal("keep.exists")
    to.parent.mkdir(parents=True, exist_ok=True)
    if url.startswith("sqlite"):
        _copy_file(Path(url.partition("///")[2]), to)
        return check(f"sqlite:///{to}")
    target = f"sqlite:///{to}"
    upgrade(target)
    return _copy_rows(url, target)


def restore(source: Path, url: str) -> Checked:
    """Copy a backup into the database at ``url``, which must hold no campaign.

    Refuses ``keep.not-empty``, ``keep.differs``, ``keep.trail-broken``.
    """
    upgrade(url)
    return _copy_rows(f"sqlite:///{source}", url)


def check(url: str) -> Checked:
    """Count every table and walk the trail. Refuses ``keep.trail-broken``."""
    engine = create_engine(with_driver(url))
    try:
        with engine.connect() as connection:
            return _checked(connection)
    finally:
        engine.dispose()


def _copy_file(source: Path, to: Path) -> None:
    with sqlite3.connect(source) as there, sqlite3.connect(to) as here:
        there.backup(here)
    there.close()
    here.close()


def _copy_rows(source_url: str, target_url: str) -> Checked:
    source, target = create_engine(with_driver(source_url)), create_engine(with_driver(target_url))
    try:
        return _between(source, target)
    finally:
        source.dispose()
        target.dispose()


def _between(source: Engine, target: Engine) -> Checked:
    level = "SERIALIZABLE" if source.dialect.name == "sqlite" else "REPEATABLE READ"
    with (
        source.connect().execution_options(isolation_level=level) as there,
        target.begin() as here,
    ):
        if here.execute(select(func.count()).select_from(metadata.tables["campaign"])).scalar():
            raise Refusal("keep.not-empty")
        for table in metadata.sorted_tables:
            rows = there.execute(table.select()).mappings()
            while chunk := rows.fetchmany(_CHUNK):
                here.execute(insert(table), [dict(row) for row in chunk])
        if target.dialect.name == "postgresql":
            _set_sequences(here)
        before, after = _checked(there), _checked(here)
        if before != after:
            raise Refusal("keep.differs")
        return after


def _checked(connection: Connection) -> Checked:
    broken = trail.verify(connection)
    if broken is not None:
        raise Refusal("keep.trail-broken", seq=broken.seq)
    head = trail.head(connection)
    rows = sum(
        connection.execute(select(func.count()).select_from(table)).scalar() or 0
        for table in metadata.sorted_tables
    )
    return Checked(rows, head.seq, head.hash)


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
            top = f"SELECT setval('{name}', coalesce(max({column.name}), 0) + 1, false)"
            connection.execute(text(f"{top} FROM {table.name}"))
