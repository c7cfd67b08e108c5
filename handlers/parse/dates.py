"""Days as people write them, in English and Spanish, relative to a given today.

Numbers alone are month first (United States); ISO dates are year first. A numeric date that could
be read the other way round is flagged, so that the answer can say the month's name. Month and
weekday names come from Babel (Unicode CLDR).
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from babel.dates import get_day_names, get_month_names
from rapidfuzz.distance import OSA

from handlers.parse.folding import plain
from models.errors import Refusal

_LANGUAGES = ("en", "es")


#: What a date's refusal is called inside a sheet; a weekday that is another day's is no day either.
IN_A_SHEET: Mapping[str, str] = {
    "date.malformed": "readings.date-malformed",
    "date.impossible": "readings.date-impossible",
    "date.weekday-mismatch": "readings.date-impossible",
}


class DateOrder(StrEnum):
    """Which number of ``5/3`` is the month."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


class Lean(StrEnum):
    """Where a date without a year lies: shifts are ahead, signatures behind."""

    AHEAD = "ahead"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class DateHabit:
    """How a campaign's dates are read: today where the office is, and the order of numbers."""

    today: date
    order: DateOrder = DateOrder.MONTH_FIRST


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A day, and whether its numbers could have meant another one (echo the month's name)."""

    day: date
    ambiguous: bool = False


def _names(source: str) -> dict[str, int]:
    """Folded names to numbers: months from 1, weekdays from Monday = 0."""
    get = get_month_names if source == "month" else get_day_names
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in dict(get(width, locale=language)).items():
                found.setdefault(plain(str(name)).rstrip("."), int(number))
    return found


_MONTHS: Mapping[str, int] = _names("month") | {"sep": 9, "set": 9, "setiembre": 9}
_WEEKDAYS: Mapping[str, int] = _names("day") | {"tues": 1, "thur": 3, "thurs": 3}
_RELATIVE: Mapping[str, int] = {
    "today": 0, "hoy": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "manana": 1, "yesterday": -1,
    "ayer": -1, "day after tomorrow": 2, "pasado manana": 2,
}  # fmt: skip

_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_NUMERIC_SHAPE = r"\d{1,4} *[-/.] *\d{1,2} *[-/.] *\d{1,4}(?!\d)|\d{1,2} */ *\d{1,2}(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th|ro)?"
#: A date inside a folded message (regular expression, no groups): three numbers, two with a slash,
#: or a day and a month's name; the year after a name has four digits.
DATE_SHAPE = (
    rf"(?:{_NUMERIC_SHAPE}"
    rf"|\d{{1,2}}{_ORDINAL} *(?:de +)?{_MONTH}(?: *,? *(?:del? +)?\d{{4}}(?!\d))?"
    rf"|{_MONTH} *\d{{1,2}}{_ORDINAL}(?!\d)(?: *,? *\d{{4}}(?!\d))?)"
)

_NUMERIC = re.compile(r"(\d{1,4})(?:(?: *[-/.] *| )(\d{1,2}))(?:(?: *[-/.] *| )(\d{1,4}))?")
_NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}}){_ORDINAL} *(?:de(?:l mes de)? +)?(?P<month>[^\W\d_]+)\.?"
    rf"|(?P<month2>[^\W\d_]+)\.? *(?P<day2>\d{{1,2}}){_ORDINAL})"
    r"(?: *,? *(?:del? +)?(?P<year>\d{4}|'?\d{2}))?"
)
_LEADING = re.compile(
    r"(?:(?:on|the|this|el|este|next|proximo|para el|for)\s+)*(?P<weekday>[^\W\d_]+)\.?,?\s+"
    r"(?:the +|el +)?(?P<rest>.*\d.*)"
)
_ARTICLE = re.compile(r"\A(?:(?:on|the|this|el|este|for|para) +)+")


def parse_date(
    text: str,
    today: date,
    *,
    order: DateOrder = DateOrder.MONTH_FIRST,
    lean: Lean = Lean.AHEAD,
) -> TypedDate:
    """``5/3/22``, ``3 de mayo``, ``dec 12``, ``martes``, ``tomorrow`` as a day.

    ``today`` is the day where the office is. A date without a year is the next such day (today
    included), or the last one if ``lean`` is behind. Raises Refusal ``date.malformed``,
    ``date.impossible`` (no such day) or ``date.weekday-mismatch`` (``tue 4 may`` of another day).
    """
    typed = _ARTICLE.sub("", plain(text).strip(" .,;"), count=1)
    if typed in _RELATIVE:
        return TypedDate(today + timedelta(days=_RELATIVE[typed]))
    alone = _weekday_alone(typed, today, lean)
    if alone is not None:
        return alone
    weekday, typed = _without_weekday(typed)
    found = _numeric(typed, today, order, lean) or _named(typed, today, lean)
    if found is None:
        raise Refusal("date.malformed")
    if weekday is not None and found.day.weekday() != weekday:
        raise Refusal("date.weekday-mismatch", day=found.day, weekday=weekday)
    return found


