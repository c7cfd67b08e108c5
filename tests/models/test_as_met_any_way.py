"""As met, used in any order by anybody: lines are registered once, and nothing kept is wrong."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot import storage
from models import review
from models.database import Database
from models.errors import Refusal
from models.review import Said
from models.tables import lines, sections
from models.terms import LineKey, Order, Role, Verdict
from tests import factories
from tests.conftest import Clock
from tests.models.test_as_met import Hall

POLICY = replace(
    factories.POLICY, order=Order.AS_MET, sections_a_batch=2, hold_minutes=60, warn_minutes=20
)
FOLDER = Path(tempfile.mkdtemp(prefix="countersign-as-met-"))
# Few sections, lines and people, so that they often meet.
SECTIONS = range(2001, 2005)
GROUNDS = {"NR": "REG", "SIG": "SIG", "DUP": "DUP1"}
WHO = st.integers(0, 2)
BATCH = st.integers(0, 20)
ITEM = st.tuples(
    st.sampled_from(SECTIONS),
    st.integers(1, 3),
    st.sampled_from([None, *GROUNDS]),
    st.sampled_from([Verdict.CHALLENGE, *Verdict]),
)
ITEMS = st.lists(ITEM, min_size=1, max_size=3, unique_by=lambda item: item[:2])
MESSAGE = st.one_of(st.none(), st.integers(1, 3))


class AnyWay(RuleBasedStateMachine):
    """Three volunteers, one of whom circulated a section, and a captain."""

    @initialize()
    def found(self) -> None:
        template = FOLDER / "template.db"
        if not template.exists():
            storage.upgrade(f"sqlite:///{template}")
        self.path = Path(tempfile.mkstemp(dir=FOLDER, suffix=".db")[1])
        shutil.copyfile(template, self.path)
        database = Database(f"sqlite:///{self.path}", durable=False)
        factories.found_campaign(database, lines=[], policy=POLICY)
        self.hall = Hall(database, Clock())
        self.hall.open(SECTIONS)
        self.people = [factories.a_person(database), factories.a_person(database)]
        self.people.append(factories.a_person(database, circulated=[2001]))
        self.captain = factories.a_person(database, role=Role.CAPTAIN)
        self.held: list[list[str]] = [[], [], []]

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            self.hall.database.close()
            for file in FOLDER.glob(f"{self.path.name}*"):
                file.unlink()

    @rule(who=WHO)
    def deal(self, who: int) -> None:
        batch = self.ask(self.hall.deal, self.people[who])
        if batch is not None and batch.code not in self.held[who]:
            assert not (who == 2 and 2001 in batch.sections)
            self.held[who].append(batch.code)

    @rule(who=WHO, batch=BATCH, items=ITEMS, message=MESSAGE, amend=st.booleans())
    def meet(self, who: int, batch: int, items: Any, message: int | None, amend: bool) -> None:
        if not self.held[who]:
            self.deal(who)
        codes = self.held[who][-2:]
        if not codes:
            return
        said = []
        for position, (section, line, reason, verdict) in enumerate(items, 1):
            key, ground, partners = LineKey(section, 1, line), None, ()
            if verdict == Verdict.CHALLENGE:
                found = self.hall.rows(
                    select(factories.reasons.c.code)
                    .join(lines, lines.c.reason_id == factories.reasons.c.id)
                    .where(lines.c.section == section, lines.c.line == line)
                )
                ground = GROUNDS[reason or (found[0].code if found else "NR")]
                partners = (LineKey(9999, 1, 1),) if ground == "DUP1" else ()
            said.append(Said(key, verdict, ground, partners, position=position, reason=reason))
        self.ask(
            lambda: self.hall.database.run(
                review.record,
                now=self.hall.clock(),
                by=self.people[who],
                items=said,
                code=codes[batch % len(codes)],
                chat_id=None if message is None else who,
                message_id=message,
                amend=amend,
            )
        )

    @rule(who=WHO, section=st.sampled_from([None, *SECTIONS]))
    def finish(self, who: int, section: int | None) -> None:
        numbers = () if section is None else (section,)
        self.ask(self.hall.finish, self.people[who], None, *numbers)

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        self.ask(self.hall.undo, self.people[who])

    @rule(what=st.sampled_from(["give back", "on paper", "reclaim", "move"]), who=WHO, to=WHO)
    def change_a_hold(self, what: str, who: int, to: int) -> None:
        if what == "give back":
            self.ask(self.hall.give_back, self.people[who])
        elif what == "on paper":
            self.ask(self.hall.on_paper, self.people[who])
        elif self.held[who] and what == "reclaim":
            self.ask(self.hall.reclaim, self.captain, self.held[who][-1])
        elif self.held[who] and self.ask(
            self.hall.move, self.captain, self.held[who][-1], self.people[to]
        ):
            self.held[to].append(self.held[who][-1])

    @rule(minutes=st.sampled_from([1, 45, 90, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.hall.clock.move(minutes=minutes)
        self.hall.warn()
        self.hall.expire()

    @invariant()
    def nothing_kept_is_wrong(self) -> None:
        if hasattr(self, "hall"):
            self.hall.check()
            assert len(self.hall.rows(select(sections))) == len(SECTIONS)

    def ask(self, call: Any, *args: Any) -> Any:
        """None if it was refused; whatever else it raises is a fault."""
        try:
            return call(*args)
        except Refusal:
            return None


TestAsMetAnyWay = AnyWay.TestCase
TestAsMetAnyWay.settings = settings(
    max_examples=20, stateful_step_count=40, deadline=None, derandomize=True, database=None
)
