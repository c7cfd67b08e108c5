"""Methods about the bot's own face: command menus, name, descriptions, menu button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import JSON
from bot.sandbox.methods.address import chat_of
from bot.sandbox.methods.send import Uploads
from bot.sandbox.refusals import bad

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram

NARROW = ("chat", "chat_administrators", "chat_member")


def _scope(telegram: LocalTelegram, values: JSON) -> JSON | None:
    """The scope with its chat looked up; raises Refused (400) for a chat the bot cannot see."""
    scope: JSON | None = values.get("scope")
    if scope is None or scope["type"] not in NARROW:
        return scope
    chat = chat_of(telegram, scope["chat_id"])
    if not chat.started:
        raise bad("chat not found")
    return {**scope, "chat_id": chat.id}


def set_commands(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`setMyCommands`."""
    scope, language = _scope(telegram, values), values.get("language_code", "")
    telegram.menus.set(scope, language, values["commands"])
    return True


def get_commands(telegram: LocalTelegram, values: JSON, _: Uploads) -> list[JSON]:
    """`getMyCommands`."""
    return telegram.menus.get(_scope(telegram, values), values.get("language_code", ""))


def delete_commands(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`deleteMyCommands`."""
    telegram.menus.delete(_scope(telegram, values), values.get("language_code", ""))
    return True


def set_text(name: str) -> Any:
    """`setMyName`, `setMyDescription`, `setMyShortDescription`."""

    def deed(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
        telegram.menus.texts[name, values.get("language_code", "")] = values.get(name, "")
        return True

    return deed


def get_text(name: str) -> Any:
    """`getMyName`, `getMyDescription`, `getMyShortDescription`."""

    def deed(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
        texts, language = telegram.menus.texts, values.get("language_code", "")
        standard = telegram.bot.name if name == "name" else ""
        return {name: texts.get((name, language)) or texts.get((name, "")) or standard}

    return deed


def set_button(telegram: LocalTelegram, values: JSON, _: Uploads) -> bool:
    """`setChatMenuButton`."""
    telegram.menus.buttons[values.get("chat_id", 0)] = values.get(
        "menu_button", {"type": "default"}
    )
    return True


def get_button(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`getChatMenuButton`."""
    return telegram.menus.buttons.get(values.get("chat_id", 0), {"type": "commands"})


DEEDS: dict[str, Any] = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": set_text("name"),
    "getMyName": get_text("name"),
    "setMyDescription": set_text("description"),
    "getMyDescription": get_text("description"),
    "setMyShortDescription": set_text("short_description"),
    "getMyShortDescription": get_text("short_description"),
    "setChatMenuButton": set_button,
    "getChatMenuButton": get_button,
    "setMyDefaultAdministratorRights": lambda *_: True,
    "setMessageReaction": lambda *_: True,
}
