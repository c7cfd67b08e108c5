"""Addresses without their suffix: ``12 Oak``, ``1423 figueroa``.

A number before a tree or a boulevard is an address, whatever its case; before a word that is also
an everyday one (*main*, *park*) it asks for the capital of a name, and that nothing follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.rules.guard.plain import Glance
from models.rules.guard.terms import Lexicon, Span

_NUMBERED = re.compile(r"(?<![\w\-/=.:#])(\d{1,6}) {1,3}([a-z]{3,})(?![\w\-'])")
_ENDS = re.compile(r"\s*(?:$|[,.;:)\n#]|apt\b|unit\b|apto\b|and\b|y\b|in\b|en\b)")


def bare_streets(
    seen: Glance, text: str, place: tuple[int, ...] | None, lexicon: Lexicon
) -> Iterator[Span]:
    """Where a number and the bare name of a street stand in ``seen.flat``, made of ``text``."""
    sure = not lexicon.street_names.isdisjoint(seen.words)
    if not sure and lexicon.street_words.isdisjoint(seen.words):
        return
    shouted = text.isupper()
    for found in _NUMBERED.finditer(seen.flat):
        number, word = found.groups()
        start = found.start(2)
        capital = not shouted and text[place[start] if place else start].isupper()
        if word in lexicon.street_names:
            if capital or len(number) > 1:
                yield found.span()
        elif word in lexicon.street_words and capital and _ENDS.match(seen.flat, found.end()):
            yield found.span()
