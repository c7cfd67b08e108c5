"""What a coordinator writes of an office: caps, closed days, days to open, what the office kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.parse import times
from handlers.parse.dates import parse_weekday
from handlers.parse.folding import plain
from handlers.parse.leading import leading_date
from models.errors import Refusal
from models.shift_terms import CapName, CapValue, Kept, Window

_CAPS = {
    "seats": CapName.SEATS, "seat": CapName.SEATS, "asientos": CapName.SEATS,
    "puestos": CapName.SEATS, "computers": CapName.SEATS, "computadoras": CapName.SEATS,
    "room": CapName.ROOM, "people": CapName.ROOM, "sala": CapName.ROOM, "personas": CapName.ROOM,
    "badges": CapName.BADGES, "gafetes": CapName.BADGES, "credenciales": CapName.BADGES,
    "day-hours": CapName.DAY_HOURS, "horas-dia": CapName.DAY_HOURS,
    "week-hours": CapName.WEEK_HOURS, "horas-semana": CapName.WEEK_HOURS,
    "notice": CapName.NOTICE, "aviso": CapName.NOTICE,
    "hours": CapName.WINDOWS, "windows": CapName.WINDOWS, "open": CapName.WINDOWS,
    "horario": CapName.WINDOWS, "abierto": CapName.WINDOWS,
}  # fmt: skip
_FROM = frozenset({"from", "desde", "since"})
_NO_LIMIT = frozenset({"none", "unlimited", "no-limit", "sin-limite", "ninguno"})
_CLOSED = frozenset({"closed", "cerrado"})
_TO = frozenset({"to", "until", "till", "through", "a", "al", "hasta", "-"})
_SOURCE = frozenset({"by", "per", "source", "segun", "fuente", "por"})
_PER = frozenset({"per", "source", "segun", "fuente"})  # what stands before a day's source
_STOPS = " .,;:"
_KINDS = {
    Kept.COMPUTERS: "computer computers screen screens system terminal terminals network computadora"
    " computadoras pantalla pantallas sistema red",
    Kept.DOORS: "door doors late locked opened closed shut evacuated alarm puerta puertas tarde"
    " cerrado cerraron abrieron",
    Kept.STAFF: "staff nobody clerk clerks supervisor personal nadie empleado empleados",
    Kept.RECORDS: "records record sheets sheet booklets booklet sections boxes registros hojas"
    " cuadernillos cajas secciones",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_SEATS = re.compile(
    r"(\d{1,4})(?: +of +\d+)? +(?:seats?|computers?|asientos?|computadoras?|puestos?)\b"
)
_MINUTES = re.compile(r"(\d{1,4}) *(?:min(?:utes?|utos?)?\b\.?)?")
NOTE_MOST = 200


@dataclass(frozen=True, slots=True)
class TypedCap:
    """A cap as typed; ``ambiguous``: its date could have meant another day."""

    name: CapName
    value: CapValue
    effective_from: date
    source: str


@dataclass(frozen=True, slots=True)
class TypedDays:
    """Days to open, and blocks of hours (none: the office's windows whole)."""

    first: date
    last: date
    blocks: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class TypedKept:
    """What the office kept: minutes, seats (None: all of them), the kind, what is noted."""

    minutes: int
    seats: int | None
    kind: Kept
    note: str | None


def parse_cap(words: Sequence[str], today: date) -> TypedCap:
    """``seats 19 from 2022-12-12 order of 2022-12-06``, ``hours tue-thu 9am-3pm from …``.

    Refuses ``shifts.caps-usage``, ``shifts.source-missing``, ``date.*``, ``time.*``.
    """
    folded = [plain(word) for word in words]
    name = _CAPS.get(folded[0]) if folded else None
    begins = next((at for at, word in enumerate(folded) if word in _FROM), None)
    if name is None or begins is None or begins < 2:
        raise Refusal("shifts.caps-usage")
    value = _week(folded[1:begins]) if name == CapName.WINDOWS else _limit(folded[1:begins])
    typed, rest = leading_date(words[begins + 1 :], today)
    source = _source(rest)
    if not source:
        raise Refusal("shifts.source-missing")
    return TypedCap(name, value, typed.day, source)


def _source(words: Sequence[str]) -> str:
    if words and plain(words[0]).rstrip(":,") in _SOURCE:
        words = words[1:]
    return " ".join(words).strip(" .,;:")


def _limit(words: Sequence[str]) -> int | None:
    if "-".join(words) in _NO_LIMIT or words[0] in _NO_LIMIT:
        return None
    if not words[0].isdecimal() or len(words[0]) > 6:
        raise Refusal("shifts.caps-usage")
    return int(words[0])


def _week(words: Sequence[str]) -> tuple[tuple[Window, ...], ...]:
    """``tue-thu 9am-3pm``, ``mon wed 9-12, 13-15; sat closed``: all other weekdays are closed."""
    week: list[tuple[Window, ...]] = [()] * 7
    for part in " ".join(words).split(";"):
        named, hours = _weekdays(part.replace(",", " , ").split())
        if not named:
            raise Refusal("shifts.caps-usage")
        windows = () if hours in _CLOSED else tuple(_windows(hours))
        for weekday in named:
            week[weekday] = windows
    return tuple(week)


def _weekdays(words: list[str]) -> tuple[list[int], str]:
    named: list[int] = []
    while words:
        ends = [parse_weekday(word) for word in words[0].split("-")]
        numbers = [number for number in ends if number is not None]
        if words[0] in ("and", "y", ","):
            words = words[1:]
            continue
        if len(numbers) != len(ends) or len(ends) > 2:
            break
        first, last = numbers[0], numbers[-1]
        named += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        words = words[1:]
    return named, " ".join(words)


def _windows(text: str) -> list[Window]:
    found = []
    for part in re.split(r" *, *| and | y ", text):
        window = times.parse_window(part)
        found.append(Window(window.start, window.end))
    return found


def parse_closed_day(words: Sequence[str], today: date) -> tuple[date, str, str]:
    """``2022-11-24 Thanksgiving per county calendar 2022`` as the day, why, and the source.

    Refuses ``shifts.closedday-usage``, ``shifts.closedday-source``, ``shifts.day-over``, ``date.*``.
    """
    if not words:
        raise Refusal("shifts.closedday-usage")
    typed, rest = leading_date(words, today)
    if not rest:
        raise Refusal("shifts.closedday-usage")
    if typed.day < today:
        raise Refusal("shifts.day-over")
    marks = [at for at, word in enumerate(rest) if plain(word).strip(_STOPS) in _PER and at]
    source = " ".join(rest[marks[0] + 1 :]).strip(_STOPS) if marks else ""
    why = " ".join(rest[: marks[0]]).strip(_STOPS) if marks else ""
    if not source or not why:
        raise Refusal("shifts.closedday-source")
    return typed.day, why, source


def parse_day(words: Sequence[str], today: date, usage: str) -> date:
    """One day still to come and nothing else. Refuses ``usage``, ``shifts.day-over``, ``date.*``."""
    if not words:
        raise Refusal(usage)
    typed, rest = leading_date(words, today)
    if rest:
        raise Refusal(usage)
    if typed.day < today:
        raise Refusal("shifts.day-over")
    return typed.day


def parse_days(words: Sequence[str], today: date) -> TypedDays:
    """``sep 13 to sep 15 9am-12pm, 12pm-3pm``. Refuses ``shifts.open-usage``, ``date.*``, ``time.*``."""
    if not words:
        raise Refusal("shifts.open-usage")
    first, rest = leading_date(words, today)
    last = first
    if rest and plain(rest[0]) in _TO:
        last, rest = leading_date(rest[1:], today)
    elif rest and not plain(rest[0])[:1].isdigit():
        raise Refusal("shifts.open-usage")
    elif len(rest) > 0 and _is_date(rest, today):
        last, rest = leading_date(rest, today)
    blocks = _windows(plain(" ".join(rest))) if rest else []
    return TypedDays(first.day, last.day, tuple(blocks))


def _is_date(words: Sequence[str], today: date) -> bool:
    """``2022-09-13 2022-09-15``: a second day without a word between."""
    if plain(words[0]).count("-") != 2 and "/" not in words[0]:
        return False
    try:
        leading_date(words, today)
    except Refusal:
        return False
    return True


def parse_kept(text: str) -> TypedKept:
    """``25 computers down``, ``40 min 3 seats nobody at the desk``; the words are the note.

    Refuses ``shifts.closed-usage``, ``shifts.note-too-long`` (most).
    """
    match = _MINUTES.match(text.strip())
    if match is None:
        raise Refusal("shifts.closed-usage")
    rest = text.strip()[match.end() :].strip(" .,;:")
    seats = _SEATS.match(plain(rest))
    if seats:
        rest = " ".join(rest.split()[len(seats[0].split()) :])
    if len(rest) > NOTE_MOST:
        raise Refusal("shifts.note-too-long", most=NOTE_MOST)
    named = [_KIND_OF[word] for word in re.findall(r"\w+", plain(rest)) if word in _KIND_OF]
    kind = named[0] if named else Kept.OTHER
    if seats and not named and ("comput" in seats[0]):
        kind = Kept.COMPUTERS
    return TypedKept(int(match[1]), int(seats[1]) if seats else None, kind, rest or None)
