"""Alembic's way in: it is handed an open connection by `bot.storage`, never a URL of its own."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from models.tables import metadata
from models.tables.base import Moment


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write a revision without names of today's code: it must run in ten years as well."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime()"
    return False


def run() -> None:
    """Bring the connection's schema to the wanted revision, in the transaction it is handed."""
    connection: sa.Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()


run()
