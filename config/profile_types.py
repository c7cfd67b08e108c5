"""What a campaign profile holds, as frozen values; `config.profile` reads them from a file."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from config.policy import Policy

Certainty = Literal["read", "party's claim", "memory", "computed", "assumed", "invented"]
TierCode = Literal["A", "B", "C"]
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Count = Annotated[StrictInt, Field(ge=0)]
Day = Annotated[date, Field(strict=True)]
Clock = Annotated[time, Field(strict=True)]
Some = Annotated[StrictInt, Field(ge=1)]
# As long as the columns of models.tables.petition are wide, so that what loads can be kept.
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,11}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Label = Annotated[str, Field(min_length=1, max_length=120)]
Source = Annotated[str, Field(min_length=1, max_length=300)]
Note = Annotated[str, Field(max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Part):
    """One published number: so many lines (or people), as of a day, by a source."""

    name: Slug
    value: Count
    as_of: Day
    source: Source
    certainty: Certainty
    note: Note = ""


class Theory(_Part):
    """A legal figure for the target: ``target`` = ``threshold`` less the valid lines."""

    code: Slug
    label: Label
    threshold: Some
    target: Count
    public: StrictBool
    source: Source
    certainty: Certainty
    note: Note = ""


class Reason(_Part):
    """The registrar's reason: its code here, his label, the published label it rolls up to.

    ``certified`` is the certificate's count of lines, if it gives one. ``spellings`` are other
    ways a list may write it.
    """

    code: Code
    label: Label
    rollup: Label
    certified: Count | None = None
    spellings: tuple[str, ...] = ()


class Ground(_Part):
    """Why a challenge holds: the authority it rests on, the reasons it fits, the tier it proposes.

    ``words`` are what people type for it, by language. ``needs_partner``: the other line of a
    duplicate set must be named. ``needs_dates``: two dates, and nothing that names anybody.
    """

    code: Code
    tier: TierCode
    authority: Source
    certainty: Certainty
    fits: Annotated[tuple[Code, ...], Field(min_length=1)]
    words: dict[str, tuple[str, ...]]
    needs_partner: StrictBool = False
    needs_dates: StrictBool = False

    @property
    def typed(self) -> tuple[str, ...]:
        """All words for it, the code in small letters first."""
        every = [self.code.lower(), *(word for words in self.words.values() for word in words)]
        return tuple(dict.fromkeys(every))


class Office(_Part):
    """A registrar's office; ``address`` has the lines of the public office's own address."""

    code: Annotated[Slug, Field(max_length=20)]
    name: Label
    time_zone: str
    address: tuple[str, ...] = ()
    certainty: Certainty

    @property
    def zone(self) -> ZoneInfo:
        """The wall clock by which it opens and closes."""
        return ZoneInfo(self.time_zone)


class Caps(_Part):
    """What an office allows from ``effective_from`` on, until its next row. Clock: the office's.

    ``people`` in the room and ``seats`` (screens) at one time; ``assumed`` names the keys that no
    source gives.
    """

    office: str
    effective_from: Day
    days_a_week: Annotated[StrictInt, Field(ge=1, le=7)]
    people: Some
    weekdays: tuple[Weekday, ...]
    opens: Clock
    closes: Clock
    seats: Some
    assumed: tuple[str, ...] = ()
    source: Source
    certainty: Certainty
    note: Note = ""


class Profile(_Part):
    """A whole campaign, before it starts."""

    slug: Annotated[Slug, Field(max_length=60)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Literal["proponents' review"]
    time_zone: str
    languages: Annotated[
        tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...], Field(min_length=1)
    ]
    invented: StrictBool
    default_theory: str
    figures: tuple[Figure, ...]
    theories: tuple[Theory, ...]
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    grounds: tuple[Ground, ...]
    offices: Annotated[tuple[Office, ...], Field(min_length=1)]
    caps: tuple[Caps, ...] = ()
    policies: dict[str, Any] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The campaign's wall clock."""
        return ZoneInfo(self.time_zone)

    @property
    def policy(self) -> Policy:
        """Its policies; a key the file leaves out has the default of `config.policy`."""
        return Policy.from_dict(self.policies)

    def figure(self, name: str) -> Figure:
        """The latest snapshot under ``name``. Raises KeyError."""
        found = [figure for figure in self.figures if figure.name == name]
        if not found:
            raise KeyError(name)
        return max(found, key=lambda figure: figure.as_of)

    def theory(self, code: str | None = None) -> Theory:
        """By code; the default one without. Raises KeyError."""
        wanted = code or self.default_theory
        for theory in self.theories:
            if theory.code == wanted:
                return theory
        raise KeyError(wanted)

    @property
    def required(self) -> int:
        """Valid signatures the petition needed."""
        return self.figure("required").value

    @property
    def valid(self) -> int:
        """Lines the registrar found valid."""
        return self.figure("valid").value

    @property
    def invalid(self) -> int:
        """Lines the registrar invalidated, by the certificate."""
        return self.figure("invalid").value

    @property
    def target(self) -> int:
        """Lines to win back: required less valid."""
        return self.required - self.valid

    @property
    def rollups(self) -> tuple[str, ...]:
        """The published labels, in the certificate's order."""
        return tuple(dict.fromkeys(reason.rollup for reason in self.reasons))

    def grounds_for(self, reason: str) -> tuple[Ground, ...]:
        """The grounds that fit a reason's code, in the file's order."""
        return tuple(ground for ground in self.grounds if reason in ground.fits)

    def caps_on(self, office: str, day: date) -> Caps | None:
        """What ``office`` allows on ``day``; None before its first row."""
        rows = [row for row in self.caps if row.office == office and row.effective_from <= day]
        return max(rows, key=lambda row: row.effective_from, default=None)
