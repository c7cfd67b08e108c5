"""The process that `test_kill` kills: people at work, a line of output for each thing it was told.

``python -m tests.races.worker URL SEED`` runs until it is killed. A line is written only after
the ask returned, and ends with a full stop, so that a torn line can be told from a whole one.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from models import review, trail
from models.database import Database
from models.errors import Refusal
from models.tables import people
from models.terms import Designation, Person, Role, looks
from tests.factories import MORNING
from tests.room import FITS, says


@looks
def everybody(tx: Connection) -> list[Person]:
    """The people of the campaign, all ready to read."""
    rows = tx.execute(select(people.c.id, people.c.pseudonym).order_by(people.c.id))
    role, on_file = Role.CAPTAIN, Designation.ON_FILE
    return [Person(r.id, r.pseudonym, role, "en", False, 1, on_file, True) for r in rows]


def tell(line: str) -> None:
    """One write, past every buffer."""
    os.write(1, f"{line}.\n".encode())


class Worker:
    """One person at work, in any order and without end."""

    def __init__(self, database: Database, person: Person, seed: str) -> None:
        self._ask, self._person = database.ask, person
        self._chance = random.Random(seed)
        self._clock = MORNING + timedelta(minutes=self._chance.randrange(100))

    async def go_on(self) -> None:
        """Deal, read, correct, undo, give back, let holds end."""
        steps = [self._read] * 6 + [self._undo, self._give_back, self._on_paper, self._expire]
        while True:
            self._clock += timedelta(minutes=self._chance.randrange(20))
            try:
                await self._chance.choice(steps)(self._clock)
            except Refusal:
                await asyncio.sleep(0)

    async def _read(self, now: datetime) -> None:
        batch = await self._ask(review.deal, now=now, person=self._person)
        for line in self._chance.sample(batch.lines, min(2, len(batch.lines))):
            verdict = self._chance.choice("cs?m")
            ground = FITS.get(line.reason, "dup1 =1001-1-2" if line.number != 2 else None)
            if verdict == "c" and ground is None:
                continue
            text = f"{line.number} {verdict} {ground if verdict == 'c' else ''}"
            kept = await self._ask(
                review.record, now=now, by=self._person, items=says(text), code=batch.code
            )
            for note in kept.noted:
                if not note.repeated:
                    tell(f"entry {kept.entry_id} {line.line_id} {note.verdict}")

    async def _undo(self, now: datetime) -> None:
        await self._ask(review.undo, now=now, by=self._person)
        await self._tell_head()

    async def _give_back(self, now: datetime) -> None:
        await self._ask(review.give_back, now=now, by=self._person)
        await self._tell_head()

    async def _on_paper(self, now: datetime) -> None:
        await self._ask(review.take_on_paper, now=now, by=self._person)
        await self._tell_head()

    async def _expire(self, now: datetime) -> None:
        await self._ask(review.expire_due, now=now)

    async def _tell_head(self) -> None:
        head = await self._ask(trail.head)
        tell(f"trail {head.seq} {head.hash}")


async def main(url: str, seed: str) -> None:
    """Everybody at once."""
    database = Database(url)
    tell("open")
    team = database.run(everybody)
    await asyncio.gather(
        *(Worker(database, person, f"{seed} {person.id}").go_on() for person in team)
    )


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
