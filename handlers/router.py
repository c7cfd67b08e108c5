"""What is no command and no button: free text, edits, and things that are never taken."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update

from handlers import answer, errors, people, petition, sheets, shifts
from handlers.campaign import book_of, vocabulary_of
from handlers.context import Context
from handlers.gate import enter, enter_typing, may, private, screen
from handlers.parse.readings import looks_like_readings
from handlers.typed import take_typed
from models import people as people_verbs
from models import review
from models.errors import Refusal
from models.terms import Role


async def text(update: Update, context: Context) -> None:
    """A private text, new or edited: an awaited answer, or readings, or a question what it is."""
    if not private(update):
        return
    comer = await enter_typing(update, context)
    async with errors.answered(update, context):
        await screen(update, context)
        may(context.person, Role.VOLUNTEER)
        typed = _text(update)
        if await _is_awaited(update, context, typed):
            return
        if shifts.table_meant(context, typed):
            await shifts.table_typed(update, context, typed)
            return
        book = comer.book or await book_of(context.desk)
        if looks_like_readings(typed, vocabulary_of(context.desk, book)):
            await take_typed(update, context, typed, comer=replace(comer, book=book))
            return
        await answer.say(update, context, await _not_understood(update, context))


async def _not_understood(update: Update, context: Context) -> str:
    """What is taken here; of an edited message of readings also that these still count."""
    message = update.edited_message
    spoken = None
    if message is not None:
        spoken = await context.desk.ask(
            review.look_message, chat_id=message.chat.id, message_id=message.message_id
        )
    words = context.words
    what: str = words("common.not-understood")
    if spoken is not None:
        what = words("common.edit-changed-nothing", code=spoken.code)
    return f"{what}\n{words('common.how')}"


async def _is_awaited(update: Update, context: Context, typed: str) -> bool:
    """Whether the text answered a question; an edit of what was sent before it never does."""
    if context.me.awaiting is None or update.edited_message is not None:
        return False
    return await people.awaited(update, context, typed)


async def unknown_command(update: Update, context: Context) -> None:
    """A command nobody has."""
    if not private(update):
        return
    await enter(update, context)
    async with errors.answered(update, context):
        await screen(update, context)
        raise Refusal("unknown-command")


async def document(update: Update, context: Context) -> None:
    """A file in private chat: a captain's sheet, or an admin's list."""
    if not private(update):
        return
    await enter(update, context)
    async with errors.answered(update, context):
        await screen(update, context)
        if sheets.meant(update, context):
            await sheets.take(update, context)
            return
        await petition.document(update, context)


async def never_taken(update: Update, context: Context) -> None:
    """Photos, voices, places, contacts: removed unread, and said how to write it instead."""
    message = update.effective_message
    if message is None or not private(update):
        return
    await enter(update, context)
    async with errors.answered(update, context):
        kind = _kind(message)
        removed = await answer.remove(update, context)
        await context.desk.ask_unless_done(
            people_verbs.blocked_something,
            actor="stranger" if context.person is None else context.person.pseudonym,
            kind=kind,
        )
        lines = [context.words(f"guard.{kind}")]
        if not removed:
            lines.append(context.words("guard.delete-it-yourself"))
        await answer.say(update, context, "\n\n".join(lines))


def _kind(message: Message) -> str:
    if message.voice or message.audio or message.video_note:
        return "voice"
    if message.location or message.venue:
        return "location"
    if message.contact:
        return "contact"
    if message.photo or message.video:
        return "photo"
    return "other"  # a sticker, a poll, a story: whatever else Telegram lets people send


def _text(update: Update) -> str:
    message = update.effective_message
    return "" if message is None else (message.text or "")
