"""One look at everything a forecast is made from. Facts from kept counts; what is assumed is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection

from models import book as books
from models import petition
from models.book import Book
from models.outlook import course, days, rulings
from models.outlook.calendar import Past, past_of, rhythm
from models.outlook.counting import DayCounted
from models.outlook.rooms import ahead, offered, rooms
from models.outlook.terms import Note, Offered, Outlook, Room, Used
from models.rules import minutes
from models.rules.forecast import Open
from models.rules.minutes import Measured
from models.rulings.judged import judged
from models.terms import Order, looks

YEARS = timedelta(days=730)  # the calendar to come: what is not done by then has no date
_FEW = 4  # days worked before a pace is more than a guess


@dataclass(frozen=True, slots=True)
class _Room:
    """The room's past and future: days to close, offices and days to come."""

    closing: tuple[DayCounted, ...]
    rooms: tuple[Room, ...]
    past: Past
    calendar: tuple[Open, ...]
    source: Offered


@looks
def look(tx: Connection, *, now: datetime) -> Outlook:
    """The campaign as it stands at ``now``. Refuses ``petition.no-campaign``, ``petition.no-target``."""
    book = books.read(tx, now=now)
    today = now.astimezone(book.zone).date()
    target = petition.target(tx)
    ruled = judged(tx, book)
    split = minutes.split(days.sittings(tx, book), [reason.code for reason in book.reasons])
    room = _room(tx, book, now, today, split)
    bench = rulings.bench(tx, ruled, today)
    state = course.State(book, petition.counts(tx, book), ruled, split, bench)
    drawn = course.drawn(tx)
    return Outlook(
        day=today,
        seed=seed_of(book.slug, today),
        order=Order(book.policy.order),
        course=course.course(state, drawn, room.past.days, target),
        calendar=room.calendar,
        rooms=room.rooms,
        minutes=split,
        standings=course.standings(state, drawn),
        reviewer_minutes=_reviewer_minutes(room, book),
        lawyer_minutes=_lawyer_minutes(state, room.past),
        audit=course.audit_share(state),
        used=room.past.used,
        offered=room.source,
        notes=_notes(state, room),
        judged=bench.judged,
        rulings_a_day=bench.a_day,
        closing=room.closing,
        invented=book.invented,
        whole=petition.is_whole(tx, book, state.counts),
    )


def seed_of(slug: str, day: date) -> int:
    """The day's chance, which names campaign and day: everybody who looks sees the same draw."""
    text = f"{slug} {day.isoformat()} outlook"
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 1


def _room(
    tx: Connection, book: Book, now: datetime, today: date, split: Sequence[Measured]
) -> _Room:
    closed = days.kept(tx)
    since = closed[-1].day + timedelta(days=1) if closed else days.first_day(tx) or today
    since = min(since, today)
    found = rooms(tx, book, now, since, today + YEARS)
    counted = days.counted(tx, book, now, found, since)
    coming = tuple(ahead(room) for room in found)
    hours = offered(coming)
    past = past_of((*closed, *counted), split, _over(book, now, today, coming))
    source = Offered.CAPS
    if not coming:
        hours = rhythm(past, today, today + YEARS)
        source = Offered.RHYTHM if hours else Offered.NOTHING
    return _Room(
        closing=days.closed_by(counted, today),
        rooms=coming,
        past=past,
        calendar=tuple(Open(day, its) for day, its in hours.items()),
        source=source,
    )


def _over(book: Book, now: datetime, today: date, coming: Sequence[Room]) -> date:
    """The last day that is over: today once no room is open any more, or it is posted."""
    if coming:
        open_yet = offered(coming).get(today, 0.0) > 0
    else:
        open_yet = now.astimezone(book.zone).hour < book.policy.post_hour
    return today - timedelta(days=1) if open_yet else today


def _reviewer_minutes(room: _Room, book: Book) -> float:
    """Of a day: what people lately sat there, or most of what the next open day offers."""
    lately = [day.used for day in room.past.days if day.used > 0][-book.policy.pace_days :]
    if lately:
        return 60 * sum(lately) / len(lately)
    return 60 * 0.8 * room.calendar[0].seat_hours if room.calendar else 60.0


def _lawyer_minutes(state: course.State, past: Past) -> float | None:
    """Of a day of reading: what lawyers lately gave; None while they keep up."""
    if not state.bench.short or not past.days:
        return None
    span = (past.days[-1].day - past.days[0].day).days + 1
    a_reading_day = (state.bench.a_day or 0.0) * span / len(past.days)
    return a_reading_day * state.bench.minutes


def _notes(state: course.State, room: _Room) -> tuple[Note, ...]:
    worked = sum(day.work > 0 for day in room.past.days)
    said = {
        Note.NO_DAYS: worked == 0,
        Note.FEW_DAYS: 0 < worked < _FEW,
        Note.NO_CALENDAR: room.source is Offered.NOTHING,
        Note.SHUT: room.source is Offered.CAPS and not room.calendar,
        Note.RHYTHM: room.source is Offered.RHYTHM,
        Note.USED_BY_READINGS: worked > 0 and room.past.used is Used.READINGS,
        Note.NO_RULINGS: state.bench.judged == 0,
        Note.LAWYERS_SHORT: state.bench.short,
        Note.MINUTES_ASSUMED: not any(one.measured for one in state.minutes),
    }
    return tuple(note for note, true in said.items() if true)
