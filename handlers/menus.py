"""The menu of commands that one person sees: by their role, in their language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from telegram import BotCommandScopeChat, Update

from config.locale import Words
from handlers.context import Context, Desk
from handlers.rows import Command
from models.terms import Person, Role

Menu = Callable[[Role | None], Sequence[Command]]
Entry = tuple[str, str]  # a command's name, and what it does


def commands_of(desk: Desk, role: Role | None) -> Sequence[Command]:
    """What somebody of this role finds in the menu; `bot.app` keeps the table at the desk."""
    menu: Menu | None = desk.kept.get("menu")
    return () if menu is None else menu(role)


def entries(desk: Desk, words: Words, role: Role | None) -> tuple[Entry, ...]:
    """The same as Telegram takes it, in the words of one language."""
    return tuple(
        (row.called(words.language), words.plain(f"commands.{row.name}"))
        for row in commands_of(desk, role)
    )


def role_of(person: Person | None) -> Role | None:
    """Whose menu a person sees: on pause, a stranger's."""
    return None if person is None or person.suspended else person.role


async def take_away(update: Update, context: Context) -> None:
    """Whoever is not known any more sees the menu of strangers again."""
    chat = update.effective_chat
    if chat is not None:
        await context.bot.delete_my_commands(scope=BotCommandScopeChat(chat.id))


async def refresh(update: Update, context: Context) -> None:
    """Show the person the menu of their role and language in this chat.

    When somebody else changes their role, `bot.delivery` does it with the notice that tells them.
    """
    person, chat = context.person, update.effective_chat
    if person is None or chat is None:
        return
    menu = entries(context.desk, context.words, role_of(person))
    if menu:
        await context.bot.set_my_commands(menu, scope=BotCommandScopeChat(chat.id))
