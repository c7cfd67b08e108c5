"""Numbers, dates and spans of time as one language writes them, by Babel's data; kept once made.

``locale`` is Babel's name of a language and a country (``es_US``). Narrow and unbreakable spaces
become plain ones, as people type them, so that texts compare.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})


@lru_cache(maxsize=4096)
def number(value: int | float | Decimal, locale: str) -> str:
    """``195,783``."""
    return str(format_decimal(value, locale=locale)).translate(_SPACES)


@lru_cache(maxsize=1024)
def percent(share: float, digits: int, locale: str) -> str:
    """A share from 0 to 1 as ``23.9%``, with so many ``digits`` after the point."""
    pattern = Locale.parse(locale).percent_formats[None].pattern
    pattern = re.sub(
        r"0(\.[0#]+)?", "0" + ("." + "0" * digits if digits else ""), pattern, count=1
    )
    return str(format_percent(share, format=pattern, locale=locale)).translate(_SPACES)


@lru_cache(maxsize=1024)
def day_of(day: date, style: str, locale: str) -> str:
    """A day in the style ``long``, ``short`` or ``weekday``; the month by its name."""
    if style == "long":
        return str(format_date(day, "long", locale=locale))
    if style == "short":
        return str(format_skeleton("MMMd", day, locale=locale))
    skeletons = Locale.parse(locale).datetime_skeletons
    pattern = str(skeletons.get("MMMMEd") or skeletons["MMMEd"])  # not every language has both
    pattern = re.sub(r"MMM+", "MMMM", re.sub(r"[Ec]+", "EEEE", pattern))
    return str(format_date(day, pattern, locale=locale))


@lru_cache(maxsize=2048)
def clock_of(clock: time, locale: str) -> str:
    """``9:00 PM``."""
    return str(format_time(clock, "short", locale=locale)).translate(_SPACES)


@lru_cache(maxsize=2048)
def units(count: int, unit: str, locale: str) -> str:
    """``20 minutes``; ``unit`` is day, hour or minute."""
    return str(format_unit(count, f"duration-{unit}", "long", locale=locale)).translate(_SPACES)
