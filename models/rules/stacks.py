"""Stacks: agreed challenges that a lawyer rules together after reading some of them one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from models.rules.audit import ticket
from models.terms import LineKey

HOLD = timedelta(hours=2)  # a lawyer's claim on a stack, from the last line shown of it
MOST = 5000  # lines in one stack: more is more than a check of a few lines can speak for


class End(StrEnum):
    """How a stack ended."""

    RULED = "ruled"  # every checked line was upheld, and the rest was ruled with them
    FAILED = "failed"  # one was not: the rest waits for rulings of its own
    LET_GO = "let-go"  # given back, or its time was over
    UNDONE = "undone"  # ruled, and taken back as a whole


def in_order(seed: str, keys: Iterable[LineKey], first: Collection[LineKey]) -> list[LineKey]:
    """The lines of a stack in the order in which they would be checked.

    By the same lot as the audit's (`rules.audit.ticket`), so that an outsider with the seed can
    redo the draw; ``first`` are lines that were drawn before for this check and never ruled. Who
    gives a stack back and takes it again does not get rid of them.
    """
    known = set(first)
    return sorted(keys, key=lambda key: (key not in known, ticket(seed, key), key))


def to_check(lines: int, check: int) -> int:
    """How many of a stack's lines are read one by one; a stack no larger is read whole."""
    return min(lines, max(check, 1))


def hold_ends(now: datetime) -> datetime:
    """When a lawyer's hold on a stack ends that begins, or goes on, at ``now``."""
    return now + HOLD
