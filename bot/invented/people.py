"""Invented volunteers. Every name says that it is invented."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_CHAT = 9_000_000_001
"""Lowest chat number of an invented person."""

_GIVEN = (
    ("Maria", "es"),
    ("June", "en"),
    ("Otis", "en"),
    ("Lupe", "es"),
    ("Walter", "en"),
    ("Priya", "en"),
    ("Tomás", "es"),
    ("Agnes", "en"),
    ("Ray", "en"),
    ("Ximena", "es"),
    ("Hyun", "en"),
    ("Nora", "en"),
    ("Rafael", "es"),
    ("Bea", "en"),
    ("Levon", "en"),
    ("Inés", "es"),
    ("Clyde", "en"),
    ("Minh", "en"),
    ("Graciela", "es"),
    ("Dot", "en"),
    ("Sol", "en"),
    ("Ofelia", "es"),
    ("Kenji", "en"),
    ("Ruth", "en"),
)


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One invented person: given name, language (en, es), chat number, name as on the ID."""

    given: str
    language: str
    chat: int
    legal_name: str

    @property
    def display(self) -> str:
        """Name as shown in a chat."""
        return f"{self.given} (invented)"


def volunteer(number: int) -> Volunteer:
    """Return the invented volunteer of that number, from 0; ValueError below.

    Beyond the list the names come again with a figure behind them, so that all differ.
    """
    if number < 0:
        raise ValueError("volunteers are numbered from 0")
    round_, place = divmod(number, len(_GIVEN))
    given, language = _GIVEN[place]
    given = f"{given} {round_ + 1}" if round_ else given
    surname = "Inventada" if language == "es" else "Invented"
    return Volunteer(given, language, FIRST_CHAT + number, f"{given} {surname}")


VOLUNTEERS = tuple(volunteer(number) for number in range(len(_GIVEN)))
