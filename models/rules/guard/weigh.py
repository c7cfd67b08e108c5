"""How much each word of a message weighs as a name.

2 when it is hardly ever anything but a name, 1 when it is also an everyday word (*rose*,
*flores*), 0 when it is nearly always that word (*long*, *mesa*), -1 when no list has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.rules.guard.terms import Lexicon

WORD = re.compile(r"[a-z]+(?:['\-][a-z]+)*")
ABSENT = -1
# How surnames end that no list of 50,000 has: Armenian, Spanish, Slavic, German, Persian, Greek.
# (-ian is left out: tenian, habian.)
_ENDING = re.compile(
    r"\w{3}(?:yan|ez|ski|sky|ska|enko|chuk|ova|wicz|vich|berg|stein|mann|zadeh|pour|poulos|escu|shvili)$"
)
_TITLE_CASED = 0.6  # from this share of capitalised words on, a capital says nothing


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the message: where it is, its two weights, how it is written."""

    text: str
    start: int
    end: int
    given: int
    surname: int
    capital: bool
    known: bool
    alone: bool  # points at a person by itself

    @property
    def weight(self) -> int:
        """The heavier of the two."""
        return max(self.given, self.surname)


def weigh(
    flat: str, text: str, place: tuple[int, ...] | None, lexicon: Lexicon, excused: frozenset[str]
) -> list[Word]:
    """The words of ``flat`` with their weights; ``text`` shows which wore a capital.

    A word in ``excused`` keeps its weight only if it is hardly anything but a name, so that two
    names of which one is unknown here still count.
    """
    found = [(match.group(), *match.span()) for match in WORD.finditer(flat)]
    capitals = [text[place[start] if place else start].isupper() for _, start, _ in found]
    if text.isupper() or (len(found) > 3 and sum(capitals) >= _TITLE_CASED * len(found)):
        capitals = [False] * len(found)
    masked = _masked([word for word, _, _ in found], lexicon)
    words = []
    for index, (word, start, end) in enumerate(found):
        given, surname, alone = weights(word, lexicon)
        known = word in excused or word.removesuffix("'s") in excused
        if index in masked or (known and max(given, surname) < 2):
            given, surname, alone = ABSENT, ABSENT, False
        words.append(
            Word(word, start, end, given, surname, capitals[index], known, alone and not known)
        )
    return words


def _masked(words: list[str], lexicon: Lexicon) -> set[int]:
    """The positions of words that are part of a city's name."""
    masked: set[int] = set()
    for at in range(len(words)):
        before = words[at - 1] if at else ""
        if before == "de" and at > 1 and words[at - 2] in lexicon.given:
            continue  # maria de los angeles
        person = before in lexicon.titles or len(before) == 1 or weights(before, lexicon)[0] > 0
        for size in (4, 3, 2) if person else (4, 3, 2, 1):  # mr bell, james carson
            if at + size <= len(words) and tuple(words[at : at + size]) in lexicon.places:
                masked.update(range(at, at + size))
                break
    return masked


def weights(word: str, lexicon: Lexicon) -> tuple[int, int, bool]:
    """As given name, as surname, and whether it points at a person all alone."""
    bare = word.removesuffix("'s").replace("'", "")
    parts = (bare, bare.replace("-", ""), *bare.split("-")) if "-" in bare else (bare,)
    given = max(_level(part, lexicon) if part in lexicon.given else ABSENT for part in parts)
    surname = max(_level(part, lexicon) if part in lexicon.surnames else ABSENT for part in parts)
    if surname == ABSENT and _ENDING.search(bare) and bare not in lexicon.ordinary:
        surname = 1
    return given, surname, _alone(parts, lexicon)


def _alone(parts: tuple[str, ...], lexicon: Lexicon) -> bool:
    """A frequent surname, or two names that a hyphen joins."""
    named = [part for part in parts[2:] if part in lexicon.given or part in lexicon.surnames]
    double = len(named) > 1 and all(_level(part, lexicon) == 2 for part in named)
    return double or not lexicon.alone.isdisjoint(parts)


def _level(name: str, lexicon: Lexicon) -> int:
    """How much a name of the lists weighs beside its everyday meaning."""
    if name in lexicon.never:
        return 0
    return 1 if name in lexicon.beside else 2
