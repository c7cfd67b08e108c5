"""Words in another script than the Latin one: in a review that is written in English and Spanish
such a word is a name, as petitions in Los Angeles are signed in a dozen scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from models.rules.guard.plain import flatten
from models.rules.guard.terms import Span

_RUN = re.compile(r"[^\W\d_]{2,}")  # one letter alone may be a slip of the keyboard: с for c


def foreign(flat: str, known: Collection[str]) -> Iterator[Span]:
    """Runs of two letters and more that are none of them Latin; ``known`` words are excused.

    ``flat`` is what `models.rules.guard.plain.flatten` made; the spans are positions in it.
    """
    if flat.isascii():
        return
    excused: frozenset[str] | None = None
    for run in _RUN.finditer(flat):
        word = run.group()
        if word.isascii() or any(map(_latin, word)):
            continue
        if excused is None:
            excused = frozenset(flatten(one)[0] for one in known)
        if word not in excused:
            yield run.span()


def _latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
