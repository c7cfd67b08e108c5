"""What a row of the table of commands is; the table itself is `handlers.commands`."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.locale import Words
from handlers.gate import Handler, TapHandler
from models.terms import Role

ALSO = "es"  # the language of the other names; Telegram takes a-z, 0-9 and _ in them


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name, who may, where, what is shown in menus, what it does.

    ``role`` None is open to strangers. What it does, in words: ``commands.<name>`` (menu, at most
    256 characters) in every catalogue. ``example`` is what one types, shown in the guide and the
    help; where a language says more of it otherwise than its name, ``commands.example.<name>``
    does. ``also`` are its Spanish names, the first of which menus and help show.
    ``menu`` False keeps it out of menus.
    """

    name: str
    role: Role | None
    handler: Handler
    example: str
    where: str = "private"
    also: tuple[str, ...] = ()
    menu: bool = True

    def called(self, language: str) -> str:
        """Its name in menus and help of this language."""
        return self.also[0] if self.also and language == ALSO else self.name

    def typed(self, words: Words) -> str:
        """What one types, for example, under the name it has in this language."""
        key = f"commands.example.{self.name}"  # where more than the name is said otherwise
        example = words.plain(key) if words.has(key) else self.example
        return example.replace(f"/{self.name}", f"/{self.called(words.language)}", 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """One subject's part of the table: commands, and what its buttons do."""

    commands: tuple[Command, ...] = ()
    taps: dict[str, tuple[Role | None, TapHandler]] = field(default_factory=dict)
