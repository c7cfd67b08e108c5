"""What a row of the table of commands is; the table itself is `handlers.commands`."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.gate import Handler, TapHandler
from models.terms import Role


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name, who may, where, what is shown in menus, what it does.

    ``role`` None is open to strangers. What it does, in words: ``commands.<name>`` (menu, at most
    256 characters) in every catalogue. ``example`` is what one types, shown in the guide and the
    help. ``also`` are its names in other languages. ``menu`` False keeps it out of menus.
    """

    name: str
    role: Role | None
    handler: Handler
    example: str
    where: str = "private"
    also: tuple[str, ...] = ()
    menu: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """One subject's part of the table: commands, and what its buttons do."""

    commands: tuple[Command, ...] = ()
    taps: dict[str, tuple[Role | None, TapHandler]] = field(default_factory=dict)
