"""What the planner answers: places, what is missing by name, who answered and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from models.rules.planner.case import Case, Place
from models.shift_terms import Duty


class Engine(StrEnum):
    """Who made the plan."""

    HIGHS = "highs"  # the solver HiGHS
    GREEDY = "greedy"  # our own first-come heuristic: the fallback


class Ended(StrEnum):
    """Why it stopped."""

    PROVED = "proved"  # nothing better exists, within the gap asked for
    CLOCK = "clock"  # the time was up; `gap` says how far from the best it may be
    HEURISTIC = "heuristic"  # greedy: nothing is known about the best


class Need(StrEnum):
    """What can be missing in a slot."""

    SEAT = "seat"
    CAPTAIN = "captain"
    LAWYER = "lawyer"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """``missing`` of a need in a slot: reviewers, captains, lawyers, or a speaker of a language."""

    slot: int
    need: Need
    missing: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and its account. ``loss`` and ``bound`` are in the unit of `Weights`, lower is better.

    ``bound``: no plan has a smaller loss; None if unknown. ``gap`` = (loss - bound) / |loss|.
    ``filled``, ``offered`` and ``allowed`` are seat-minutes: planned; seats by opening time; what
    the hour caps leave of that. ``moved``: published places taken from people who could come;
    ``lost``: those of people who can no longer; ``broken``: promises the caps do not let stand.
    ``repeatable``: no clock had a hand in it, so that the same case gives the same plan again.
    """

    places: tuple[Place, ...]
    engine: Engine
    ended: Ended
    loss: float
    bound: float | None
    shortfalls: tuple[Shortfall, ...]
    filled: int
    offered: int
    allowed: int
    moved: tuple[Place, ...] = ()
    lost: tuple[Place, ...] = ()
    broken: tuple[Place, ...] = ()
    seconds: float = 0.0
    repeatable: bool = True

    @property
    def gap(self) -> float | None:
        """How far from the best it may be, as a share of the loss; None if nothing is known."""
        if self.bound is None:
            return None
        return max(0.0, self.loss - self.bound) / max(1.0, abs(self.loss))

    @property
    def digest(self) -> str:
        """The same for the same places, and only for them (SHA-256, hexadecimal)."""
        said = ";".join(f"{p.person},{p.slot},{p.duty}" for p in self.places)
        return sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Changed:
    """What a new plan changes for one person: places that come, go, or change their duty."""

    person: int
    added: tuple[Place, ...]
    gone: tuple[Place, ...]
    duty: tuple[tuple[Place, Place], ...]  # (before, after), same slot


def changes(old: Iterable[Place], new: Iterable[Place]) -> tuple[Changed, ...]:
    """Per person, by id, what is different; whoever keeps everything is not in it."""
    before = {(place.person, place.slot): place for place in old}
    after = {(place.person, place.slot): place for place in new}
    found = []
    for person in sorted({person for person, _slot in before.keys() | after.keys()}):
        was = {key: place for key, place in before.items() if key[0] == person}
        now = {key: place for key, place in after.items() if key[0] == person}
        one = Changed(
            person=person,
            added=tuple(now[key] for key in sorted(now.keys() - was.keys())),
            gone=tuple(was[key] for key in sorted(was.keys() - now.keys())),
            duty=tuple(
                (was[key], now[key])
                for key in sorted(was.keys() & now.keys())
                if was[key].duty != now[key].duty
            ),
        )
        if one.added or one.gone or one.duty:
            found.append(one)
    return tuple(found)


def disturbed(case: Case, places: Iterable[Place]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """(moved, lost) of the published places that ``places`` does not keep.

    Moved: the person could still come to that slot; lost: they no longer can. Whoever keeps the
    slot in another duty is neither.
    """
    kept = {(place.person, place.slot) for place in places}
    wishes = {volunteer.id: volunteer.wishes for volunteer in case.people}
    slots = {slot.id for slot in case.slots}
    gone = sorted(p for p in case.published if (p.person, p.slot) not in kept)
    moved = tuple(p for p in gone if p.slot in slots and p.slot in wishes.get(p.person, {}))
    away = set(moved)
    return moved, tuple(p for p in gone if p not in away)


def offered(case: Case) -> int:
    """Seat-minutes that the seats and opening times offer, or policy wants if that is less."""
    return sum(slot.demand * slot.minutes for slot in case.slots)


def allowed(case: Case) -> int:
    """What of it the caps on hours leave, were there people for all: seat-minutes."""
    days: dict[date, int] = {}
    for slot in case.slots:
        days[slot.day] = days.get(slot.day, 0) + slot.demand * slot.minutes
    for limit in case.days:
        if limit.minutes is not None and limit.since in days:
            days[limit.since] = min(days[limit.since], limit.minutes)
    total = sum(days.values())
    for limit in case.weeks:
        if limit.minutes is not None:
            week = sum(m for day, m in days.items() if 0 <= (day - limit.since).days < 7)
            total -= max(0, week - limit.minutes)
    return total


def filled(case: Case, places: Iterable[Place]) -> int:
    """Seat-minutes of the reviewers' places."""
    minutes = {slot.id: slot.minutes for slot in case.slots}
    return sum(minutes[place.slot] for place in places if place.duty == Duty.REVIEWER)
