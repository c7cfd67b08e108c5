"""Methods that only look: the bot itself, chats, members, files, the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import JSON
from bot.sandbox.methods.address import chat_of, present, writable
from bot.sandbox.methods.send import Uploads
from bot.sandbox.refusals import bad

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram


def get_me(telegram: LocalTelegram, _: JSON, __: Uploads) -> JSON:
    """`getMe`."""
    return {
        **telegram.bot.json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not telegram.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`getChat`: the Bot API's `ChatFullInfo`."""
    chat = chat_of(telegram, values["chat_id"])
    present(telegram, chat)
    if chat.kind == "private" and not chat.started:
        raise bad("chat not found")
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    out = {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.pinned is not None:
        out["pinned_message"] = chat.pinned.json(shallow=True)
    return out


def get_member(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`getChatMember`."""
    chat = chat_of(telegram, values["chat_id"])
    present(telegram, chat)
    account = telegram.known(values["user_id"])
    if account is None:
        raise bad("PARTICIPANT_ID_INVALID")
    return chat.member(account).json()


def get_administrators(telegram: LocalTelegram, values: JSON, _: Uploads) -> list[JSON]:
    """`getChatAdministrators`."""
    chat = chat_of(telegram, values["chat_id"])
    present(telegram, chat)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    chiefs = ("creator", "administrator")
    return [member.json() for member in chat.members.values() if member.status in chiefs]


def count_members(telegram: LocalTelegram, values: JSON, _: Uploads) -> int:
    """`getChatMemberCount`."""
    chat = chat_of(telegram, values["chat_id"])
    present(telegram, chat)
    return 2 if chat.kind == "private" else len(chat.members)


def get_file(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`getFile`."""
    return telegram.files.describe(values["file_id"])


def chat_action(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`sendChatAction`: shown as "typing…", leaves no trace."""
    writable(telegram, values["chat_id"])
    return True


def set_webhook(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`setWebhook`: remembered; `bot.sandbox.webhook` does the posting."""
    if not values["url"]:
        return delete_webhook(telegram, values, _)
    if "allowed_updates" in values:
        telegram.updates.allow(values["allowed_updates"])
    if values.get("drop_pending_updates"):
        telegram.updates.clear()
    telegram.webhook = {
        "url": values["url"],
        "secret": values.get("secret_token", ""),
        "connections": values.get("max_connections", 40),
    }
    return True


def delete_webhook(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`deleteWebhook`."""
    telegram.webhook = {}
    if values.get("drop_pending_updates"):
        telegram.updates.clear()
    return True


def webhook_info(telegram: LocalTelegram, _: JSON, __: Uploads) -> JSON:
    """`getWebhookInfo`."""
    return {
        "url": telegram.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates.pending),
    }


DEEDS: dict[str, Any] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": count_members,
    "getFile": get_file,
    "sendChatAction": chat_action,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "logOut": lambda *_: True,
    "close": lambda *_: True,
}
