"""Answers to what-ifs: both dates now and then; and the seat-hours, or rulings, that a date needs.

Pure, on common random numbers: the same pace, noise, attendance and yields now and then, so that
the difference is what the change does and not another draw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from models.outlook.changed import Changed, Pattern, change, pattern
from models.outlook.questions import FinishBy, WhatIf, last_day
from models.outlook.reckoning import ranges
from models.outlook.terms import Outlook
from models.rules import forecast
from models.rules.forecast import Finish, What

_MANY = 1000.0  # times as many seats as there are: what is not done then, no seat does
_WORKDAYS = 5  # Monday to Friday


@dataclass(frozen=True, slots=True)
class Then:
    """A what-if answered: both dates now and then, and the target's chance by a date, 0…1 each.

    ``by`` is the date asked for, else the end of the range it would be then; ``attendance``: of the
    seat-hours offered, the share people lately used, which is taken for granted.
    """

    changed: Changed
    all_read_now: Finish
    all_read_then: Finish
    target_now: Finish
    target_then: Finish
    by: date
    chance_now: float
    chance_then: float
    attendance: float | None


class Answer(StrEnum):
    """What a date needs."""

    DONE = "done"  # it is done today
    ENOUGH = "enough"  # today's seats do it with this chance
    SEATS = "seats"  # more seat-hours do
    LAWYERS = "lawyers"  # the lawyers cannot rule that quickly, whatever is read
    LINES = "lines"  # too few lines are left that are likely to be ours
    BLIND = "blind"  # no calendar to measure seat-hours by


@dataclass(frozen=True, slots=True)
class Needs:
    """What it takes to finish by a date with a chance.

    ``chance_now``: with the calendar as it is, 0…1. ``best_chance``: however many seats there are.
    ``week_now`` and ``week_needed``: seat-hours offered a week until then. ``now`` is the office's
    present week (one office only), ``more_seats`` and ``more_days`` are weeks that would do.
    ``rulings_now`` and ``rulings_needed``: a calendar day; now None where it is not known.
    """

    asked: FinishBy
    answer: Answer
    chance_now: float
    best_chance: float
    week_now: float
    week_needed: float | None = None
    now: Pattern | None = None
    more_seats: Pattern | None = None
    more_days: Pattern | None = None
    rulings_now: float | None = None
    rulings_needed: float | None = None


def what_if(outlook: Outlook, asked: WhatIf, seed: int | None = None) -> Then:
    """Both dates now and then; ``asked`` makes sense (`questions.amiss`)."""
    seed = outlook.seed if seed is None else seed
    changed = change(outlook, asked)
    drawn = forecast.dates(outlook.course, outlook.calendar, seed)
    other = forecast.dates(outlook.course, changed.calendar, seed)
    now, then = ranges(outlook, drawn), ranges(outlook, other)
    target = then[What.TARGET_RULED]
    by = asked.by or target.high or target.middle or last_day(outlook)
    offered = sum(day.offered for day in outlook.course.days)
    return Then(
        changed=changed,
        all_read_now=now[What.ALL_READ],
        all_read_then=then[What.ALL_READ],
        target_now=now[What.TARGET_RULED],
        target_then=target,
        by=by,
        chance_now=drawn[What.TARGET_RULED].chance_by(by),
        chance_then=other[What.TARGET_RULED].chance_by(by),
        attendance=sum(day.used for day in outlook.course.days) / offered if offered else None,
    )


def needs(outlook: Outlook, asked: FinishBy, seed: int | None = None) -> Needs:
    """The seat-hours a week, or the rulings a day, that the date needs with that chance."""
    seed = outlook.seed if seed is None else seed
    course, calendar = outlook.course, outlook.calendar
    if outlook.done(asked.what):
        return Needs(asked, Answer.DONE, 1.0, 1.0, 0.0)
    needed = forecast.hours_needed(course, calendar, asked.what, asked.by, asked.chance, seed)
    now = forecast.chance_by(course, calendar, asked.what, asked.by, seed)
    found = _with_rulings(outlook, Needs(asked, Answer.BLIND, now, now, _week(outlook, asked)))
    if not calendar:
        return found
    if needed.by_lawyers:
        return replace(found, answer=Answer.LAWYERS)
    if needed.factor is None:
        many = [forecast.Open(day.day, day.seat_hours * _MANY) for day in calendar]
        best = forecast.chance_by(course, many, asked.what, asked.by, seed)
        return replace(found, answer=Answer.LINES, best_chance=best)
    found = replace(found, week_needed=found.week_now * needed.factor, best_chance=asked.chance)
    if now >= asked.chance:
        return replace(found, answer=Answer.ENOUGH, best_chance=now)
    return _with_weeks(outlook, replace(found, answer=Answer.SEATS), needed.factor)


def _until(outlook: Outlook, asked: FinishBy) -> date:
    """The last day of reading that counts: what is read later is ruled too late."""
    lag = outlook.course.lag_days if asked.what is What.TARGET_RULED else 0
    return asked.by - timedelta(days=lag)


def _week(outlook: Outlook, asked: FinishBy) -> float:
    """Seat-hours offered a week until the date."""
    last = _until(outlook, asked)
    hours = sum(day.seat_hours for day in outlook.calendar if day.day <= last)
    return hours * 7 / max((last - outlook.day).days, 1)


def _with_rulings(outlook: Outlook, found: Needs) -> Needs:
    """The same with the rulings a calendar day that the target takes by then."""
    lawyers = outlook.course.lawyers
    if found.asked.what is not What.TARGET_RULED or lawyers is None:
        return found
    missing = outlook.course.target - outlook.course.ours
    days = max((found.asked.by - outlook.day).days, 1)
    needed = missing / max(lawyers.upheld, 0.01) / days
    return replace(found, rulings_now=outlook.rulings_a_day, rulings_needed=needed)


def _with_weeks(outlook: Outlook, found: Needs, factor: float) -> Needs:
    """The same with the office's week now, with more seats, and with more days; of one office only."""
    tomorrow = outlook.day + timedelta(days=1)  # today may be half over
    now = pattern(outlook.rooms[0].days, tomorrow) if len(outlook.rooms) == 1 else None
    if now is None or not now.seats:
        return found
    found = replace(found, now=now, more_seats=replace(now, seats=ceil(now.seats * factor)))
    if len(now.weekdays) >= _WORKDAYS:
        return found
    days = tuple(sorted({*now.weekdays, *range(_WORKDAYS)}))
    seats = ceil(now.seats * factor * len(now.weekdays) / len(days))
    return replace(found, more_days=replace(now, seats=seats, weekdays=days))
