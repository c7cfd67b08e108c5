"""What a phone typed, folded to plain letters that remember where they stood.

Folding is one character at a time, so that every folded character knows its source: an error can
point at a place of the message without repeating what stands there. Compatibility forms
(fullwidth, circled digits), typographic dashes and quotes, accents, capitals, other scripts'
digits and look-alike Cyrillic and Greek letters all become what a plain keyboard would have sent
(Unicode Standard Annex 15, NFKC; the look-alikes follow Unicode Technical Standard 39).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

_LOOKALIKES = str.maketrans("авекмнорстухѕіјαεκορτχμ", "abekmhopctyxsijaekoptxm")
_SPECIAL = {  # dashes, question marks, ordinals and blanks as various keyboards send them
    "−": "-", "⁃": "-", "ー": "-", "~": "-", "〜": "-", "～": "-",
    "❓": "?", "❔": "?", "¿": " ", "º": " ", "ª": " ", "№": " ", "°": " ",
    "\t": " ", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\r": "\n",
    "'": " ", '"': " ",
}  # fmt: skip
_PLAIN_ALREADY = str.maketrans({sign: _SPECIAL[sign] for sign in ("~", "'", '"')})
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cc", "Cs", "Co"})


@dataclass(frozen=True, slots=True)
class Folded:
    """Plain text and, for each of its characters, the index of its source in the message."""

    text: str
    origin: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text as a half-open span of the message, in characters."""
        if start >= len(self.origin):
            last = self.origin[-1] + 1 if self.origin else 0
            return last, last
        return self.origin[start], self.origin[max(start, end - 1)] + 1


@cache
def _fold_char(char: str) -> str:
    """One character as a plain keyboard would have sent it; empty for what carries no meaning."""
    if char in _SPECIAL:
        return _SPECIAL[char]
    wide = unicodedata.normalize("NFKC", char)
    if "⁄" in wide:  # a vulgar fraction is not two numbers
        return char
    wide = unicodedata.normalize("NFD", wide.casefold().translate(_LOOKALIKES))
    return "".join(_fold_part(part) for part in wide)


def _fold_part(part: str) -> str:
    if part in _SPECIAL:
        return _SPECIAL[part]
    category = unicodedata.category(part)
    if category == "Nd":
        return str(unicodedata.decimal(part))
    if category == "Pd":
        return "-"
    if category in ("Pi", "Pf", "Zs"):
        return " "
    return "" if category in _DROPPED and part != "\n" else part


def fold(text: str) -> Folded:
    """The message in plain letters. Nothing is raised; control characters vanish."""
    if text.isascii() and text.replace("\n", " ").isprintable():  # most are: one for one
        return Folded(text.lower().translate(_PLAIN_ALREADY), tuple(range(len(text))))
    out: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        before_break = char == "\r" and text[index + 1 : index + 2] == "\n"
        piece = "" if before_break else _fold_char(char)
        out.append(piece)
        origin.extend([index] * len(piece))
    return Folded("".join(out), tuple(origin))


def plain(word: str) -> str:
    """A single word or phrase folded, trimmed, with single spaces: how vocabularies compare."""
    return " ".join(fold(word).text.split())
