"""Names of people, in any order and case.

Two words side by side are a name when they weigh enough together (``weigh``); capitals, a title,
or a word that speaks of a person (*signer*, *moved*) lower what is asked. A word alone is one
when it is a frequent surname, or a name said to be a signer's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from models.rules.guard.plain import Glance, flatten
from models.rules.guard.terms import Lexicon, Span
from models.rules.guard.weigh import ABSENT, Word, weigh

_CAPITALS = re.compile(r"(?<!\w)[A-ZÀ-Þ][\w'’\-]{1,30}[ ,.]{1,3}[A-ZÀ-Þ][\w'’\-]")
_GAP = re.compile(r"[ ]{1,3}|[.,/&_\n]|[ ]?,[ ]{0,2}")
_INITIAL_GAP = re.compile(r"\.?[ ]{0,2}")
_AFTER_INITIAL = " .,;:!?)\n"
_LETTERS_THAT_ARE_WORDS = frozenset("aeiouy")
_INTRODUCING = frozenset(("by", "named", "called", "por", "llama", "llamada", "llamado"))
_MINE = frozenset(("my", "mi", "i'm", "im", "soy"))


def names(
    seen: Glance,
    text: str,
    place: tuple[int, ...] | None,
    lexicon: Lexicon,
    known: Collection[str],
) -> Iterator[Span]:
    """Where names of people stand in ``seen.flat``, the plain form of ``text``.

    ``place`` carries positions from one to the other (None: the same); ``known`` words are
    excused as :func:`models.rules.guard.look` says.
    """
    if lexicon.alarms.isdisjoint(seen.words) and not _CAPITALS.search(text):
        return
    flat = seen.flat
    excused = frozenset(part for word in known for part in flatten(word)[0].split())
    scene = _Scene(flat, weigh(flat, text, place, lexicon, excused), lexicon)
    at = 0
    while at < len(scene.words):
        last = scene.pair(at)
        if last is None:
            last = at if scene.single(at) else None
        if last is not None:
            yield scene.words[at].start, scene.words[last].end
            at = last
        at += 1


class _Scene:
    """One message's words and what stands around each of them."""

    def __init__(self, flat: str, words: list[Word], lexicon: Lexicon) -> None:
        self.flat, self.words, self.lexicon = flat, words, lexicon

    def pair(self, at: int) -> int | None:
        """The last word of a name of two or more words that begins at ``at``, or None."""
        if len(self.words[at].text) == 1:
            return self._initial(at)
        following = self._following(at)
        if following is None:
            return self._shortened(at)
        if self._is_pair(at, following):
            return following
        if following > at + 1 and self.words[following].weight == 0:  # maria de los angeles ruiz
            further = self._following(following)
            if further is not None and self._is_pair(at, further):
                return further
        return self._shortened(at)

    def _is_pair(self, at: int, following: int) -> bool:
        """Whether the words at two positions make a name together."""
        first, second = self.words[at], self.words[following]
        if (first.known and second.known) or self._cited(at) or self._cited(following):
            return False
        gap = self.flat[self.words[following - 1].end : second.start]
        if "\n" in gap and min(first.weight, second.weight) < 2:
            return False
        reversed_only = "," in gap
        return self._enough(first, second, at, following, reversed_only=reversed_only)

    def _following(self, at: int) -> int | None:
        """The word that could continue a name: past initials and particles, in the same clause."""
        for step in range(at + 1, min(at + 5, len(self.words))):
            gap = self.flat[self.words[step - 1].end : self.words[step].start]
            word = self.words[step]
            small = len(self.words[step - 1].text) == 1
            if not (_GAP.fullmatch(gap) or (small and _INITIAL_GAP.fullmatch(gap))):
                return None
            if len(word.text) > 1 and word.text not in self.lexicon.particles:
                return step
        return None

    def _enough(
        self, first: Word, second: Word, at: int, following: int, *, reversed_only: bool
    ) -> bool:
        """Whether two words weigh enough together to be one person's name."""
        capitals = first.capital and second.capital
        forward = ABSENT if reversed_only else _sum(first.given, second.surname)
        backward = _sum(first.surname, second.given)
        double = ABSENT if reversed_only else _sum(first.surname, second.surname)
        if capitals:
            if max(forward, backward, double) >= 2:
                return not self._greeted(at) or not reversed_only
            return not reversed_only and self._unlisted(first, second, at)
        if max(forward, backward) >= 2 and self._spoken_of(at, following):
            return True
        if forward >= 3:
            return not (self._greeted(at) and second.surname < 2)
        if not reversed_only and first.given == second.given == 2 and not self._greeted(at):
            return True
        return (backward >= 3 and (first.surname == 2 or reversed_only)) or double >= 4

    def _unlisted(self, first: Word, second: Word, at: int) -> bool:
        """Two capitalised words inside a sentence, at least one of them on no list at all."""
        if first.text in self.lexicon.ordinary or second.text in self.lexicon.ordinary:
            return False
        if first.given == 2 and not self._greeted(at):
            return len(second.text) > 2
        inside = at > 0 and self.flat[self.words[at - 1].end : first.start] == " "
        return inside and min(len(first.text), len(second.text)) > 2

    def _initial(self, at: int) -> int | None:
        """``J. Smith``, ``r castillo``: the surname after an initial, or None."""
        following = self._following(at)
        if following is None or self._cited(following):
            return None
        first, second = self.words[at], self.words[following]
        gap = self.flat[first.end : self.words[at + 1].start]
        if not _INITIAL_GAP.fullmatch(gap) or second.known or second.surname == ABSENT:
            return None
        dotted = "." in gap
        capitals = dotted and first.capital and second.capital
        verdict = self.flat[max(0, first.start - 2) : first.start].strip()[-1:].isdigit()
        plain = first.text not in _LETTERS_THAT_ARE_WORDS and not verdict
        sure = second.surname == 2 and (dotted or first.capital or plain)
        return following if capitals or sure or second.alone else None

    def _shortened(self, at: int) -> int | None:
        """``maria g``: the initial of a surname after a given name that is hardly anything else."""
        if at + 1 >= len(self.words):
            return None
        first, second = self.words[at], self.words[at + 1]
        if len(second.text) > 1 or first.given < 2 or self._greeted(at) or self._cited(at):
            return None
        if first.known or not self._spaced(first, second):  # a colleague, told from another
            return None
        dotted = self.flat[second.end : second.end + 1] == "." and second.capital
        return at + 1 if dotted or second.text not in _LETTERS_THAT_ARE_WORDS | {"v"} else None

    def _spaced(self, first: Word, second: Word) -> bool:
        """Whether the second stands alone after a space, and is no part of a code: ``ana k7``."""
        gap = self.flat[first.end : second.start]
        behind = self.flat[second.end : second.end + 1]
        return bool(gap) and not gap.strip(" ") and (not behind or behind in _AFTER_INITIAL)

    def single(self, at: int) -> bool:
        """Whether one word alone points at a person here."""
        word = self.words[at]
        if word.known or len(word.text) < 2 or self._cited(at):
            return False
        if self._titled(at) and (word.weight > 0 or (word.weight == 0 and word.capital)):
            return True
        if self._greeted(at):
            return False
        if word.given == 1 and at and self.words[at - 1].text in _INTRODUCING:
            return self._spoken_of(at, at)
        return word.alone or (word.weight == 2 and self._spoken_of(at, at))

    def _titled(self, at: int) -> bool:
        """Whether a title stands right before the word."""
        before = at - 1
        while before > 0 and self.words[before].text in self.lexicon.particles:
            before -= 1  # mrs de la torre
        if before < 0 or self.words[before].text not in self.lexicon.titles:
            return False
        gap = self.flat[self.words[before].end : self.words[before + 1].start]
        return bool(_INITIAL_GAP.fullmatch(gap))

    def _greeted(self, at: int) -> bool:
        """Whether the word follows a greeting or thanks: then it is the colleague spoken to."""
        before = self.words[max(0, at - 2) : at]
        return any(word.text in self.lexicon.greetings for word in before)

    def _spoken_of(self, first: int, last: int) -> bool:
        """Whether a word beside the name says that it is a person's, and not the writer's own."""
        before = [word.text for word in self.words[max(0, first - 3) : first]]
        if not _MINE.isdisjoint(before):
            return False
        after = (word.text for word in self.words[last + 1 : last + 4])
        return not self.lexicon.cues_before.isdisjoint(
            before
        ) or not self.lexicon.cues_after.isdisjoint(after)

    def _cited(self, at: int) -> bool:
        """Whether the word is a party of a cited case: ``Malick v. Athenour``."""
        for versus, other in ((at - 1, at - 2), (at + 1, at + 2)):
            if 0 <= other < len(self.words) and self.words[versus].text in ("v", "vs"):
                return self.words[at].capital and self.words[other].capital
        return False


def _sum(first: int, second: int) -> int:
    """Two weights together, or ABSENT if either is on no list."""
    return ABSENT if min(first, second) == ABSENT else first + second
