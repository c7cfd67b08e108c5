"""The words a reader may type for a verdict or a ground, and how a near miss finds its word.

A single letter, a key and a number are never guessed at. Words of four letters and more may be a
slip off, or cut short; where that leaves more than one ground, the answer is a question. Of two or
three letters nothing is taken for a near ground unasked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from handlers.parse.folding import plain
from models.terms import Verdict

_BY_VERDICT: Mapping[Verdict, str] = {
    Verdict.CHALLENGE: "c challenge challenged challenges contest contested desafío desafiar "
    "desafiada desafiado impugnar impugno impugna impugnada impugnado",
    Verdict.STANDS: "s stand stands standing queda quedan firme firmes mantiene "
    "mantienen mantener mantenida",
    Verdict.UNSURE: "u unsure unclear doubt doubtful duda dudosa dudoso inseguro insegura",
    Verdict.MISSING: "m missing absent falta faltan faltante ausente",
}
#: The verdict words of English and Spanish. ``ok`` is not among them: it could mean that the
#: signature is good or that the rejection is.
VERDICT_WORDS: Mapping[str, Verdict] = {
    word: verdict for verdict, words in _BY_VERDICT.items() for word in words.split()
}

#: Words that carry no meaning between numbers, verdict and ground. Never a negation.
FILLERS = frozenset(
    {
        "line",
        "lines",
        "ln",
        "linea",
        "lineas",
        "the",
        "el",
        "la",
        "los",
        "las",
        "lo",
        "se",
        "is",
        "are",
        "es",
        "son",
        "esta",
        "estan",
        "and",
        "y",
        "e",
        "all",
        "todo",
        "todos",
        "toda",
        "todas",
        "of",
        "de",
        "del",
    }
)
#: "all lines not named and not yet read"
REST_WORDS = frozenset(
    {"rest", "resto", "remaining", "remainder", "others", "demas", "restante", "restantes"}
)
#: before a partner line, like ``=``
PARTNER_WORDS = frozenset({"with", "con", "partner", "pareja"})

#: What turns a ground around is never taken for the beginning of one: ``not registered``.
_NEGATIONS = frozenset({"no", "not", "non", "nor", "sin", "ni", "un"})

_LONGEST = 30  # letters of a word worth comparing
_SHORTEST = 4
_NEAR = 65.0  # rapidfuzz ratio (0..100) from which a ground is worth asking about
MOST_ASKED = 4  # buttons under a question


@dataclass(frozen=True, slots=True)
class Match:
    """Ground codes a phrase may mean, best first. ``sure``: there is one, and no need to ask."""

    codes: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Exactly one code."""
        return len(self.codes) == 1


