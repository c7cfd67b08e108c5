"""Methods that change what is there: edits, deletions, pins, answers to taps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import JSON, Chat, Message
from bot.sandbox.facts import units
from bot.sandbox.markup import parsed
from bot.sandbox.methods.address import chat_of, message_of, present, writable
from bot.sandbox.methods.send import TEXT, Uploads, caption, inline, stored_file
from bot.sandbox.refusals import NOT_MODIFIED, Refused, bad

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram

DELETABLE = timedelta(hours=48)


def edit_text(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`editMessageText`."""
    message = _editable(telegram, values)
    text, entities = parsed(
        values.get("text", ""), values.get("parse_mode"), values.get("entities")
    )
    if message.has_media:
        raise bad("there is no text in the message to edit")
    if not text:
        raise bad("message text is empty")
    if units(text) > TEXT:
        raise bad("MESSAGE_TOO_LONG")
    return _edit(telegram, message, values, text=text, entities=entities)


def edit_caption(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`editMessageCaption`."""
    message = _editable(telegram, values)
    if not message.has_media:
        raise bad("there is no caption in the message to edit")
    text, entities = caption(values)
    return _edit(telegram, message, values, text=text, entities=entities)


def edit_markup(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`editMessageReplyMarkup`."""
    return _edit(telegram, _editable(telegram, values), values)


def edit_media(telegram: LocalTelegram, values: JSON, files: Uploads) -> JSON:
    """`editMessageMedia`."""
    message = _editable(telegram, values)
    media = values["media"]
    text, entities = caption(media)
    stored = stored_file(telegram, media["type"], media["media"], files)
    parts = {"content": stored.content, "label": stored.label}
    return _edit(telegram, message, values, text=text, entities=entities, **parts)


def _editable(telegram: LocalTelegram, values: JSON) -> Message:
    if "chat_id" not in values:
        raise bad("chat_id is empty")
    chat = writable(telegram, values["chat_id"])
    message = message_of(chat, values.get("message_id", 0), "edit")
    if message.sender is not telegram.bot:
        raise bad("message can't be edited")
    return message


def _edit(telegram: LocalTelegram, message: Message, values: JSON, **parts: Any) -> JSON:
    """Change the parts given and the keyboard; raises Refused (400) when nothing differs."""
    markup = inline(values["reply_markup"]) if "reply_markup" in values else None
    parts["markup"] = markup
    if all(getattr(message, name) == value for name, value in parts.items()):
        raise bad(NOT_MODIFIED)
    telegram.flood.take(message.chat)
    for name, value in parts.items():
        setattr(message, name, value)
    message.edited = telegram.clock.now()
    telegram.history.note(message.edited, "edited", telegram.bot, message)
    return message.json()


def delete(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`deleteMessage`: within 48 hours, one's own, those of a private chat, or by right."""
    chat = _chat(telegram, values)
    message = message_of(chat, values["message_id"], "delete")
    _may_delete(telegram, message)
    _delete(telegram, message)
    return True


def delete_several(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`deleteMessages`: what cannot be found is skipped, as the real one does."""
    chat = _chat(telegram, values)
    found = [message for number in values["message_ids"] if (message := chat.find(number))]
    for message in found:
        _may_delete(telegram, message)
    for message in found:
        _delete(telegram, message)
    return True


def _chat(telegram: LocalTelegram, values: JSON) -> Chat:
    chat = chat_of(telegram, values["chat_id"])
    present(telegram, chat)
    return chat


def _may_delete(telegram: LocalTelegram, message: Message) -> None:
    """Source: `deleteMessage` of the Bot API."""
    own = message.sender is telegram.bot
    rights = message.chat.member(telegram.bot).rights
    may = own or message.chat.kind == "private" or "can_delete_messages" in rights
    if not may:
        raise bad("message can't be deleted")
    if telegram.clock.now() - message.date > DELETABLE:
        raise bad("message can't be deleted for everyone")


def _delete(telegram: LocalTelegram, message: Message) -> None:
    message.deleted = True
    telegram.history.note(telegram.clock.now(), "deleted", telegram.bot, message)


def pin(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`pinChatMessage`."""
    chat = writable(telegram, values["chat_id"])
    if chat.kind != "private" and "can_pin_messages" not in chat.member(telegram.bot).rights:
        raise bad("not enough rights to manage pinned messages in the chat")
    message = message_of(chat, values["message_id"], "pin")
    chat.pinned = message
    telegram.history.note(telegram.clock.now(), "pinned", telegram.bot, message)
    return True


def unpin(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`unpinChatMessage` and `unpinAllChatMessages`."""
    _chat(telegram, values).pinned = None
    return True


def answer(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`answerCallbackQuery`: once, and soon."""
    text, alert = values.get("text", ""), values.get("show_alert", False)
    tap = telegram.taps.answer(values["callback_query_id"], text, alert=alert)
    telegram.history.note(telegram.clock.now(), "answered", telegram.bot, tap.message, text)
    return True


def leave(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`leaveChat`."""
    chat = _chat(telegram, values)
    if chat.kind == "private":
        raise Refused(400, "Bad Request: chat member status can't be changed in private chats")
    chat.members.pop(telegram.bot.id, None)
    telegram.note("left", chat, telegram.bot)
    return True


DEEDS: dict[str, Any] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageMedia": edit_media,
    "deleteMessage": delete,
    "deleteMessages": delete_several,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin,
    "answerCallbackQuery": answer,
    "leaveChat": leave,
}
