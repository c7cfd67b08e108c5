"""The table: every command and every button of the bot. Read this first.

Gate, menus, help, guide and tests read it; `bot.app.build` refuses to start if a row has no words
in some language.
"""

from __future__ import annotations

from handlers import (
    audit,
    batches,
    channels,
    figures,
    helping,
    home,
    outlook,
    people,
    petition,
    practice,
    progress,
    queue,
    review,
    sheets,
    shifts,
    stacks,
    team,
)
from handlers.gate import TapHandler
from handlers.rows import Command, Rows
from models.terms import RANK, Role

SUBJECTS: tuple[Rows, ...] = (
    home.ROWS,
    helping.ROWS,
    batches.ROWS,
    review.ROWS,
    sheets.ROWS,
    queue.ROWS,
    stacks.ROWS,
    people.ROWS,
    practice.ROWS,
    shifts.ROWS,
    team.ROWS,
    petition.ROWS,
    figures.ROWS,
    progress.ROWS,
    audit.ROWS,
    outlook.ROWS,
    channels.ROWS,
)

COMMANDS: tuple[Command, ...] = tuple(row for rows in SUBJECTS for row in rows.commands)
TAPS: dict[str, tuple[Role | None, TapHandler]] = {
    verb: tap for rows in SUBJECTS for verb, tap in rows.taps.items()
}


# Under which head of /help a subject's commands stand; the order of the heads is `HEADS`.
_UNDER: tuple[tuple[str, Rows], ...] = (
    ("reading", batches.ROWS),
    ("reading", review.ROWS),
    ("reading", sheets.ROWS),
    ("reading", practice.ROWS),
    ("rulings", queue.ROWS),
    ("rulings", stacks.ROWS),
    ("shifts", shifts.ROWS),
    ("team", team.ROWS),
    ("you", home.ROWS),
    ("you", helping.ROWS),
    ("you", people.ROWS),
)
_HEAD_OF = {row.name: head for head, rows in _UNDER for row in rows.commands}
HEADS = ("reading", "shifts", "you", "room", "rulings", "rota", "team", "campaign")


def subject_of(row: Command) -> str:
    """The head of /help under which a command stands; the campaign's for what has no other."""
    head = _HEAD_OF.get(row.name, "campaign")
    if row.role == Role.CAPTAIN:  # whoever leads a room finds all of it together
        return "room"
    return "rota" if head == "shifts" and row.role == Role.COORDINATOR else head


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
