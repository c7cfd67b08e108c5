"""A room in which four clients race: on both databases, as processes and as threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from models.database import Database
from tests.conftest import Clock, FreshUrl
from tests.races import crowd
from tests.races.crowd import Client, Processes, Ran
from tests.room import Room


@dataclass(slots=True)
class Race:
    """A database where clients meet. Call it with four clients (or one for all four)."""

    room: Room
    run: Callable[[Sequence[Client]], list[Ran]]

    @property
    def database(self) -> Database:
        return self.room.database

    def __call__(self, *clients: Client) -> list[Ran]:
        ran = self.run(clients * crowd.SIZE if len(clients) == 1 else clients)
        assert [one.fault for one in ran if one.fault] == []
        assert crowd.overlap(ran), "they came one after the other: nothing was raced"
        return ran


@pytest.fixture(scope="session")
def four_processes() -> Iterator[Processes]:
    team = Processes()
    yield team
    team.close()


@pytest.fixture(params=["processes", "threads"])
def race(
    request: pytest.FixtureRequest, kind: str, fresh_url: FreshUrl, clock: Clock
) -> Iterator[Race]:
    """Whatever the clients did, nothing kept may be wrong at the end."""
    url = fresh_url(kind)
    database = Database(url, durable=False)
    room = Room(database, clock)
    if request.param == "processes":
        team: Processes = request.getfixturevalue("four_processes")

        def run(clients: Sequence[Client]) -> list[Ran]:
            return team.race(url, clients)
    else:

        def run(clients: Sequence[Client]) -> list[Ran]:
            return crowd.race_threads(database, clients)

    yield Race(room, run)
    room.check()
    database.close()


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if "races" in str(item.fspath):
            item.add_marker(pytest.mark.slow)
