"""Command menus and the bot's profile texts, by scope and language.

Source: the Bot API, "Determining list of commands": the narrowest scope wins, and within a scope
the person's language before none.
"""

from __future__ import annotations

import re

from bot.sandbox.chats import JSON
from bot.sandbox.refusals import bad

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
Key = tuple[str, int, int, str]
"""Scope type, chat id or 0, user id or 0, language or nothing."""


class Menus:
    """Commands by scope and language; `texts` hold name, description and short description."""

    def __init__(self) -> None:
        self.commands: dict[Key, list[JSON]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.buttons: dict[int, JSON] = {}

    def set(self, scope: JSON | None, language: str, commands: list[JSON]) -> None:
        """Set a menu; raises Refused (400) for a command that Telegram does not take."""
        for command in commands:
            if not COMMAND.fullmatch(command["command"].removeprefix("/")):
                raise bad("BOT_COMMAND_INVALID")
        self.commands[_key(scope, language)] = commands

    def get(self, scope: JSON | None, language: str) -> list[JSON]:
        """The menu set for exactly this scope and language."""
        return self.commands.get(_key(scope, language), [])

    def delete(self, scope: JSON | None, language: str) -> None:
        """Forget a menu."""
        self.commands.pop(_key(scope, language), None)

    def private(self, user_id: int, language: str) -> list[JSON]:
        """What a person sees in the private chat."""
        scopes = [("chat", user_id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
        return self._first(scopes, language)

    def room(self, chat_id: int, user_id: int, language: str, *, admin: bool) -> list[JSON]:
        """What a person sees in a group."""
        scopes = [("chat_member", chat_id, user_id)]
        scopes += [("chat_administrators", chat_id, 0)] if admin else []
        scopes += [("chat", chat_id, 0)]
        scopes += [("all_chat_administrators", 0, 0)] if admin else []
        scopes += [("all_group_chats", 0, 0), ("default", 0, 0)]
        return self._first(scopes, language)

    def _first(self, scopes: list[tuple[str, int, int]], language: str) -> list[JSON]:
        for scope in scopes:
            for tongue in dict.fromkeys((language[:2], "")):
                if commands := self.commands.get((*scope, tongue)):
                    return commands
        return []


def _key(scope: JSON | None, language: str) -> Key:
    scope = scope or {"type": "default"}
    return scope["type"], int(scope.get("chat_id", 0)), int(scope.get("user_id", 0)), language
