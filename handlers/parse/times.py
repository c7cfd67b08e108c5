"""Times of day and windows between two of them, as people write them in English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from handlers.parse.folding import plain
from models.errors import Refusal


@dataclass(frozen=True, slots=True)
class Window:
    """A block of one day by the office's wall clock; ``end`` is after ``start``."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time as typed: hours may still lack their half of the day."""

    hour: int
    minute: int
    half: str | None


_WORDS = {
    "noon": "12pm", "midday": "12pm", "mediodia": "12pm",
    "de la manana": "am", "de la tarde": "pm", "de la noche": "pm", "in the morning": "am",
    "in the afternoon": "pm", "in the evening": "pm",
}  # fmt: skip
_TIME = r"(\d{1,2})(?:[:.h]?(\d{2})|h)? *(?:h|hs|hrs)? *(am|pm)?"
_ONE = re.compile(_TIME)
_TWO = re.compile(rf"{_TIME} *(?:-+|to|a|al|until|till|hasta|y|and) *{_TIME}")
_FILLER = re.compile(r"\b(?:from|between|de|desde|entre|at|the|las?|el)\b")


def _plain_times(text: str) -> str:
    typed = plain(text)
    for words, short in _WORDS.items():
        typed = typed.replace(words, short)
    typed = re.sub(r"([ap]) ?\.? ?m\b\.?", r"\1m", typed)
    return " ".join(_FILLER.sub(" ", typed).split()).strip(" .,;")


def parse_time(text: str) -> time:
    """``9``, ``9:30``, ``9.30``, ``9pm``, ``0930``, ``noon`` as a time (24 hours unless am/pm).

    Raises Refusal ``time.malformed`` or ``time.impossible`` (``25:00``, ``13pm``).
    """
    match = _ONE.fullmatch(_plain_times(text).removeprefix("a "))
    if match is None:
        raise Refusal("time.malformed")
    return _settle(_clock(*match.groups()))


def parse_window(text: str) -> Window:
    """``9-12``, ``9 a 12``, ``9:30–13``, ``9am-1pm``, ``1-5pm`` as a window.

    A half of the day on one side reaches the other where that gives a window. Raises Refusal
    ``time.malformed``, ``time.impossible``, or ``time.backwards`` (the end not after the start).
    """
    match = _TWO.fullmatch(_plain_times(text))
    if match is None:
        raise Refusal("time.malformed")
    parts = match.groups()
    start, end = _share_halves(_clock(*parts[:3]), _clock(*parts[3:]))
    window = Window(_settle(start), _settle(end))
    if window.end <= window.start:
        raise Refusal("time.backwards")
    return window


def _clock(hour: str, minute: str | None, half: str | None) -> _Clock:
    return _Clock(int(hour), int(minute or 0), half)


def _share_halves(start: _Clock, end: _Clock) -> tuple[_Clock, _Clock]:
    """``1-5pm`` is an afternoon, ``9am-1`` ends after noon, ``9-1pm`` starts in the morning."""
    if start.half is None and end.half == "pm" and start.hour <= 12:
        afternoon = _Clock(start.hour, start.minute, "pm")
        if start.hour >= 1 and _settle(afternoon) < _settle(end):
            start = afternoon
    elif end.half is None and start.half is not None and 1 <= end.hour <= 12:
        as_typed, afternoon = end, _Clock(end.hour, end.minute, "pm")
        if _settle(as_typed) <= _settle(start) < _settle(afternoon):
            end = afternoon
    return start, end


def _settle(clock: _Clock) -> time:
    hour = clock.hour
    if clock.half is not None:
        if not 1 <= hour <= 12:
            raise Refusal("time.impossible")
        hour = hour % 12 + (12 if clock.half == "pm" else 0)
    try:
        return time(hour, clock.minute)
    except ValueError:
        raise Refusal("time.impossible") from None
