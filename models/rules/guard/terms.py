"""What the guard knows and what it answers: kinds, findings and the lexicon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Span = tuple[int, int]

ALONE = 8_000  # surnames so frequent that one of them alone points at a person


class Kind(StrEnum):
    """What a piece of a message gives away."""

    ADDRESS = "address"
    PHONE = "phone"
    MAIL = "mail"
    BIRTH_DATE = "birth_date"
    NAME = "name"
    NUMBER = "number"  # voter id, driver licence, social security and the like; precinct


class Finding(NamedTuple):
    """One piece of a message that must not be kept: its kind and ``text[start:end]``."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words the guard goes by, all lower case without accents; build it with :meth:`of`.

    ``given`` and ``surnames`` are names; ``never``, ``beside`` and ``pair`` say how far a name
    that is also an everyday word counts (``config/names/everyday.txt``); ``alone`` are surnames
    that count by themselves. The ``street_*``, ``units`` and ``postal`` words belong to
    addresses; ``cues_*``, ``titles``, ``greetings`` and ``particles`` stand around names;
    ``places`` are the cities of the county, one tuple of words each.
    """

    given: frozenset[str]
    surnames: frozenset[str]
    never: frozenset[str]
    beside: frozenset[str]
    pair: frozenset[str]
    alone: frozenset[str]
    street_ends: frozenset[str]
    street_sure: frozenset[str]
    street_starts: frozenset[str]
    never_street: frozenset[str]
    units: frozenset[str]
    postal: frozenset[str]
    cues_before: frozenset[str]
    cues_after: frozenset[str]
    titles: frozenset[str]
    greetings: frozenset[str]
    particles: frozenset[str]
    street_names: frozenset[str]
    street_words: frozenset[str]
    places: frozenset[tuple[str, ...]]
    ordinary: frozenset[str]  # every word above that is not a name: no capital makes it one
    alarms: frozenset[str]  # a message without any of these holds no name in lower case
    signs: frozenset[str]  # a message without any of these holds no written-out address

    @classmethod
    def of(
        cls, *, given: Iterable[str], surnames: Iterable[str], **lists: Iterable[str]
    ) -> Lexicon:
        """Build a lexicon from lists as ``config.names.load_lexicon`` reads them.

        ``surnames`` come with the most frequent first; ``lists`` holds the other fields up to
        ``places``, whose entries are words parted by spaces. Raises KeyError for a missing list.
        """
        ranked = tuple(surnames)
        sets = {key: frozenset(words) for key, words in lists.items()}
        first = frozenset(given)
        treated = sets["never"] | sets["beside"] | sets["pair"]
        streets = sets["street_ends"] | sets["street_starts"] | sets["units"]
        around = sets["cues_before"] | sets["cues_after"] | sets["greetings"] | sets["titles"]
        places = sets.pop("places")
        return cls(
            given=first,
            surnames=frozenset(ranked),
            alone=frozenset(ranked[:ALONE]) - treated,
            places=frozenset(tuple(place.split()) for place in places),
            ordinary=treated | streets | around | sets["never_street"],
            alarms=((first | frozenset(ranked)) - sets["never"]) | sets["titles"],
            signs=streets | sets["postal"],
            **sets,
        )
