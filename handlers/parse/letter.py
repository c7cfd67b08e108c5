"""What a coordinator wants a letter to reach: seat-hours a week, or a day to have read all by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from handlers.parse.folding import plain
from handlers.parse.leading import leading_date
from models.errors import Refusal

_HOURS = re.compile(
    r"(?:for +|para +)?(?P<n>\d{1,3}(?:[,.]\d{3})+|\d{1,6}) *"
    r"(?:(?:seat[- ]?|reviewer[- ]?)?hours?|horas?(?:[- ](?:asiento|puesto))?|h)? *"
    r"(?:(?:a|per|each|every|por|a la|cada) +(?:week|semana))?"
)
_PACE = re.compile(
    r" +(?:at|with|a|con) +(?P<n>\d{1,3}(?:[.,]\d+)?) *(?:lines?|lineas?)? *"
    r"(?:an|per|a|por|la|cada) +(?:seat[- ]?)?(?:hour|hora)$"
)
# What may stand before the day: "all read by", "todo leído para el", "finish before".
_BEFORE = frozenset(
    "all everything lines every line read done finished finish be by before until till to on"
    " todo toda todas todos las los lineas linea leido leida leidas leidos terminar terminado listo"
    " estar para antes hasta de del el a por".split()
)


@dataclass(frozen=True, slots=True)
class TypedGoal:
    """``hours`` a week, or ``by`` a day (one of them); ``pace``: lines a seat-hour, if typed."""

    hours: int | None
    by: date | None
    pace: float | None


def parse_goal(text: str, today: date) -> TypedGoal:
    """``400 hours a week``, ``all read by mar 31``, ``todo leído para el 31 de marzo a 12 por hora``.

    Refuses ``shifts.letter-usage``, ``shifts.day-over``, ``date.*``.
    """
    typed = plain(text).strip(" .;:")
    hours = _HOURS.fullmatch(typed)
    if hours:
        return TypedGoal(int(re.sub(r"[,.]", "", hours["n"])), None, None)
    found = _PACE.search(typed)
    pace = None if found is None else float(found["n"].replace(",", "."))
    if found is not None:
        typed = typed[: found.start()]
    words = typed.split()
    while words and words[0] in _BEFORE:
        words = words[1:]
    if not words or pace == 0:
        raise Refusal("shifts.letter-usage")
    day, rest = leading_date(words, today)
    if rest:
        raise Refusal("shifts.letter-usage")
    if day.day <= today:
        raise Refusal("shifts.day-over")
    return TypedGoal(None, day.day, pace)
