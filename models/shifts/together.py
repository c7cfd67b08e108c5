"""Several verbs of shifts in one transaction: a whole table checked, times said in one message.

All of it is kept, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from models.shift_terms import Able, Window
from models.shifts import attendance, own
from models.shifts.attendance import Attended
from models.shifts.own import OwnTimes
from models.terms import Person


@dataclass(frozen=True, slots=True)
class Said:
    """One thing somebody says of their times: of a weekday or a date, or limits.

    No ``windows``: the whole day. ``forget`` takes back what was said of the weekday or the date,
    or (neither) all of it. ``limits`` are the values of `set_wishes`.
    """

    weekday: int | None = None
    day: date | None = None
    able: Able = Able.CAN
    windows: tuple[Window, ...] = ()
    forget: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)


def say_times(tx: Connection, *, now: datetime, person: Person, said: Sequence[Said]) -> OwnTimes:
    """Everything said, in order. Refuses as `set_pattern`, `set_day` and `set_wishes` do."""
    for one in said:
        if one.limits:
            own.set_wishes(tx, now=now, person=person, **one.limits)
        elif one.day is not None:
            _say_day(tx, now, person, one.day, one)
        elif one.forget:
            own.forget_pattern(tx, now=now, person=person, weekday=one.weekday)
        elif one.weekday is not None:
            own.set_pattern(
                tx,
                now=now,
                person=person,
                weekday=one.weekday,
                windows=one.windows,
                able=one.able,
            )
    return own.look_times(tx, now=now, person_id=person.id)


def _say_day(tx: Connection, now: datetime, person: Person, day: date, one: Said) -> None:
    """A date said anew replaces what was said of it."""
    own.set_day(tx, now=now, person=person, day=day, able=None)
    if one.forget:
        return
    for window in one.windows or (None,):
        own.set_day(tx, now=now, person=person, day=day, able=one.able, window=window)


def check_table(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    shift_id: int,
    arrived: Sequence[int] = (),
    left: Sequence[int] = (),
    absent: Sequence[int] = (),
) -> Attended:
    """What a captain says of a table in one message: who came, who went, who is not there.

    By ids of people, in this order, so that nobody is asked to step in for a seat that is taken
    in the same breath. Refuses as `arrive`, `depart` and `no_show` do.
    """
    came = Attended(())
    if arrived:
        came = attendance.arrive(tx, now=now, by=by, shift_id=shift_id, person_ids=arrived)
    gone = Attended(())
    if left:
        gone = attendance.depart(tx, now=now, by=by, shift_id=shift_id, person_ids=left)
    missing = Attended(())
    if absent:
        missing = attendance.no_show(tx, now=now, by=by, shift_id=shift_id, person_ids=absent)
    return Attended(came.places + gone.places + missing.places, came.refused)
