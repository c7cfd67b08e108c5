"""The house of `tests.chat` as one person sees it: say, press, see what comes in one's own chat.

For tests of how people come in and of their own things; notices wait, so that none comes between.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.chats import Message
from bot.sandbox.people import User
from bot.sandbox.telegram import LocalTelegram
from handlers import links
from models import people
from models.database import Database
from models.terms import Role
from tests.chat import House, a_house


@dataclass
class Dialogue:
    """A bot that runs, and people who talk to it."""

    house: House

    @property
    def tg(self) -> LocalTelegram:
        """The local Telegram."""
        return self.house.telegram

    @property
    def app(self) -> Any:
        """The library's application."""
        return self.house.inside.app

    @property
    def database(self) -> Database:
        """The campaign."""
        return self.house.database

    async def say(self, who: User, text: str) -> list[str]:
        """What the bot says to this, new or edited, in order."""
        who.say(text)
        return await self._answers(who)

    async def press(self, who: User, button: str) -> list[str]:
        """What the bot says to a tap; what it shows over the chat comes in brackets."""
        who.press(button)
        return await self._answers(who)

    async def come_in(self, name: str, role: Role = Role.VOLUNTEER, language: str = "en") -> User:
        """Somebody opens a link made at the desk; they are welcomed and asked nothing yet."""
        user, token = self.tg.user(name, language=language), links.fresh_token()
        self.database.run(
            people.invite, now=self.tg.clock.now(), by="desk", role=role, token=token
        )
        await self.say(user, f"/start {token}")
        return user

    async def settle(self, who: User, name: str = "") -> None:
        """From the welcome to home: language, terms, names."""
        await self.press(who, "English")
        await self.press(who, "I accept")
        await (self.say(who, name) if name else self.press(who, "Skip"))
        if "No, keep no name" in self.buttons(who):
            await self.press(who, "No, keep no name")

    def buttons(self, who: User) -> list[str]:
        """The labels under the newest message with buttons."""
        last = next(one for one in reversed(who.messages) if one.buttons)
        return [label for row in last.buttons for label in row]

    async def _answers(self, who: User) -> list[str]:
        start = len(self.tg.history)
        await self.house.settle()
        events = list(self.tg.history)[start:]
        said = []
        for event in events:
            if not event.by_bot or event.chat is not who.chat:
                continue
            if event.what == "answered":
                said += [f"[{event.note}]"] if event.note else []
            elif event.what in ("sent", "edited"):
                said.append(event.text or event.label)
        return said


@asynccontextmanager
async def a_dialogue(database: Database, out: Path) -> AsyncIterator[Dialogue]:
    """The house at MORNING of the invented campaign; its files are written to ``out``."""
    async with a_house(database, out, out=out, delivers=False) as house:
        yield Dialogue(house)


def last(who: User) -> Message:
    """The newest message in a person's chat."""
    return who.messages[-1]
