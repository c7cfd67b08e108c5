"""A plan for many people beside the chat: how long a typed reading waits, with it and without it.

Thirty-two people type one line a message, evenly, as a full room does and more. In each round they
do so once while nothing else happens, and once while a coordinator writes ``/plan`` as soon as the
plan before is there: cases are read from the database, solved in the process beside, and plans
written back all the time. The 95th hundredth of the waits is compared, round by round, in turn, by
the whole path: update, reading committed durably, answer.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import time as clock
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from sqlalchemy import Connection, select

from bot.clock import system_clock
from models import shifts
from models.database import Database
from models.shift_terms import CapName, Window
from models.tables import availability, people
from models.terms import Designation, Role
from tests.benchmarks import ground
from tests.benchmarks.figure import AT_MOST, Figure, of_pairs
from tests.benchmarks.room import Room
from tests.factories import a_person

EVERY = 1 / 16  # seconds between two texts of the room: four times a quick room of 32
PATIENCE = 240.0  # seconds for a load, or for a plan
BLOCKS = (Window(clock(9), clock(12)), Window(clock(12), clock(15)))
COORDINATOR = 900_001


@dataclass(frozen=True, slots=True)
class Size:
    """How many can be planned, for how many seats, and how long the room is listened to, in s."""

    people: int
    seats: int
    seconds: float


SIZES = {"quick": Size(200, 14, 10), "full": Size(1_000, 70, 40)}


def measure(
    folder: Path, rounds: int, tell: Callable[[], None], mode: str = "full"
) -> list[Figure]:
    """The figure, and how long the plan took beside it."""
    size = SIZES[mode]
    room = Room(folder, "beside")
    _team(room.path, size)
    tell()
    with closing(_Bot(room.path, folder)) as bot:
        pairs = []
        for number in range(rounds):
            alone = None if number % 2 else bot.waits(room, size)
            beside = bot.waits_beside_a_plan(room, size)
            pairs.append((_p95(beside), _p95(alone or bot.waits(room, size))))
            tell()
        made = bot.plans()
    note = (
        f"{1 / EVERY:.0f} readings a second; {made} plans one after another for {size.seats} seats"
    )
    name = f"a reading beside a plan for {size.people:,} people: p95"
    return [of_pairs(name, pairs, unit="ms", sense=AT_MOST, bar=1.5, note=note)]


def _p95(waits: list[float]) -> float:
    return quantiles(waits, n=20)[-1] * 1000


# ------------------------------------------------------------------------------ who can be planned


def _team(path: Path, size: Size) -> None:
    """Volunteers who have said when they can come, a coordinator, four weeks of shifts."""
    database, now = Database(f"sqlite:///{path}"), system_clock()
    boss = a_person(database, role=Role.COORDINATOR, telegram_id=COORDINATOR, now=now)
    database.run(_people, now=now, size=size)
    today = now.date()
    for name, value in ((CapName.SEATS, size.seats), (CapName.ROOM, size.seats + 4)):
        database.run(
            shifts.change_cap,
            now=now,
            by=boss,
            office=None,
            name=name,
            value=value,
            effective_from=today + timedelta(days=1),
            source="an invented order",
        )
    database.run(
        shifts.open_shifts,
        now=now,
        by=boss,
        office=None,
        first=today + timedelta(days=1),
        last=today + timedelta(weeks=4),
        blocks=BLOCKS,
    )
    database.close()


def _people(tx: Connection, *, now: Any, size: Size) -> None:
    dice = Random(ground.SEED)
    first = 1 + len(tx.execute(select(people.c.id)).all())
    tx.execute(people.insert(), [_person(first + n, now) for n in range(size.people)])
    tx.execute(
        availability.insert(),
        [one for n in range(size.people) for one in _times(first + n, dice)],
    )


def _person(number: int, now: Any) -> dict[str, Any]:
    return {
        "id": number,
        "pseudonym": f"R-{number:03}",
        "telegram_id": 1_000_000 + number,
        "role": Role.CAPTAIN if number % 15 == 0 else Role.VOLUNTEER,
        "language": "es" if number % 3 == 0 else "en",
        "terms_version": 1,
        "designation": Designation.ON_FILE,
        "practised_at": now,
        "joined_at": now,
    }


def _times(person_id: int, dice: Random) -> list[dict[str, Any]]:
    """Some of the six half days of the office's week; never none."""
    halves = [(day, block) for day in (1, 2, 3) for block in BLOCKS]
    own = [half for half in halves if dice.random() < 0.5] or [dice.choice(halves)]
    return [
        {
            "person_id": person_id,
            "weekday": day,
            "starts": block.starts,
            "ends": block.ends,
            "able": 1 + (dice.random() < 0.3),
        }
        for day, block in own
    ]


# ------------------------------------------------------------------------------------ the bot beside


class _Bot:
    """The bot as it is run, on a stub that lets people write at a pace."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._stub = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.paced"],
            cwd=ground.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._stub.stdout is not None
        self._base = self._stub.stdout.readline().strip()
        self._log = folder / "beside.log"
        command = [sys.executable, "-m", "tests.benchmarks.bots", "house"]
        with self._log.open("w") as log:
            self._bot = subprocess.Popen(
                [*command, self._base, "42:beside", str(path)],
                cwd=ground.ROOT,
                stdout=log,
                stderr=log,
            )
        self._until(lambda: bool(self._state()["polled"]))

    def waits(self, room: Room, size: Size) -> list[float]:
        """Seconds each reading waited, with nothing beside."""
        return self._typed(self._texts(room, size))

    def waits_beside_a_plan(self, room: Room, size: Size) -> list[float]:
        """The same while one plan after another is being made, the next as soon as one is there."""
        texts, asked = self._texts(room, size), self.plans()
        self._control("load", {"texts": texts, "every": EVERY})

        def over() -> bool:
            nonlocal asked
            if self.plans() == asked:
                asked += 1
                self._control("also", {"texts": [[COORDINATOR, "/plan"]]})
            return bool(self._state()["done"])

        self._until(over)
        waits: list[float] = self._state()["waits"]
        self._until(lambda: self.plans() == asked)
        return waits

    def close(self) -> None:
        """End both."""
        for process in (self._bot, self._stub):
            process.kill()
            process.wait()

    def _typed(self, texts: list[tuple[int, str]]) -> list[float]:
        self._control("load", {"texts": texts, "every": EVERY})
        self._until(lambda: bool(self._state()["done"]))
        found: list[float] = self._state()["waits"]
        return found

    def _texts(self, room: Room, size: Size) -> list[tuple[int, str]]:
        return room.deal()[: int(size.seconds / EVERY)]

    def plans(self) -> int:
        """How many have been made."""
        with closing(sqlite3.connect(self._path, timeout=30)) as connection:
            (n,) = connection.execute("SELECT count(*) FROM plans").fetchone()
        return int(n)

    def _until(self, there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not there():
            if self._bot.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the bot: {self._log.read_text()[-3000:]}")
            time.sleep(0.25)

    def _state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._control("state", {}))
        return found

    def _control(self, what: str, more: dict[str, Any]) -> bytes:
        connection = HTTPConnection(self._base.removeprefix("http://"), timeout=30)
        headers = {"Content-Type": "application/json"}
        connection.request("POST", f"/control/{what}", json.dumps(more).encode(), headers)
        body = connection.getresponse().read()
        connection.close()
        return body
