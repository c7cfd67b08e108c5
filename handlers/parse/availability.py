"""When somebody can come, as they write it: weekdays, dates, limits, in English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from handlers.parse import times
from handlers.parse.dates import parse_weekday
from handlers.parse.folding import plain
from handlers.parse.leading import leading_date
from models.errors import Refusal
from models.shift_terms import Able, Window
from models.shifts.together import Said

MOST = 20  # things said in one message
_NOT = frozenset("not never no nunca cannot cant can't except excepto".split())
_GLADLY = frozenset("gladly best preferably preferido preferible gusto".split())
_FORGET = frozenset("forget clear delete olvidar olvide borrar quitar".split())
_ALL = frozenset("all everything todo todos".split())
_FILLER = frozenset("i can puedo on every each el los las cada the con".split())
_LIMIT = re.compile(
    r"(?:at most |max(?:imum|imo)? |no mas de |maximo |hasta )?"
    r"(?P<n>\d{1,2}|no limit|sin limite) *(?:shifts?|turnos?|times?|veces|x)? *"
    r"(?:a|per|al|a la|por|cada|each|/)? *(?P<per>week|semana|day|dia)"
)
_PAIR = re.compile(r"(?:together )?(?:with|con|junto a) +(?!gusto\b)(?P<who>.+)")
_SPEAK = re.compile(r"(?:i )?(?:speak|hablo|languages?|idiomas?) +(?P<which>.+)")
_LANGUAGES = {
    "english": "en", "ingles": "en", "en": "en", "spanish": "es", "espanol": "es", "es": "es",
}  # fmt: skip


def parse_when(text: str, today: date) -> tuple[list[Said], str | None]:
    """What is said of one's times, and with whom they want to come, as typed (or None).

    ``tue 9-12; thu 13-15``, ``mañana 9 a 12``, ``not nov 24``, ``gladly sat``, ``2 a week``,
    ``with R-017``, ``speak english spanish``, ``forget tue``, ``forget all``. Windows after a
    comma go on with the day before it. Refuses ``shifts.when-usage``, ``shifts.day-over``,
    ``date.*`` and ``time.*``.
    """
    said: list[Said] = []
    pair = None
    for entry in re.split(r"[;\n]", text):
        typed = plain(entry)
        if not typed:
            continue
        with_whom = _PAIR.fullmatch(typed)
        if with_whom:
            pair = with_whom["who"]
        else:
            said += _entry(typed, today)
    if (not said and pair is None) or len(said) > MOST:
        raise Refusal("shifts.when-usage")
    return _together(said), pair


def _together(said: list[Said]) -> list[Said]:
    """Several windows of the same day as one thing said: ``tue 9-12; tue 13-15``."""
    found: list[Said] = []
    for one in said:
        last = found[-1] if found else None
        if last is not None and one.windows and _like(last, ()) == _like(one, ()) and last.windows:
            found[-1] = _like(last, last.windows + one.windows)
        else:
            found.append(one)
    return found


def _entry(typed: str, today: date) -> list[Said]:
    limit = _LIMIT.fullmatch(typed)
    if limit:
        most = int(limit["n"]) if limit["n"].isdecimal() else None
        return [Said(limits={"day_most" if limit["per"] in ("day", "dia") else "week_most": most})]
    speaks = _SPEAK.fullmatch(typed)
    if speaks:
        return [Said(limits={"languages": _languages(speaks["which"])})]
    first, _, rest = typed.partition(" ")
    if first in _FORGET:
        return [_forget(rest, today)]
    return _days(typed, today)


def _languages(typed: str) -> list[str]:
    found = [
        _LANGUAGES.get(word) for word in re.split(r"[ ,]+", typed) if word not in ("and", "y")
    ]
    known = [code for code in found if code is not None]
    if not known or len(known) < len(found):
        raise Refusal("shifts.when-usage")
    return known


def _forget(typed: str, today: date) -> Said:
    if not typed or typed in _ALL:
        return Said(forget=True)
    weekday = parse_weekday(typed)
    if weekday is not None:
        return Said(forget=True, weekday=weekday)
    return Said(forget=True, day=_not_over(leading_date(typed.split(), today)[0].day, today))


def _days(typed: str, today: date) -> list[Said]:
    """One weekday or date with its windows; further ones after commas."""
    found: list[Said] = []
    for part in typed.split(","):
        words = part.split()
        if not words:
            continue
        if found and words[0][0].isdigit() and _is_window(words):
            last = found.pop()
            found.append(_like(last, (*last.windows, _window(words))))
        else:
            found.append(_day(words, today))
    return found


def _day(words: list[str], today: date) -> Said:
    able, words = _able(words)
    if not words:
        raise Refusal("shifts.when-usage")
    weekday = parse_weekday(words[0])
    if weekday is not None and (len(words) == 1 or _is_window(words[1:])):
        return Said(weekday=weekday, able=able, windows=_windows(words[1:]))
    typed, rest = _dated(words, weekday, today)
    return Said(day=_not_over(typed, today), able=able, windows=_windows(rest))


def _dated(words: list[str], weekday: int | None, today: date) -> tuple[date, list[str]]:
    """A date and what follows; after a weekday alone, what follows is a window that is wrong."""
    typed, rest = leading_date(words, today)
    if weekday is not None and len(words) == len(rest) + 1:
        _window(rest)
    return typed.day, rest


def _able(words: list[str]) -> tuple[Able, list[str]]:
    able = Able.CAN
    while words and (words[0] in _FILLER or words[0] in _NOT or words[0] in _GLADLY):
        if words[0] in _NOT:
            able = Able.NOT
        elif words[0] in _GLADLY:
            able = Able.GLADLY
        words = words[1:]
    return able, words


def _windows(words: Sequence[str]) -> tuple[Window, ...]:
    return (_window(words),) if words else ()


def _window(words: Sequence[str]) -> Window:
    found = times.parse_window(" ".join(words))
    return Window(found.start, found.end)


def _is_window(words: Sequence[str]) -> bool:
    """Whether these words are a window, or were meant as one (and it is wrong)."""
    try:
        _window(words)
    except Refusal as no:
        return no.code != "time.malformed"
    return True


def _like(said: Said, windows: tuple[Window, ...]) -> Said:
    return Said(weekday=said.weekday, day=said.day, able=said.able, windows=windows)


def _not_over(day: date, today: date) -> date:
    if day < today:
        raise Refusal("shifts.day-over")
    return day
