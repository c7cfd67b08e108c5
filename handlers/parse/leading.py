"""A day at the beginning of what somebody typed, and what follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time

from handlers.parse.dates import Lean, TypedDate, parse_date
from handlers.parse.folding import plain
from handlers.parse.times import parse_time, parse_window
from models.errors import Refusal

_LONGEST = 7  # words of a date: "el martes 6 de diciembre de 2022"
_PAIR = re.compile(r"\d{1,2}-\d{1,2}")
# What follows a number that is an hour and not a year: "sep 13 10 to 12".
_HOURLY = frozenset("to a al until till hasta and y - am pm h".split())


def leading_date(
    words: Sequence[str], today: date, *, lean: Lean = Lean.AHEAD
) -> tuple[TypedDate, list[str]]:
    """The longest date that ``words`` begin with, and the words after it.

    Refuses as `parse_date` does: what looks like a date but is none is not cut short to another.
    """
    for n in range(min(_LONGEST, len(words)), 0, -1):
        if _is_hours(words, n):
            continue
        try:
            return parse_date(" ".join(words[:n]), today, lean=lean), list(words[n:])
        except Refusal as no:
            if no.code != "date.malformed":
                raise
    raise Refusal("date.malformed")


def day_and_time(text: str, today: date) -> tuple[TypedDate, time | None]:
    """``tue 9``, ``mañana``, ``sep 13, 9-12`` as a day and the hour it begins, if one is named.

    Refuses ``date.*`` and ``time.*``.
    """
    typed, rest = leading_date(text.replace(",", " ").split(), today)
    if not rest:
        return typed, None
    hour = " ".join(rest)
    try:
        return typed, parse_window(hour).start
    except Refusal as no:
        if no.code != "time.malformed":
            raise
    return typed, parse_time(hour)


def _is_hours(words: Sequence[str], n: int) -> bool:
    """Whether the last of ``n`` words tells hours: ``9-12``, or the 10 of ``sep 13 10 to 12``."""
    last = plain(words[n - 1])
    if n >= 2 and _PAIR.fullmatch(last):
        return True
    short = n >= 3 and last.isdecimal() and len(last) <= 2
    return short and n < len(words) and plain(words[n]) in _HOURLY
