"""Changing what an office allows: first whom it would unseat, then the change, and all are told.

Nobody is silently dropped: whoever loses a place goes to the front of the shift's waiting list
(or, where the office is shut then, the shift is called off), and is told which cap it was, what
it allows, and from when. What a change gives goes to those who wait.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from models import book as books
from models import trail
from models.errors import Refusal
from models.rules import caps as rules
from models.shift_terms import (
    CapName,
    CapPreview,
    CapRow,
    CapValue,
    ClosedDay,
    Window,
)
from models.shifts import offices, turns, unseating
from models.shifts.unseating import Change
from models.tables import caps, closed_days
from models.terms import Person, looks

MOST = {
    CapName.SEATS: 500,
    CapName.ROOM: 1000,
    CapName.BADGES: 2000,
    CapName.DAY_HOURS: 12_000,
    CapName.WEEK_HOURS: 84_000,
    CapName.NOTICE: 24 * 30,
}  # a number above is a slip of the finger, not an office
_LAST_ROW = 10**9  # sorts after every row there is: the one that is being tried


@looks
def preview_cap(
    tx: Connection,
    *,
    now: datetime,
    office: str | None,
    name: CapName,
    value: CapValue,
    effective_from: date,
) -> CapPreview:
    """What `change_cap` would do now. Refuses as it does."""
    change = _cap(tx, now, office, name, value, effective_from, "")
    return unseating.preview(tx, now, change, unseating.outs(tx, now, change))


def change_cap(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    office: str | None,
    name: CapName,
    value: CapValue,
    effective_from: date,
    source: str,
    expect: Collection[int] | None = None,
) -> CapPreview:
    """The office allows something else from a day on, by a letter or order (``source``).

    ``expect`` are the places that a preview said would go: if they are others now, nothing
    changes. Refuses ``shifts.cap-value`` (cap, most), ``shifts.source-missing``,
    ``shifts.preview-old``, ``shifts.which-office``, ``shifts.no-such-office``.
    """
    turns.one_by_one(tx)
    if not source.strip():
        raise Refusal("shifts.source-missing")
    change = _cap(tx, now, office, name, value, effective_from, source)
    outs = unseating.outs(tx, now, change)
    done = unseating.preview(tx, now, change, outs)
    _as_previewed(done, expect)
    tx.execute(
        caps.insert().values(
            office_id=change.office.id,
            name=name.value,
            value=offices.write_value(value),
            effective_from=effective_from,
            source=source.strip(),
            by=by.pseudonym,
            at=now,
        )
    )
    unseating.carry_out(tx, now, by, change, outs)
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="cap.changed",
        subject=f"{change.office.code} {name}",
        old=_told(change.before),
        new=_told(value),
        effective_from=effective_from,
        source=source.strip(),
        unseated=[out.pseudonym for out in done.unseated],
        shut=[shift.id for shift in done.shut],
    )
    return done


@looks
def preview_closed_day(
    tx: Connection, *, now: datetime, office: str | None, day: date
) -> CapPreview:
    """What `close_day` would do now."""
    change = _closing(tx, now, office, day, "", "")
    return unseating.preview(tx, now, change, unseating.outs(tx, now, change))


def close_day(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    office: str | None,
    day: date,
    why: str,
    source: str,
    expect: Collection[int] | None = None,
) -> CapPreview:
    """The office does not open on a day; its shifts are called off and everybody is told.

    Refuses ``shifts.day-over``, ``shifts.source-missing``, ``shifts.preview-old``. A day that is
    closed already stays so.
    """
    turns.one_by_one(tx)
    if not why.strip() or not source.strip():
        raise Refusal("shifts.source-missing")
    change = _closing(tx, now, office, day, why.strip(), source.strip())
    outs = unseating.outs(tx, now, change)
    done = unseating.preview(tx, now, change, outs)
    _as_previewed(done, expect)
    if day in offices.closed_of(tx, change.office.id, [day]):
        return done
    tx.execute(
        closed_days.insert().values(
            office_id=change.office.id,
            day=day,
            why=why.strip(),
            source=source.strip(),
            by=by.pseudonym,
            at=now,
        )
    )
    unseating.carry_out(tx, now, by, change, outs)
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="day.closed",
        subject=f"{change.office.code} {day.isoformat()}",
        why=why.strip(),
        source=source.strip(),
        unseated=[out.pseudonym for out in done.unseated],
        shut=[shift.id for shift in done.shut],
    )
    return done


def reopen_day(
    tx: Connection, *, now: datetime, by: Person, office: str | None, day: date
) -> bool:
    """The office opens on a day after all; False if it was not closed. Shifts are made anew."""
    where = offices.office_of(books.read(tx, now=now), office)
    gone = tx.execute(
        closed_days.delete().where(closed_days.c.office_id == where.id, closed_days.c.day == day)
    )
    if gone.rowcount == 0:
        return False
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="day.reopened",
        subject=f"{where.code} {day.isoformat()}",
    )
    return True


def _cap(
    tx: Connection,
    now: datetime,
    office: str | None,
    name: CapName,
    value: CapValue,
    effective_from: date,
    source: str,
) -> Change:
    where = offices.office_of(books.read(tx, now=now), office)
    _legal(name, value)
    rows = offices.rows_of(tx, where.id)
    standing = {row.name: row for row in rules.resolve(rows, effective_from).rows}
    before = standing[name].value if name in standing else None
    new = CapRow(name, value, effective_from, source, _LAST_ROW)
    return Change(where, name, effective_from, before, value, [*rows, new], {})


def _closing(
    tx: Connection, now: datetime, office: str | None, day: date, why: str, source: str
) -> Change:
    where = offices.office_of(books.read(tx, now=now), office)
    if day < now.astimezone(where.zone).date():
        raise Refusal("shifts.day-over")
    closed = {day: ClosedDay(day, why, source)}
    return Change(where, None, day, None, None, offices.rows_of(tx, where.id), closed)


def _legal(name: CapName, value: CapValue) -> None:
    """A week of windows for the windows, a number within reason, or None, for the others."""
    if name == CapName.WINDOWS:
        if not isinstance(value, tuple) or len(value) != 7:
            raise Refusal("shifts.cap-value", cap=name, most=None)
        for day in value:
            _in_order(day)
        return
    number = value is None or (isinstance(value, int) and 0 <= value <= MOST[name])
    if not number:
        raise Refusal("shifts.cap-value", cap=name, most=MOST[name])


def _in_order(windows: Sequence[Window]) -> None:
    last = None
    for window in windows:
        if window.ends <= window.starts or (last is not None and window.starts < last):
            raise Refusal("shifts.ends-first")
        last = window.ends


def _as_previewed(done: CapPreview, expect: Collection[int] | None) -> None:
    if expect is not None and tuple(sorted(expect)) != done.place_ids:
        raise Refusal("shifts.preview-old", now=len(done.unseated))


def _told(value: CapValue) -> Any:
    """A value as the trail keeps it."""
    if not isinstance(value, tuple):
        return value
    return [[f"{w.starts:%H:%M}-{w.ends:%H:%M}" for w in day] for day in value]
