"""Conversations with the whole house: the real application, its inbox, its delivery, its timetable.

    async with a_house(database, tmp_path) as house:
        maria = house.reader("Maria")
        assert await maria.says("/next") == ["Your batch is K1: …"]

What a person's act returns is everything the bot did until all was quiet, in every chat and in
order, so that a message too many fails a test as surely as one too few:

    "Noted …"                        a new message to whoever acted
    "edits: …"                       their tapped message now reads so
    "shows: 1: stands"               a short text over the chat
    "deletes theirs"                 their message is gone
    "to Lupe: …", "in Day: …"        the same in somebody else's chat, in a group or channel
    "[file sheet-K1.pdf]"            a file or picture, its caption after it

`buttons` are those under the newest message that has any.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select

from bot import jobs
from bot.app import Wiring
from bot.house import House as Furnished
from bot.house import furnished
from bot.sandbox.chats import Chat, Message
from bot.sandbox.history import Event
from bot.sandbox.people import User
from bot.sandbox.request import InProcessRequest
from bot.sandbox.rooms import Room
from bot.sandbox.taps import Tap
from bot.sandbox.telegram import LocalTelegram
from config.profile import campaign_path, load_profile
from models import people, petition, recount, trail
from models.database import Database
from models.terms import Person, Role
from tests import factories

PATIENCE = 30.0  # real seconds
_SIZE = re.compile(r", \d[\d.,]* [KM]?B\]")  # how large a file is, is nobody's business


@dataclass
class House:
    """An open house. `quiet` returns what the bot did since the last look."""

    inside: Furnished
    telegram: LocalTelegram
    database: Database
    folder: Path
    inbox: asyncio.Task[None]
    people: list[Talker] = field(default_factory=list)
    seen: int = 0
    delivers: bool = True

    def reader(
        self, name: str, role: Role = Role.VOLUNTEER, language: str = "en", **more: Any
    ) -> Talker:
        """Somebody who has come in, practised, and is designated (`factories.a_person`)."""
        user = self.telegram.user(name, language=language)
        user.chat.started = True
        person = factories.a_person(
            self.database, role=role, language=language, telegram_id=user.id, **more
        )
        return self._talker(name, user, person)

    def stranger(self, name: str, language: str = "en") -> Talker:
        """Somebody nobody knows."""
        return self._talker(name, self.telegram.user(name, language=language), None)

    def _talker(self, name: str, user: User, person: Person | None) -> Talker:
        self.people.append(Talker(self, name, user, person))
        return self.people[-1]

    @property
    def now(self) -> Any:
        """The moment everybody lives in."""
        return self.telegram.clock.now()

    async def later(self, **by: float) -> list[str]:
        """Time passes, as `timedelta` takes it; the timetable is gone through once."""
        self.telegram.move(timedelta(**by))
        return await self.tick()

    async def tick(self) -> list[str]:
        """Go through the timetable, and send what is due."""
        await jobs.tick(self.inside.desk, self.inside.delivery)
        return await self.quiet()

    async def quiet(self, actor: Talker | None = None) -> list[str]:
        """Wait until every update is dealt with and notices are sent; what was new."""
        await self.settle()
        events = list(self.telegram.history)[self.seen :]
        self.seen += len(events)
        return [
            line
            for event in events
            if event.by_bot and event.what not in ("promoted", "joined")
            for line in self._told(event, actor)
        ]

    async def settle(self) -> None:
        """Wait until every update is dealt with and, where they do not wait, notices are sent."""
        await self.telegram.settled(PATIENCE)
        if self.delivers:
            await self.inside.delivery.deliver()

    def _told(self, event: Event, actor: Talker | None) -> list[str]:
        if event.what == "answered":
            told = [f"shows: {event.note}"] if event.note else []
        elif event.what == "deleted":
            own = event.message is not None and event.message.sender is not event.who
            told = ["deletes theirs" if own else "deletes its own"]
        elif event.what in ("sent", "edited"):
            text = " ".join(part for part in (event.label, event.text) if part)
            told = [("edits: " if event.what == "edited" else "") + _SIZE.sub("]", text)]
        else:
            told = [event.what]
        return [self._where(event.chat, actor) + line for line in told]

    def _where(self, chat: Chat, actor: Talker | None) -> str:
        if actor is not None and chat is actor.user.chat:
            return ""
        if isinstance(chat, Room):
            return f"in {chat.title}: "
        return f"to {next(one.name for one in self.people if one.user.chat is chat)}: "

    def check(self) -> None:
        """Nothing kept differs from what can be counted, and the trail holds."""
        assert self.database.run(recount.recount) == ()
        assert self.database.run(trail.verify) is None

    def rows(self, query: Any) -> list[Any]:
        """The rows of a query."""
        return self.database.run(factories.everything, query=query)


@dataclass
class Talker:
    """Somebody with a phone. Each act returns what the bot did about it."""

    house: House
    name: str
    user: User
    person: Person | None

    async def says(self, text: str, to: Chat | None = None) -> list[str]:
        """Write."""
        self.user.say(text, to)
        return await self.house.quiet(self)

    async def taps(self, button: str, *, on: Message | None = None) -> list[str]:
        """Tap the newest button with this text; ``on`` names an older message."""
        self._tap(button, on)
        return await self.house.quiet(self)

    async def taps_twice(self, button: str) -> list[str]:
        """Tap, and the phone sends it once more under a new number."""
        self._tap(button, None).redeliver()
        return await self.house.quiet(self)

    def _tap(self, button: str, on: Message | None) -> Tap:
        return self.user.press(button) if on is None else self.user.tap(on, button)

    async def edits(self, text: str, message: Message | None = None) -> list[str]:
        """Change the last own message, or the one given."""
        self.user.edit(message or self.wrote, text)
        return await self.house.quiet(self)

    async def sends(self, what: str, *arguments: Any, **more: Any) -> list[str]:
        """Send a ``photo``, ``voice``, ``contact``, ``location``, ``video``, ``document``."""
        getattr(self.user, f"send_{what}")(*arguments, **more)
        return await self.house.quiet(self)

    @property
    def wrote(self) -> Message:
        """The last message of one's own."""
        return next(one for one in reversed(self.user.messages) if one.sender is self.user)

    @property
    def sees(self) -> Message:
        """The newest message in the chat."""
        return self.user.chat.last

    @property
    def buttons(self) -> list[list[str]]:
        """Under the newest message that has any."""
        return next(one.buttons for one in reversed(self.user.messages) if one.buttons)

    def message_with(self, button: str) -> Message:
        """The newest message that has a button with this text in it."""
        return next(
            one
            for one in reversed(self.user.messages)
            if any(button in label for row in one.buttons for label in row)
        )


