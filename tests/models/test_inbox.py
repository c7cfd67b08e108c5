"""The inbox: an update that comes again is known by its number."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from models import inbox
from models.database import Database
from models.errors import Refusal
from tests.conftest import Clock


def answer(_tx: Connection, *, now: Any, no: bool = False) -> str:
    if no:
        raise Refusal("no")
    return f"{now:%H}"


def test_an_update_is_new_once(any_database: Database, clock: Clock) -> None:
    def come(update_id: int, **values: Any) -> tuple[str, bool]:
        asked = {"now": clock()} | values
        kept = any_database.run(inbox.remembering, of=answer, update_id=update_id, values=asked)
        return kept.result, kept.again

    assert [come(1), come(1), come(2)] == [("17", False), ("17", True), ("17", False)]
    with pytest.raises(Refusal):
        come(3, no=True)
    assert come(3) == ("17", False)
    clock.move(days=3)
    assert any_database.run(inbox.forget, now=clock()) == 3
    assert come(1) == ("17", False)
