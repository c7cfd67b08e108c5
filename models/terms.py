"""The vocabulary: enums, identifiers and the small values every storey shares. No behaviour.

The glossary with every word's meaning is docs/words.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple, TypeVar

Verb = TypeVar("Verb", bound=Callable[..., Any])


class LineKey(NamedTuple):
    """The only name a line has: section, page and line as the petition numbers them."""

    section: int
    page: int
    line: int

    @property
    def typed(self) -> str:
        """As people type it: ``12045-1-7``."""
        return f"{self.section}-{self.page}-{self.line}"

    @property
    def printed(self) -> str:
        """As we print it: ``S12045-P1-L07``."""
        return f"S{self.section}-P{self.page}-L{self.line:02d}"


class Verdict(StrEnum):
    """What a reading says of a line."""

    CHALLENGE = "challenge"  # the rejection was wrong, on a ground
    STANDS = "stands"  # the rejection was right
    UNSURE = "unsure"  # a lawyer must look
    MISSING = "missing"  # the line could not be shown


class Tier(StrEnum):
    """How a ground attacks a rejection; proposed by the ground, decided by the lawyer."""

    A = "A"  # the county broke its own rule
    B = "B"  # the rule itself is unlawful
    C = "C"  # arguable


class LineState(IntEnum):
    """Where a line stands in the first round. Every line is in exactly one."""

    FREE = 0
    HELD = 1
    PAPER = 2  # read on paper, to be typed
    READ = 3


class Round(IntEnum):
    """Which look at the line a reading is."""

    FIRST = 1
    SECOND = 2
    RULING = 3


class Role(StrEnum):
    """What a person may do; each may do what the ones before it may (lawyers apart)."""

    VOLUNTEER = "volunteer"
    CAPTAIN = "captain"
    LAWYER = "lawyer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


RANK: dict[Role, int] = {
    Role.VOLUNTEER: 1,
    Role.CAPTAIN: 2,
    Role.LAWYER: 2,
    Role.COORDINATOR: 3,
    Role.ADMIN: 4,
}


class Designation(StrEnum):
    """Where the written designation of a representative stands (Gov. Code 7924.110)."""

    NONE = "none"
    REQUESTED = "requested"
    ON_FILE = "on-file"
    WITHDRAWN = "withdrawn"


class Order(StrEnum):
    """By which policy the lines of a batch were chosen."""

    REGISTRAR = "registrar"  # as the registrar numbers them
    SEEDED = "seeded"  # sections in a seeded random order
    REASON = "reason"  # one reason first, in the registrar's order
    AS_MET = "as-met"  # no list: the reader registers rejected lines of a section
    BEST = "best"  # reasons by rulings for us a reviewer-minute (rules.priority)


class Ended(StrEnum):
    """How a hold ended."""

    DONE = "done"
    GIVEN_BACK = "given-back"
    EXPIRED = "expired"
    RECLAIMED = "reclaimed"
    MOVED = "moved"


class Via(StrEnum):
    """How a reading was entered."""

    TAP = "tap"
    TEXT = "text"
    SHEET = "sheet"


class NoticeState(StrEnum):
    """What became of an outgoing message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # we died, or the line did, between the send and its answer
    FAILED = "failed"  # refused by Telegram for good
    DROPPED = "dropped"  # overtaken, or its addressee cannot be reached


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asking, as the gate knows them."""

    id: int
    pseudonym: str
    role: Role
    language: str
    suspended: bool
    terms_version: int
    designation: Designation
    practised: bool
    awaiting: str | None = None  # what the person's next free text answers


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One line of a batch as a reader sees it. ``number`` is its place in the batch, from 1."""

    number: int
    line_id: int
    key: LineKey
    reason: str
    state: LineState
    verdict: Verdict | None = None
    ground: str | None = None
    label: str = ""  # the registrar's own words for the reason


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch in someone's hands; times are aware UTC."""

    id: int
    code: str
    holder_id: int
    holder: str
    dealt_at: datetime
    ends_at: datetime
    on_paper: bool
    practice: bool
    ended: Ended | None
    office: str | None
    lines: tuple[BatchLine, ...]
    deadline_at: datetime
    message_id: int | None = None
    sections: tuple[int, ...] = ()  # "as met": all sections dealt with it, in dealing order
    finished: tuple[int, ...] = ()  # those of them in which nothing is left to register

    @property
    def to_finish(self) -> tuple[int, ...]:
        """The sections its holder has still to go through; none once the batch has ended."""
        if self.ended is not None:
            return ()
        return tuple(section for section in self.sections if section not in self.finished)

    @property
    def left(self) -> tuple[BatchLine, ...]:
        """The lines still without a reading of the holder's or anybody's."""
        return tuple(
            line for line in self.lines if line.verdict is None and line.state != LineState.READ
        )


@dataclass(frozen=True, slots=True)
class Noted:
    """One reading as it was kept: the line, what is said now, what was said before."""

    key: LineKey
    number: int
    verdict: Verdict
    ground: str | None
    tier: Tier | None
    before: Verdict | None = None
    extra: bool = False  # someone else has read the line meanwhile; kept beside
    repeated: bool = False  # the same as before: nothing was written
    reason: str | None = None  # "as met": the registrar's code as its reader met it
    partners: tuple[LineKey, ...] = ()  # the other lines of a duplicate set that it names
    before_ground: str | None = None
    before_partners: tuple[LineKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A finish date as a range of days, or none on this course."""

    first: date | None
    last: date | None


def looks(verb: Verb) -> Verb:
    """Mark a verb that only reads: it runs beside the writers and never waits for them."""
    verb.looks = True  # type: ignore[attr-defined]
    return verb


def glances(verb: Verb) -> Verb:
    """Mark a look of a few rows by key: from a file it is quicker than to ask a thread for it."""
    verb.glances = True  # type: ignore[attr-defined]
    return looks(verb)
