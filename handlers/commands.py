"""The table: every command and every button of the bot. Read this first.

Gate, menus, help, guide and tests read it; `bot.app.build` refuses to start if a row has no words
in some language.
"""

from __future__ import annotations

from handlers import (
    batches,
    channels,
    figures,
    home,
    people,
    petition,
    practice,
    progress,
    queue,
    review,
    sheets,
    shifts,
    team,
)
from handlers.gate import TapHandler
from handlers.rows import Command, Rows
from models.terms import RANK, Role

SUBJECTS: tuple[Rows, ...] = (
    home.ROWS,
    batches.ROWS,
    review.ROWS,
    sheets.ROWS,
    queue.ROWS,
    people.ROWS,
    practice.ROWS,
    shifts.ROWS,
    team.ROWS,
    petition.ROWS,
    figures.ROWS,
    progress.ROWS,
    channels.ROWS,
)

COMMANDS: tuple[Command, ...] = tuple(row for rows in SUBJECTS for row in rows.commands)
TAPS: dict[str, tuple[Role | None, TapHandler]] = {
    verb: tap for rows in SUBJECTS for verb, tap in rows.taps.items()
}


def menu(role: Role | None) -> tuple[Command, ...]:
    """The commands that a person of this role sees in the menu."""
    rank = 0 if role is None else RANK[role]
    return tuple(
        row
        for row in COMMANDS
        if row.menu
        and (row.role is None or row.role == role or RANK[row.role] <= rank)
        and (row.role != Role.LAWYER or role in (Role.LAWYER, Role.ADMIN))
    )
