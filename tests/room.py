"""The room where lines are read, in a few short calls: the review's verbs with the test's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models import recount, review, trail
from models.database import Database
from models.review import Recorded, Said, Undone
from models.tables import days, lines, tally
from models.terms import BatchView, LineKey, LineState, Person, Verdict
from tests import factories
from tests.conftest import Clock

LETTERS = {
    "c": Verdict.CHALLENGE,
    "s": Verdict.STANDS,
    "?": Verdict.UNSURE,
    "m": Verdict.MISSING,
}
# One ground that fits each reason and needs no partner (duplicates: one that does).
FITS = {"NR": "REG", "ADDR": "ADDR", "SIG": "SIG", "CAN": "CAN", "OOC": "OOC", "OTH": "OTH"}


def says(text: str) -> list[Said]:
    """``1 c addr; 2 s; 1001-1-4 c dup1 =2 =2001-1-1`` as items."""
    items = []
    for position, part in enumerate(text.split(";"), 1):
        named, letter, *rest = part.split()
        grounds = [word.upper() for word in rest if not word.startswith("=")]
        items.append(
            Said(
                _line(named),
                LETTERS[letter],
                grounds[0] if grounds else None,
                tuple(_line(word[1:]) for word in rest if word.startswith("=")),
                position=position,
            )
        )
    return items


def _line(word: str) -> int | LineKey:
    return factories.key(word) if "-" in word else int(word)


@dataclass(slots=True)
class Room:
    """A campaign's database and its clock."""

    database: Database
    clock: Clock

    def deal(self, person: Person) -> BatchView:
        return self.database.run(review.deal, now=self.clock(), person=person)

    def record(self, by: Person, text: str, code: str | None = None, **more: Any) -> Recorded:
        return self.database.run(
            review.record, now=self.clock(), by=by, items=says(text), code=code, **more
        )

    def read(self, by: Person, batch: BatchView, letters: str, **more: Any) -> Recorded:
        """One letter a line from the first: ``cs?m``; a challenge on the first ground that fits."""
        parts = []
        for line, letter in zip(batch.lines, letters, strict=False):
            ground = f" {FITS.get(line.reason, 'dup1 =9999-1-1')}" if letter == "c" else ""
            parts.append(f"{line.number} {letter}{ground}")
        return self.record(by, ";".join(parts), batch.code, **more)

    def undo(self, by: Person, entry_id: int | None = None) -> Undone:
        return self.database.run(review.undo, now=self.clock(), by=by, entry_id=entry_id)

    def on_paper(self, by: Person) -> BatchView:
        return self.database.run(review.take_on_paper, now=self.clock(), by=by)

    def give_back(self, by: Person) -> BatchView:
        return self.database.run(review.give_back, now=self.clock(), by=by)

    def reclaim(self, by: Person, code: str) -> BatchView:
        return self.database.run(review.reclaim, now=self.clock(), by=by, code=code)

    def move(self, by: Person, code: str, to: Person) -> BatchView:
        return self.database.run(review.move, now=self.clock(), by=by, code=code, to_id=to.id)

    def expire(self) -> int:
        return self.database.run(review.expire_due, now=self.clock())

    def warn(self) -> int:
        return self.database.run(review.warn_due, now=self.clock())

    def batch(self, code: str) -> BatchView:
        return self.database.run(review.look_code, code=code)

    def rows(self, query: Any) -> list[Any]:
        return self.database.run(factories.everything, query=query)

    def line(self, typed: str) -> Any:
        """The row of a line by its typed key."""
        key = factories.key(typed)
        return self.rows(
            select(lines).where(
                lines.c.section == key.section,
                lines.c.page == key.page,
                lines.c.line == key.line,
            )
        )[0]

    def counts(self) -> dict[str, int]:
        """The kept counts over all reasons, without zeros."""
        rows = self.rows(select(tally))
        names = [c.name for c in tally.c if c.name != "reason_id"]
        sums = {name: sum(getattr(row, name) for row in rows) for name in names}
        return {name: n for name, n in sums.items() if n}

    def days(self) -> list[tuple[Any, int, int]]:
        return [tuple(row) for row in self.rows(select(days).order_by(days.c.day))]

    def states(self) -> dict[LineState, int]:
        found = [row.state for row in self.rows(select(lines.c.state))]
        return {state: found.count(state) for state in LineState if state in found}

    def acts(self) -> list[str]:
        """What the trail says was done, in order."""
        return [
            row.act for row in self.rows(select(trail.trail.c.act).order_by(trail.trail.c.seq))
        ]

    def check(self) -> None:
        """Nothing kept may differ from what can be counted, and the trail holds."""
        assert self.database.run(recount.recount) == ()
        assert self.database.run(trail.verify) is None
