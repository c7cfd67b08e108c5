"""The room of the model's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.database import Database
from tests.conftest import Clock
from tests.room import Room


@pytest.fixture
def room(any_campaign: Database, clock: Clock) -> Iterator[Room]:
    """A small campaign on both databases in turn; counts and trail are checked at the end."""
    room = Room(any_campaign, clock)
    yield room
    room.check()
