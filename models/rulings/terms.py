"""The results of the rulings' verbs: frozen, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.rules import rounds
from models.rules.stacks import End
from models.terms import LineKey, Round, Tier, Verdict


@dataclass(frozen=True, slots=True)
class Queue:
    """The lawyers' queue in lines: waiting by why, in hand, sent back, ruled, ruled for us.

    ``ours`` counts one line a duplicate set. ``waiting`` leaves out what a lawyer has in hand and
    what was sent back and rests; ``stacked`` lines may be ruled in stacks.
    """

    waiting: Mapping[rounds.Why, int]
    in_hand: int
    sent_back: int
    ruled: int
    ours: int
    stacked: int = 0


@dataclass(frozen=True, slots=True)
class Testimony:
    """One standing reading of a line: by whom (pseudonym), what, on which ground, when (UTC).

    ``signed_on`` and ``registered_on`` are the dates its reader noted; ``extra``: it came beside
    the one that stands for the line.
    """

    reader: str
    verdict: Verdict
    ground: str | None
    authority: str
    tier: Tier | None
    signed_on: date | None
    registered_on: date | None
    at: datetime
    round: Round
    extra: bool


@dataclass(frozen=True, slots=True)
class Mate:
    """A line of a duplicate set, as a lawyer sees it; ``listed`` False: it is in no list of ours.

    ``first``: it represents the set and is the only one of it that can count.
    """

    key: LineKey
    listed: bool = True
    first: bool = False
    read: Verdict | None = None
    ruled: Verdict | None = None
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A line before a lawyer. The first of ``readings`` is the one that stands for the line.

    ``until`` is the end of the lawyer's hold, aware UTC; ``why`` None: it was asked for by key. It
    never says that a line is the audit's. ``mates`` are the lines of its duplicate set, itself
    among them; none where it is in no set. ``stack`` is the id of the lawyer's stack in which it
    is to be checked.
    """

    key: LineKey
    reason: str
    label: str
    why: rounds.Why | None
    readings: tuple[Testimony, ...]
    until: datetime
    mates: tuple[Mate, ...] = ()
    stack: int | None = None

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds on which somebody challenges, each once, the standing reading's first."""
        return tuple(dict.fromkeys(one.ground for one in self.readings if one.ground is not None))

    @property
    def verdict(self) -> Verdict:
        """What stands now."""
        return self.readings[0].verdict


@dataclass(frozen=True, slots=True)
class Pile:
    """Lines that may be ruled in one stack: of one ground (with its authority), by one reader.

    ``sections`` are those they lie in, rising.
    """

    ground: str
    authority: str
    reader: str
    lines: int
    sections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as its lawyer sees it.

    ``to_check`` lines are read one by one, ``checked`` of them are ruled. ``rest`` lines will be
    ruled with one tap, or were; they lie in ``sections``. ``case`` is the next line to check, None
    where all are checked or the stack has ended. Times are aware UTC.
    """

    id: int
    ground: str
    authority: str
    tier: Tier
    reader: str
    lines: int
    to_check: int
    checked: int
    rest: int
    sections: tuple[int, ...]
    until: datetime
    ended: End | None = None
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class RuledStack:
    """The rest of a stack as it was ruled, or taken back: how many lines; all ruled ours after it."""

    stack: Stack
    lines: int
    ours: int
    again: bool = False
