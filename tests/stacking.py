"""Stacks in a few short calls: what the tests of rulings in bulk ask of a room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models import rulings
from models.errors import Refusal
from models.rulings import Pile, RuledStack, Stack
from models.terms import LineKey, Person, Role, Verdict
from tests import factories
from tests.room import Room

C, S = Verdict.CHALLENGE, Verdict.STANDS
ROWS = [(1001 + n // 4, 1, 1 + n % 4, "NR") for n in range(12)]
POLICY = replace(factories.POLICY, batch_size=12, bulk_check=3)


def read(room: Room, text: str = "") -> tuple[Person, Person]:
    """A reader who challenges all twelve on REG, or as said; and a lawyer."""
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    code = room.deal(reader).code
    room.record(reader, text or "; ".join(f"{n} c reg" for n in range(1, 13)), code)
    return reader, lawyer


def piles(room: Room, lawyer: Person) -> tuple[Pile, ...]:
    return room.database.run(rulings.look_stacks, now=room.clock(), person=lawyer)


def take(room: Room, lawyer: Person, reader: Person, seed: str = "lot") -> Stack:
    return room.database.run(
        rulings.take,
        now=room.clock(),
        person=lawyer,
        ground="REG",
        reader=reader.pseudonym,
        seed=seed,
    )


def shown(room: Room, lawyer: Person) -> Stack | None:
    return room.database.run(rulings.show_stack, now=room.clock(), person=lawyer)


def uphold(room: Room, lawyer: Person, stack: Stack | None) -> Stack:
    """Rule as it was read every line to check."""
    while stack is not None and stack.case is not None:
        one(room, lawyer, stack.case.key, C, ground="REG")
        stack = shown(room, lawyer)
    assert stack is not None
    return stack


def one(room: Room, lawyer: Person, key: LineKey, verdict: Verdict, **more: Any) -> Any:
    return room.database.run(
        rulings.rule, now=room.clock(), by=lawyer, line_key=key, verdict=verdict, **more
    )


def rest(room: Room, lawyer: Person, stack: Stack, count: int | None = None) -> RuledStack:
    return room.database.run(
        rulings.rule_rest,
        now=room.clock(),
        by=lawyer,
        stack_id=stack.id,
        count=stack.rest if count is None else count,
    )


def undo(room: Room, lawyer: Person, stack: Stack) -> RuledStack:
    return room.database.run(rulings.undo_stack, now=room.clock(), by=lawyer, stack_id=stack.id)


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=rf"^{code}$")


def queue(room: Room) -> tuple[int, int]:
    """How many lines wait for a ruling of their own, and how many for a stack."""
    found = room.database.run(rulings.look_queue, now=room.clock())
    return sum(found.waiting.values()), found.stacked
