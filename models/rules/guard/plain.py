"""Make typed text plain: lower case, no accents, the marks of a typewriter.

Phones send typographic quotes and dashes, full-width digits, invisible joiners. Every rule of
the guard reads the plain text; findings are carried back to positions in what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LETTERS = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"\d+")

_MARKS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
    **dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″«»"), '"'),
    **dict.fromkeys(map(ord, "…·•"), "."),
    **dict.fromkeys(map(ord, "\u2028\u2029\u0085\r\v\f"), "\n"),
    **dict.fromkeys(map(ord, "，、"), ","),
    ord("；"): ";",
    ord("⁄"): "/",
    ord("\t"): " ",
    ord("\u200b"): " ",  # a space of no width is still a space
    ord("ø"): "o",
    ord("ł"): "l",
    ord("đ"): "d",
    ord("ß"): "s",
}


class _Plain(dict[int, str]):
    """A translation table that works out a character the first time it is met."""

    def __missing__(self, code: int) -> str:
        """The plain form of one character: empty for accents and joiners, never a newline."""
        plain = "".join(
            _piece(piece) for piece in unicodedata.normalize("NFKD", chr(code)).lower()
        )
        self[code] = plain
        return plain


def _piece(piece: str) -> str:
    """One decomposed character, without accents and invisible joiners."""
    category = unicodedata.category(piece)
    if category in ("Mn", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(piece))
    return " " if category == "Zs" else _MARKS.get(ord(piece), piece)


_TABLE = _Plain(_MARKS)


def flatten(text: str) -> tuple[str, tuple[int, ...] | None]:
    """``text`` made plain, and for each plain character its position in ``text``.

    The second is None where the two agree character by character, as they mostly do.
    """
    if text.isascii():
        return text.lower().replace("\t", " ").replace("\r", "\n"), None
    pieces = [_TABLE[ord(char)] for char in text]
    flat = "".join(pieces)
    if all(len(piece) == 1 for piece in pieces):
        return flat, None
    return flat, tuple(at for at, piece in enumerate(pieces) for _ in piece)


@dataclass(frozen=True, slots=True)
class Glance:
    """A message at a glance: what each rule asks first, so that most need not look closer."""

    flat: str
    words: frozenset[str]  # its runs of letters
    digits: int  # how many runs of digits
    longest: int  # digits in the longest of them
    postal: bool  # whether one could be a Californian postal code

    @classmethod
    def at(cls, flat: str) -> Glance:
        """Glance at a message that :func:`flatten` has made plain."""
        runs = _DIGITS.findall(flat)
        return cls(
            flat,
            frozenset(_LETTERS.findall(flat)),
            len(runs),
            max(map(len, runs), default=0),
            any(run[0] == "9" and len(run) == 5 for run in runs),
        )