@dataclass(frozen=True)
class Vocabulary:
    """A campaign's words.

    ``grounds`` maps a ground's code to the words and phrases for it (any case, accents, language;
    the code itself is always one). ``ground_fits`` maps a reason's code to the ground codes that
    can answer it; a reason that is absent takes any. ``needs_partner`` are the grounds that rest
    on another line (duplicates; NY BOE and domain practice: the other line must be cited).

    ``reasons`` maps the registrar's codes to what is typed for them where sections are dealt as
    met; it is empty elsewhere. A word that is both (``addr``) is the reason before the verdict and
    the ground after it.
    """

    grounds: Mapping[str, frozenset[str]]
    verdict_words: Mapping[str, Verdict] = field(default_factory=lambda: VERDICT_WORDS)
    ground_fits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs_partner: frozenset[str] = frozenset()
    reasons: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def _reasons(self) -> dict[str, tuple[str, ...]]:
        """Folded words to the reasons that claim them; a code is its own, whoever else claims it."""
        found: dict[str, tuple[str, ...]] = {}
        for code, words in self.reasons.items():
            for word in sorted({_spoken(code), *map(_spoken, words)}):
                found[word] = (*found.get(word, ()), code)
        return found | {_spoken(code): (code,) for code in self.reasons}

    @cached_property
    def longest_reason(self) -> int:
        """How many words the longest phrase for a reason has; 0 where reasons are not typed."""
        return max((len(phrase.split()) for phrase in self._reasons), default=0)

    def reason(self, phrase: str) -> Match:
        """The reasons that a folded word or phrase is, to the letter."""
        return Match(self._reasons.get(phrase, ()))

    def near_reason(self, word: str) -> Match:
        """The same; from four letters on, a slip or a cut end is forgiven."""
        return Match(self._reasons.get(word) or _codes(_close(word, self._reasons), self._reasons))

    @cached_property
    def _verdicts(self) -> dict[str, Verdict]:
        return {plain(word): verdict for word, verdict in self.verdict_words.items()}

    @cached_property
    def _grounds(self) -> dict[str, tuple[str, ...]]:
        """Folded words to the codes that claim them."""
        found: dict[str, tuple[str, ...]] = {}
        for code, words in self.grounds.items():
            for word in sorted({plain(code), *map(plain, words)}):
                found[word] = (*found.get(word, ()), code)
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """Every folded word and phrase."""
        return frozenset(self._verdicts) | frozenset(self._grounds) | frozenset(self._reasons)

    def is_ground(self, word: str) -> bool:
        """Whether a folded word or phrase is a ground's, to the letter."""
        return word in self._grounds

    def exact_verdict(self, word: str) -> Verdict | None:
        """The verdict of a folded word or letter, to the letter."""
        return self._verdicts.get(word)

    def verdict(self, word: str) -> Verdict | None:
        """The verdict of a folded word; from four letters on, a slip or a cut end is forgiven."""
        if word in self._verdicts:
            return self._verdicts[word]
        meant = {self._verdicts[near] for near in _close(word, self._verdicts)}
        return meant.pop() if len(meant) == 1 else None

    def ground(self, phrase: str) -> Match:
        """The grounds a folded word or phrase may mean: one (sure), several (ask), none."""
        if phrase in self._grounds:
            return Match(self._grounds[phrase])
        near = _close(phrase, self._grounds)
        if near or len(phrase) > _LONGEST:
            return Match(_codes(near, self._grounds))
        short = len(phrase) < _SHORTEST
        near = (_nearly if short else _somewhat_close)(phrase, self._grounds)
        codes = _codes(near, self._grounds)
        # a faint likeness is always asked about, so a single candidate gets company
        return Match(codes if len(codes) != 1 else (*codes, *self._others(codes[0])))

    def _others(self, code: str) -> tuple[str, ...]:
        """Other grounds to offer beside ``code``, first those that answer the same reasons."""
        together = [codes for codes in self.ground_fits.values() if code in codes]
        pool = dict.fromkeys(other for codes in together for other in codes)
        rest = [other for other in (pool | dict.fromkeys(self.grounds)) if other != code]
        return tuple(rest[: MOST_ASKED - 1])


def _spoken(phrase: str) -> str:
    """A label as its words are typed: folded, without its punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", plain(phrase)).split())


def _codes(words: Iterable[str], grounds: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = dict.fromkeys(code for word in words for code in grounds[word])
    return tuple(found)[:MOST_ASKED]


def _close(word: str, known: Iterable[str]) -> list[str]:
    """Known words a slip away (two from seven letters on), or begun by ``word``; nearest first.

    The first letter must be right: ``unchallenged`` and ``unregistered`` are no slips.
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return []
    slips = 1 if len(word) < 7 else 2
    scored = [
        (OSA.distance(word, other, score_cutoff=slips), other)
        for other in known
        if len(other) >= _SHORTEST and other[0] == word[0]
    ]
    best = min((distance for distance, _ in scored), default=slips + 1)
    near = [other for distance, other in scored if distance == best <= slips]
    return near or [other for other in known if other.startswith(word)]


def _nearly(word: str, known: Iterable[str]) -> list[str]:
    """Known words a slip away from one of two or three letters, or begun by it."""
    if len(word) < 2 or word in _NEGATIONS:
        return []
    same = [other for other in known if other[0] == word[0]]
    slips = [other for other in same if 1 < len(other) <= 4 and OSA.distance(word, other) == 1]
    return slips + [other for other in same if other.startswith(word) and other not in slips]


def _somewhat_close(word: str, known: Iterable[str]) -> list[str]:
    scored = sorted(
        ((fuzz.ratio(word, other, score_cutoff=_NEAR), other) for other in known),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return [other for score, other in scored if score >= _NEAR]
