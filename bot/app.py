"""Where real things meet: `build` gives the application its desk, its handlers and its transport.

It refuses to start when a command has no words in some language, or a button's verb is taken
twice: better at the desk than in the room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.limits import PerChat
from config.locale import Texts, load_texts
from config.names import load_lexicon
from handlers import channels, commands, errors, gate, menus, router
from handlers.context import App, Context, Desk
from handlers.voice import Voice
from models.database import Database
from models.rules.guard import Lexicon


class Unready(Exception):
    """The bot must not start like this; the text says why, for whoever runs it."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What `build` needs from outside."""

    token: str
    database: Database
    clock: Callable[[], datetime]
    out: Path
    request: BaseRequest
    updates_request: BaseRequest
    base_url: str | None = None
    base_file_url: str | None = None
    limits: bool = True
    alone: bool = True  # no other process works on this database


def build(wiring: Wiring) -> App:
    """The application, ready to be initialized. Raises `Unready`."""
    texts = _texts()
    _check(texts)
    builder: Any = Application.builder()  # its type changes with every call
    app: Any = (
        builder.bot(_voice(wiring))
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .concurrent_updates(False)  # the inbox orders people's updates itself
        .build()
    )
    app.bot_data["desk"] = Desk(wiring.database, texts, wiring.clock, _lexicon(), wiring.out)
    kept = app.bot_data["desk"].kept  # what /help and each person's menu read
    kept["menu"] = commands.menu
    kept["heads"], kept["subject"] = commands.HEADS, commands.subject_of
    _add_handlers(app)
    ready: App = app
    return ready


def _voice(wiring: Wiring) -> Voice:
    urls = {"base_url": wiring.base_url, "base_file_url": wiring.base_file_url}
    given: dict[str, Any] = {name: url for name, url in urls.items() if url is not None}
    return Voice(
        wiring.token,
        request=wiring.request,
        get_updates_request=wiring.updates_request,
        rate_limiter=PerChat() if wiring.limits else None,
        **given,
    )


@cache  # a process that opens the house more than once (tests, a start after a kill) reads once
def _texts() -> Texts:
    return load_texts()


@cache
def _lexicon() -> Lexicon:
    return Lexicon.of(**load_lexicon())


def _add_handlers(app: Any) -> None:
    private = filters.ChatType.PRIVATE
    # First, since it is what comes most: else each text asks every command whether it is meant.
    app.add_handler(MessageHandler(private & filters.TEXT & ~filters.COMMAND, router.text))
    for row in commands.COMMANDS:
        here = filters.ChatType.PRIVATE if row.where == "private" else filters.ALL
        names = [row.name, *row.also]
        handler = gate.guarded(row.role, row.where, row.handler)
        app.add_handler(CommandHandler(names, handler, filters=here & ~filters.ChatType.CHANNEL))
    app.add_handler(CallbackQueryHandler(gate.tapped(commands.TAPS)))
    app.add_handler(ChatMemberHandler(channels.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(private & filters.Document.ALL, router.document))
    app.add_handler(MessageHandler(private & filters.COMMAND, router.unknown_command))
    app.add_handler(
        MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, router.never_taken)
    )
    app.add_error_handler(errors.fault)


def _check(texts: Texts) -> None:
    names = [name for row in commands.COMMANDS for name in (row.name, *row.also)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Unready(f"commands with the same name: {', '.join(twice)}")
    for language in texts.languages:
        words = texts.of(language)
        missing = [row.name for row in commands.COMMANDS if not words.has(f"commands.{row.name}")]
        if missing:
            raise Unready(f"no words in {language} for: {', '.join(missing)}")


async def introduce(app: App) -> None:
    """Tell Telegram the menus, by language; learn the bot's own name."""
    desk: Desk = app.bot_data["desk"]
    bot = app.bot
    desk.bot_name = (await bot.get_me()).username or ""
    for language in desk.texts.languages:
        words = desk.texts.of(language)
        menu = menus.entries(desk, words, None)
        await bot.set_my_commands(menu, language_code=language)


ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
]
