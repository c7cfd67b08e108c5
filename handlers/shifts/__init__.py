"""Shifts in chat: one's places, the table, what the office allows, the room and its names."""

from handlers.rows import Rows
from handlers.shifts.attendance import ROWS as ATTENDANCE
from handlers.shifts.attendance import meant as table_meant
from handlers.shifts.attendance import typed as table_typed
from handlers.shifts.calendar import ROWS as CALENDAR
from handlers.shifts.caps import ROWS as CAPS
from handlers.shifts.letter import ROWS as LETTER
from handlers.shifts.names import ROWS as NAMES
from handlers.shifts.own import ROWS as OWN
from handlers.shifts.pairs import ROWS as PAIRS
from handlers.shifts.paper import ROWS as PAPER
from handlers.shifts.plan import ROWS as PLAN
from handlers.shifts.room import ROWS as ROOM
from handlers.shifts.roster import ROWS as ROSTER
from handlers.shifts.swaps import ROWS as SWAPS
from handlers.shifts.times import ROWS as TIMES

__all__ = ["ROWS", "table_meant", "table_typed"]

_PARTS = (
    OWN,
    SWAPS,
    TIMES,
    PAIRS,
    ATTENDANCE,
    PAPER,
    ROSTER,
    CALENDAR,
    CAPS,
    ROOM,
    NAMES,
    PLAN,
    LETTER,
)

ROWS = Rows(
    commands=tuple(row for part in _PARTS for row in part.commands),
    taps={verb: tap for part in _PARTS for verb, tap in part.taps.items()},
)
