"""A small, faithful Telegram in one process: what people do on one side, the Bot API on the other.

`LocalTelegram` holds everything and knows the order of things; people act through `User` and
`Room`, the bot through `call`. One bot, one event loop, no disk, no network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import facts
from bot.sandbox.chats import JSON, Account, Chat, Member, Message
from bot.sandbox.clock import START, Clock
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files, Upload
from bot.sandbox.history import Event, History, What
from bot.sandbox.limits import Flood
from bot.sandbox.menus import Menus
from bot.sandbox.methods import DEEDS
from bot.sandbox.people import User
from bot.sandbox.refusals import Refused, bad
from bot.sandbox.rooms import Room
from bot.sandbox.taps import Taps
from bot.sandbox.updates import Updates

TOKEN = "987654321:invented-token-of-the-local-telegram"
# Ids above 32 bits, as new accounts and chats have them: a narrow column shows at once.
FIRST_USER = 6_000_000_001
FIRST_GROUP = -4_000_000_001
FIRST_ROOM = -1_002_000_000_001


class LocalTelegram:
    """One Telegram with one bot.

    `start` is the clock's first instant (aware); with `running` real time moves it. `flood`
    switches Telegram's limits on. `bot` is the bot's account, `token` its token.
    """

    def __init__(
        self,
        *,
        start: datetime = START,
        running: bool = False,
        flood: bool = False,
        token: str = TOKEN,
        name: str = "Countersign",
        username: str = "countersign_bot",
    ) -> None:
        self.clock = Clock(start, running=running)
        self.token = token
        self.bot = Account(int(token.partition(":")[0]), name, username, None, bot=True)
        self.privacy_mode = True
        self.updates = Updates(self.clock)
        self.history = History()
        self.flood = Flood(self.clock, on=flood)
        self.faults = Faults()
        self.files = Files()
        self.menus = Menus()
        self.taps = Taps(self.clock)
        self.webhook: JSON = {}
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.calls: list[tuple[str, JSON]] | None = None
        self._private_count = 0
        self._room_counts: dict[int, int] = {}

    # ------------------------------------------------------------------ people and places

    def user(self, name: str, *, language: str | None = "en", username: str | None = None) -> User:
        """A new person with a private chat with the bot (empty: they have to write first)."""
        user = User(self, FIRST_USER + len(self.people), name, username, language)
        self.people[user.id] = user
        self.chats[user.id] = user.chat
        return user

    def channel(self, title: str, owner: User, *, username: str | None = None) -> Room:
        """A new channel of `owner`; the bot is no member yet (`channel.make_admin()`)."""
        return self._room("channel", title, owner, username)

    def group(self, title: str, owner: User, *people: User, with_bot: bool = True) -> Room:
        """A new group of `owner` with `people` and, unless told otherwise, the bot."""
        room = self._room("group", title, owner, None)
        for person in people:
            room.members[person.id] = Member(person, "member")
        if with_bot:
            room.add_bot(owner)
        return room

    def supergroup(self, title: str, owner: User, *people: User, with_bot: bool = True) -> Room:
        """A new supergroup, likewise."""
        room = self._room("supergroup", title, owner, None)
        for person in people:
            room.members[person.id] = Member(person, "member")
        if with_bot:
            room.add_bot(owner)
        return room

    def _room(self, kind: Any, title: str, owner: User, username: str | None) -> Room:
        number = (FIRST_GROUP if kind == "group" else FIRST_ROOM) - len(self.chats)
        room = Room(self, number, kind, title, username)
        room.members[owner.id] = Member(owner, "creator")
        self.chats[number] = room
        return room

    @property
    def users(self) -> list[User]:
        """Everybody, in the order of their arrival."""
        return list(self.people.values())

    def known(self, account_id: int) -> Account | None:
        """The account with this id, the bot's included."""
        if account_id == self.bot.id:
            return self.bot
        return self.people.get(account_id)

    # ------------------------------------------------------------------ what happens

    def post(self, chat: Chat, sender: Account | None, **parts: Any) -> Message:
        """Put a message into a chat and into the history; `parts` are fields of `Message`."""
        if chat.kind in ("private", "group"):
            self._private_count = number = self._private_count + 1
        else:
            number = self._room_counts[chat.id] = self._room_counts.get(chat.id, 0) + 1
        message = Message(number, chat, sender, self.clock.now(), **parts)
        chat.everything[number] = message
        self.history.note(message.date, "sent", sender or self.bot, message)
        return message

    def note(self, what: What, chat: Chat, who: Account, note: str = "") -> None:
        """Put into the history what is about a chat and no single message."""
        self.history.add(Event(self.clock.now(), what, chat, who, note=note))

    def move(self, step: timedelta) -> datetime:
        """Move the clock, wake whoever polls, and return the new instant."""
        return self.clock.move(step)

    async def settled(self, within: float = 10.0) -> None:
        """Wait until the bot has confirmed every update; TimeoutError after `within` real seconds."""
        async with asyncio.timeout(within):
            await self.updates.settled()

    async def until(self, true: Callable[[], Any], within: float = 10.0) -> None:
        """Wait until `true()` holds, looked at whenever something happens here.

        Raises TimeoutError after `within` real seconds.
        """
        async with asyncio.timeout(within):
            while not true():
                await self.updates.sleep(0.05)

    # ------------------------------------------------------------------ the Bot API

    async def call(
        self, method: str, parameters: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> Any:
        """Play one method of the Bot API and return its `result`.

        `parameters` as JSON or as the text of a form; `files` are uploaded parts by name. Raises
        Refused as the real server refuses, ConnectionDropped by a fault.
        """
        name = facts.METHOD_NAMES.get(method.lower())
        if name is None:
            raise Refused(404, "Not Found: method not found")
        given = dict(parameters)
        await self.faults.before(name, given)
        files = files or {}
        values = facts.checked(name, given, frozenset(files))
        if self.calls is not None:
            self.calls.append((name, values))
        result: Any
        if name == "getUpdates":
            result = await self._poll(values)
        elif (deed := DEEDS.get(name)) is not None:
            result = deed(self, values, files)
        else:
            raise bad(f"the local Telegram does not play {name}")
        self.faults.after(name, values)
        self.updates.wake()
        return result

    async def _poll(self, values: JSON) -> list[JSON]:
        if self.webhook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if "allowed_updates" in values:
            self.updates.allow(values["allowed_updates"])
        offset, limit = values.get("offset", 0), values.get("limit", 100)
        return await self.updates.poll(offset, limit, values.get("timeout", 0))
