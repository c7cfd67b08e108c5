"""Addresses: a number and a street, a street by its name, a unit, a box, a postal code.

The rule of thumb is the post office's (USPS Publication 28): number, direction, name, suffix,
unit. What must pass is talk *about* addresses: ``unit number missing``, ``7 c street``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.rules.guard.plain import Glance
from models.rules.guard.terms import Lexicon, Span

_TOKEN = re.compile(
    r"s?\d+-p?\d+-l?\d+|\d+(?:[-/:.]\d+)+|\d+(?:st|nd|rd|th)\b|\d+|[a-z]+(?:'[a-z]+)?|[^\s]|\n"
)
_WORD = re.compile(r"[a-z]+")
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
)
_BESIDE = frozenset(",.#-")
_ROSE = frozenset("n s e w north south east west ne nw se sw norte sur este oeste".split())
_DIRECTED = (_ROSE - {"s"}) | {"st", "nd", "rd", "th"}  # s alone is mostly a verdict
_BOXES = frozenset(("box", "pobox", "apartado", "casilla"))
_JOIN = frozenset("de del la las los el lo san santa numero num no nro n".split())
_VERDICTS = frozenset("csmn?-")

_BOX = re.compile(
    r"\bp\s?\.?\s?o\s?\.?\s?box\s?#?\s?\d+|\b(?:apartado|casilla)(?:\s+postal)?\W{1,3}\d+"
)
_ZIP = re.compile(
    r"\b(?:ca|calif|california|zip|zipcode|postal|c\.?p)\b\W{1,3}9[0-6]\d{3}(?![\d-])"
    r"|(?<![\d\-=])9[0-6]\d{3}-\d{4}(?![\d-])"
)
_CODE = re.compile(r"(?<![\d\-=])9[0-6]\d{3}(?![\d\-])")
_SECTION = re.compile(r"(?:sections?|sec|secciones|seccion)\W{1,3}$")

Token = tuple[str, int, int]


def addresses(seen: Glance, lexicon: Lexicon) -> Iterator[Span]:
    """Where addresses, or the telling parts of one, stand in plain text."""
    if not (_DIRECTED.isdisjoint(seen.words) and lexicon.signs.isdisjoint(seen.words)):
        yield from _streets(seen.flat, lexicon)
    if not _BOXES.isdisjoint(seen.words):
        yield from (found.span() for found in _BOX.finditer(seen.flat))
    if seen.postal:
        yield from (found.span() for found in _ZIP.finditer(seen.flat))
        yield from _coded_places(seen.flat, lexicon)


def _coded_places(flat: str, lexicon: Lexicon) -> Iterator[Span]:
    """A city of the county beside a postal code: ``pasadena 91104``, ``90012, los angeles``."""
    for code in _CODE.finditer(flat):
        before = _WORD.findall(flat[max(0, code.start() - 32) : code.start()])
        after = _WORD.findall(flat[code.end() : code.end() + 32])
        near = flat[code.end() : code.end() + 3].strip(" ,") != "" or flat[code.end() :] == ""
        if not _SECTION.search(flat[: code.start()]) and (
            any(tuple(before[-size:]) in lexicon.places for size in (1, 2, 3))
            or (near and any(tuple(after[:size]) in lexicon.places for size in (1, 2, 3)))
        ):
            yield code.span()


def _streets(flat: str, lexicon: Lexicon) -> Iterator[Span]:
    """Walk the tokens once and try each rule where it could begin."""
    tokens = [(found.group(), *found.span()) for found in _TOKEN.finditer(flat)]
    for at, (word, start, _) in enumerate(tokens):
        end: int | None = None
        if word.isdigit() and len(word) <= 6:
            end = _numbered(tokens, at, lexicon)
        elif word in lexicon.units:
            end = _unit(tokens, at)
        elif word in lexicon.street_starts:
            end = _started(tokens, at, lexicon)
        if end is None and at + 1 < len(tokens):
            end = _named(tokens, at, lexicon)
        if end is not None:
            yield start, end


def _numbered(tokens: list[Token], at: int, lexicon: Lexicon) -> int | None:
    """Number, direction, up to four words, suffix: where it ends, or None if it is no address."""
    number, rose, names = tokens[at][0], "", 0
    for word, _, end in tokens[at + 1 : at + 10]:
        if word in _BESIDE or _is_fraction(word) or (not names and word in ("de", "block", "of")):
            continue
        if not names and not rose and word in _ROSE:
            rose = word
            continue
        if names and word in lexicon.street_ends:
            return end
        ordinal = bool(_ORDINAL.fullmatch(word))
        if not ordinal and (not _WORD.match(word) or word in lexicon.never_street or names == 4):
            return None
        names += 1
        if _enough(number, rose, word, ordinal=ordinal):
            return end
        if names > 1 and _opens(tokens, end, word, lexicon):
            return end
    return None


def _is_fraction(word: str) -> bool:
    """``1/2``, as in 120 1/2 Rosewood Ct."""
    return len(word) == 3 and word[1] == "/"


def _opens(tokens: list[Token], end: int, word: str, lexicon: Lexicon) -> bool:
    """Whether the word before this one opens a street's name: ``45 via verde``."""
    index = next(i for i, token in enumerate(tokens) if token[2] == end)
    return tokens[index - 1][0] in lexicon.street_starts and len(word) > 2


def _enough(number: str, rose: str, word: str, *, ordinal: bool) -> bool:
    """Whether number, direction and one word are an address without a suffix.

    ``s`` is also the verdict *stands*, so it asks for a numbered street and a long number.
    """
    if not rose or len(number) < 2:
        return False
    if rose == "s":
        return ordinal and len(number) > 2
    return ordinal or len(word) > 3


def _unit(tokens: list[Token], at: int) -> int | None:
    """A unit word with its number, unless the number begins the next item of a sheet."""
    rest = [token for token in tokens[at + 1 : at + 5] if token[0] not in (".", "#", ",")]
    if not rest:
        return None
    word, _, end = rest[0]
    letter = len(word) == 1 and word.isalpha() and tokens[at][0].startswith("ap")
    if word[0].isdigit() and not _is_item(rest):
        return end
    return end if letter and (len(rest) == 1 or not rest[1][0][0].isdigit()) else None


def _is_item(rest: list[Token]) -> bool:
    """Whether a number is a line's, with its verdict after it: ``unit 8 c street``."""
    return "-" in rest[0][0] or (
        len(rest) > 1 and rest[1][0] in _VERDICTS and rest[1][1] > rest[0][2]
    )


def _started(tokens: list[Token], at: int, lexicon: Lexicon) -> int | None:
    """A Spanish street with a number near it, or with a surname: ``calle 5 numero 12``."""
    for index, (word, _, end) in enumerate(tokens[at + 1 : at + 8], at + 1):
        if word[0].isdigit():
            return None if _is_item(tokens[index : index + 2]) else end
        if word in _JOIN or word in _BESIDE:
            continue
        if word in lexicon.never_street or not word[0].isalpha():
            return None
        if word in lexicon.alone:
            return end
    return None


def _named(tokens: list[Token], at: int, lexicon: Lexicon) -> int | None:
    """A street by its name alone: ``maple ave``, ``7th st``."""
    word, following = tokens[at][0], tokens[at + 1][0]
    if _ORDINAL.fullmatch(word) and word[0].isdigit():
        sure = following in lexicon.street_ends
    else:
        sure = following in lexicon.street_sure and len(word) > 2 and word.isalpha()
        sure = sure and word not in lexicon.never_street and word not in lexicon.street_ends
    return tokens[at + 1][2] if sure else None
