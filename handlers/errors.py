"""Refusal to sentence; fault to an apology with a number. No handler holds a ``try`` for these."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, tzinfo
from secrets import token_hex

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from config.locale import Words
from handlers import answer
from handlers.context import Context
from handlers.parse.typed import Misread
from handlers.texts import review as texts
from handlers.texts import shift_refusals
from models import book as books
from models import inbox
from models.errors import Refusal
from models.terms import Role

log = logging.getLogger("countersign.handlers")


def sentence(words: Words, refusal: Refusal, *, plain: bool = False, zone: tzinfo = UTC) -> str:
    """The words of a refusal, as Telegram HTML or plain; moments by the wall clock of ``zone``."""
    if isinstance(refusal, Misread):
        return texts.misread(words, refusal.errors)
    if refusal.code == "review.items":
        return texts.not_taken(words, refusal.values)
    write = words.plain if plain else words
    values = shown(words, refusal.values)
    if refusal.code.startswith("shifts."):
        values = shift_refusals.shown(words, values, zone)
    return write(f"refusal.{refusal.code}", **values)


def shown(words: Words, values: dict[str, object]) -> dict[str, object]:
    """A refusal's values as they are shown: a role by its word, columns by letter and title."""
    return {name: _shown(words, name, value) for name, value in values.items()}


def _shown(words: Words, name: str, value: object) -> object:
    if isinstance(value, Role):
        return words.plain(f"role.{value.value}")
    if name == "columns" and isinstance(value, tuple):  # (letter, title, kind) each
        parts = [part if isinstance(part, str) else f"{part[0]} «{part[1]}»" for part in value]
        return words.list(parts)
    return value


@asynccontextmanager
async def answered(update: Update, context: Context) -> AsyncIterator[None]:
    """Answer whatever the block raises: a refusal in the person's words, a fault by its number."""
    try:
        yield
    except Refusal as refusal:
        await say_no(update, context, refusal)
    except Forbidden:  # the person blocked the bot meanwhile; the effect is committed
        log.info("an answer could not be delivered: blocked")


async def say_no(update: Update, context: Context, refusal: Refusal) -> None:
    """A refusal, over the chat for a tap, as a message otherwise."""
    zone = await _zone(context, refusal)
    text = sentence(context.words, refusal, zone=zone)
    if update.callback_query is not None:
        plain = sentence(context.words, refusal, plain=True, zone=zone)
        if len(plain) <= 200 and not context.rung:
            await answer.ring(update, context, plain, alert=True)
            return
        await answer.ring(update, context)
    await answer.say(update, context, text, marked=refusal.code != inbox.DONE_BEFORE)


async def _zone(context: Context, refusal: Refusal) -> tzinfo:
    """The campaign's wall clock, looked up only where a refusal tells a moment."""
    if not any(isinstance(value, datetime) for value in refusal.values.values()):
        return UTC
    book = await context.desk.ask(books.look, now=context.desk.now())
    return book.zone


async def fault(update: object, context: Context) -> None:
    """What nobody foresaw: the person gets an apology and a number, the log the trace.

    The update itself is never logged: a signer's name may be in it.
    """
    number = token_hex(3)
    error = context.error
    log.error(
        "fault %s: %s",
        number,
        type(error).__name__,
        exc_info=None if error is None else (type(error), error, error.__traceback__),
    )
    if not isinstance(update, Update) or isinstance(error, (RetryAfter, Forbidden)):
        return
    words = context.words
    broken = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    key = "refusal.connection" if broken else "refusal.fault"
    if update.callback_query is not None:
        await answer.ring(update, context, words.plain(key, number=number), alert=True)
    else:
        await answer.say(update, context, words(key, number=number))
