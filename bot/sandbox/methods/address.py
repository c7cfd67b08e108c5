"""Where a call is meant to go, and whether the bot may do that there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.chats import Chat, Message
from bot.sandbox.refusals import bad, forbidden

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram


def chat_of(telegram: LocalTelegram, chat_id: int | str) -> Chat:
    """The chat of an id or @username; raises Refused (400) if the bot does not know it."""
    if isinstance(chat_id, str):
        name = chat_id.removeprefix("@").lower()
        for chat in telegram.chats.values():
            if chat.kind != "private" and (chat.username or "").lower() == name:
                return chat
        raise bad("chat not found")
    found = telegram.chats.get(chat_id)
    if found is None:
        raise bad("chat not found")
    return found


def writable(telegram: LocalTelegram, chat_id: int | str) -> Chat:
    """The chat, if the bot may write there; raises Refused (400 or 403) as Telegram does."""
    chat = chat_of(telegram, chat_id)
    if chat.kind == "private":
        _private(telegram, chat)
        return chat
    present(telegram, chat)
    member = chat.member(telegram.bot)
    if chat.kind == "channel" and "can_post_messages" not in member.rights:
        raise bad("need administrator rights in the channel chat")
    return chat


def _private(telegram: LocalTelegram, chat: Chat) -> None:
    if telegram.people[chat.id].deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        shared = any(
            room.kind != "private" and chat.id in room.members and telegram.bot.id in room.members
            for room in telegram.chats.values()
        )
        raise (
            forbidden("bot can't initiate conversation with a user")
            if shared
            else bad("chat not found")
        )


def present(telegram: LocalTelegram, chat: Chat) -> None:
    """Raises Refused unless the bot is in this group or channel (or it is a private chat)."""
    if chat.kind == "private":
        return
    if chat.migrated_to is not None:
        raise bad(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    status = chat.member(telegram.bot).status
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")


def message_of(chat: Chat, number: int, purpose: str) -> Message:
    """The message with this id; raises Refused (400) `message to … not found`."""
    message = chat.find(number)
    if message is None:
        raise bad(f"message to {purpose} not found")
    return message
