"""The values of a refusal of shifts as they are shown: which cap, what it allows, until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo

from config.locale import Words
from models.shift_terms import CapName, PlaceState


def shown(words: Words, values: Mapping[str, object], zone: tzinfo) -> dict[str, object]:
    """Moments by the wall clock of ``zone``, a cap by its name, ``until`` as the end of a sentence."""
    return {name: _shown(words, name, value, zone) for name, value in values.items()}


def _shown(words: Words, name: str, value: object, zone: tzinfo) -> object:
    if name == "until":
        return until(words, value if isinstance(value, date) else None)
    if name == "why":
        return words.plain("shifts.hours-say-so") if value is None else value
    if isinstance(value, datetime):
        return words.moment(value, zone)
    if isinstance(value, time):
        return words.time(value)
    if isinstance(value, CapName):
        return words.plain(f"shifts.cap-name.{value.value}")
    if isinstance(value, PlaceState):
        return value.value
    return "–" if value is None else value


def until(words: Words, day: date | None) -> str:
    """``, through December 11``, or that no change is known."""
    if day is None:
        return words.plain("shifts.no-change-known")
    return words.plain("shifts.through", day=day)
