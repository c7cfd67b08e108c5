"""Clients that really run in parallel: four processes, each with a database of its own, or threads.

A client is ``(database, number) -> value``; from a process's point of view it must be importable
(a function, a `functools.partial` of one). All wait at a barrier and begin together; each is
timed, so that a test can say that they really raced.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from models.database import Database
from models.errors import Refusal

Client = Callable[[Database, int], Any]
SIZE = 4
WAIT = 60  # seconds after which a client counts as hanging


@dataclass(frozen=True, slots=True)
class Ran:
    """What one client met: its value or its refusal's code; when it ran, in monotonic seconds."""

    number: int
    value: Any
    refused: str | None
    fault: str | None
    begun: float
    ended: float


class Processes:
    """Four processes that wait for races to run; `close` ends them."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")  # threads and forks do not go together
        barrier = self._barrier = spawn.Barrier(SIZE)  # kept: it is gone with its last owner
        self._ends, self._crowd = [], []
        for number in range(SIZE):
            ours, theirs = spawn.Pipe()
            one = spawn.Process(target=_serve, args=(theirs, barrier, number), daemon=True)
            one.start()
            theirs.close()
            self._ends.append(ours)
            self._crowd.append(one)

    def race(self, url: str, clients: Sequence[Client]) -> list[Ran]:
        """Run the clients against a database, by its URL."""
        assert len(clients) == SIZE
        for end, client in zip(self._ends, clients, strict=True):
            end.send((url, client))
        ran = []
        for end in self._ends:
            assert end.poll(WAIT), "a client hangs"
            ran.append(end.recv())
        return ran

    def close(self) -> None:
        """Let the processes go, and wait until they are gone."""
        for end in self._ends:
            end.send(None)
        for one in self._crowd:
            one.join(WAIT)


def race_threads(database: Database, clients: Sequence[Client]) -> list[Ran]:
    """Run the clients in threads of this process, over one open database."""
    barrier, ran = threading.Barrier(len(clients)), list[Ran]()
    crowd = [
        threading.Thread(target=lambda n=n, c=c: ran.append(_go(database, c, n, barrier)))
        for n, c in enumerate(clients)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(WAIT)
    assert len(ran) == len(clients), "a client hangs"
    return sorted(ran, key=lambda one: one.number)


def overlap(ran: Sequence[Ran]) -> bool:
    """Whether at least two of the clients ran at the same time."""
    in_order = sorted(ran, key=lambda one: one.begun)
    return any(later.begun < earlier.ended for earlier, later in pairwise(in_order))


def _serve(end: Any, barrier: Any, number: int) -> None:
    while (task := end.recv()) is not None:
        url, client = task
        database = Database(url, durable=False)
        database.run(_warm_up)
        end.send(_go(database, client, number, barrier))
        database.close()


def _warm_up(tx: Any) -> None:
    """The first connection and the first statement take long: not within the race."""
    tx.exec_driver_sql("SELECT 1")


def _go(database: Database, client: Client, number: int, barrier: Any) -> Ran:
    value = refused = fault = None
    barrier.wait(WAIT)
    begun = time.monotonic()
    try:
        value = client(database, number)
    except Refusal as refusal:
        refused = refusal.code
    except Exception as error:
        fault = repr(error)
    return Ran(number, value, refused, fault, begun, time.monotonic())
