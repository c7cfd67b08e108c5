"""The review, used in any order by anybody: whatever happens, nothing kept is ever wrong."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from models import audit, review, rulings
from models.database import Database
from models.errors import Refusal
from models.review import Recorded, Said
from models.tables import batches, readings
from models.terms import BatchLine, LineKey, Person, Role, Verdict
from tests import factories
from tests.conftest import Clock
from tests.room import FITS, Room

# Few lines and few people, so that they often meet: three sections, mostly duplicates.
LINES = [(1001 + n // 3, 1, 1 + n % 3, "NR" if n % 4 == 3 else "DUP") for n in range(15)]
POLICY = replace(
    factories.POLICY,
    batch_size=3,
    hold_minutes=60,
    warn_minutes=20,
    second_percent=60,
    audit_batch=2,
    audit_percent=40,
)
WHO = st.integers(0, 3)
BATCH = st.integers(0, 50)
KEYS = [LineKey(section, page, line) for section, page, line, _code in LINES]
PARTNER = st.one_of(st.integers(1, 3), st.sampled_from([*KEYS, LineKey(9999, 1, 1)]))
ITEM = st.tuples(
    st.integers(0, 2),
    st.sampled_from([Verdict.CHALLENGE, Verdict.CHALLENGE, *Verdict]),
    st.lists(PARTNER, min_size=1, max_size=2),
)
ITEMS = st.lists(ITEM, min_size=1, max_size=3, unique_by=lambda item: item[0])
MESSAGE = st.one_of(st.none(), st.integers(1, 4))


class AnyWay(RuleBasedStateMachine):
    """Four volunteers, one of whom circulated a section, a captain and a lawyer."""

    template: Path
    folder: Path

    @initialize()
    def found(self) -> None:
        self.path = Path(tempfile.mkstemp(dir=self.folder, suffix=".db")[1])
        shutil.copyfile(self.template, self.path)
        database = Database(f"sqlite:///{self.path}", durable=False)
        factories.found_campaign(database, lines=LINES, policy=POLICY)
        self.people = [factories.a_person(database) for _ in range(3)]
        self.people.append(factories.a_person(database, circulated=[1001]))
        self.captain = factories.a_person(database, role=Role.CAPTAIN)
        self.lawyer = factories.a_person(database, role=Role.LAWYER)
        self.room = Room(database, Clock())
        self.held: dict[int, list[str]] = {person.id: [] for person in self.people}
        self.entries: dict[int, list[int]] = {person.id: [] for person in self.people}
        self.entries[self.captain.id] = []

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self.room.database.close()
            self.path.unlink()

    @rule(who=WHO)
    def deal(self, who: int) -> None:
        batch = self.ask(self.room.deal, self.people[who])
        if batch is None:
            return
        new = batch.code not in self.held[self.people[who].id]
        assert not (new and who == 3 and any(line.key.section == 1001 for line in batch.lines))
        self.holds(self.people[who], batch.code)

    @rule(who=WHO, batch=BATCH, items=ITEMS, message=MESSAGE, amend=st.booleans())
    def record(self, who: int, batch: int, items: Any, message: int | None, amend: bool) -> None:
        person = self.people[who]
        self.says(person, person, batch, items, message, amend)

    @rule(who=WHO, items=ITEMS)
    def record_the_open_batch(self, who: int, items: Any) -> None:
        self.deal(who)
        self.says(self.people[who], self.people[who], None, items, None, False)

    @rule(who=WHO, batch=BATCH, items=ITEMS)
    def type_for_somebody(self, who: int, batch: int, items: Any) -> None:
        self.says(self.captain, self.people[who], batch, items, None, False)

    @rule(who=WHO, entry=st.one_of(st.none(), BATCH))
    def undo(self, who: int, entry: int | None) -> None:
        own = self.entries[self.people[who].id]
        named = None if entry is None or not own else own[entry % len(own)]
        self.ask(self.room.undo, self.people[who], named)

    @rule(
        what=st.sampled_from(["give back", "on paper", "on paper", "reclaim", "move", "move"]),
        who=WHO,
        to=WHO,
    )
    def change_a_hold(self, what: str, who: int, to: int) -> None:
        self.deal(who)
        person = self.people[who]
        if not (held := self.held[person.id]):
            return
        if what == "give back":
            self.ask(self.room.give_back, person)
        elif what == "on paper":
            self.ask(self.room.on_paper, person)
        elif what == "reclaim":
            self.ask(self.room.reclaim, self.captain, held[-1])
        elif self.ask(self.room.move, self.captain, held[-1], self.people[to]):
            self.holds(self.people[to], held[-1])

    @rule(ours=st.booleans())
    def a_lawyer_rules(self, ours: bool) -> None:
        now, lawyer = self.room.clock(), self.lawyer
        case = self.room.database.run(rulings.deal, now=now, person=lawyer)
        if case is None:
            return
        verdict = Verdict.CHALLENGE if ours else Verdict.STANDS
        ground = FITS.get(case.reason, "DUP1") if ours else None
        self.ask(
            lambda: self.room.database.run(
                rulings.rule,
                now=now,
                by=lawyer,
                line_key=case.key,
                verdict=verdict,
                ground=ground,
                why="record",
            )
        )

    @rule()
    def lines_are_drawn_for_the_audit(self) -> None:
        now, run = self.room.clock(), self.room.database.run
        self.ask(lambda: run(audit.begin, now=now, by="desk", seed="an invented seed"))
        found = run(audit.look_ahead, now=now)
        drawn = run(audit.draw, now=now, found=found)
        assert drawn == (0 if found is None else len(found.keys))

    @rule(minutes=st.sampled_from([1, 5, 45, 90, 90, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.room.clock.move(minutes=minutes)
        self.room.warn()
        self.room.expire()

    @invariant()
    def nothing_kept_is_wrong(self) -> None:
        if hasattr(self, "room"):
            self.room.check()

    def ask(self, call: Any, *args: Any) -> Any:
        """None if it was refused; whatever else it raises is a fault."""
        try:
            return call(*args)
        except Refusal:
            return None

    def holds(self, person: Person, code: str) -> None:
        """They hold or held it, so they may say something of it."""
        if code not in self.held[person.id]:
            self.held[person.id].append(code)

    def says(
        self,
        by: Person,
        reader: Person,
        batch: int | None,
        items: Any,
        message: int | None,
        amend: bool,
    ) -> None:
        if not self.held[reader.id]:
            self.deal(self.people.index(reader))
        theirs = self.held[reader.id][-3:]
        if not theirs:
            return
        code = theirs[-1] if batch is None else theirs[batch % len(theirs)]
        lines = self.room.batch(code).lines
        said = [
            self.item(lines[number % len(lines)], verdict, named, position)
            for position, (number, verdict, named) in enumerate(items[: len(lines)], 1)
        ]
        kept = self.ask(
            lambda: self.room.database.run(
                review.record,
                now=self.room.clock(),
                by=by,
                items=said,
                code=None if batch is None else code,
                read_by=None if by is reader else reader.pseudonym,
                chat_id=None if message is None else by.id,
                message_id=message,
                amend=amend,
            )
        )
        if kept is not None:
            self.entries[by.id].append(kept.entry_id)
            self.what_was_echoed_is_kept(kept, reader)

    def item(self, line: BatchLine, verdict: Verdict, named: Any, at: int) -> Said:
        ground, partners = None, ()
        if verdict == Verdict.CHALLENGE:
            ground = FITS.get(line.reason, "DUP1")
            partners = tuple(named) if ground == "DUP1" else ()
        named_as = line.number if at % 2 else line.key
        return Said(named_as, verdict, ground, partners, position=at)

    def what_was_echoed_is_kept(self, kept: Recorded, reader: Person) -> None:
        (round_,) = self.room.rows(select(batches.c.round).where(batches.c.id == kept.batch.id))
        for note in kept.noted:
            stands = self.room.rows(
                select(readings.c.verdict, readings.c.extra).where(
                    readings.c.line_id == self.room.line(note.key.typed).id,
                    readings.c.reader_id == reader.id,
                    readings.c.round == round_.round,
                    readings.c.standing,
                )
            )
            assert [row.verdict for row in stands] == [note.verdict]


@pytest.mark.parametrize("plays", [6, pytest.param(40, marks=pytest.mark.slow)])
def test_nothing_kept_is_ever_wrong(sqlite_template: Path, tmp_path: Path, plays: int) -> None:
    AnyWay.template, AnyWay.folder = sqlite_template, tmp_path
    some = settings(
        max_examples=plays,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(AnyWay, settings=some)
