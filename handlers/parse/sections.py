"""Section numbers as people type them: ``12045 12046-12050, 12060``."""

from __future__ import annotations

import re

from handlers.parse.folding import plain
from models.errors import Refusal

_ONE = re.compile(r"s?(\d{1,9})(?:-s?(\d{1,9}))?")
_AROUND = re.compile(r"\s*-+\s*|\s+(?:to|a|al|hasta)\s+")
_MOST = 2000  # numbers of one message


def parse_spans(text: str) -> tuple[range, ...]:
    """The same as ranges, however long they are: ``12001-12500`` is ``range(12001, 12501)``.

    Raises Refusal ``petition.section-malformed`` with the place of the item (from 1).
    """
    found = []
    for place, item in enumerate(_items(text), 1):
        match = _ONE.fullmatch(item)
        first = int(match[1]) if match else 0
        last = int(match[2] or first) if match else 0
        if not 0 < first <= last:
            raise Refusal("petition.section-malformed", place=place)
        found.append(range(first, last + 1))
    return tuple(found)


def _items(text: str) -> list[str]:
    return _AROUND.sub("-", plain(text)).replace(",", " ").replace(";", " ").split()


def parse_sections(text: str) -> tuple[int, ...]:
    """Numbers and ranges as section numbers, each once, rising.

    Raises Refusal ``people.section-malformed`` with the place of the item (from 1), never the
    item; ``people.sections-too-many``.
    """
    found: set[int] = set()
    for place, item in enumerate(_items(text), 1):
        match = _ONE.fullmatch(item)
        first = int(match[1]) if match else 0
        last = int(match[2] or first) if match else 0
        if not 0 < first <= last:
            raise Refusal("people.section-malformed", place=place)
        if last - first >= _MOST or len(found) + last - first >= _MOST:
            raise Refusal("people.sections-too-many", most=_MOST)
        found.update(range(first, last + 1))
    return tuple(sorted(found))
