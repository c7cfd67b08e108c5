"""Whom a coordinator means: call names and pseudonyms as typed, in any spelling.

A pseudonym to the letter always wins, and so does a call name that only one person has. A slip, a
nickname cut short or a shared name is a question, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

_PSEUDONYM = re.compile(r"r[\s.\-‐-―]*(\d{1,6})")
_NEAR = 75.0  # rapidfuzz ratio (0..100) from which a name is worth asking about
_SHORTEST = 2  # letters of a beginning that may stand for a name


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the people who may be meant, the likeliest first; ``sure``: one, to the letter."""

    ids: tuple[int, ...]
    sure: bool


def find(typed: str, people: Iterable[tuple[int, str, str]], *, most: int = 6) -> Found:
    """Whom ``typed`` may mean among (id, pseudonym, call name or empty); at most ``most``."""
    known = [(who, pseudonym.casefold(), folded(name)) for who, pseudonym, name in people]
    words = folded(typed)
    match = _PSEUDONYM.fullmatch(words)
    if match:
        meant = f"r-{int(match[1]):03d}"
        return _exact([who for who, pseudonym, _ in known if pseudonym == meant], most)
    same = [who for who, _, name in known if name and name == words]
    if same:
        return _exact(same, most)
    scored = sorted(
        ((_likeness(words, name), who) for who, _, name in known if name),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return Found(tuple(who for score, who in scored if score >= _NEAR)[:most], sure=False)


def folded(text: str) -> str:
    """Lower case, without accents, single spaces."""
    marks = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in marks if not unicodedata.combining(sign))
    return " ".join(plain.split())


def _exact(ids: list[int], most: int) -> Found:
    return Found(tuple(ids[:most]), sure=len(ids) == 1)


def _likeness(typed: str, name: str) -> float:
    """100 for a word of the name or its beginning, else how alike they are, 0 to 100."""
    if len(typed) >= _SHORTEST and any(word.startswith(typed) for word in name.split()):
        return 100.0
    return max(fuzz.ratio(typed, name), *(fuzz.ratio(typed, word) for word in name.split()))
