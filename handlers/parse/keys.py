"""Line keys, batch codes and pseudonyms as people type them."""

from __future__ import annotations

import re

from handlers.parse.folding import plain
from models.errors import Refusal
from models.terms import LineKey

_KEY = re.compile(r"s?\W*(\d{1,9})[\s./-]+p?\W*(\d{1,4})[\s./-]+l?\W*(\d{1,4})")
_TIGHT_KEY = re.compile(r"s(\d{1,9})p(\d{1,4})l(\d{1,4})")
_CODE = re.compile(r"([a-z])[\s.-]*(\d{1,5})")
_PSEUDONYM = re.compile(r"r[\s.-]*(\d{1,6})")


def parse_key(text: str) -> LineKey:
    """``12045-1-7`` or ``S12045-P1-L07``, any dash or spacing, as a LineKey.

    Raises Refusal ``key.malformed``: not three numbers, or one of them is zero. The key's form is
    the project's own (section, page, line; Elections Code 100 and 11040 number them so).
    """
    typed = plain(text)
    match = _KEY.fullmatch(typed) or _TIGHT_KEY.fullmatch(typed)
    if match is None:
        raise Refusal("key.malformed")
    key = LineKey(*(int(part) for part in match.groups()))
    if 0 in key:
        raise Refusal("key.malformed")
    return key


def parse_batch_code(text: str) -> str:
    """``k7``, ``K-7``, ``k 7`` or look-alikes as ``K7``: one letter (never I or O), then digits.

    Raises Refusal ``batch.code-malformed``.
    """
    match = _CODE.fullmatch(plain(text))
    if match is None or match[1] in "io" or int(match[2]) == 0:
        raise Refusal("batch.code-malformed")
    return f"{match[1].upper()}{int(match[2])}"


def parse_pseudonym(text: str) -> str:
    """``r17``, ``R-017`` or ``R 017`` as ``R-017`` (three digits at least).

    Raises Refusal ``readings.reader-malformed``; a reader is named by pseudonym only.
    """
    match = _PSEUDONYM.fullmatch(plain(text))
    if match is None or int(match[1]) == 0:
        raise Refusal("readings.reader-malformed")
    return f"R-{int(match[1]):03d}"
