"""Worlds by name: what `worlds.toml` says, checked and frozen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

PARAMETERS = Path(__file__).with_name("worlds.toml")
DUPLICATE = "DUP"

Shares = tuple[tuple[int, float], ...]
"""(size, share) pairs, sizes rising, shares adding up to one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One published reason: code, label, lines, hidden yield (share), minutes a line, grounds.

    `grounds` are (ground code, share) pairs whose shares add up to one.
    """

    code: str
    label: str
    count: int
    rate: float
    minutes: float
    grounds: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """How sections are numbered and filled; sizes are shares of sections by rejected lines."""

    first: int
    spread: float
    lines_per_page: int
    booklet_lines: int
    mailed_lines: int
    mailed: float
    sizes: Shares


@dataclass(frozen=True, slots=True)
class Duplicates:
    """How duplicate sets look; sizes are shares of sets by rejected lines in them."""

    near: float
    shared: str
    alone: str
    claimed_twice: float
    sizes: Shares


@dataclass(frozen=True, slots=True)
class Truth:
    """How the hidden truth is laid: drift in share points, correlation, sections a bundle."""

    drift: float
    correlation: float
    bundle: int


@dataclass(frozen=True, slots=True)
class Habits:
    """How readers err (shares) and how fast they are (factors; `learning` in lines)."""

    noes_wrong: float
    yeses_upheld: float
    unsure: float
    missing: float
    speed: tuple[float, float]
    pace: tuple[float, float]
    learning: int
    spread: float


@dataclass(frozen=True, slots=True)
class World:
    """Every parameter of one invented campaign."""

    name: str
    title: str
    reasons: tuple[Reason, ...]
    sections: Sections
    duplicates: Duplicates
    truth: Truth
    readers: Habits

    @property
    def total(self) -> int:
        """Rejected lines at full size."""
        return sum(reason.count for reason in self.reasons)

    @property
    def rate(self) -> float:
        """Expected share of all lines that were wrongly rejected."""
        return sum(reason.count * reason.rate for reason in self.reasons) / self.total


def names() -> tuple[str, ...]:
    """Names of all worlds, in the order of the file."""
    return tuple(_tables())


@cache
def world(name: str) -> World:
    """Return the world called `name`; KeyError if there is none, ValueError on a bad figure."""
    tables = _tables()
    if name not in tables:
        raise KeyError(f"no invented world of that name; there are {', '.join(tables)}")
    return checked(_built(name, _merged(name, tables)))


def varied(
    base: World,
    *,
    rate: float | None = None,
    drift: float | None = None,
    correlation: float | None = None,
    learns: bool | None = None,
) -> World:
    """Return `base` with another overall yield, drift, correlation, or readers that learn or not.

    `rate` scales all yields by one factor, so that their mix stays; ValueError if that takes one
    above what its lines allow. `learns=False` makes pace flat from the first line. The same seed
    gives the same lines, so that variants can be compared line by line.
    """
    reasons = base.reasons
    if rate is not None:
        reasons = tuple(replace(r, rate=r.rate * rate / base.rate) for r in reasons)
    truth = replace(
        base.truth,
        drift=base.truth.drift if drift is None else drift,
        correlation=base.truth.correlation if correlation is None else correlation,
    )
    readers = base.readers
    if learns is False:
        readers = replace(readers, pace=(readers.pace[1], readers.pace[1]))
    return checked(replace(base, reasons=reasons, truth=truth, readers=readers))


@cache
def _tables() -> dict[str, dict[str, Any]]:
    with PARAMETERS.open("rb") as file:
        return tomllib.load(file)


def _merged(name: str, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    own = tables[name]
    if "like" not in own:
        return own
    merged = dict(_merged(own["like"], tables))
    for key, value in own.items():
        merged[key] = {**merged[key], **value} if isinstance(value, dict) else value
    return merged


def _shares(table: dict[str, float]) -> Shares:
    return tuple(sorted((int(size), share) for size, share in table.items()))


def _built(name: str, table: dict[str, Any]) -> World:
    reasons = tuple(
        Reason(
            code=code,
            label=table["labels"][code],
            count=count,
            rate=table["yields"][code],
            minutes=table["minutes"][code],
            grounds=tuple(table["grounds"][code].items()),
        )
        for code, count in table["counts"].items()
    )
    habits = dict(table["readers"])
    low, high = habits.pop("speed")
    start, end = habits.pop("pace")
    sections = {**table["sections"], "sizes": _shares(table["sections"]["sizes"])}
    duplicates = {**table["duplicates"], "sizes": _shares(table["duplicates"]["sizes"])}
    return World(
        name=name,
        title=table["title"],
        reasons=reasons,
        sections=Sections(**sections),
        duplicates=Duplicates(**duplicates),
        truth=Truth(**table["truth"]),
        readers=Habits(**habits, speed=(low, high), pace=(start, end)),
    )


def checked(made: World) -> World:
    """Return the world as it is; ValueError naming world and figure where one makes no sense."""
    for key, wrong in _faults(made):
        if wrong:
            raise ValueError(f"invented world {made.name}: {key}")
    return made


def _faults(made: World) -> list[tuple[str, bool]]:
    sections, duplicates, habits = made.sections, made.duplicates, made.readers
    lines_a_set = sum(size * share for size, share in duplicates.sizes)
    # A set counts once: the yield a line is at most one over the lines a set holds.
    ceiling = {DUPLICATE: 1 / lines_a_set}
    return [
        ("counts must not be negative", any(r.count < 0 for r in made.reasons)),
        ("counts must add up to at least one line", made.total < 1),
        (
            "a yield lies outside what its lines allow",
            any(not 0 <= r.rate <= ceiling.get(r.code, 1) for r in made.reasons),
        ),
        (
            "shares of grounds must add up to one",
            any(_off(share for _, share in r.grounds) for r in made.reasons),
        ),
        ("shares in sections.sizes must add up to one", _off(s for _, s in sections.sizes)),
        ("shares in duplicates.sizes must add up to one", _off(s for _, s in duplicates.sizes)),
        ("sections.sizes must begin at one line", sections.sizes[0][0] != 1),
        ("duplicates.sizes must begin at one line", duplicates.sizes[0][0] != 1),
        ("a section larger than a booklet", sections.sizes[-1][0] > sections.booklet_lines),
        ("a mailed sheet larger than a booklet", sections.mailed_lines > sections.booklet_lines),
        ("sections.spread must be at least 1.5", sections.spread < 1.5),
        ("truth.correlation must lie from 0 to 1", not 0 <= made.truth.correlation <= 1),
        ("truth.drift must lie from -1 to 1", not -1 <= made.truth.drift <= 1),
        ("truth.bundle must be at least one section", made.truth.bundle < 1),
        ("readers.yeses_upheld must exceed noes_wrong", habits.yeses_upheld <= habits.noes_wrong),
    ]


def _off(shares: Any) -> bool:
    return not isclose(sum(shares), 1.0, abs_tol=1e-9)
