"""Which cap is in the way? The question: from the database to a case for the elastic model.

    look_goal(tx, *, now, office, hours=None, by=None, pace=None) -> Asked

It is reckoned on whole weeks to come: their shifts, what would be shifts if somebody made them,
and the weekdays on which the office is closed, which could be asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil

from sqlalchemy import Connection, func, select

from models import book as books
from models.book import Book, Office
from models.errors import Refusal
from models.rules import calendar
from models.rules import caps as cap_rules
from models.rules.planner import Case, Goal, Slot, Weights, minutes_for
from models.shift_terms import CapName, DayCaps
from models.shifts import casing, ledger, offices
from models.tables import shifts, tally
from models.terms import looks

WEEKS = 4  # on which it is reckoned: what changes from week to week is in them
MOST_HOURS = 20_000  # seat-hours a week; more is a slip of the finger
MOST_PACE = 200  # lines a seat-hour
LOOKED_BACK = timedelta(days=28)  # for the pace
OFFICE_DAYS = range(5)  # weekdays that may be asked for: county offices work Monday to Friday
Clock = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for `rules.planner.tried_bill`: the case and the goal, and what is behind them.

    ``left``: lines unread; ``pace``: first readings a planned seat-hour, None if nothing is known.
    """

    office: str
    first: date
    last: date
    case: Case
    goal: Goal
    by: date | None
    left: int
    pace: float | None


@looks
def look_goal(
    tx: Connection,
    *,
    now: datetime,
    office: str | None,
    hours: int | None = None,
    by: date | None = None,
    pace: float | None = None,
) -> Asked:
    """The question for ``hours`` a week, or for all lines read up to and with the day ``by``.

    ``pace``: first readings a seat-hour, where the ledger of the last weeks is not to be asked.
    Refuses ``shifts.letter-hours`` (most), ``shifts.letter-pace`` (none is known),
    ``shifts.letter-soon`` (first: the week from which on caps could change), ``shifts.letter-read``,
    ``shifts.no-caps``, ``shifts.which-office``.
    """
    book = books.read(tx, now=now)
    where = offices.office_of(book, office)
    today = now.astimezone(where.zone).date()
    first = calendar.week_of(today) + timedelta(days=7)
    left = _left(tx, book)
    pace = pace or _pace(tx, now, where, today)
    last = first + timedelta(days=7 * _weeks(first, by) - 1)
    minutes = _minutes(hours, left, pace, today, first, by)
    could: list[Slot] = []

    def more(slots: Sequence[Slot], allowed: Mapping[date, DayCaps]) -> tuple[Slot, ...]:
        slots = [replace(slot, wanted=None) for slot in slots]  # the campaign's own most apart
        blocks = _blocks(tx, where, allowed)
        made, closed = _unmade(slots, allowed, where, blocks, book.policy.captains_wanted)
        could.extend(closed)
        return (*slots, *made, *closed)

    case = casing.case(tx, book, where, now=now, first=first, last=last, more=more)
    closed = {slot.id for slot in could}
    case = replace(
        case,
        slots=tuple(slot for slot in case.slots if slot.id not in closed),
        weights=_weights(case),
    )
    if not case.slots:
        raise Refusal("shifts.no-caps", codes=where.code)
    weeks = tuple(first + timedelta(days=7 * n) for n in range(_weeks(first, by)))
    goal = Goal(minutes, weeks, could_open=tuple(could))
    return Asked(where.code, first, last, case, goal, by, left, pace)


def _left(tx: Connection, book: Book) -> int:
    """Lines unread; of a petition that is met and not listed, those the certificate counts."""
    row = tx.execute(select(func.sum(tally.c.total), func.sum(tally.c.read))).one()
    total, read = int(row[0] or 0), int(row[1] or 0)
    if book.as_met:
        total = max(total, sum(reason.certified or 0 for reason in book.reasons))
    return total - read


