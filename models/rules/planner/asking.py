"""What to ask a registrar for: goals, what raising a cap is worth to ask, and the answer's lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import ceil

from models.rules.planner.case import Case, Limit, Slot
from models.rules.planner.plan import Shortfall
from models.shift_terms import CapName


class By(StrEnum):
    """What shares one line of the letter."""

    WEEKDAY = "weekday"  # "on Tuesdays and Thursdays"
    WEEK = "week"  # "in the week of …"


@dataclass(frozen=True, slots=True)
class Prices:
    """How hard it is to be given more: invented by us, whole numbers, kept here only.

    Per unit and per time it applies (slot, day or week); an hour of the hour caps is a reviewer's.
    """

    # A workstation is a computer, its licence and a place to put it.
    seat: int = 4
    # One more person in the room costs space only.
    room: int = 2
    # One more name on the list of a day costs paper only.
    badge: int = 1
    # Reviewer-hours are the staff's hours: they stay as long as reviewers do.
    hour: int = 2
    # Opening at another time brings staff in for it.
    window: int = 60
    # Of the tallest line of a cap each unit counts so many times more: what is bought for Tuesdays
    # is there on Thursdays, and five more on two days are given sooner than ten more on one.
    standing: int = 8
    # Each line of a letter is a thing to be argued: few lines before small numbers.
    ask: int = 25


@dataclass(frozen=True, slots=True)
class Goal:
    """Reviewer-minutes a week that ought to be filled, in each of ``weeks`` (Mondays; () all).

    ``could_open``: slots that do not exist today but could be asked for; people's wishes must
    know them.
    """

    minutes: int
    weeks: tuple[date, ...] = ()
    by: By = By.WEEKDAY
    could_open: tuple[Slot, ...] = ()
    prices: Prices = field(default_factory=Prices)


def minutes_for(left: int, an_hour: float, first: date, by: date) -> int:
    """Seat-minutes a week that read ``left`` lines from ``first`` up to and with ``by``.

    ``an_hour``: first readings a seat-hour, above 0. ValueError if ``by`` is before ``first``.
    """
    days = (by - first).days + 1
    if days < 1 or an_hour <= 0:
        raise ValueError("a goal needs days ahead and a pace above nothing")
    return ceil(left * 60 * 7 / (an_hour * days))


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a letter: on these weekdays of these days, a cap ``before`` → ``after``.

    In seats, people, or minutes (hour caps). ``weekdays``: 0 is Monday; () for a cap of whole
    weeks, whose ``days`` are Mondays. WINDOWS: 0 → 1, and ``slots`` are what opens.
    """

    cap: CapName
    before: int
    after: int
    weekdays: tuple[int, ...]
    days: tuple[date, ...]
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bill:
    """Which caps are in the way of a goal, and the cheapest set of changes that reaches it.

    No ``changes``: the caps are not in the way. ``missing``: (Monday, seat-minutes) of the goal
    that no change of caps gives, since people are short; ``shortfalls``: captains and lawyers that
    are short however the caps stand. ``proved``: no cheaper set reaches as much. ``None`` for
    ``price`` if the solver found nothing in its time.
    """

    changes: tuple[Change, ...]
    missing: tuple[tuple[date, int], ...]
    shortfalls: tuple[Shortfall, ...]
    price: float | None
    proved: bool
    seconds: float


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Lines that differ in their weekdays only, as one: "14 seats → 19 on Tuesdays, Thursdays"."""
    groups: dict[tuple[CapName, int, int, bool], list[Change]] = {}
    for change in changes:
        weekly = not change.weekdays
        key = (change.cap, change.before, change.after, weekly)
        groups.setdefault(key, []).append(change)
    return tuple(
        replace(
            group[0],
            weekdays=tuple(sorted({day for one in group for day in one.weekdays})),
            days=tuple(sorted({day for one in group for day in one.days})),
            slots=tuple(sorted({slot for one in group for slot in one.slots})),
        )
        for group in groups.values()
    )


def with_changes(case: Case, changes: Iterable[Change], could_open: Iterable[Slot] = ()) -> Case:
    """The case as it would be if the registrar agreed to ``changes`` and nothing else."""
    closed = {slot.id: slot for slot in could_open}
    every = tuple(changes)
    # What opens comes first: the other lines are of those days too.
    opened = tuple(closed[slot] for change in every for slot in change.slots)
    case = replace(case, slots=case.slots + opened)
    for change in every:
        case = _CHANGED[change.cap](case, change)
    return case


def _seats(case: Case, change: Change) -> Case:
    slots = (
        replace(s, seats=change.after) if s.day in change.days and s.seats == change.before else s
        for s in case.slots
    )
    return replace(case, slots=tuple(slots))


def _room(case: Case, change: Change) -> Case:
    slots = (
        replace(s, room=change.after) if s.day in change.days and s.room == change.before else s
        for s in case.slots
    )
    return replace(case, slots=tuple(slots))


def _badges(case: Case, change: Change) -> Case:
    days = (
        replace(d, badges=change.after)
        if d.since in change.days and d.badges == change.before
        else d
        for d in case.days
    )
    return replace(case, days=tuple(days))


def _longer(limits: Iterable[Limit], change: Change) -> tuple[Limit, ...]:
    return tuple(
        replace(limit, minutes=change.after)
        if limit.since in change.days and limit.minutes == change.before
        else limit
        for limit in limits
    )


def _day_hours(case: Case, change: Change) -> Case:
    return replace(case, days=_longer(case.days, change))


def _week_hours(case: Case, change: Change) -> Case:
    return replace(case, weeks=_longer(case.weeks, change))


def _same(case: Case, change: Change) -> Case:
    return case


_CHANGED = {
    CapName.SEATS: _seats,
    CapName.ROOM: _room,
    CapName.BADGES: _badges,
    CapName.DAY_HOURS: _day_hours,
    CapName.WEEK_HOURS: _week_hours,
    CapName.WINDOWS: _same,
}


def unit_price(prices: Prices, cap: CapName) -> int:
    """What one more of a cap costs, each time it applies."""
    table: Mapping[CapName, int] = {
        CapName.SEATS: prices.seat,
        CapName.ROOM: prices.room,
        CapName.BADGES: prices.badge,
        CapName.DAY_HOURS: prices.hour,
        CapName.WEEK_HOURS: prices.hour,
        CapName.WINDOWS: prices.window,
    }
    return table[cap]
