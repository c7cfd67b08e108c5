"""Which cap is in the way? The answer, kept as the lines of a letter to the registrar.

    keep_letter(tx, *, now, by, asked, tried, ask_id) -> Letter | None     who asked is told
    look_letter(tx, *, ask_id) -> Letter

The question is `models.shifts.goal`; between them `models.rules.planner.tried_bill` works.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Connection, select

from models import book as books
from models import notices
from models.book import Office
from models.errors import Refusal
from models.rules.planner import Bill, Change, Slot, Tried
from models.shift_terms import CapName
from models.shifts import asked as asks
from models.shifts import offices
from models.shifts.goal import Asked, Clock, clock_of
from models.tables import plan_asks
from models.terms import Person, looks

LONGEST = 3650  # days: what ends in ten years has no end


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter. ``before``, ``after``: seats, people or hours.

    ``weekdays`` () for a cap of whole weeks. ``since``, ``until``: where it is not of all the
    weeks. ``opens``: of other opening hours, from when until when on the office's clock.
    """

    cap: str
    before: int
    after: int
    weekdays: tuple[int, ...]
    since: str | None = None
    until: str | None = None
    opens: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """The answer. Minutes are seat-minutes a week, the mean of the weeks; days are ISO.

    ``now`` None: the solver could not tell. ``missing``: what no change of caps gives, since the
    people who have said when they can come do not reach. ``leads``: shifts without a captain or
    lawyer, however the caps stand. ``enough``, ``needed``: see `rules.planner.Tried`.
    """

    id: int
    office: str
    first: str
    last: str
    goal: int
    now: int | None
    then: int
    missing: int
    people: int
    leads: int
    by: str | None
    left: int
    pace: float | None
    ends_now: str | None
    ends_then: str | None
    lines: tuple[Line, ...]
    solved: bool
    proved: bool
    enough: bool | None
    needed: bool | None


def keep_letter(
    tx: Connection, *, now: datetime, by: Person, asked: Asked, tried: Tried, ask_id: int
) -> Letter | None:
    """Keep the answer; who asked is told. None if it was answered before."""
    book = books.read(tx, now=now)
    where = offices.office_of(book, asked.office)
    made = _letter(asked, tried, where, now.astimezone(where.zone).date(), ask_id)
    told = json.dumps(asdict(made))
    if not asks.finish(tx, now=now, ask_id=ask_id, answer=told):
        return None
    notices.leave(
        tx,
        now=now,
        kind="shift.letter",
        key=str(ask_id),
        person_id=by.id,
        facts={"letter": json.loads(told)},
    )
    return made


@looks
def look_letter(tx: Connection, *, ask_id: int) -> Letter:
    """A letter that is kept. Refuses ``shifts.no-letter``."""
    told = tx.execute(select(plan_asks.c.answer).where(plan_asks.c.id == ask_id)).scalar()
    if told is None:
        raise Refusal("shifts.no-letter")
    return of_facts(json.loads(told))


def of_facts(facts: dict[str, Any]) -> Letter:
    """A letter from its plain values."""
    lines = tuple(
        Line(
            **{
                **line,
                "weekdays": tuple(line["weekdays"]),
                "opens": None if line["opens"] is None else tuple(line["opens"]),
            }
        )
        for line in facts["lines"]
    )
    return Letter(**{**facts, "lines": lines})


# -------------------------------------------------------------------------------------- the answer


def _letter(asked: Asked, tried: Tried, where: Office, today: date, ask_id: int) -> Letter:
    bill, weeks = tried.bill, len(asked.goal.weeks)
    missing = ceil(sum(n for _week, n in bill.missing) / weeks)
    short = None if tried.now is None else ceil(sum(tried.now.values()) / weeks)
    now = None if short is None else asked.goal.minutes - short
    then = asked.goal.minutes - missing
    return Letter(
        id=ask_id,
        office=asked.office,
        first=asked.first.isoformat(),
        last=asked.last.isoformat(),
        goal=asked.goal.minutes,
        now=now,
        then=then,
        missing=missing,
        people=len(asked.case.people),
        leads=len({one.slot for one in bill.shortfalls}),
        by=None if asked.by is None else asked.by.isoformat(),
        left=asked.left,
        pace=asked.pace,
        ends_now=None if now is None else _ends(asked, now, today),
        ends_then=_ends(asked, then, today),
        lines=_lines(asked, bill, where),
        solved=bill.price is not None,
        proved=bill.proved,
        enough=tried.enough,
        needed=tried.needed,
    )


def _ends(asked: Asked, minutes: int, today: date) -> str | None:
    """When all lines are read at so many seat-minutes a week; None if never, or nobody knows."""
    if asked.pace is None or minutes <= 0 or not asked.left:
        return None
    days = ceil(asked.left * 7 * 60 / (asked.pace * minutes))
    return None if days > LONGEST else (today + timedelta(days=days)).isoformat()


def _lines(asked: Asked, bill: Bill, where: Office) -> tuple[Line, ...]:
    lines: list[Line] = []
    opened = {slot.id: slot for slot in asked.goal.could_open}
    for change in bill.changes:
        if change.cap == CapName.WINDOWS:
            lines += _opening(asked, change, opened, where)
        else:
            lines.append(_line(asked, change))
    return tuple(lines)


def _line(asked: Asked, change: Change) -> Line:
    unit = 60 if change.cap in (CapName.DAY_HOURS, CapName.WEEK_HOURS) else 1
    since, until = _span(asked, change)
    return Line(
        change.cap.value,
        change.before // unit,
        change.after // unit,
        change.weekdays,
        since,
        until,
    )


def _span(asked: Asked, change: Change) -> tuple[str | None, str | None]:
    """Where the line is not of all the weeks: its first and last day."""
    if not change.weekdays:
        whole = set(asked.goal.weeks)
    else:
        whole = {slot.day for slot in asked.case.slots if slot.day.weekday() in change.weekdays}
    days = [day for day in change.days if day in whole]
    if not days or set(days) == whole:
        return None, None
    return min(days).isoformat(), max(days).isoformat()


def _opening(
    asked: Asked, change: Change, opened: Mapping[int, Slot], where: Office
) -> list[Line]:
    """Other opening hours: a line for the same hours on some weekdays."""
    groups: dict[Clock, list[date]] = {}
    for number in change.slots:
        slot = opened[number]
        span = (clock_of(slot.starts_at, where), clock_of(slot.ends_at, where))
        groups.setdefault(span, []).append(slot.day)
    lines = []
    for (starts, ends), days in sorted(groups.items()):
        weekdays = tuple(sorted({day.weekday() for day in days}))
        every = len(days) == len(weekdays) * len(asked.goal.weeks)
        lines.append(
            Line(
                change.cap.value,
                0,
                1,
                weekdays,
                since=None if every else min(days).isoformat(),
                until=None if every else max(days).isoformat(),
                opens=(starts.isoformat("minutes"), ends.isoformat("minutes")),
            )
        )
    return lines
