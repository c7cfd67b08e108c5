"""Who comes with whom, in words."""

from __future__ import annotations

from config.locale import Words
from models.shifts.pairs import Pair


def pair(words: Words, found: Pair | None) -> str:
    """How things stand for a person, and what they can write."""
    if found is None:
        return words("pair.nobody")
    state = "sure" if found.sure else "asked"
    return words(f"pair.{state}.{_how(found.firm)}", who=found.who)


def row(words: Words, found: Pair) -> str:
    """The same as a line of one's times."""
    return words("shifts.when.pair" if found.sure else "shifts.when.pair-asked", who=found.who)


def _how(firm: bool) -> str:
    return "firm" if firm else "gladly"
