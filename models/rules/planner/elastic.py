"""Which cap is in the way? Every cap may stretch, at a price; the cheapest stretch is the answer.

A conflict of rows would name one reason at a time; this names the whole bill. In two steps: what
could be reached if every cap could be lifted (the rest is people who are missing, not caps), then
the cheapest lines of a letter that reach it. By optimality relaxing exactly these is enough, and
leaving any of them out is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil, inf

from models.rules.planner.asking import (
    Bill,
    By,
    Change,
    Goal,
    merged,
    unit_price,
    with_changes,
)
from models.rules.planner.candidates import wanted
from models.rules.planner.case import Case, Slot, week_of
from models.rules.planner.frame import Frame
from models.rules.planner.highs import Limits, Solved, solve
from models.rules.planner.model import Cap, Row
from models.rules.planner.plan import Need, Shortfall
from models.rules.planner.rows import framed
from models.rules.planner.worth import worth_of
from models.shift_terms import CapName, Duty

EXACT = Limits(gap=0, slack=0.5, seconds=60)
_NEEDS = {Duty.CAPTAIN: Need.CAPTAIN, Duty.LAWYER: Need.LAWYER}
_HOURS = (CapName.DAY_HOURS, CapName.WEEK_HOURS)

Key = tuple[CapName, int, "int | date | None", "int | None"]
"""What shares a line: cap, what it allows today, weekday or week, the hour of a window."""


@dataclass(slots=True)
class _Line:
    """A line of the letter as columns: how much more, and whether it is asked for at all."""

    key: Key
    more: int
    asked: int
    days: list[date] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Elastic:
    """The model with its lines, and the columns of what stays missing."""

    frame: Frame
    goal: Goal
    lines: dict[Key, _Line] = field(default_factory=dict)
    short: dict[date, int] = field(default_factory=dict)
    lacking: dict[tuple[int, Duty], int] = field(default_factory=dict)


def bill(case: Case, goal: Goal, limits: Limits = EXACT) -> Bill:
    """The cheapest changes of caps that reach the goal, as far as the people reach.

    Promised and published places stay. A captain and lawyers are kept as policy wants them, where
    they exist, so that the letter asks for room for them too.
    """
    elastic = _built(case, goal)
    _lacks_cost(elastic, 1)
    first = solve(elastic.frame.model, limits)
    if first.values is None:
        return Bill((), (), (), None, False, first.seconds)
    _settle(elastic, first.values)
    _lacks_cost(elastic, 0)
    _lines_cost(elastic)
    second = solve(elastic.frame.model, limits)
    return _written(elastic, first, second)


def reaches(case: Case, goal: Goal, asked: Bill, limits: Limits = EXACT) -> bool:
    """Whether the caps of ``case`` as they are reach what ``asked`` says can be reached.

    False too if the solver could not tell within its time.
    """
    return can_reach(case, goal, asked, limits) is True


def missing_now(case: Case, goal: Goal, limits: Limits = EXACT) -> dict[date, int] | None:
    """Seat-minutes of the goal that the caps as they are do not give, by week.

    None if the solver found nothing in its time, or the promises alone are beyond the caps.
    """
    elastic = _built(case, goal)
    for line in elastic.lines.values():
        elastic.frame.model.highs[line.more] = 0
    _lacks_cost(elastic, 1)
    found = solve(elastic.frame.model, limits)
    if found.values is None:
        return None
    return {week: ceil(found.values[at] - 1e-6) for week, at in elastic.short.items()}


def can_reach(case: Case, goal: Goal, asked: Bill, limits: Limits = EXACT) -> bool | None:
    """`reaches`, with None where the solver could not tell within its time."""
    elastic = _built(case, goal)
    for line in elastic.lines.values():
        elastic.frame.model.highs[line.more] = 0
    missing, model = dict(asked.missing), elastic.frame.model
    for week, column in elastic.short.items():
        model.highs[column] = missing.get(week, 0)
    lacks = {(short.slot, short.need): short.missing for short in asked.shortfalls}
    for (slot, duty), column in elastic.lacking.items():
        model.highs[column] = lacks.get((slot, _NEEDS[duty]), 0)
    found = solve(model, limits)
    if found.values is not None:
        return True
    return False if found.impossible else None


# --------------------------------------------------------------------------------------- the model


def _built(case: Case, goal: Goal) -> _Elastic:
    there = {slot.id for slot in case.slots}
    closed = tuple(slot for slot in goal.could_open if slot.id not in there)
    whole = replace(case, slots=case.slots + closed)
    elastic = _Elastic(framed(whole, worth=False), goal)
    model = elastic.frame.model
    for number, row in enumerate(model.rows):
        if row.cap is not None:
            model.rows[number] = _stretched(elastic, row, row.cap)
    for slot in closed:
        _shut(elastic, slot)
    _goals(elastic)
    _led(elastic)
    return elastic


def _stretched(elastic: _Elastic, row: Row, cap: Cap) -> Row:
    unit = 60 if cap.name in _HOURS else 1
    most = ceil(sum(factor for _column, factor in row.terms) / unit)
    line = _line(elastic, (cap.name, cap.allows, _when(elastic.goal, cap), None), most)
    line.days.append(cap.day)
    return Row(-inf, row.high, (*row.terms, (line.more, -unit)))


def _when(goal: Goal, cap: Cap) -> int | date | None:
    if goal.by == By.WEEK:
        return week_of(cap.day)
    return None if cap.name == CapName.WEEK_HOURS else cap.day.weekday()


def _line(elastic: _Elastic, key: Key, most: int) -> _Line:
    """The line of a key; ``most`` is how much more could ever be of use to one of its rows."""
    model = elastic.frame.model
    line = elastic.lines.get(key)
    if line is None:
        line = _Line(key, model.column(high=0), model.column())
        elastic.lines[key] = line
    model.highs[line.more] = max(model.highs[line.more], most)
    return line


def _shut(elastic: _Elastic, slot: Slot) -> None:
    """Nobody is in a slot that is not opened."""
    inside = elastic.frame.inside(slot.id)
    when = week_of(slot.day) if elastic.goal.by == By.WEEK else slot.day.weekday()
    key: Key = (CapName.WINDOWS, 0, when, slot.starts_at.hour * 60 + slot.starts_at.minute)
    line = _line(elastic, key, 1)
    line.days.append(slot.day)
    line.slots.append(slot.id)
    terms = tuple((column, 1.0) for column in inside)
    elastic.frame.model.rows.append(Row(-inf, 0, (*terms, (line.more, -len(inside)))))


def _goals(elastic: _Elastic) -> None:
    frame, goal = elastic.frame, elastic.goal
    for week in goal.weeks or sorted({slot.week for slot in frame.case.slots}):
        terms = [
            (column, slot.minutes)
            for slot in frame.case.slots
            if slot.week == week
            for column in frame.duty.get((slot.id, Duty.REVIEWER), [])
        ]
        short = frame.model.column(high=goal.minutes, whole=False)
        elastic.short[week] = short
        frame.model.at_least(goal.minutes, [*terms, (short, 1)])


def _led(elastic: _Elastic) -> None:
    """Captains and lawyers; in a slot that is only a possibility, if it opens."""
    frame = elastic.frame
    possible = {slot: line.more for line in elastic.lines.values() for slot in line.slots}
    for slot in frame.case.slots:
        for duty in _NEEDS:
            number = wanted(slot, duty)
            if not number:
                continue
            lacking = frame.model.column(high=number, whole=False)
            elastic.lacking[slot.id, duty] = lacking
            terms = [(column, 1.0) for column in frame.duty.get((slot.id, duty), [])]
            if slot.id in possible:
                terms.append((possible[slot.id], -number))
                number = 0
            frame.model.at_least(number, [*terms, (lacking, 1)])


# ---------------------------------------------------------------------------------------- the steps


def _lacks_cost(elastic: _Elastic, factor: int) -> None:
    frame = elastic.frame
    hour = frame.case.weights.seat_hour
    for column in elastic.short.values():
        frame.model.costs[column] = factor * hour / 60
    for (slot, duty), column in elastic.lacking.items():
        frame.model.costs[column] = factor * worth_of(frame.case, frame.slots[slot], duty)


def _settle(elastic: _Elastic, values: Iterable[float]) -> None:
    """What is missing however the caps stand may be missing, and no more."""
    found, highs = list(values), elastic.frame.model.highs
    for column in (*elastic.short.values(), *elastic.lacking.values()):
        highs[column] = ceil(found[column] - 1e-6)


def _lines_cost(elastic: _Elastic) -> None:
    model, prices = elastic.frame.model, elastic.goal.prices
    for line in elastic.lines.values():
        times = len(line.days)
        model.costs[line.more] = unit_price(prices, line.key[0]) * times
        model.costs[line.asked] = prices.ask
        model.rows.append(Row(-inf, 0, ((line.more, 1), (line.asked, -model.highs[line.more]))))
    for peak, lines in _peaks(elastic).items():
        model.costs[peak] = unit_price(prices, lines[0].key[0]) * prices.standing
        model.rows += [Row(-inf, 0, ((line.more, 1), (peak, -1))) for line in lines]


def _peaks(elastic: _Elastic) -> dict[int, list[_Line]]:
    """A column for the most that any line of a cap asks for, and those lines."""
    model, groups = elastic.frame.model, dict[tuple[CapName, int], list[_Line]]()
    for line in elastic.lines.values():
        if line.key[0] != CapName.WINDOWS:
            groups.setdefault(line.key[:2], []).append(line)
    return {
        model.column(high=max(model.highs[line.more] for line in lines)): lines
        for lines in groups.values()
    }


def _written(elastic: _Elastic, first: Solved, second: Solved) -> Bill:
    highs = elastic.frame.model.highs
    missing = tuple(
        (week, int(highs[column])) for week, column in elastic.short.items() if highs[column]
    )
    shortfalls = tuple(
        Shortfall(slot, _NEEDS[duty], int(highs[column]))
        for (slot, duty), column in elastic.lacking.items()
        if highs[column]
    )
    seconds = first.seconds + second.seconds
    if second.values is None:
        return Bill((), missing, shortfalls, None, False, seconds)
    changes = [
        _change(line, round(second.values[line.more]))
        for line in elastic.lines.values()
        if round(second.values[line.more])
    ]
    proved = first.proved and second.proved
    return Bill(merged(changes), missing, shortfalls, round(second.objective, 6), proved, seconds)


def _change(line: _Line, more: int) -> Change:
    cap, allows = line.key[:2]
    unit = 60 if cap in _HOURS else 1
    days = tuple(sorted(set(line.days)))
    weekly = cap == CapName.WEEK_HOURS
    return Change(
        cap=cap,
        before=allows,
        after=allows + unit * more,
        weekdays=() if weekly else tuple(sorted({day.weekday() for day in days})),
        days=days,
        slots=tuple(line.slots),
    )


__all__ = ["Bill", "Change", "Goal", "bill", "reaches", "with_changes"]
