"""A swap as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.parse.folding import plain
from models.errors import Refusal

_WITH = re.compile(
    r"(?:(?P<mine>.+?) +)?(?:with|to|con|a) +(?P<who>r\W{0,3}\d{1,6})(?P<more> .+)?"
)
_FOR = re.compile(r"(?:for|against|por) +(?P<theirs>.+)")
_BARE = re.compile(r"(?P<who>r\W{0,3}\d{1,6})")


@dataclass(frozen=True, slots=True)
class TypedSwap:
    """Whose number, and the days as typed: of my place, and of theirs (None: it is given away)."""

    who: str
    mine: str | None
    theirs: str | None


def parse_swap(text: str) -> TypedSwap:
    """``sat with R-017``, ``tue 9 with R-017 for thu``, ``R-017``. Refuses ``shifts.swap-usage``."""
    typed = plain(text)
    bare = _BARE.fullmatch(typed)
    if bare:
        return TypedSwap(bare["who"], None, None)
    found = _WITH.fullmatch(typed)
    if found is None:
        raise Refusal("shifts.swap-usage")
    mine, more = found["mine"], (found["more"] or "").strip()
    theirs = None
    if more:
        against = _FOR.fullmatch(more)
        if against is None:
            raise Refusal("shifts.swap-usage")
        theirs = against["theirs"]
    elif mine is not None:
        mine, _, theirs = _split_for(mine)
    return TypedSwap(found["who"], mine or None, theirs or None)


def _split_for(text: str) -> tuple[str, str, str | None]:
    """``tue for thu`` with R-017."""
    first, word, rest = re.fullmatch(r"(.*?)(?: +(for|por) +(.+))?", text).groups()  # type: ignore[union-attr]
    return first, word or "", rest
