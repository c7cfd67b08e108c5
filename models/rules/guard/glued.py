"""Names written as one word, as hashtags and handles are: ``MariaGonzalez``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from models.rules.guard.plain import flatten
from models.rules.guard.terms import Lexicon, Span
from models.rules.guard.weigh import ABSENT, weights

_GLUED = re.compile(r"(?<![^\W_])([A-ZÀ-Þ][a-zß-ÿ]{1,20})([A-ZÀ-Þ][a-zß-ÿ]{2,20})(?![^\W_])")
_ENOUGH = 3  # one of the two is hardly anything but a name, the other is one as well


def glued(
    text: str, place: tuple[int, ...] | None, lexicon: Lexicon, known: Collection[str]
) -> Iterator[Span]:
    """Where two names stand as one word in ``text``; the spans are positions in its plain form.

    ``place`` carries positions from the plain form to ``text`` (None: the same).
    """
    for found in _GLUED.finditer(text):
        first, second = (flatten(part)[0] for part in found.groups())
        if first + second in {flatten(word)[0] for word in known}:
            continue
        one, other = weights(first, lexicon), weights(second, lexicon)
        pairs = ((one[0], other[1]), (one[1], other[0]), (one[0], other[0]))
        if any(min(pair) > ABSENT and sum(pair) >= _ENOUGH for pair in pairs):
            yield _plain_span(found.span(), place)


def _plain_span(span: Span, place: tuple[int, ...] | None) -> Span:
    if place is None:
        return span
    inside = [at for at, source in enumerate(place) if span[0] <= source < span[1]]
    return inside[0], inside[-1] + 1
