"""Statements of the hot path: compiled once, run on the driver's own connection.

A typed reading is some fifteen small statements, and SQLAlchemy's execution costs several times
what the database needs for one (docs/speed.md). Here it still writes the SQL and converts the
values; only its execution is left out: a statement is compiled once a dialect, its values are
bound by its own processors, and its rows come as named tuples. The transaction, and so whether
anything is kept, stays with `models.database`. For verbs that run at every message; the others
use SQLAlchemy as it is.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Table, TypeDecorator
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import replacement_traverse

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
_named: Any = namedtuple


class Quick:
    """One statement. ``write`` gives it by the dialect's name where it is not the same for all.

    Every bound parameter is named in the values of each call; a column's default in the metadata
    is not used. What a SELECT itself says (a state, a list of states in ``IN``) is written into
    its SQL; a list cannot be bound. Database errors are raised as SQLAlchemy's.

    ``many`` is for a SELECT of more than a few rows: SQLite's driver lets go of Python's lock at
    every row, and the threads beside it wake for nothing; so there the rows come as one JSON text.
    """

    def __init__(self, statement: Any, *, many: bool = False, **by_dialect: Any) -> None:
        self._statement, self._by_dialect, self._many = statement, by_dialect, many
        self._made: dict[str, _Made] = {}

    def all(self, tx: Connection, values: Values | None = None) -> list[Any]:
        """Every row."""
        made, cursor = self._run(tx, values or {})
        return made.rows(cursor.fetchall())

    def first(self, tx: Connection, values: Values | None = None) -> Any:
        """The first row, or None."""
        made, cursor = self._run(tx, values or {})
        rows = made.rows(cursor.fetchall())
        return rows[0] if rows else None

    def run(self, tx: Connection, values: Values | None = None) -> None:
        """For a statement that gives no rows."""
        self._run(tx, values or {})

    def _run(self, tx: Connection, values: Values) -> tuple[_Made, Any]:
        dialect = tx.dialect
        made = self._made.get(dialect.name)
        if made is None:
            statement = self._by_dialect.get(dialect.name, self._statement)
            many = self._many and dialect.name == "sqlite"
            made = self._made[dialect.name] = _Made(statement, dialect, list(values), many)
        raw: Any = tx.connection.driver_connection
        try:
            return made, raw.execute(made.sql, made.bound(values))
        except dialect.loaded_dbapi.Error as error:
            # Its values stay out of the message: they may be a person's.
            raise DBAPIError.instance(
                made.sql,
                None,
                error,
                dialect.loaded_dbapi.Error,
                hide_parameters=True,
                dialect=dialect,
            ) from error


class _Made:
    """A statement as one dialect runs it."""

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str], many: bool) -> None:
        compiled = _compiled(statement, dialect, names)
        self.sql = str(compiled)
        self._named = not compiled.positional
        order = compiled.positiontup if compiled.positional else compiled.bind_names.values()
        binds = [(name, compiled.binds[name]) for name in order]
        binds = [(name, bind) for name, bind in binds if not bind.literal_execute]
        self._names = [name for name, _bind in binds]
        self._given = _getter([bind.key for _name, bind in binds])
        converts = [_to(bind.type, dialect) for _name, bind in binds]
        self._bind = [(place, convert) for place, convert in enumerate(converts) if convert]
        self._fixed = {
            bind.key: bind.effective_value
            for _name, bind in binds
            if not bind.required and (bind.effective_value is not None or not statement.is_select)
        }
        self._make: Any = None
        if statement.is_select or getattr(statement, "_returning", ()):
            found = statement.exported_columns
            names = list(found.keys())
            self._make = _named("Row", names)._make
            converts = [_from(column.type, dialect) for column in found]
            self._converts = [
                (place, convert) for place, convert in enumerate(converts) if convert
            ]
        self._many = many
        if many:
            listed = ", ".join(f'"{name}"' for name in names)
            self.sql = f"SELECT json_group_array(json_array({listed})) FROM ({self.sql})"

    def bound(self, values: Values) -> Any:
        """The driver's values: in order, or by name."""
        given = self._given({**self._fixed, **values} if self._fixed else values)
        if self._bind:
            given = list(given)
            for place, convert in self._bind:
                given[place] = convert(given[place])
        return dict(zip(self._names, given, strict=True)) if self._named else given

    def rows(self, found: Sequence[Any]) -> list[Any]:
        """The driver's rows as named tuples, with the types of their columns."""
        make = self._make
        if self._many:
            found = json.loads(found[0][0])
        if not self._converts:
            return [make(row) for row in found]
        converted = []
        for row in found:
            cells = list(row)
            for place, convert in self._converts:
                cells[place] = convert(cells[place])
            converted.append(make(cells))
        return converted


def _getter(keys: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    """What gives the values of these keys, in order; KeyError for one that is missing."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda values: [values[key] for key in keys]


def _compiled(statement: Any, dialect: Dialect, names: Sequence[str]) -> Any:
    if statement.is_select:
        said = replacement_traverse(statement, {}, _said)
        return said.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return statement.compile(dialect=dialect, column_keys=None if statement.is_update else names)


def _said(element: Any, **_words: Any) -> Any:
    """A constant as it is written in SQL, with nothing to bind; a value that comes with each call."""
    if not isinstance(element, BindParameter):
        return None
    if not element.required:
        return element.render_literal_execute()
    if element.expanding:
        raise TypeError("a list cannot be bound")
    return BindParameter(element.key, None, type_=element.type)  # the compiler wants some value


def _to(kind: Any, dialect: Dialect) -> Convert | None:
    return _kept(kind, kind.dialect_impl(dialect).bind_processor(dialect))


def _from(kind: Any, dialect: Dialect) -> Convert | None:
    return _kept(kind, kind.dialect_impl(dialect).result_processor(dialect, None))


def _kept(kind: Any, convert: Convert | None) -> Convert | None:
    """Remembers what it has converted: one moment, one day stands in many rows."""
    stored = kind.impl if isinstance(kind, TypeDecorator) else kind
    if convert is None or stored.python_type not in (bool, date, datetime):
        return convert
    return lru_cache(maxsize=512, typed=True)(convert)


def put(tx: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """The row of ``key`` (its primary key) with these values; two who come at once leave one row."""
    new = _new(tx, table, {**key, **values})
    tx.execute(new.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def put_first(
    tx: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> bool:
    """The row of ``key`` with these values, unless there is one; whether it is new."""
    new = _new(tx, table, {**key, **values})
    made = tx.execute(new.on_conflict_do_nothing(index_elements=list(key)))
    return made.rowcount == 1


def _new(tx: Connection, table: Table, row: Mapping[str, Any]) -> Any:
    insert = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    return insert(table).values(**row)