def parse_weekday(word: str) -> int | None:
    """``tue``, ``Tuesdays``, ``martes`` as its number from Monday = 0, None for another word."""
    typed = plain(word).rstrip(".")
    number = _close_name(typed, _WEEKDAYS)
    return _close_name(typed.removesuffix("s"), _WEEKDAYS) if number is None else number


def _weekday_alone(typed: str, today: date, lean: Lean) -> TypedDate | None:
    """``tue``: the next one from today on; ``next tue``, ``proximo martes``: not today."""
    words = typed.split()
    later = bool(words) and words[0] in ("next", "proximo", "proxima")
    if later:
        words = words[1:]
    if len(words) != 1:
        return None
    number = _close_name(words[0].rstrip("."), _WEEKDAYS)
    if number is None:
        return None
    away = (number - today.weekday()) % 7
    if lean is Lean.BEHIND:
        return TypedDate(today - timedelta(days=(7 - away) % 7), ambiguous=away == 0)
    if later and away == 0:
        return TypedDate(today + timedelta(days=7))
    return TypedDate(today + timedelta(days=away), ambiguous=away == 0)


def _without_weekday(typed: str) -> tuple[int | None, str]:
    """A leading weekday and what follows it; ``mar 3`` stays a March day."""
    match = _LEADING.fullmatch(typed)
    if match is None:
        return None, typed
    name, rest = match["weekday"], match["rest"]
    if name in _MONTHS and re.fullmatch(rf"\d{{1,2}}{_ORDINAL}(?:,? *\d{{2,4}})?", rest):
        return None, typed
    weekday = _close_name(name, _WEEKDAYS)
    return (None, typed) if weekday is None else (weekday, rest)


def _close_name(word: str, names: Mapping[str, int]) -> int | None:
    """The number of a name, one slip forgiven from five letters on, two from eight."""
    if word in names:
        return names[word]
    slips = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
    if not slips or len(word) > 14:
        return None
    scored = sorted((OSA.distance(word, name), number) for name, number in names.items())
    best = [number for distance, number in scored if distance == scored[0][0]]
    return best[0] if scored[0][0] <= slips and len(set(best)) == 1 else None


def _numeric(typed: str, today: date, order: DateOrder, lean: Lean) -> TypedDate | None:
    match = _NUMERIC.fullmatch(typed)
    if match is None:
        return None
    first, second, third = match.groups()
    if len(first) >= 3:
        if len(first) == 3 or third is None:
            raise Refusal("date.malformed")
        return TypedDate(_on(int(first), int(second), int(third)))
    month, day = int(first), int(second)
    if order is DateOrder.DAY_FIRST:
        month, day = day, month
    if month > 12 >= day:  # only the other way round makes sense
        month, day = day, month
        swapped = True
    else:
        swapped = False
    ambiguous = not swapped and month != day and max(month, day) <= 12
    return TypedDate(_place(month, day, third, today, lean), ambiguous)


def _named(typed: str, today: date, lean: Lean) -> TypedDate | None:
    match = _NAMED.fullmatch(typed)
    if match is None:
        return None
    month = _close_name(match["month"] or match["month2"], _MONTHS)
    if month is None:
        return None
    day = int(match["day"] or match["day2"])
    return TypedDate(_place(month, day, match["year"], today, lean))


def _place(month: int, day: int, year: str | None, today: date, lean: Lean) -> date:
    """The day in its year; without a year, the nearest one on the leaning side of today."""
    if year is not None:
        return _on(_full_year(year.lstrip("'"), today), month, day)
    step = 1 if lean is Lean.AHEAD else -1
    for number in (today.year, today.year + step):
        if (month, day) == (2, 29) and not isleap(number):
            continue
        found = _on(number, month, day)
        if (found - today).days * step >= 0:
            return found
    raise Refusal("date.impossible")


def _full_year(typed: str, today: date) -> int:
    """``22`` is 2022; two digits more than twenty years ahead lie in the last century."""
    if len(typed) == 4:
        return int(typed)
    if len(typed) != 2:
        raise Refusal("date.malformed")
    near = today.year // 100 * 100 + int(typed)
    return near if near <= today.year + 20 else near - 100


def _on(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal("date.impossible") from None
