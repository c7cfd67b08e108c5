"""``/whatif``: seats, days, hours, a date to begin; or a date to be done by, with a chance.

Numbers and their words in either order, English or Spanish: ``28 seats 5 days from dec 12``,
``puestos 28, lun a vie, 9-15, desde el 12 de diciembre``, ``finish by mar 31 with 90 %``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from handlers.parse import times
from handlers.parse.dates import parse_date, parse_weekday
from handlers.parse.folding import plain
from handlers.parse.leading import leading_date
from models.errors import Refusal
from models.outlook import FinishBy, Question, WhatIf
from models.rules.forecast import What

DEFAULT_CHANCE = 0.9


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SEATS = _set(
    "seat seats screen screens computer computers workstation workstations monitor monitors chair"
    " chairs asiento asientos puesto puestos silla sillas computadora computadoras pantalla"
    " pantallas monitores"
)
_DAYS = _set("day days dia dias")
_HOURS = _set("hour hours hr hrs h hora horas")
_PERCENT = _set("% percent pct")
_FROM = _set("from since starting beginning desde partir")
_BY = _set("by before until till antes para hasta")
_TARGET = _set("target ruled rulings goal meta objetivo dictaminada dictaminadas dictamen")
_READ = _set("read reading leidas leer lectura leido")
_EVERY_DAY = _set("daily everyday diario diariamente")
_WEEKDAYS = _set("weekdays workdays laborables")
_TO = _set("to through thru - a al hasta till until")
_FILLER = _set(
    "the all lines everything we if had have got were with on at of per each every a an week and or"
    " is it el la los las todas todos todo lineas si tuvieramos hay con de del y e al por cada"
    " semana una un que en what caps would it take to for a probabilidad chance finish finished"
    " finishing done end ready terminar terminado terminamos acabar acabado listo listos"
)
_STOPS = _set("with con at")  # words that end a date
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "one un una uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis",
            "seven siete", "eight ocho", "nine nueve", "ten diez", "eleven once", "twelve doce",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d+)?")
_GLUED = re.compile(r"(\d+(?:[.,]\d+)?)(%|h|hrs?|hours?|horas?)$")
_LAST = ("seats", "days", "hours", "chance")


@dataclass(slots=True)
class _Said:
    """What has been understood so far."""

    offices: dict[str, str]
    numbers: dict[str, float] = field(default_factory=dict)
    weekdays: list[int] = field(default_factory=list)
    since: date | None = None
    by: date | None = None
    what: What | None = None
    office: str | None = None


def parse_whatif(text: str, today: date, offices: Sequence[str] = ()) -> Question:
    """The question; whether its numbers make sense is `models.outlook.amiss`'s to say.

    Refuses ``whatif.usage`` (nothing to ask), ``whatif.unknown`` (n: which word, from 1),
    ``whatif.bare`` (n: which number says nothing), ``date.*``, ``time.*``.
    """
    words, places = _words(text)
    said = _Said({plain(code): code for code in offices})
    at = 0
    while at < len(words):
        for read in (_number, _dated, _days, _window, _word):
            after = read(words, at, said, today)
            if after is not None:
                break
        else:
            number = _value(words[at]) is not None
            raise Refusal("whatif.bare" if number else "whatif.unknown", n=places[at])
        at = after
    return _question(said)


def _words(text: str) -> tuple[list[str], list[int]]:
    """Folded words, and which word of the message each was; ``90%`` and ``6h`` are two."""
    found: list[str] = []
    places: list[int] = []
    for place, typed in enumerate(plain(text).split(), 1):
        word = typed.strip("(),;?!:")
        glued = _GLUED.fullmatch(word)
        parts = [glued[1], glued[2]] if glued else [word]
        if word == "ciento" and found[-1:] == ["por"]:
            found[-1] = "%"
        elif word:
            found += parts
            places += [place] * len(parts)
    return found, places


def _word(words: list[str], at: int, said: _Said, _today: date) -> int | None:
    """A word that stands for itself, or for nothing; None for one that is not known."""
    word = words[at]
    if word in said.offices:
        said.office = said.offices[word]
    elif word in _TARGET:
        said.what = What.TARGET_RULED
    elif word in _READ:
        said.what = What.ALL_READ
    elif word not in _FILLER:
        return None
    return at + 1


def _number(words: list[str], at: int, said: _Said, _today: date) -> int | None:
    """A number and its word, in either order: whichever comes first takes the other behind it."""
    if at + 1 == len(words):
        return None
    pair = words[at], words[at + 1]
    for number, name in (pair, pair[::-1]):
        unit, value = _unit(name), _value(number)
        if unit is not None and value is not None:
            said.numbers[unit] = value
            return at + 2
    return None


def _unit(word: str) -> str | None:
    for name, words in zip(_LAST, (_SEATS, _DAYS, _HOURS, _PERCENT), strict=True):
        if word in words:
            return name
    return None


def _value(word: str) -> float | None:
    if _NUMBER.fullmatch(word):
        return float(word.replace(",", "."))
    return float(_NUMBERS[word]) if word in _NUMBERS else None


def _dated(words: list[str], at: int, said: _Said, today: date) -> int | None:
    """``from dec 12``, ``by mar 31``, ``a partir del 12 de diciembre``."""
    if words[at] not in _FROM and words[at] not in _BY:
        return None
    start = at + 1
    while start < len(words) and words[start] in ("de", "del", "el", "the", "on"):
        start += 1
    day, after = _date(words, start, today)
    if words[at] in _FROM:
        said.since = day
    else:
        said.by = day
    return after


def _date(words: list[str], start: int, today: date) -> tuple[date, int]:
    """A date and the place after it: up to the first word that belongs to something else.

    ``dec 12 28 seats`` is not a day of 2028, and ``dec 12 days 5`` not twelve days from some "dec".
    """
    for end in [at for at in range(start + 1, len(words)) if _ends(words, at)]:
        try:
            return parse_date(" ".join(words[start:end]), today).day, end
        except Refusal as no:
            if no.code != "date.malformed":
                raise
    typed, rest = leading_date(words[start:], today)
    return typed.day, len(words) - len(rest)


def _ends(words: list[str], at: int) -> bool:
    """Whether a date may have ended before this word."""
    pair = _value(words[at]) is not None and _unit("".join(words[at + 1 : at + 2])) is not None
    return pair or _unit(words[at]) is not None or words[at] in _FROM | _BY | _STOPS


def _days(words: list[str], at: int, said: _Said, _today: date) -> int | None:
    """``mon-fri``, ``mon to fri``, ``tue``, ``weekdays``, ``every day``."""
    word = words[at]
    if word in _EVERY_DAY or (word in ("every", "cada") and words[at + 1 : at + 2] == ["day"]):
        said.weekdays += range(7)
        return at + 1 + (word not in _EVERY_DAY)
    if word in ("todos", "todas") and words[at + 1 : at + 3] == ["los", "dias"]:
        said.weekdays += range(7)
        return at + 3
    if word in _WEEKDAYS or words[at : at + 2] == ["entre", "semana"]:
        said.weekdays += range(5)
        return at + 1 + (word not in _WEEKDAYS)
    return _named(words, at, said)


def _named(words: list[str], at: int, said: _Said) -> int | None:
    ends = [_weekday(part) for part in words[at].split("-")]
    if len(ends) > 2 or None in ends:
        return None
    after = at + 1
    if len(ends) == 1 and after + 1 < len(words) and words[after] in _TO:
        last = _weekday(words[after + 1])
        if last is not None:
            ends, after = [*ends, last], after + 2
    first, last = ends[0] or 0, ends[-1] or 0
    said.weekdays += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return after


def _weekday(word: str) -> int | None:
    known = _FILLER | _SEATS | _DAYS | _HOURS | _TARGET | _READ | _FROM | _BY
    return None if word in known else parse_weekday(word)


def _window(words: list[str], at: int, said: _Said, _today: date) -> int | None:
    """``9-15``, ``9am to 3pm``: hours of a day as a window."""
    for n in (4, 3, 2, 1):
        part = words[at : at + n]
        if len(part) == n and part[0][:1].isdigit():
            try:
                window = times.parse_window(" ".join(part))
            except Refusal as no:
                if no.code != "time.malformed":
                    raise
                continue
            minutes = (window.end.hour - window.start.hour) * 60
            minutes += window.end.minute - window.start.minute
            said.numbers["hours"] = minutes / 60
            return at + n
    return None


def _question(said: _Said) -> Question:
    seats, days = (
        None if said.numbers.get(name) is None else int(said.numbers[name])
        for name in ("seats", "days")
    )
    asked = seats is not None or days is not None or said.weekdays or "hours" in said.numbers
    if said.by is not None and not asked:
        chance = said.numbers.get("chance", DEFAULT_CHANCE * 100) / 100
        return FinishBy(said.what or What.TARGET_RULED, said.by, chance)
    if not asked:
        raise Refusal("whatif.usage")
    weekdays = tuple(sorted(set(said.weekdays)))
    return WhatIf(
        seats=seats,
        days=None if weekdays else days,
        weekdays=weekdays,
        hours=said.numbers.get("hours"),
        since=said.since,
        by=said.by,
        office=said.office,
    )
