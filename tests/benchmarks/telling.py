"""Every statement that reaches SQLite's driver, whichever way it goes there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

Tell = Callable[[str, Any], object]
_FRAME = ("BEGIN", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


def tell_statements(engine: Engine, tell: Tell) -> None:
    """Call ``tell`` with each statement and its values, of connections that are opened from now on."""

    @event.listens_for(engine, "do_connect")
    def _with_it(_dialect: Any, _record: Any, _words: Any, given: dict[str, Any]) -> None:
        given["factory"] = type("Telling", (_Connection,), {"tell": staticmethod(tell)})


class _Connection(sqlite3.Connection):
    tell: Tell

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)

    def execute(self, statement: str, values: Any = ()) -> Any:
        return self.cursor().execute(statement, values)


class _Cursor(sqlite3.Cursor):
    def execute(self, statement: str, values: Any = ()) -> Any:
        self._tell(statement, values)
        return super().execute(statement, values)

    def executemany(self, statement: str, many: Any) -> Any:
        rows = list(many)
        for values in rows:
            self._tell(statement, values)
        return super().executemany(statement, rows)

    def _tell(self, statement: str, values: Any) -> None:
        if not statement.startswith(_FRAME):
            self.connection.tell(statement, values)  # type: ignore[attr-defined]
