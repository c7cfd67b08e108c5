"""Words of a spreadsheet made comparable, and what of them may be shown."""

from __future__ import annotations

import re
import unicodedata

# Words for "number" say nothing about which number: "Sec #", "Section No." and "Section" are one.
_NUMBER_WORDS = frozenset({"no", "nos", "num", "nbr", "number", "numbers", "numero", "nro"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")
_SHOWN_LENGTH = 40


def fold(text: str) -> str:
    """Return ``text`` without case, accents, punctuation and doubled spaces ("Núm. 3" -> "num
    3").
    """
    flat = unicodedata.normalize("NFKD", text)
    bare = "".join(mark for mark in flat if not unicodedata.combining(mark))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


def fold_title(title: str) -> str:
    """Return a column title folded, camel case split, words for "number" left out ("LineNo" ->
    "line").

    A title that says nothing but "number" ("#", "No.") comes out empty, like a blank one.
    """
    words = fold(_CAMEL.sub(" ", title).replace("º", " ")).split()
    kept = [word for word in words if word not in _NUMBER_WORDS]
    if kept and kept[0] == "n" and len(kept) > 1:  # Spanish "N° de línea"
        kept = kept[1:]
    if kept and kept[0] == "de" and len(kept) > 1:
        kept = kept[1:]
    return " ".join(kept)


def column_letter(position: int) -> str:
    """Return the letter over the column at ``position`` (from 0): 0 -> A, 27 -> AB."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_position(letters: str) -> int | None:
    """Return the position (from 0) of the column a spreadsheet calls ``letters``, or None."""
    if not re.fullmatch(r"[A-Za-z]{1,2}", letters):
        return None
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - 64
    return position - 1


def safe_title(title: str) -> str:
    """Return a title of the header row if it is short and free of figures and mail signs, else "".

    A header row names columns, not people; a row taken for one by mistake would hold either.
    """
    title = " ".join(title.split())
    fit = 0 < len(title) <= _SHOWN_LENGTH and "@" not in title
    return title if fit and not re.search(r"\d{3}", title) else ""
