"""The real application against the local Telegram in process: say, press, see what comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import Wiring, build, introduce
from bot.sandbox.chats import Message
from bot.sandbox.people import User
from bot.sandbox.request import InProcessRequest, deliver
from bot.sandbox.telegram import LocalTelegram
from handlers import links
from models import people
from models.database import Database
from models.terms import Role
from tests.factories import MORNING


@dataclass
class Dialogue:
    """A bot that runs, and people who talk to it."""

    tg: LocalTelegram
    app: Any
    database: Database
    seen: dict[int, int] = field(default_factory=dict)

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
        await deliver(self.tg, self.app)
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
    """The application as `bot.app.build` makes it, at MORNING of the invented campaign."""
    tg = LocalTelegram(start=MORNING)
    wiring = Wiring(
        token=tg.token,
        database=database,
        clock=tg.clock.now,
        out=out,
        request=InProcessRequest(tg),
        updates_request=InProcessRequest(tg),
        limits=False,
    )
    app = build(wiring)
    async with app:
        await introduce(app)
        yield Dialogue(tg, app, database)


def last(who: User) -> Message:
    """The newest message in a person's chat."""
    return who.messages[-1]
