"""The chats in the documents, played through the real application and the local Telegram.

A block fenced as ``chat`` is a script and its outcome. What people do begins in the first column::

    june: /next                     june writes
    june edits: 3 c addr            june edits her last message
    june taps [Stands]              june taps the newest button with these words in it
    june sends a photo
    (four hours later)              a stage direction, see `DIRECTIONS`

and what the bot does comes below, all of it and in order; further lines of a message are indented::

    bot: Your batch is K1 …         … stands for anything up to the end of the line
         …                          alone on a line: for any further lines of that message
         [ Challenge ] [ Stands ]   the buttons under it
    bot edits: …                    it changes the message that was tapped
    bot shows: 1: stands            a short text over the chat
    bot to lupe: …                  in somebody else's chat
    bot in the channel: …
    bot deletes june's message

All blocks of one document are one story: it goes on from block to block.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot import jobs
from bot.house import House
from bot.sandbox.chats import Chat, Message
from bot.sandbox.history import Event
from bot.sandbox.people import User
from bot.sandbox.refusals import Impossible
from bot.sandbox.rooms import Room
from bot.sandbox.telegram import LocalTelegram
from bot.sandbox.transcript import button_rows
from models.database import Database
from tests.chat import a_house

BLOCK = re.compile(r"^```chat\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ACT = re.compile(r"\(|(?!bot\b)[^\W\d_]+(: | edits: | taps \[| sends )")
INDENT = " " * 5
LANGUAGES = {"lupe": "es", "inés": "es"}  # everybody else's phone speaks English
# What chance decides, and so cannot stand in a document.
CHANCE = (
    (re.compile(r"start=[\w-]+"), "start=…"),
    (re.compile(r"(?<=, )\d+ KB\]"), "…]"),
    (re.compile(r"\b([0-9a-f]{64}|[0-9a-f]{32})\b"), "…"),  # the audit's commitment, its seed
)


@dataclass(slots=True)
class Step:
    """One act of a person, and what the bot did about it, as lines of the document."""

    act: str
    told: list[str]


def steps(block: str) -> list[Step]:
    """The script of one block. ValueError: it begins with the bot."""
    found: list[Step] = []
    for line in block.splitlines():
        if ACT.match(line):
            found.append(Step(line.rstrip(), []))
        elif found:
            found[-1].told.append(line.rstrip())
        elif line.strip():
            raise ValueError(f"nobody asked for this: {line}")
    for step in found:
        while step.told and not step.told[-1]:
            step.told.pop()
    return found


def holds(wanted: list[str], found: list[str]) -> bool:
    """Whether what the bot did is what the document says, with its ellipses."""
    pattern = "\n".join(
        rf"(?:{INDENT}[^\n]*|)(?:\n(?:{INDENT}[^\n]*|))*?"
        if line.strip() == "…"
        else re.escape(line).replace("…", "[^\n]*")
        for line in wanted
    )
    return re.fullmatch(pattern, "\n".join(found)) is not None


@dataclass
class Stage:
    """An open house with people before it."""

    house: House
    telegram: LocalTelegram
    people: dict[str, User] = field(default_factory=dict)
    channel: Room | None = None
    folder: Path = Path()

    def person(self, name: str) -> User:
        """Somebody by name; they appear when they are first spoken of."""
        if name not in self.people:
            language = LANGUAGES.get(name, "en")
            self.people[name] = self.telegram.user(name, language=language)
        return self.people[name]

    async def do(self, act: str) -> list[str]:
        """Play one act; what the bot did, as lines. ValueError: no such act."""
        before = len(self.telegram.history)
        here: Chat | None = None
        if act.startswith("("):
            if await direct(self, act.strip("()")):
                await self.quiet()
                return []
        else:
            here = self._acts(act)
        await self.quiet()
        events = [event for event in self.telegram.history[before:] if event.by_bot]
        # Different chats are written to side by side: here first, then the others by name.
        events.sort(key=lambda event: (event.chat is not here, self._name(event.chat)))
        return [line for event in events for line in self._lines(event, here)]

    def _acts(self, act: str) -> Chat:
        name, how, what = re.fullmatch(r"([^\W\d_]+)(:| edits:| taps| sends) (.+)", act).groups()  # type: ignore[union-attr]
        user = self.person(name)
        if how == ":":
            user.say(what)
        elif how == " edits:":
            user.edit(self._last_of(user), what)
        elif how == " taps":
            user.press(what.removeprefix("[").removesuffix("]"))
        else:
            SENDS[what](user)
        return user.chat

    def _last_of(self, user: User) -> Message:
        return next(one for one in reversed(user.messages) if one.sender is user)

    async def quiet(self) -> None:
        """Wait until everything is handled, and everything that is due has been sent."""
        await self.telegram.settled(30)
        await jobs.tick(self.house.desk, self.house.delivery)

    def _lines(self, event: Event, here: Chat | None) -> Iterator[str]:
        if event.what == "answered":
            if event.note:
                yield from _indented(f"bot shows: {event.note}")
        elif event.what == "deleted" and event.message is not None:
            sender = event.message.sender
            yield f"bot deletes {'its own' if sender is event.who else f'{self._name(sender)}’s'} message"
        elif event.what in ("sent", "edited"):
            yield from self._message(event, here)

    def _message(self, event: Event, here: Chat | None) -> Iterator[str]:
        to = "" if event.chat is here else f" to {self._name(event.chat)}"
        if event.chat is self.channel:
            to = " in the channel"
        edits = " edits" if event.what == "edited" else ""
        text = "\n".join(part for part in (event.label, event.text) if part)
        for pattern, shown in CHANCE:
            text = pattern.sub(shown, text)
        yield from _indented(f"bot{to}{edits}: {text}")
        for row in button_rows(event.buttons):
            yield INDENT + row

    def _name(self, whose: object) -> str:
        return next(
            (name for name, user in self.people.items() if whose in (user, user.chat)), "somebody"
        )


def _indented(text: str) -> Iterator[str]:
    first, *rest = text.splitlines()
    yield first.rstrip()
    for line in rest:
        yield f"{INDENT}{line}".rstrip()


@asynccontextmanager
async def stage(database: Database, folder: Path) -> AsyncIterator[Stage]:
    """A house on ``database``; `Stage.quiet` goes through its timetable."""
    async with a_house(database, folder) as house:
        yield Stage(house.inside, house.telegram, folder=folder)


async def direct(on: Stage, direction: str) -> bool:
    """Follow a stage direction; whether it is silent. ValueError: nobody knows it."""
    from tests.docs_directions import DIRECTIONS

    for pattern, deed in DIRECTIONS:
        found = re.fullmatch(pattern, direction)
        if found is not None:
            return await deed(on, *found.groups())
    raise ValueError(f"no such stage direction: {direction}")


SENDS: dict[str, Callable[[User], object]] = {
    "a photo": lambda user: user.send_photo(),
    "a voice message": lambda user: user.send_voice(),
    "a contact": lambda user: user.send_contact(),
    "a location": lambda user: user.send_location(),
}


async def play(document: str, on: Stage) -> tuple[str, list[str]]:
    """Play all chats of a document; the document as it is true, and what was not so in it."""
    faults: list[str] = []
    parts: list[str] = []
    at = 0
    for block in BLOCK.finditer(document):
        parts += [document[at : block.start(1)]]
        for step in steps(block[1]):
            try:
                told = await on.do(step.act)
            except Impossible as no:
                faults.append(f"{step.act}\nis impossible: {no}")
                told = step.told
            if not holds(step.told, told):
                faults.append("\n".join([step.act, *told, "but the document says", *step.told]))
                step.told = told
            parts.append("\n".join([step.act, *step.told]) + "\n")
        at = block.end(1)
    return "".join([*parts, document[at:]]), faults
