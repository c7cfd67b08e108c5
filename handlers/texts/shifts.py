"""Shifts and one's places in words, short enough for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.locale import Words
from handlers.texts import shift_refusals
from models.book import Book
from models.shift_terms import (
    WAITABLE,
    Answer,
    Joined,
    Offer,
    PlaceState,
    PlaceView,
    ShiftView,
)


def zone_of(book: Book, office: str) -> ZoneInfo:
    """The office's wall clock."""
    return next((one.zone for one in book.offices if one.code == office), book.zone)


def span(words: Words, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """``9:00 AM–12:00 PM`` by the wall clock of ``zone``."""
    clocks = (words.time(at.astimezone(zone).time()) for at in (starts_at, ends_at))
    return "–".join(clocks)


def hours(words: Words, book: Book, shift: ShiftView) -> str:
    """The shift's hours; with the office where the campaign has several."""
    told = span(words, shift.starts_at, shift.ends_at, zone_of(book, shift.office))
    if len(book.offices) < 2:
        return told
    name = next((one.name for one in book.offices if one.code == shift.office), shift.office)
    return f"{told}, {name}"


def when(words: Words, book: Book, shift: ShiftView) -> str:
    """``Tuesday, September 13, 9:00 AM–12:00 PM``."""
    return f"{words.date(shift.day, 'weekday')}, {hours(words, book, shift)}"


def label(words: Words, book: Book, shift: ShiftView) -> str:
    """The shift on a button: ``Tue Sep 13 · 9:00 AM``."""
    begins = words.time(shift.starts_at.astimezone(zone_of(book, shift.office)).time())
    return f"{day_label(words, shift.day)} · {begins}"


def day_label(words: Words, day: date) -> str:
    """``Tue Sep 13``."""
    return f"{words.plain(f'shifts.weekday-short.{day.weekday()}')} {words.date(day, 'short')}"


def mine(words: Words, book: Book, place: PlaceView) -> str:
    """One of my places, a line."""
    return words(
        "shifts.mine.row", when=when(words, book, place.shift), state=state(words, book, place)
    )


def state(words: Words, book: Book, place: PlaceView) -> str:
    """Where my place stands."""
    zone = zone_of(book, place.shift.office)
    by = "" if place.confirm_by is None else words.moment(place.confirm_by, zone)
    return words.plain(f"shifts.state.{place.state.value}", position=place.position or 0, until=by)


def page(words: Words, book: Book, places: Sequence[PlaceView], offers: Sequence[Offer]) -> str:
    """My places on top, then what is open for me, by day."""
    parts: list[str] = [words("shifts.mine.head" if places else "shifts.mine.none")]
    parts += [mine(words, book, place) for place in places]
    shown = [offer for offer in offers if offer.shift.mine is None]
    parts += ["", words("shifts.open.head" if shown else "shifts.open.none")]
    day = None
    for offer in shown:
        if offer.shift.day != day:
            day = offer.shift.day
            parts.append(f"<b>{words.date(day, 'weekday')}</b>")
        parts.append(offered(words, book, offer))
    return "\n".join(parts)


def offered(words: Words, book: Book, offer: Offer) -> str:
    """One open shift, a line: what is free, or what is in the way."""
    shift, answer = offer.shift, offer.ruling.answer
    if answer == Answer.YES:
        free = shift.free
        said = words.plain("shifts.offer.any") if free is None else _free(words, free)
    else:
        most = offer.ruling.allows or 0
        said = words.plain(f"shifts.offer.{answer.value}", n=most)
        if shift.waiting and answer in WAITABLE:
            said = f"{said}, {words.plain('shifts.offer.waiting', n=shift.waiting)}"
    return words("shifts.offer.row", hours=hours(words, book, shift), said=said)


def _free(words: Words, free: int) -> str:
    return words.plain("shifts.offer.free", n=free)


def joined(words: Words, book: Book, found: Joined) -> str:
    """What became of a wish to join."""
    told = when(words, book, found.shift)
    if found.place is None:
        why = no(words, book, found)
        return f"{why}\n{words('shifts.could-wait', when=told, position=found.position or 1)}"
    if found.place.state == PlaceState.WAITING and not found.again:
        why = no(words, book, found)
        return f"{why}\n{words('shifts.waits', when=told, position=found.position or 1)}"
    return placed(words, book, found.place)


def no(words: Words, book: Book, found: Joined) -> str:
    """The ladder's no as a sentence that names the cap and until when it holds."""
    ruling = found.ruling
    values = {
        "cap": ruling.cap,
        "allows": ruling.allows,
        "until": ruling.until,
        "since": ruling.since,
        "other_at": ruling.other_at,
        "day": found.shift.day,
        "why": None,
    }
    told = shift_refusals.shown(words, values, zone_of(book, found.shift.office))
    return words(f"refusal.shifts.{ruling.answer.value}", **told)


def placed(words: Words, book: Book, place: PlaceView) -> str:
    """Where my place stands now, in a sentence."""
    if place.state in (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.STANDBY):
        key = f"shifts.placed.{place.state.value}"
        return words(key, when=when(words, book, place.shift), position=place.position or 1)
    return mine(words, book, place)


def cancelled(words: Words, book: Book, place: PlaceView, batch: str | None) -> str:
    """Noted that somebody does not come; their open batch is named, so that it is not forgotten."""
    text = words("shifts.cancelled", when=when(words, book, place.shift))
    return f"{text}\n{words('shifts.cancelled-batch', code=batch)}" if batch else text


def cover_gone(words: Words, book: Book, found: Joined) -> str:
    """Thanks to whoever said yes and gets no place: somebody was quicker, or the ladder says no."""
    told = when(words, book, found.shift)
    if found.ruling.answer in WAITABLE:
        return words("shifts.cover.taken", when=told)
    return f"{words('shifts.cover.not-you', when=told)}\n{no(words, book, found)}"


def cover(words: Words, book: Book, found: Sequence[ShiftView]) -> str:
    """The shifts that look for somebody, each with "9 cannot, 15 silent"."""
    if not found:
        return words("shifts.cover.none")
    rows = [
        words(
            "shifts.cover.row",
            when=when(words, book, one),
            taken=one.taken,
            seats="–" if one.seats is None else one.seats,
            waiting=one.waiting,
            cannot=one.cannot,
            silent=one.silent,
        )
        for one in found
    ]
    return "\n".join([words("shifts.cover.head"), *rows])


def within(words: Words, since: datetime, until: datetime) -> str:
    """How long from one moment to another."""
    return words.duration(max(timedelta(0), until - since))
