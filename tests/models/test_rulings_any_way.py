"""Readers, lawyers, draws and corrected lists in any order: after each act everything is recounted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from models import petition, review, rulings
from models.database import Database
from models.errors import Refusal
from models.review import Said
from models.rules.rounds import Overrule
from models.tables import audits, cases, lines, readings
from models.terms import BatchLine, LineKey, Person, Role, Round, Verdict
from tests import factories
from tests.audit_room import draw_one
from tests.conftest import Clock
from tests.room import Room

# Few lines, so that acts often meet; half of them duplicates that name each other.
LINES = [(1001 + n // 5, 1, 1 + n % 5, "DUP" if n % 3 == 2 else "NR") for n in range(30)]
KEYS = [LineKey(section, page, line) for section, page, line, _code in LINES]
POLICY = replace(factories.POLICY, batch_size=5, bulk_check=1, second_percent=20, hold_minutes=60)
GROUNDS = {
    "NR": (*["REG"] * 8, "NRL", "MOVE"),
    "DUP": ("DUP1", "DUP1", "DUPX"),
    "OTH": ("REG", "OTH"),
}
STEPS = 150


class Story:
    """Three readers, two lawyers, an audit; whatever is refused is refused, and changes nothing."""

    def __init__(self, database: Database, clock: Clock, folder: Path, seed: int) -> None:
        self.room, self.chance, self.folder = Room(database, clock), Random(seed), folder
        self.readers = [factories.a_person(database) for _ in range(2)]
        self.lawyers = [factories.a_person(database, role=Role.LAWYER) for _ in range(2)]
        self.codes: dict[int, list[str]] = {one.id: [] for one in self.readers}
        self.stacks: list[int] = []
        self.takers: dict[int, Person] = {}
        self.lists = 0
        self.done: Counter[str] = Counter()
        self.acts: tuple[tuple[Callable[[], Any], int], ...] = (
            (self.read, 14),
            (self.correct, 3),
            (self.take_back, 2),
            (self.rule, 5),
            (self.undo, 3),
            (self.send_back, 1),
            (self.stack, 8),
            (self.let_go, 1),
            (self.undo_stack, 6),
            (self.draw, 1),
            (self.correct_the_list, 1),
            (self.wait, 3),
        )

    def step(self) -> None:
        act = self.chance.choices(*zip(*self.acts, strict=True))[0]
        try:
            act()
            self.done[act.__name__] += 1
        except Refusal:
            pass
        self.room.check()
        self.what_waits_is_what_a_lawyer_needs()

    def run(self, verb: Any, **values: Any) -> Any:
        return self.room.database.run(verb, now=self.room.clock(), **values)

    def read(self) -> None:
        reader = self.chance.choice(self.readers)
        batch = self.room.deal(reader)
        if batch.code not in self.codes[reader.id]:
            self.codes[reader.id].append(batch.code)
        self.say(reader, batch.code, list(batch.left)[: self.chance.choice((3, 5, 5))])

    def correct(self) -> None:
        reader = self.chance.choice(self.readers)
        code = self.chance.choice(self.codes[reader.id] or ["Z99"])
        self.say(reader, code, self.chance.sample(list(self.room.batch(code).lines), 1))

    def say(self, reader: Person, code: str, found: list[BatchLine]) -> None:
        items = [self.item(line, n) for n, line in enumerate(found, 1)]
        self.run(review.record, by=reader, items=items, code=code)

    def item(self, line: BatchLine, position: int) -> Said:
        verdict = self.chance.choice([*[Verdict.CHALLENGE] * 9, *Verdict])
        if verdict != Verdict.CHALLENGE:
            return Said(line.number, verdict, position=position)
        ground = self.chance.choice(GROUNDS[line.reason])
        others = [key for key in [*KEYS, LineKey(9999, 1, 1)] if key != line.key]
        partners = (self.chance.choice(others),) if line.reason == "DUP" else ()
        return Said(line.number, verdict, ground, partners, position=position)

    def take_back(self) -> None:
        self.room.undo(self.chance.choice(self.readers))

    def rule(self) -> None:
        lawyer = self.chance.choice(self.lawyers)
        key = self.chance.choice([None, self.chance.choice(KEYS)])
        case = self.run(rulings.deal, person=lawyer, key=key)
        if case is None:
            return
        ground = self.chance.choice(GROUNDS[case.reason])
        ours = self.chance.random() < 0.7
        self.run(
            rulings.rule,
            by=lawyer,
            line_key=case.key,
            verdict=Verdict.CHALLENGE if ours else Verdict.STANDS,
            ground=ground if ours else None,
            why=Overrule.RECORD,
        )

    def undo(self) -> None:
        lawyer = self.chance.choice(self.lawyers)
        for key in self.chance.sample(KEYS, len(KEYS)):
            try:
                self.run(rulings.undo, by=lawyer, line_key=key)
            except Refusal:
                continue
            return

    def send_back(self) -> None:
        lawyer = self.chance.choice(self.lawyers)
        case = self.run(rulings.deal, person=lawyer)
        if case is not None:
            self.run(rulings.send_back, by=lawyer, line_key=case.key)

    def stack(self) -> None:
        """Take one and go through its check; now and then err."""
        lawyer = self.chance.choice(self.lawyers)
        piles = self.run(rulings.look_stacks, person=lawyer)
        if not piles:
            return
        taken = {"ground": piles[0].ground, "reader": piles[0].reader}
        stack = self.run(rulings.take, person=lawyer, seed=str(self.chance.random()), **taken)
        self.stacks.append(stack.id)
        self.takers[stack.id] = lawyer
        while stack is not None and stack.case is not None and self.chance.random() < 0.95:
            ours = self.chance.random() < 0.9
            self.run(
                rulings.rule,
                by=lawyer,
                line_key=stack.case.key,
                verdict=Verdict.CHALLENGE if ours else Verdict.STANDS,
                ground=stack.ground if ours else None,
                why=Overrule.RECORD,
            )
            stack = self.run(rulings.show_stack, person=lawyer)
        if stack is not None and stack.ended is None:
            before = self.ruled()
            kept = self.run(rulings.rule_rest, by=lawyer, stack_id=stack.id, count=stack.rest)
            assert self.ruled() == before + kept.lines
            self.done["ruled together"] += kept.lines

    def let_go(self) -> None:
        self.run(rulings.let_go, person=self.chance.choice(self.lawyers))

    def undo_stack(self) -> None:
        if self.stacks:
            of = self.chance.choice(self.stacks[-3:])
            back = self.run(rulings.undo_stack, by=self.takers[of], stack_id=of)
            self.done["taken back"] += back.lines

    def draw(self) -> None:
        self.run(_draw, chance=self.chance)

    def correct_the_list(self) -> None:
        """Some lines have another reason now; one comes in, and one goes, if nobody has read it."""
        self.lists += 1
        path = self.folder / f"list-{self.lists}.csv"
        drop = self.chance.choice([None, self.chance.choice(KEYS)])
        rows = [(*row[:3], self.chance.choice([row[3]] * 9 + ["OTH"])) for row in LINES]
        rows = [row for row in rows if row[:3] != drop]
        rows += [(9999, 1, 1, "DUP")] if self.chance.random() < 0.5 else []
        text = [",".join(str(cell) for cell in row) for row in rows]
        path.write_text("\n".join(["section,page,line,reason", *text, ""]))
        self.run(petition.import_list, by="desk", path=path, why=f"correction {self.lists}")

    def wait(self) -> None:
        self.room.clock.move(minutes=self.chance.choice([1, 40, 200, 1500]))
        self.room.expire()

    def ruled(self) -> int:
        made = (readings.c.round == Round.RULING, readings.c.standing)
        return int(self.room.rows(select(func.count()).where(*made))[0][0])

    def what_waits_is_what_a_lawyer_needs(self) -> None:
        """Everything read that is unsure or contested and has no ruling waits, and nothing ruled."""
        rows = self.room.rows(
            select(
                lines.c.verdict, lines.c.contested, lines.c.waits, cases.c.verdict.label("ruled")
            ).outerjoin(cases, cases.c.line_id == lines.c.id)
        )
        for row in rows:
            needs = row.verdict == Verdict.UNSURE or row.contested
            assert row.waits is None if row.ruled else not needs or row.waits is not None


def _draw(tx: Any, *, now: Any, chance: Random) -> None:
    free = select(lines.c.id).where(
        lines.c.id.not_in(select(audits.c.line_id)),
        lines.c.id.not_in(select(cases.c.line_id).where(cases.c.verdict.is_not(None))),
    )
    found = list(tx.execute(free).scalars())
    if not found:
        return
    draw_one(tx, now=now, line_id=chance.choice(found))


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 13))]
)
def test_nothing_kept_of_rulings_is_ever_wrong(
    any_database: Database, clock: Clock, tmp_path: Path, seed: int
) -> None:
    factories.found_campaign(any_database, lines=LINES, policy=POLICY)
    story = Story(any_database, clock, tmp_path, seed)
    for _ in range(STEPS):
        story.step()
    assert story.done["rule"] > 5
    assert story.done["ruled together"] > 0
