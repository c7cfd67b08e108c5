"""How a handler answers the update in its hand. Notices are sent by `bot.delivery` alone.

A tap is always answered, even when it is too old to be: the client shows a progress bar until
then. An answer to an update that came again after a crash says so, since it may be the second one.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.context import Context
from handlers.texts.lengths import TEXT_MOST, length, parts

_UNMODIFIED = "message is not modified"
_GONE = ("message to edit not found", "message can't be edited")
_DELETED = "message to delete not found"
_TOAST_MOST = 200


async def say(
    update: Update,
    context: Context,
    text: str,
    keyboard: InlineKeyboardMarkup | None = None,
    *,
    protect: bool = False,
    marked: bool = True,
) -> None:
    """Answer with a new message in the chat of the update.

    ``marked`` False: the text itself tells of the interruption after which it may be the second.
    """
    chat = update.effective_chat
    if chat is None:
        return
    pieces = parts(await _marked(context, text) if marked else text)
    for piece in pieces:  # the buttons stand under the last one
        buttons = keyboard if piece is pieces[-1] else None
        await context.bot.tell(chat.id, piece, buttons, protect=protect)


async def edit(
    update: Update,
    context: Context,
    text: str,
    keyboard: InlineKeyboardMarkup | None = None,
    *,
    toast: str = "",
) -> None:
    """Answer a tap by editing the message that was tapped; a new message where it cannot be."""
    await ring(update, context, toast)
    query = update.callback_query
    if query is None or query.message is None or length(text) > TEXT_MOST:
        await say(update, context, text, keyboard, protect=_protected(update))
        return
    try:
        await context.bot.edit_message_text(
            text,
            chat_id=query.message.chat.id,
            message_id=query.message.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
        )
    except BadRequest as error:
        why = error.message.lower()
        if any(gone in why for gone in _GONE):  # the person has deleted it meanwhile
            await say(update, context, text, keyboard, protect=_protected(update))
        elif _UNMODIFIED not in why:
            raise


def _protected(update: Update) -> bool:
    """Whether the message that was tapped is protected: what takes its place is as well."""
    query = update.callback_query
    message = None if query is None else query.message
    return bool(getattr(message, "has_protected_content", message is not None))


async def ring(update: Update, context: Context, toast: str = "", *, alert: bool = False) -> None:
    """Answer the tap itself, once, with a short text over the chat or without."""
    query = update.callback_query
    if query is None or context.rung:
        return
    context.rung = True
    with suppress(BadRequest):  # too old to be answered: its effect is committed all the same
        await query.answer(toast[:_TOAST_MOST] or None, show_alert=alert)


async def remove(update: Update, context: Context) -> bool:
    """Delete the person's own message; whether it is gone."""
    message = update.effective_message
    if message is None:
        return False
    try:
        return await context.bot.delete_message(message.chat.id, message.message_id)
    except BadRequest as error:
        return _DELETED in error.message.lower()


async def document(
    update: Update, context: Context, path: Path, caption: str, *, protect: bool = True
) -> None:
    """Send a file with a caption."""
    chat = update.effective_chat
    if chat is None:
        return
    caption = await _marked(context, caption)
    await context.bot.send_document(
        chat.id,
        await asyncio.to_thread(path.read_bytes),
        caption=caption,
        filename=path.name,
        parse_mode=ParseMode.HTML,
        protect_content=protect,
    )


async def picture(
    update: Update, context: Context, path: Path, caption: str, *, protect: bool = False
) -> None:
    """Send a picture with a caption."""
    chat = update.effective_chat
    if chat is None:
        return
    caption = await _marked(context, caption)
    await context.bot.send_photo(
        chat.id,
        await asyncio.to_thread(path.read_bytes),
        caption=caption,
        parse_mode=ParseMode.HTML,
        protect_content=protect,
    )


async def _marked(context: Context, text: str) -> str:
    """The text of a new message; it says so when it may be the second of its kind."""
    if await context.desk.answered_before():
        return f"{context.words('common.again')}\n{text}"
    return text


class suppressed:  # noqa: N801 - reads as a word, like contextlib.suppress
    """Let a BadRequest pass whose text begins with something harmless."""

    def __init__(self, harmless: str) -> None:
        self._harmless = harmless

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        """True (passed over) for the harmless one only."""
        return isinstance(error, BadRequest) and self._harmless in error.message.lower()
