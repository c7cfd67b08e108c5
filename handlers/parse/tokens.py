"""A folded message cut into tokens that know their place in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from handlers.parse.dates import DATE_SHAPE


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a folded message; ``start`` and ``end`` are a half-open span of it.

    A date's ``text`` is the date, its ``word`` the word before it (``signed``).
    """

    kind: str
    text: str
    start: int
    end: int
    word: str = ""


KEY_SHAPE = (
    r"(?:(?<![^\W\d_])s\d+[ -]*p\d+[ -]*l\d+"
    r"|(?:(?<![^\W\d_])s)?\d+ *-+ *p?\d+ *-+ *l?\d+(?! *-+ *\d))"
)
_SIGNED = r"signed|sgd|firmad[oa]|firmo|firma"
_REGISTERED = r"registered|registrad[oa]|inscrit[oa]|reg"
DATE_WORDS = frozenset(
    {"signed", "sgd", "firmado", "firmada", "firmo", "firma", "registered", "registrado",
     "registrada", "inscrito", "inscrita", "reg"}
)  # fmt: skip

_PATTERN = re.compile(
    rf"(?P<signed>(?<![^\W\d_])(?P<signed_by>{_SIGNED})\.? *:? *(?:(?:on|el) +)?"
    rf"(?P<signed_on>{DATE_SHAPE}))"
    rf"|(?P<registered>(?<![^\W\d_])(?P<registered_by>{_REGISTERED})\.? *:? *(?:(?:on|el) +)?"
    rf"(?P<registered_on>{DATE_SHAPE}))"
    r"|(?P<chain>\d+(?: *-+ *\d+){3,})"
    rf"|(?P<key>{KEY_SHAPE})"
    r"|(?P<range>\d+ *(?:-+|\.{2,}) *\d+|\d+ +(?:to|a|al|hasta|thru|through) +\d+)"
    r"|(?P<number>\d+)"
    r"|(?P<unsure>\?+)"
    r"|(?P<equals>=+)"
    r"|(?P<plus>[+&])"
    r"|(?P<semicolon>;+)"
    r"|(?P<comma>,+)"
    r"|(?P<period>\.+|\n)"
    r"|(?P<or>[/|])"
    r"|(?P<word>[^\W\d_]+(?:[-_][^\W\d_]+)*)"
    r"|(?P<blank>[ :_-]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)


def lex(text: str, known: frozenset[str], start: int = 0) -> Iterator[Token]:
    """Folded text cut into tokens, blanks and ornaments left out.

    ``known`` holds the folded vocabulary: its words with digits are matched whole, its words with
    hyphens stay whole, other hyphenated words fall apart (``c-addr``). A date's text is the date
    alone. Kinds: signed, registered, chain, key, range, number, unsure, equals, plus, semicolon,
    comma, period (line breaks too), or, word, other.
    """
    pos = start
    odd = _odd_words(known)
    while pos < len(text):
        match = (odd.match(text, pos) if odd else None) or _PATTERN.match(text, pos)
        assert match is not None  # the last alternative takes any character
        yield from _tokens_of(match, known)
        pos = match.end()


def _tokens_of(match: re.Match[str], known: frozenset[str]) -> Iterator[Token]:
    kind = match.lastgroup or "word"
    text = match.group()
    if kind in ("signed", "registered"):
        text, word = match.group(f"{kind}_on"), match.group(f"{kind}_by")
        yield Token(kind, text, match.start(), match.end(), word)
    elif kind == "word" and text not in known and re.search("[-_]", text):
        for part in re.finditer(r"[^-_]+", text):
            begin = match.start() + part.start()
            yield Token("word", part.group(), begin, begin + len(part.group()))
    elif kind != "blank" and not (kind == "other" and _ornament(text)):
        yield Token(kind, text, match.start(), match.end())


def _ornament(char: str) -> bool:
    """Brackets, exclamation marks, emoji say nothing; a letter or number we cannot read does."""
    return unicodedata.category(char)[0] in "PSZ"


@lru_cache(maxsize=32)
def _odd_words(known: frozenset[str]) -> re.Pattern[str] | None:
    """Vocabulary that the general pattern would cut: a letter first, a digit somewhere."""
    odd = [word for word in known if re.fullmatch(r"[^\W\d_][\w-]*\d[\w-]*", word)]
    if not odd:
        return None
    choices = "|".join(re.escape(word) for word in sorted(odd, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<word>{choices})(?!\w)")
