"""The head of a message of readings: ``/v``, the batch code, and who read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.parse.keys import parse_batch_code, parse_pseudonym
from handlers.parse.tokens import KEY_SHAPE
from models.errors import Refusal

_COMMAND = re.compile(r"\s*/ ?v(?:@\w+)?(?=[\s\d]|$)\s*")
_BY = r"(?:(?:read +|leid[oa] +)?(?:by|por)|de)"
_REST = r"(?:the +|el +|all +|todo +)?rest"
_CODE = re.compile(
    rf"\s*(?:(?:batch|lote) +)?(?!{KEY_SHAPE})(?P<code>[a-z](?: ?-? ?)\d{{1,5}})"
    rf"(?!\d)(?= *[:.,-]* *(?:$|\n|\d|:|\?|s\d|#|{_BY} |{_REST}|lines?\b|linea))"
)
_READER = re.compile(rf"[\s:,-]*{_BY} +(?P<who>[^:;\n,]*?)(?= *(?:[:;\n,]|$)|(?<=\d) )")
_TAIL = re.compile(r"[\s:.,-]*")
_INNER = re.compile(r"(?:^|[\n;])\s*(?P<code>[a-z] ?-? ?\d{1,5}) *:")


@dataclass(frozen=True, slots=True)
class Fault:
    """A code and a half-open span of the folded text."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """What the head said; ``body`` is the folded text with the head blanked, offsets unchanged."""

    command: bool
    code: str | None
    read_by: str | None
    body: str
    faults: tuple[Fault, ...]


def read_header(folded: str) -> Header:
    """The head of a folded message. Faults are collected, nothing is raised."""
    faults: list[Fault] = []
    command = _COMMAND.match(folded)
    pos = command.end() if command else 0
    code = None
    match = _CODE.match(folded, pos)
    if match:
        pos = match.end()
        code = _checked_code(match, faults)
    reader = _READER.match(folded, pos) if match or command else None
    read_by = _checked_reader(reader, faults) if reader else None
    pos = reader.end() if reader else pos
    if match or reader:
        tail = _TAIL.match(folded, pos)
        pos = tail.end() if tail else pos
    body = " " * pos + folded[pos:]
    body = _without_inner_codes(body, code, faults)
    return Header(command is not None, code, read_by, body, tuple(faults))


def _checked_code(match: re.Match[str], faults: list[Fault]) -> str | None:
    try:
        return parse_batch_code(match["code"])
    except Refusal as no:
        faults.append(Fault(no.code, *match.span("code")))
        return None


def _checked_reader(match: re.Match[str], faults: list[Fault]) -> str | None:
    try:
        return parse_pseudonym(match["who"])
    except Refusal as no:
        faults.append(Fault(no.code, *match.span("who")))
        return None


def _without_inner_codes(body: str, code: str | None, faults: list[Fault]) -> str:
    """A batch code before a later item is fine when it is the same batch; two batches are not."""

    def blank(match: re.Match[str]) -> str:
        other = _checked_code(match, faults)
        if other is not None and other != code:
            faults.append(Fault("readings.two-batches", *match.span("code")))
        head = match.start("code") - match.start()
        return match.group()[:head] + " " * (len(match.group()) - head)

    return _INNER.sub(blank, body)
