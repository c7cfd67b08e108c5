"""What a captain writes of a whole table in one message: who came, who is not there, who went."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from handlers.parse.folding import plain
from models.errors import Refusal

MOST = 500  # a number above is no place at a table
_WORDS = {
    "arrived": (
        "arrived", "came", "here", "present", "in",
        "llego", "llegaron", "vino", "vinieron", "presente", "presentes", "aqui",
    ),
    "absent": (
        "no-show", "no-shows", "noshow", "no show", "no shows", "absent", "not here", "missing",
        "no vino", "no vinieron", "no llego", "no llegaron", "falta", "faltan", "ausente",
        "ausentes",
    ),
    "left": (
        "left", "gone", "went", "se fue", "se fueron", "salio", "salieron",
    ),
}  # fmt: skip
_VERB = {word: verb for verb, words in _WORDS.items() for word in words}
_ALL = frozenset({"all", "everybody", "everyone", "rest", "todos", "todas", "resto"})
_HEAD = re.compile(
    "(?P<verb>" + "|".join(sorted(map(re.escape, _VERB), key=len, reverse=True)) + r")\b[:,]?"
)
_ONE = re.compile(r"(?:r\W{0,3}(?P<whose>\d{1,6})|(?P<first>\d{1,3})(?: *- *(?P<last>\d{1,3}))?)")
_SURE = frozenset(
    "arrived came no-show no-shows noshow absent llego llegaron vinieron ausente ausentes".split()
)


@dataclass(slots=True)
class TypedTable:
    """Numbers at the table and pseudonyms, by what is said of them; ``all``: everybody expected."""

    arrived: list[int | str] = field(default_factory=list)
    absent: list[int | str] = field(default_factory=list)
    left: list[int | str] = field(default_factory=list)
    all_arrived: bool = False
    all_left: bool = False


def looks_like_a_table(text: str) -> bool:
    """Whether a message without a command begins as one about a table does."""
    words = plain(text).replace(":", " ").split()
    return len(words) > 1 and words[0] in _SURE


def parse_table(text: str) -> TypedTable:
    """``arrived 1-5, 7; no-show 6``, ``all here``, ``left R-017``, in English and Spanish.

    Refuses ``shifts.table-usage`` (piece: which one, from 1), ``shifts.table-twice`` (number).
    """
    found = TypedTable()
    for number, piece in enumerate(re.split(r"[;\n]|\. ", plain(text)), 1):
        if piece.strip():
            _piece(found, piece.strip(" .,"), number)
    _once(found)
    return found


def _piece(found: TypedTable, piece: str, number: int) -> None:
    first, _, rest = piece.partition(" ")
    if first in _ALL and _VERB.get(rest) in ("arrived", "left"):
        _all(found, _VERB[rest])
        return
    head = _HEAD.match(piece)
    verb = "arrived" if head is None else _VERB[head["verb"]]
    named = piece if head is None else piece[head.end() :]
    if named.strip() in _ALL and verb != "absent":
        _all(found, verb)
        return
    one_each = [one for one in re.split(r"[, ]+(?:and |y )?", named.strip()) if one]
    if not one_each:
        raise Refusal("shifts.table-usage", piece=number)
    for one in one_each:
        getattr(found, verb).extend(_people(one, number))


def _all(found: TypedTable, verb: str) -> None:
    if verb == "left":
        found.all_left = True
    else:
        found.all_arrived = True


def _people(one: str, number: int) -> list[int | str]:
    match = _ONE.fullmatch(one)
    if match is None:
        raise Refusal("shifts.table-usage", piece=number)
    if match["whose"]:
        return [f"R-{int(match['whose']):03d}"]
    first = int(match["first"])
    last = int(match["last"] or first)
    if not 1 <= first <= last <= MOST:
        raise Refusal("shifts.table-usage", piece=number)
    return list(range(first, last + 1))


def _once(found: TypedTable) -> None:
    """Nobody may have come and not come."""
    for number in found.arrived:
        if number in found.absent:
            raise Refusal("shifts.table-twice", number=number)
