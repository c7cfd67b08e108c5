"""One's own times: when somebody can come, how much, with whom. For cover and for the planner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, select

from models import trail
from models.errors import Refusal
from models.rules.cover import Times
from models.shift_terms import Able, Window
from models.shifts import pairs
from models.shifts.pairs import Pair
from models.tables import availability, wishes
from models.terms import Person, looks

MOST_A_DAY, MOST_A_WEEK = 4, 14  # shifts; a limit above them is a slip of the finger


@dataclass(frozen=True, slots=True)
class OwnTimes:
    """What a person has said of their times. Limits are shifts; ``pair`` is whom they come with."""

    weekly: tuple[Times, ...]
    dates: tuple[Times, ...]
    day_most: int | None
    week_most: int | None
    pair: Pair | None
    languages: tuple[str, ...]


def set_pattern(
    tx: Connection,
    *,
    now: datetime,
    person: Person,
    weekday: int,
    windows: Sequence[Window],
    able: Able = Able.CAN,
) -> OwnTimes:
    """When the person can come on a weekday (0 Monday), in place of what was said of it before.

    No windows: not at all (with ``Able.NOT``), or all day. Refuses ``shifts.ends-first``.
    """
    for window in windows:
        _in_order(window)
    tx.execute(
        availability.delete().where(
            availability.c.person_id == person.id, availability.c.weekday == weekday
        )
    )
    hours: Sequence[Window | None] = windows or [None]
    for span in hours:
        _add(tx, person, {"weekday": weekday}, able, span)
    return _entered(tx, now, person, "weekday", weekday)


def forget_pattern(
    tx: Connection, *, now: datetime, person: Person, weekday: int | None = None
) -> OwnTimes:
    """Take back what was said of a weekday, or of every weekday and date."""
    mine = availability.c.person_id == person.id
    if weekday is not None:
        mine &= availability.c.weekday == weekday
    tx.execute(availability.delete().where(mine))
    return _entered(tx, now, person, "forgotten", weekday)


def set_day(
    tx: Connection,
    *,
    now: datetime,
    person: Person,
    day: date,
    able: Able | None,
    window: Window | None = None,
) -> OwnTimes:
    """What holds on one date, whatever the weekday says; None takes it back.

    A second window of the same date adds to it; without a window it is the whole day and
    replaces what was said. Refuses ``shifts.ends-first``.
    """
    mine = (availability.c.person_id == person.id) & (availability.c.day == day)
    if window is None or able is None:
        tx.execute(availability.delete().where(mine))
    else:
        _in_order(window)
        same = (availability.c.starts == window.starts) & (availability.c.ends == window.ends)
        whole = availability.c.starts.is_(None)
        tx.execute(availability.delete().where(mine & (same | whole)))
    if able is not None:
        _add(tx, person, {"day": day}, able, window)
    return _entered(tx, now, person, "day", day)


def set_wishes(tx: Connection, *, now: datetime, person: Person, **limits: Any) -> OwnTimes:
    """Limits and wishes: ``day_most``, ``week_most`` (None lifts), ``pair_id``, ``languages``.

    Only what is named changes; whom they want to come with is asked (`pairs.ask_pair`). Refuses
    ``shifts.own-limit`` (not 1 to most), ``shifts.swap-yourself`` (a pair of one),
    ``shifts.no-such-person``.
    """
    _within(limits.get("day_most"), MOST_A_DAY)
    _within(limits.get("week_most"), MOST_A_WEEK)
    if "pair_id" in limits:
        _paired(tx, now, person, limits.pop("pair_id"))
    if "languages" in limits:
        limits["languages"] = ",".join(limits["languages"])
    if not limits:
        return look_times(tx, now=now, person_id=person.id)
    done = tx.execute(wishes.update().where(wishes.c.person_id == person.id).values(**limits))
    if done.rowcount == 0:
        tx.execute(wishes.insert().values(person_id=person.id, **limits))
    return _entered(tx, now, person, "wishes", sorted(limits))


@looks
def look_times(tx: Connection, *, now: datetime, person_id: int) -> OwnTimes:
    """What a person has said; dates that are over apart."""
    today = now.date()
    rows = [
        Times(row.weekday, row.day, row.starts, row.ends, Able(row.able))
        for row in tx.execute(
            select(availability)
            .where(availability.c.person_id == person_id)
            .order_by(availability.c.weekday, availability.c.day, availability.c.starts)
        )
    ]
    limits = tx.execute(select(wishes).where(wishes.c.person_id == person_id)).one_or_none()
    return OwnTimes(
        weekly=tuple(row for row in rows if row.weekday is not None),
        dates=tuple(row for row in rows if row.day is not None and row.day >= today),
        day_most=None if limits is None else limits.day_most,
        week_most=None if limits is None else limits.week_most,
        pair=pairs.look_pair(tx, person_id=person_id),
        languages=()
        if limits is None
        else tuple(code for code in limits.languages.split(",") if code),
    )


def _add(
    tx: Connection, person: Person, of: dict[str, Any], able: Able, window: Window | None
) -> None:
    hours: dict[str, time | None] = {"starts": None, "ends": None}
    if window is not None:
        hours = {"starts": window.starts, "ends": window.ends}
    tx.execute(availability.insert().values(person_id=person.id, able=able.value, **of, **hours))


def _in_order(window: Window) -> None:
    if window.ends <= window.starts:
        raise Refusal("shifts.ends-first")


def _within(limit: int | None, most: int) -> None:
    if limit is not None and not 1 <= limit <= most:
        raise Refusal("shifts.own-limit", most=most)


def _paired(tx: Connection, now: datetime, person: Person, pair_id: int | None) -> None:
    if pair_id is None:
        pairs.end_pair(tx, now=now, person=person)
    else:
        pairs.ask_pair(tx, now=now, person=person, other_id=pair_id)


def _entered(tx: Connection, now: datetime, person: Person, what: str, of: object) -> OwnTimes:
    """The trail knows that somebody changed their times, not to which."""
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="times.changed",
        subject=person.pseudonym,
        what=what,
        of=of,
    )
    return look_times(tx, now=now, person_id=person.id)
