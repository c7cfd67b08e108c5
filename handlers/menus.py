"""The menu of commands that one person sees: by their role, in their language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from telegram import BotCommandScopeChat, Update

from handlers.context import Context
from handlers.rows import Command
from models.terms import Role

Menu = Callable[[Role | None], Sequence[Command]]


def commands_of(context: Context, role: Role | None) -> Sequence[Command]:
    """What somebody of this role finds in the menu; `bot.app` keeps the table at the desk."""
    menu: Menu | None = context.desk.kept.get("menu")
    return () if menu is None else menu(role)


async def take_away(update: Update, context: Context) -> None:
    """Whoever is not known any more sees the menu of strangers again."""
    chat = update.effective_chat
    if chat is not None:
        await context.bot.delete_my_commands(scope=BotCommandScopeChat(chat.id))


async def refresh(update: Update, context: Context) -> None:
    """Show the person the menu of their role and language in this chat."""
    person, chat = context.person, update.effective_chat
    if person is None or chat is None:
        return
    rows = commands_of(context, person.role)
    if not rows:
        return
    await context.bot.set_my_commands(
        [(row.name, context.words.plain(f"commands.{row.name}")) for row in rows],
        scope=BotCommandScopeChat(chat.id),
    )