def _weeks(first: date, by: date | None) -> int:
    """How many whole weeks it is reckoned on."""
    if by is None:
        return WEEKS
    if by < first:
        raise Refusal("shifts.letter-soon", first=first)
    return min(WEEKS, (by - first).days // 7 + 1)


def _minutes(
    hours: int | None,
    left: int,
    pace: float | None,
    today: date,
    first: date,
    by: date | None,
) -> int:
    if by is None:
        if hours is None or not 1 <= hours <= MOST_HOURS:
            raise Refusal("shifts.letter-hours", most=MOST_HOURS)
        return hours * 60
    if pace is None:
        raise Refusal("shifts.letter-pace")
    if left == 0:
        raise Refusal("shifts.letter-read")
    return min(MOST_HOURS * 60, minutes_for(left, pace, today + timedelta(days=1), by))


def _weights(case: Case) -> Weights:
    """A captain reads only where nobody else would lead; but no day stays shut for want of one.

    So a captain is worth a little more than one seat of the longest shift.
    """
    longest = max((slot.minutes for slot in case.slots), default=0)
    lead = ceil(case.weights.seat_hour * longest / 60) + 1
    return replace(case.weights, captain=lead, lawyer=lead)


def _pace(tx: Connection, now: datetime, where: Office, today: date) -> float | None:
    """First readings a planned seat-hour in the last weeks: who stayed away is in it."""
    days = ledger.look_ledger(
        tx, now=now, first=today - LOOKED_BACK, last=today, office=where.code
    )
    over = [day for day in days if day.used]
    planned = sum(day.planned for day in over)
    readings = sum(day.readings for day in over)
    return readings * 60 / planned if planned and readings else None


def _blocks(tx: Connection, where: Office, allowed: Mapping[date, DayCaps]) -> list[Clock]:
    """The hours of the newest day with shifts; without any, the commonest opening windows."""
    newest = select(func.max(shifts.c.day)).where(
        shifts.c.office_id == where.id, shifts.c.called_off_at.is_(None)
    )
    rows = tx.execute(
        select(shifts.c.starts_at, shifts.c.ends_at)
        .where(
            shifts.c.office_id == where.id,
            shifts.c.called_off_at.is_(None),
            shifts.c.day == newest.scalar_subquery(),
        )
        .order_by(shifts.c.starts_at)
    )
    found = [(clock_of(row.starts_at, where), clock_of(row.ends_at, where)) for row in rows]
    if found:
        return found
    windows = Counter(caps.windows for caps in allowed.values() if caps.windows)
    return [(w.starts, w.ends) for w in windows.most_common(1)[0][0]] if windows else []


def clock_of(at: datetime, where: Office) -> time:
    """A moment on the office's wall."""
    return at.astimezone(where.zone).time()


def _unmade(
    slots: Sequence[Slot],
    allowed: Mapping[date, DayCaps],
    where: Office,
    blocks: Sequence[Clock],
    captains: int,
) -> tuple[list[Slot], list[Slot]]:
    """(shifts that would be made on open days, shifts of days the office is closed now)."""
    there = {slot.day for slot in slots}
    made: list[Slot] = []
    closed: list[Slot] = []
    for day, caps in allowed.items():
        if day in there or caps.closed is not None:
            continue
        if caps.windows:
            fit = [block for block in blocks if _open(caps, block, where)]
            spans = fit or [(w.starts, w.ends) for w in caps.windows]
            into = made
        elif day.weekday() in OFFICE_DAYS:
            spans, into = list(blocks), closed
        else:
            continue
        for span in spans:
            number = -(len(made) + len(closed) + 1)  # no shift has such an id
            into.append(_slot(number, caps, span, where, captains))
    return made, closed


def _open(caps: DayCaps, block: Clock, where: Office) -> bool:
    starts_at, ends_at = (calendar.edge(caps.day, clock, where.zone) for clock in block)
    return cap_rules.open_then(caps, starts_at, ends_at, where.zone)


def _slot(number: int, caps: DayCaps, span: Clock, where: Office, captains: int) -> Slot:
    starts_at, ends_at = (calendar.edge(caps.day, clock, where.zone) for clock in span)
    return Slot(
        number,
        caps.day,
        starts_at,
        ends_at,
        seats=caps.limit(CapName.SEATS),
        room=caps.limit(CapName.ROOM),
        captains=captains,
    )
