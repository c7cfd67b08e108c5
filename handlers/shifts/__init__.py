"""Shifts in chat: one's places, the table, what the office allows, the room and its names."""

from handlers.rows import Rows
from handlers.shifts import attendance, calendar, caps, names, own, paper, room, swaps, times
from handlers.shifts.attendance import meant as table_meant
from handlers.shifts.attendance import typed as table_typed

__all__ = ["ROWS", "table_meant", "table_typed"]

_PARTS = (own, swaps, times, attendance, paper, calendar, caps, room, names)

ROWS = Rows(
    commands=tuple(row for part in _PARTS for row in part.ROWS.commands),
    taps={verb: tap for part in _PARTS for verb, tap in part.ROWS.taps.items()},
)
