"""The local Telegram in a terminal: be anybody, write, press numbered buttons, move the clock.

Reads lines and prints lines, so another program can drive it through pipes just as well.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.sandbox.chats import Chat, Message
from bot.sandbox.history import Event
from bot.sandbox.people import User
from bot.sandbox.refusals import Impossible, Refused
from bot.sandbox.server import serve
from bot.sandbox.telegram import LocalTelegram
from bot.sandbox.transcript import WIDTH, bubble, entries, plain, title

StartBot = Callable[[str], AbstractAsyncContextManager[Any]]
"""Takes the base address of the Bot API (`http://127.0.0.1:port`); the bot runs inside it."""
Read = Callable[[str], Awaitable[str | None]]
"""Takes a prompt and returns a line, or None at the end of the input."""

HELP = """\
Write as you would on a phone. A number presses that button.
  /be NAME        be somebody else (a new name, with `es` after it, is a new person)
  /see [NAME]     the chat of somebody, a group or a channel, as it looks now
  /everyone       who and what there is
  /clock +2h      move the clock (m, h or d); /clock alone tells it
  /edit TEXT      edit your last message
  /photo, /file PATH   send an invented picture, or a file of this machine
  /block, /unblock     block the bot, unblock it
  /say TEXT       say TEXT as it stands (a number, or one of these words)
  /how            this text; /quit ends"""
STEP = re.compile(r"\+?(\d+)\s*([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
PATIENCE = 15.0
GRACE = 0.3
"""Real seconds of silence after which the bot has had its say."""
JOBS = 2.5
"""Real seconds the bot gets, after the clock was moved, to find out what is due."""


async def ask_terminal(prompt: str) -> str | None:
    """A line from standard input; None at its end."""
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        return None


class Talk:
    """One conversation at a terminal. `me` is who types; `zone` is for the times shown."""

    def __init__(
        self,
        telegram: LocalTelegram,
        me: User,
        *,
        read: Read = ask_terminal,
        console: Console | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        self.telegram = telegram
        self.me = me
        self._read = read
        self._console = console or Console(highlight=False)
        self._zone = zone
        self._shown = len(telegram.history)
        self._buttons: list[tuple[Message, tuple[int, int]]] = []
        self._linger = 0.0
        self._commands: dict[str, Callable[[str], object]] = {
            "be": self._be,
            "see": self._see,
            "everyone": self._everyone,
            "clock": self._clock,
            "edit": self._edit,
            "photo": lambda _: self.me.send_photo(),
            "file": self._file,
            "block": lambda _: self.me.block(),
            "unblock": lambda _: self.me.unblock(),
            "say": lambda words: self.me.say(words),
            "how": lambda _: self._print(HELP),
        }

    async def run(self) -> None:
        """Read and obey lines until `/quit` or the end of the input."""
        self._print(HELP)
        while (line := await self._read(f"{self.me.name}> ")) is not None:
            if line.strip() == "/quit":
                break
            if line.strip():
                await self.obey(line.strip())

    async def obey(self, line: str) -> None:
        """Do what one line says, wait for the bot, and show what is new to me."""
        try:
            self._do(line)
        except (Impossible, Refused, LookupError, ValueError, OSError) as problem:
            self._print(f"That cannot be done: {problem}")
        await self._settle()
        self._show_news()

    def _do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        command = self._commands.get(word[1:]) if word.startswith("/") else None
        if command is not None:
            command(rest.strip())
        elif line.isdigit() and 1 <= int(line) <= len(self._buttons):
            message, place = self._buttons[int(line) - 1]
            tap = self.me.tap(message, place)
            if tap.url:
                self._print(f"This button opens {tap.url}")
        else:
            self.me.say(line)

    # ------------------------------------------------------------------ the commands

    def _be(self, words: str) -> None:
        name, _, language = words.rpartition(" ")
        if not name or language not in ("en", "es"):
            name, language = words, "en"
        if not name:
            raise Impossible("be whom?")
        self.me = self._person(name) or self.telegram.user(name, language=language)
        self._print(f"You are {self.me.name} now.")
        self._show_chat(self.me.chat)

    def _person(self, name: str) -> User | None:
        return next((u for u in self.telegram.users if u.name.lower() == name.lower()), None)

    def _place(self, name: str) -> Chat:
        for chat in self.telegram.chats.values():
            if chat.title.lower() == name.lower():
                return chat
        raise Impossible("nobody and nothing here has that name; /everyone lists them")

    def _see(self, name: str) -> None:
        self._show_chat(self._place(name) if name else self.me.chat)

    def _everyone(self, _: str) -> None:
        for chat in self.telegram.chats.values():
            here = " (you)" if chat is self.me.chat else ""
            self._print(f"  {title(chat)}, {len(chat.messages)} messages{here}")

    def _clock(self, words: str) -> None:
        if words:
            match = STEP.fullmatch(words)
            if match is None:
                raise Impossible("say how far, as in /clock +2h")
            self.telegram.move(timedelta(**{UNITS[match[2]]: int(match[1])}))
            self._linger = JOBS
        self._print(
            f"It is {self.telegram.clock.now().astimezone(self._zone):%A %d %B %Y, %H:%M}."
        )

    def _edit(self, words: str) -> None:
        mine = [message for message in self.me.messages if message.sender is self.me]
        self.me.edit(mine[-1], words)

    def _file(self, words: str) -> None:
        path = Path(words).expanduser()
        self.me.send_document(path.name, path.read_bytes())

    # ------------------------------------------------------------------ waiting and showing

    async def _settle(self) -> None:
        """Until the bot confirmed everything and said nothing for a moment."""
        try:
            await self.telegram.settled(PATIENCE)
        except TimeoutError:
            self._print("(the bot has not answered yet)")
        count, end = len(self.telegram.history), self._linger
        while end > 0 and count == len(self.telegram.history):
            await asyncio.sleep(GRACE)
            end -= GRACE
        self._linger, count = 0.0, -1
        while count != len(self.telegram.history):
            count = len(self.telegram.history)
            await asyncio.sleep(GRACE)

    def _show_news(self) -> None:
        news = self.telegram.history[self._shown :]
        self._shown = len(self.telegram.history)
        mine = [event for event in news if event.chat is self.me.chat]
        if any(event.buttons for event in mine):
            self._buttons = []
        self._show(mine)
        others = {event.chat.title for event in news if self._elsewhere(event)}
        for name in sorted(others):
            self._print(f"(something new at {name}: /see {name})")

    def _elsewhere(self, event: Event) -> bool:
        return event.chat is not self.me.chat and event.what in ("sent", "edited")

    def _show_chat(self, chat: Chat) -> None:
        """What is in a chat now: one bubble a message, the newest twenty."""
        self._print(f"── {title(chat)} ──")
        self._buttons = [] if chat is self.me.chat else self._buttons
        now = self.telegram.bot
        self._show(
            [
                Event(
                    message.date,
                    "sent",
                    chat,
                    message.sender or now,
                    message,
                    message.text,
                    tuple(map(tuple, message.buttons or message.keyboard)),
                    message.label,
                    entities=message.entities,
                )
                for message in chat.messages[-20:]
            ]
        )
        self._shown = len(self.telegram.history)

    def _show(self, events: list[Event]) -> None:
        for event in events:
            for entry in entries([event]):
                first = self._number(event) if entry.buttons else None
                if self._console.is_terminal:
                    self._console.print(bubble(entry, self._zone, first), width=WIDTH)
                else:
                    self._print("\n".join(plain(entry, self._zone, first)))

    def _number(self, event: Event) -> int | None:
        """Give the buttons of a message of mine their numbers; the first one is returned."""
        message = event.message
        if message is None or message.markup is None or message.chat is not self.me.chat:
            return None
        first = len(self._buttons) + 1
        for row, labels in enumerate(message.buttons):
            self._buttons += [(message, (row, column)) for column in range(len(labels))]
        return first

    def _print(self, words: str) -> None:
        self._console.print(words, markup=False, soft_wrap=True)


async def talk(
    telegram: LocalTelegram,
    start_bot: StartBot,
    me: User,
    *,
    read: Read = ask_terminal,
    console: Console | None = None,
    zone: tzinfo = UTC,
) -> None:
    """Serve `telegram` over HTTP, run the bot on it, and talk as `me` until the input ends."""
    async with serve(telegram) as base, start_bot(base):
        await Talk(telegram, me, read=read, console=console, zone=zone).run()
