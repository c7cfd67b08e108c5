"""A shift's table in words, and what was entered of it."""

from __future__ import annotations

from collections.abc import Sequence

from config.locale import Words
from handlers.texts import shift_refusals
from handlers.texts import shifts as texts
from models.book import Book
from models.shift_terms import Duty, PlaceState, PlaceView, Ruling, ShiftView

_APART = (PlaceState.WAITING, PlaceState.STANDBY)


def seated(places: Sequence[PlaceView]) -> list[PlaceView]:
    """Who has or had a place, in the order of their numbers at the table (from 1)."""
    return sorted((one for one in places if one.state not in _APART), key=lambda one: one.id)


def table(words: Words, book: Book, shift: ShiftView, places: Sequence[PlaceView]) -> str:
    """The whole table, a line a person, numbered."""
    parts: list[str] = [
        words(
            "shifts.table.head", when=texts.when(words, book, shift), captain=shift.captain or "–"
        )
    ]
    sure = seated(places)
    parts += [_row(words, book, number, one) for number, one in enumerate(sure, 1)]
    if not sure:
        parts.append(words("shifts.table.nobody"))
    for state in _APART:
        named = [one.pseudonym for one in places if one.state == state]
        if named:
            parts.append(words(f"shifts.table.{state.value}", people=words.list(named)))
    return "\n".join(parts)


def _row(words: Words, book: Book, number: int, one: PlaceView) -> str:
    who = one.pseudonym
    if one.duty != Duty.REVIEWER:
        who = f"{who} ({words.plain(f'shifts.duty.{one.duty.value}')})"
    at = one.left_at if one.state == PlaceState.LEFT else one.arrived_at
    zone = texts.zone_of(book, one.shift.office)
    clock = "" if at is None else words.time(at.astimezone(zone).time())
    state = words.plain(f"shifts.table.state.{one.state.value}", at=clock)
    return words("shifts.table.row", number=str(number), who=who, state=state)


def refused(
    words: Words, book: Book, shift: ShiftView, found: Sequence[tuple[str, Ruling]]
) -> list[str]:
    """Who could not be checked in, each with the cap that says so."""
    zone = texts.zone_of(book, shift.office)
    rows: list[str] = []
    for who, ruling in found:
        values = {
            "cap": ruling.cap,
            "allows": ruling.allows,
            "until": ruling.until,
            "since": ruling.since,
            "other_at": ruling.other_at,
            "day": shift.day,
            "why": None,
        }
        told = shift_refusals.shown(words, values, zone)
        why = words(f"refusal.shifts.{ruling.answer.value}", **told)
        rows.append(words("shifts.table.refused", who=who, why=why))
    return rows
