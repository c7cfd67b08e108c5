"""The grounds that fit a line's reason, in words: what is typed for each, and what it means."""

from __future__ import annotations

from collections.abc import Sequence

from config import codes
from config.locale import Markup, Words
from handlers.parse.typed import ItemError


def what_fits(words: Words, grounds: Sequence[str], numbers: Sequence[int] = ()) -> Markup:
    """A row a ground under a head that names the lines; empty where nothing is known to fit."""
    if not grounds:
        return Markup("")
    head = words("review.what-fits", n=len(numbers), numbers=spans(numbers))
    rows = [
        words(
            "review.fitting-ground", typed=code.lower(), meaning=codes.ground_button(words, code)
        )
        for code in grounds
    ]
    return Markup("\n".join(["", head if numbers else words("review.what-fits-here"), *rows]))


def numbered(error: ItemError) -> list[int]:
    """The batch's own numbers of the lines that an error is about."""
    if error.number:
        return [error.number]
    return [number for number in error.lines if isinstance(number, int)]


def spans(numbers: Sequence[int]) -> str:
    """Numbers as people write them: ``3, 5–8, 12``."""
    parts: list[str] = []
    start = last = None
    for number in [*sorted(numbers), None]:
        if last is not None and number == last + 1:
            last = number
            continue
        if start is not None:
            parts.append(str(start) if start == last else f"{start}–{last}")
        start = last = number
    return ", ".join(parts)
