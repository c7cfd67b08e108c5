"""Updates as the library's objects; a plain text, which is nearly all that comes, on a short way.

`telegram.Message.de_json` looks for each of some ninety things a message may hold. A text has six
of them. Whatever holds anything else, known or not, is read by the library alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Chat, Message, MessageEntity, Update, User

_TEXT = frozenset({"message_id", "from", "chat", "date", "text", "entities"})
_LEAST = frozenset({"message_id", "from", "chat", "date", "text"})


def read(raw: dict[str, Any], bot: Bot) -> Update:
    """The update in Telegram's JSON. Raises whatever the library raises at what it cannot read."""
    message = raw.get("message")
    if message is None or len(raw) != 2 or not _LEAST <= message.keys() <= _TEXT:
        return Update.de_json(raw, bot)
    read_message = Message(
        message_id=message["message_id"],
        date=datetime.fromtimestamp(message["date"], UTC),
        chat=Chat.de_json(message["chat"], bot),
        from_user=User.de_json(message["from"], bot),
        text=message["text"],
        entities=MessageEntity.de_list(message.get("entities", ()), bot),
    )
    read_message.set_bot(bot)
    update = Update(raw["update_id"], message=read_message)
    update.set_bot(bot)
    return update
