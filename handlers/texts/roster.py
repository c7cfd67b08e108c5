"""The week's roster in words: each shift with everybody in it, by day."""

from __future__ import annotations

from config.locale import Words
from handlers.texts import shifts as texts
from models.book import Book
from models.shift_terms import Duty, PlaceState
from models.shifts.roster import Roster, Row, Seat

SHOWN = 24  # readers named of a shift; the rest are counted


def roster(words: Words, book: Book, found: Roster) -> str:
    """The whole week, in Telegram HTML."""
    parts: list[str] = [head(words, found)]
    if not found.rows:
        return "\n".join([*parts, words("roster.nothing")])
    day = None
    for row in found.rows:
        if row.shift.day != day:
            day = row.shift.day
            parts.append(f"\n<b>{words.date(day, 'weekday')}</b>")
        parts.append(_row(words, book, row))
    if any(seat.state == PlaceState.ASKED for row in found.rows for seat in row.seats):
        parts += ["", words("roster.asked")]
    return "\n".join(parts)


def head(words: Words, found: Roster) -> str:
    """The office and the week, and how many of its seats are taken."""
    values = {"office": found.office_name, "day": found.monday}
    return words("roster.head", taken=taken(words, found), **values)


def taken(words: Words, found: Roster) -> str:
    """``73 of 84 seats taken``, or of how many where an office sets no limit."""
    n = sum(row.shift.taken for row in found.rows)
    seats = [row.shift.seats for row in found.rows if row.shift.seats is not None]
    if not seats or len(seats) < len(found.rows):
        return words.plain("roster.taken", n=n)
    return words.plain("roster.taken-of", n=n, seats=sum(seats))


def _row(words: Words, book: Book, row: Row) -> str:
    zone = texts.zone_of(book, row.shift.office)
    told: str = words(
        "roster.row",
        hours=texts.span(words, row.shift.starts_at, row.shift.ends_at, zone),
        filled=filled(row),
        lead=lead(words, row),
    )
    read = readers(row)
    named = ", ".join(read[:SHOWN])
    if len(read) > SHOWN:
        named = words("roster.more", names=named, n=len(read) - SHOWN)
    told = f"{told}\n{named}" if named else told
    if row.shift.waiting:
        told = f"{told}\n{words('roster.waiting', n=row.shift.waiting)}"
    return told


def filled(row: Row) -> str:
    """``12/14``, or ``12`` without a limit."""
    seats = row.shift.seats
    return str(row.shift.taken) if seats is None else f"{row.shift.taken}/{seats}"


def lead(words: Words, row: Row) -> str:
    """``captain R-012, lawyer R-030``, or that there is no captain."""
    captains = [_name(seat) for seat in row.seats if seat.duty == Duty.CAPTAIN]
    lawyers = [_name(seat) for seat in row.seats if seat.duty == Duty.LAWYER]
    told = [f"{words.plain('shifts.duty.captain')} {', '.join(captains)}"] if captains else []
    told = told or [words.plain("roster.no-captain")]
    if lawyers:
        told.append(f"{words.plain('shifts.duty.lawyer')} {', '.join(lawyers)}")
    return ", ".join(told)


def readers(row: Row) -> list[str]:
    """The readers' pseudonyms; with a question mark who was asked and has not answered yet."""
    return [_name(seat) for seat in row.seats if seat.duty == Duty.REVIEWER]


def _name(seat: Seat) -> str:
    return f"{seat.who}?" if seat.state == PlaceState.ASKED else seat.who