@asynccontextmanager
async def a_house(
    database: Database,
    folder: Path,
    *,
    telegram: LocalTelegram | None = None,
    owner: House | None = None,
    answers_on: LocalTelegram | None = None,
    out: Path | None = None,
    delivers: bool = True,
) -> AsyncIterator[House]:
    """The house open on ``database``; its timetable waits for `House.tick`.

    ``telegram`` is one that is there already (a bot that starts again), ``owner`` the house of
    its former life, whose people go on. ``answers_on`` is where the bot speaks if not where it
    listens: the second of two workers, each with updates of its own. ``delivers`` False leaves
    notices waiting; ``out`` is where files are written.
    """
    telegram = telegram or LocalTelegram(start=factories.MORNING)
    wiring = Wiring(
        token=telegram.token,
        database=database,
        clock=telegram.clock.now,
        out=out or folder / "out",
        request=InProcessRequest(answers_on or telegram),
        updates_request=InProcessRequest(telegram),
        limits=False,
    )
    async with furnished(wiring) as inside:
        assert inside.app.job_queue is not None
        inside.app.job_queue.scheduler.remove_all_jobs()
        inbox = asyncio.create_task(inside.inbox.run())
        house = House(inside, telegram, database, folder, inbox, delivers=delivers)
        if owner is not None:
            house.people, house.seen = owner.people, owner.seen
            for one in house.people:
                one.house = house
        try:
            yield house
        finally:
            inbox.cancel()
            await asyncio.wait([inbox])


def everything_written(house: House) -> str:
    """All text in every table of the database as it is, and all the bot ever said; lower case."""
    written = MetaData()
    written.reflect(house.database.engine)
    cells = [
        str(cell)
        for table in written.sorted_tables
        for row in house.rows(select(table))
        for cell in row
    ]
    said = [
        f"{one.label} {one.text} {one.note}"
        for one in house.telegram.history
        if one.by_bot and one.what in ("sent", "edited", "answered")
    ]
    return "\n".join([*cells, *said]).casefold()


def person_of(database: Database, talker: Talker) -> Person:
    """The person as the gate would see them now."""
    found = database.run(people.look_telegram, telegram_id=talker.user.id)
    assert found is not None
    return found


def found_reference(database: Database, folder: Path, *, sections: int = 6) -> None:
    """A campaign of the reference case's profile, with `factories.invented_lines` as its list."""
    database.run(
        petition.found,
        now=factories.MORNING,
        by="desk",
        profile=load_profile(campaign_path("los-angeles-2022")),
        draw_seed=factories.SEED,
        invented=True,
    )
    path = folder / "the-list.csv"
    rows = [f"{s},{p},{n},{code}" for s, p, n, code in factories.invented_lines(sections)]
    path.write_text("\n".join(["section,page,line,reason", *rows, ""]))
    database.run(petition.import_list, now=factories.MORNING, by="desk", path=path)
    values = {"batch_size": 4, "order": "registrar"}
    database.run(petition.change_policy, now=factories.MORNING, by="desk", changes=values)
