"""`/next` on the full petition beside the same on a hundredth of it: dealing must not feel size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from models import review
from models.database import Database
from models.terms import Person
from tests.benchmarks import ground
from tests.benchmarks.figure import Figure, Pair, of_pairs
from tests.factories import a_person

PEOPLE = 40


def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
    """``rounds`` times forty people take a batch in each campaign in turn; p50 of each round."""
    full = _ready(folder, ground.FULL)
    small = _ready(folder, ground.FULL // 100)
    pairs = []
    for _ in range(rounds):
        pairs.append(_round(full, small))
        tell()
    for database, _people in (full, small):
        database.close()
    note = f"{ground.FULL:,} beside {ground.FULL // 100:,} lines, with the commit's fsync"
    return [of_pairs("/next, p50", pairs, unit="ms", bar=1.3, note=note)]


Ready = tuple[Database, list[Person]]


def _ready(folder: Path, lines: int) -> Ready:
    path = ground.copied(ground.kept(folder, lines), folder / f"deal-{lines}.sqlite3")
    database = ground.opened(path)
    return database, [a_person(database, now=ground.NOON) for _ in range(PEOPLE)]


def _round(full: Ready, small: Ready) -> Pair:
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(PEOPLE):
        both = (0, 1) if number % 2 else (1, 0)
        for which in both:
            database, people = (full, small)[which]
            began = perf_counter()
            database.run(review.deal, now=ground.NOON, person=people[number])
            took[which].append((perf_counter() - began) * 1000)
    for database, people in (full, small):
        for person in people:
            database.run(review.give_back, now=ground.NOON, by=person)
    return median(took[0]), median(took[1])
