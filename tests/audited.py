"""A small invented campaign with an audit behind it: read, drawn, ruled, by the real verbs."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from config.policy import Policy
from models import audit, rulings
from models.tables import audits, cases, grounds, lines, readings
from models.terms import BatchLine, BatchView, LineKey, LineState, Person, Role, Verdict
from tests import factories
from tests.room import FITS, Room

SEED = "7f3a an invented seed"
SECTIONS = 24
POLICY = Policy(batch_size=5, audit_batch=2)  # so eight lines are drawn at first


class Audited:
    """``room`` has a campaign with nothing read; time goes on with every act."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.readers = [factories.a_person(room.database) for _ in range(2)]
        self.lawyers = [factories.a_person(room.database, role=Role.LAWYER) for _ in range(2)]
        room.database.run(audit.begin, now=room.clock(), by="desk", seed=SEED)

    def tell(self) -> None:
        """End the audit: its seed is told."""
        self.room.clock.move(minutes=1)
        self.room.database.run(audit.tell, now=self.room.clock(), by="desk")

    def draw(self) -> list[LineKey]:
        """Draw what is to be drawn now; all drawn lines so far, in order."""
        now = self.room.clock.move(minutes=1)
        found = self.room.database.run(audit.look_ahead, now=now)
        self.room.database.run(audit.draw, now=now, found=found)
        return list(self.room.database.run(audit.look_standing).keys)

    def read(self, batches: int) -> None:
        """Batches as they are dealt, by two readers in turn; duplicates name a line of the batch."""
        for number in range(batches):
            self.room.clock.move(minutes=1)
            reader = self.readers[number % 2]
            batch = self.room.deal(reader)
            said = "; ".join(_judged(line, batch) for line in batch.lines)
            self.room.record(reader, said, batch.code)

    def rule(self, keys: Iterable[LineKey], verdict: Verdict | None = None) -> None:
        """Rule read lines as they were read, or otherwise; what has a ruling keeps it."""
        for key in keys:
            self.room.clock.move(minutes=1)
            self._rule(self.lawyers[0], key, verdict)

    def rule_drawn(self) -> list[LineKey]:
        """Rule all drawn lines that are read and have no ruling; which."""
        keys = self.room.database.run(_drawn_and_read)
        self.rule(keys)
        return keys

    def claimed(self) -> list[LineKey]:
        """Lines that are claimed and have no ruling, by key."""
        return self.room.database.run(_claimed)

    def _rule(self, by: Person, key: LineKey, verdict: Verdict | None) -> None:
        row = self.room.line(key.typed)
        ruled = Verdict(row.verdict) if verdict is None else verdict
        ground = self.room.database.run(_ground, line_id=row.id)
        self.room.database.run(
            rulings.rule,
            now=self.room.clock(),
            by=by,
            line_key=key,
            verdict=ruled,
            ground=ground if ruled == Verdict.CHALLENGE else None,
            why=None if ruled == Verdict(row.verdict) else "record",
        )


def _judged(line: BatchLine, batch: BatchView) -> str:
    """Every second line is challenged; what cannot be is let stand."""
    others = [other.key.typed for other in batch.lines if other.number != line.number]
    if line.number % 2 == 0 or (line.reason == "DUP" and not others):
        return f"{line.number} s"
    ground = FITS.get(line.reason, f"dup1 ={others[0]}" if others else "")
    return f"{line.number} c {ground}"


def _drawn_and_read(tx: Connection) -> list[LineKey]:
    rows = tx.execute(
        select(lines.c.section, lines.c.page, lines.c.line)
        .join(audits, audits.c.line_id == lines.c.id)
        .outerjoin(cases, cases.c.line_id == lines.c.id)
        .where(lines.c.state == LineState.READ, cases.c.verdict.is_(None))
        .where(lines.c.verdict.in_((Verdict.CHALLENGE, Verdict.STANDS)))
        .order_by(audits.c.place)
    )
    return [LineKey(*row) for row in rows]


def _claimed(tx: Connection) -> list[LineKey]:
    rows = tx.execute(
        select(lines.c.section, lines.c.page, lines.c.line)
        .outerjoin(cases, cases.c.line_id == lines.c.id)
        .where(lines.c.claim, cases.c.verdict.is_(None))
        .order_by(lines.c.section, lines.c.page, lines.c.line)
    )
    return [LineKey(*row) for row in rows]


def _ground(tx: Connection, *, line_id: int) -> str:
    """The ground on which the line was challenged."""
    found = tx.execute(
        select(grounds.c.code)
        .join(readings, readings.c.ground_id == grounds.c.id)
        .where(readings.c.line_id == line_id, readings.c.standing)
    ).scalar()
    return str(found)
