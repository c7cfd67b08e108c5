"""What a typed sheet is once it is understood, and how it says what it did not understand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Literal

from models.errors import Refusal
from models.terms import LineKey, Verdict

#: Errors that the grounds which fit a line's reason answer.
ABOUT_GROUNDS = frozenset({"readings.ground-unknown", "readings.ground-missing"})


@dataclass(frozen=True, slots=True)
class ItemError:
    """One thing that was not understood, by place and never by word.

    ``position`` counts items from 1 (0 is the head of the message); in a CSV it is the row as a
    spreadsheet numbers it. ``start`` and ``end`` are a half-open span of the message in
    characters; in a CSV both are the column's number from 1. ``number`` is the batch's own line
    number where one is concerned, ``fitting`` the ground codes that would have been right.
    ``lines`` are the numbers and keys of the item, where it is about its ground (see
    `handlers.parse.resolve.with_fitting`).
    """

    position: int
    start: int
    end: int
    code: str
    number: int | None = None
    fitting: tuple[str, ...] = ()
    lines: tuple[LineKey | int, ...] = field(default=(), compare=False)


class Misread(Refusal):
    """Nothing of the message was taken. ``errors`` holds all that is wrong, in order of place.

    ``where`` says what ``position`` counts, ``batch`` which batch the message names. The refusal's
    own code is ``readings.misread``.
    """

    def __init__(
        self,
        errors: tuple[ItemError, ...],
        where: Literal["item", "row"] = "item",
        batch: str | None = None,
    ) -> None:
        super().__init__("readings.misread", errors=errors, count=len(errors), where=where)
        self.errors = errors
        self.where = where
        self.batch = batch


@dataclass(frozen=True, slots=True)
class TypedItem:
    """One verdict on some lines, as typed.

    ``numbers`` are the batch's own line numbers with ranges expanded, ``keys`` full line keys;
    either may be empty, not both. ``ground`` is None except for a challenge, and then only while
    a question about it is open. ``partners`` are the other lines of a duplicate set. The span is
    where the item stands in the message; it takes no part in comparing. ``reason`` is the
    registrar's code, where lines are registered as met.
    """

    position: int
    numbers: tuple[int, ...]
    keys: tuple[LineKey, ...]
    verdict: Verdict
    ground: str | None = None
    partners: tuple[LineKey | int, ...] = ()
    signed_on: date | None = None
    registered_on: date | None = None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A ground to be asked about by tap; ``candidates`` are ground codes, best first."""

    position: int
    candidates: tuple[str, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TypedSheet:
    """A whole message or CSV. ``rest`` is the verdict on every line not yet read and not named."""

    code: str | None
    read_by: str | None
    items: tuple[TypedItem, ...]
    rest: Verdict | None = None
    questions: tuple[Question, ...] = ()


def answered(sheet: TypedSheet, grounds: Mapping[int, str]) -> TypedSheet:
    """The sheet with open questions answered: ``grounds`` maps item positions to ground codes.

    Raises Refusal ``readings.not-asked`` for a position without a question, or a ground that was
    not among its candidates (a stale tap).
    """
    asked = {question.position: question.candidates for question in sheet.questions}
    for position, ground in grounds.items():
        if ground not in asked.get(position, ()):
            raise Refusal("readings.not-asked", position=position)
    items = tuple(
        replace(item, ground=grounds.get(item.position, item.ground)) for item in sheet.items
    )
    left = tuple(question for question in sheet.questions if question.position not in grounds)
    return replace(sheet, items=items, questions=left)


def contradictions(
    items: Sequence[TypedItem], questions: Sequence[Question] = ()
) -> list[tuple[int, str, int, int]]:
    """Lines named twice with different readings, as (position, code, start, end).

    The same reading twice is no contradiction. Items with an open question count as different.
    """
    asked = {question.position for question in questions}
    seen: dict[LineKey | int, object] = {}
    found = []
    for item in items:
        said = (
            item.verdict, item.ground, item.partners, item.signed_on, item.registered_on,
            item.reason,
        )  # fmt: skip
        reading: object = (said, item.position) if item.position in asked else said
        lines: tuple[LineKey | int, ...] = (*item.numbers, *item.keys)
        if any(seen.setdefault(line, reading) != reading for line in lines):
            found.append((item.position, "readings.twice", item.start, item.end))
    return found


_LETTER = {
    Verdict.CHALLENGE: "c",
    Verdict.STANDS: "s",
    Verdict.UNSURE: "?",
    Verdict.MISSING: "m",
}


def format_sheet(sheet: TypedSheet) -> str:
    """The sheet as one line of plain text that ``parse_readings`` reads back to the same sheet.

    Open questions are written as ``addr|sig``, so a draft can be kept as text that holds nothing
    but numbers and known codes. Positions are those of the text: items count from 1.
    """
    head = " ".join(
        part for part in (sheet.code or "", f"by {sheet.read_by}" if sheet.read_by else "") if part
    )
    asked = {question.position: "|".join(question.candidates) for question in sheet.questions}
    items = [_format_item(item, asked.get(item.position)) for item in sheet.items]
    if sheet.rest is not None:
        items.append(f"rest {_LETTER[sheet.rest]}")
    return (f"{head}: " if head else "") + "; ".join(items)


def _format_item(item: TypedItem, asked: str | None) -> str:
    parts = [",".join([*_spans(item.numbers), *(key.typed for key in item.keys)])]
    if item.reason:
        parts.append(item.reason.lower())
    parts.append(_LETTER[item.verdict])
    ground = item.ground or asked
    if ground:
        parts.append(ground)
    if item.partners:
        partners = (str(p) if isinstance(p, int) else p.typed for p in item.partners)
        parts.append("=" + "+".join(partners))
    if item.signed_on:
        parts.append(f"signed {item.signed_on.isoformat()}")
    if item.registered_on:
        parts.append(f"reg {item.registered_on.isoformat()}")
    return " ".join(parts)


def _spans(numbers: tuple[int, ...]) -> list[str]:
    """Runs of consecutive numbers as ranges: (3, 4, 5, 9) gives ["3-5", "9"]."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    spans = []
    for _, run in runs:
        members = [number for _, number in run]
        spans.append(str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}")
    return spans
