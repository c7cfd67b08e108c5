"""The people of a demonstration: they read what the bot shows them, and type and tap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.demo.stage import Stage
from bot.invented import Judged, reader, typed_sheet
from bot.sandbox.chats import Message
from bot.sandbox.people import User
from config.locale import Words
from models.practice import LINES
from models.terms import LineKey, Verdict

_KEY = re.compile(r"S(\d+)-P(\d+)-L(\d+)")
_LINK = re.compile(r"start=([A-Za-z0-9_-]{16,64})")
_NUMBERED = re.compile(r"^(\d+)\. S(\d+)-P(\d+)-L(\d+)", re.MULTILINE)
PATIENCE = 60.0  # seconds a person waits for the bot, on a slow machine


class Player:
    """One invented person at their phone. ``number`` seeds what they see in the lines."""

    def __init__(self, stage: Stage, user: User, words: Words, number: int) -> None:
        self.stage, self.user, self.words = stage, user, words
        self._reader = reader(stage.invented.world, 1, number)

    async def says(self, text: str) -> Message:
        """Type a message and wait until the bot has dealt with it."""
        message = self.user.say(text)
        await self.stage.settled()
        return message

    async def corrects(self, message: Message, text: str) -> None:
        """Edit one's own message."""
        self.user.edit(message, text)
        await self.stage.settled()

    async def taps(self, key: str, **values: object) -> None:
        """Press the newest button with this catalogue key."""
        self.user.press(self.words.plain(key, **values))
        await self.stage.settled()

    async def taps_label(self, label: str) -> None:
        """Press the newest button with this label."""
        self.user.press(label)
        await self.stage.settled()

    async def taps_first_time(self) -> None:
        """Press the newest button that begins with an hour or names a day of the week."""
        for message in reversed(self.user.messages):
            for text in (text for row in message.buttons for text in row):
                if re.search(r"\d:\d\d", text):
                    await self.taps_label(text)
                    return
        raise LookupError("no shift in sight")

    async def lets_rest_stand(self) -> None:
        """Press the newest "rest stand", however many lines it counts, and confirm it."""
        label = self.words.plain("buttons.rest-stand", left="#").partition("#")[0]
        for message in reversed(self.user.messages):
            for text in (text for row in message.buttons for text in row):
                if text.startswith(label):
                    await self.taps_label(text)
                    left = int("".join(filter(str.isdigit, text)))
                    await self.taps("buttons.yes-stand", n=left)
                    return
        raise LookupError("no such button")

    async def joins(self, link: str, call_name: str | None = None) -> None:
        """Open an invitation, choose the language, accept the terms, give or skip the names."""
        self.user.start(link)
        await self.stage.settled()
        await self.taps(f"language.{self.words.language}")
        await self.taps("buttons.accept-terms")
        if call_name is None:
            await self.taps("buttons.skip")
        else:
            await self.says(call_name)
        if self.sees("buttons.keep-no-name"):  # only who reads is asked for the registrar's list
            await self.taps("buttons.keep-no-name")

    def sees(self, key: str) -> bool:
        """Whether the newest message has the button with this catalogue key."""
        label = self.words.plain(key)
        return any(label in row for row in self.user.messages[-1].buttons)

    async def practises(self, lines: int, wrong_once: bool = False) -> None:
        """Read the first practice lines; with ``wrong_once`` the first answer is mistaken."""
        await self.taps("buttons.practice")
        for line in LINES[:lines]:
            if wrong_once and line.number == 1:
                await self.taps("buttons.verdict.stands")
            else:
                await self._answers(line.verdict, line.ground)
            if line.number < lines:
                await self.taps("buttons.next-practice")

    async def _answers(self, verdict: Verdict, ground: str | None) -> None:
        await self.taps(f"buttons.verdict.{verdict.value}")
        if ground is not None:
            await self.taps(f"grounds.button.{ground}")

    @property
    def pseudonym(self) -> str:
        """The person's pseudonym, as the bot told them."""
        for event in self.stage.telegram.history.pick(chat=self.user.chat, by_bot=True):
            found = re.search(r"R-\d{3,}", event.text)
            if found is not None:
                return found[0]
        raise LookupError("the bot has not said who I am")

    def shown(self) -> list[tuple[int, LineKey]]:
        """The newest list of lines the bot has shown: (number in the batch, key)."""
        for message in reversed(self.user.messages):
            rows = _NUMBERED.findall(message.text)
            if len(rows) > 1:
                return [
                    (int(n), LineKey(int(section), int(page), int(line)))
                    for n, section, page, line in rows
                ]
        raise LookupError("the bot has shown no list")

    def line_in_hand(self) -> LineKey:
        """The line under whose buttons the person is."""
        for message in reversed(self.user.messages):
            found = _KEY.search(message.text)
            if found is not None and message.buttons:
                return LineKey(int(found[1]), int(found[2]), int(found[3]))
        raise LookupError("no line is in hand")

    def judges(self, key: LineKey) -> Judged:
        """What this reader sees in a line."""
        return self._reader.judge(self.stage.invented, self.stage.places[key])

    async def reads_by_taps(self, lines: int) -> None:
        """Tap the verdicts of the next lines; a duplicate that needs a partner stays unsure."""
        for _ in range(lines):
            seen = self.judges(self.line_in_hand())
            if seen.partner is not None:
                await self.taps("buttons.verdict.unsure")
            else:
                await self._answers(seen.verdict, seen.ground)

    async def code(self) -> str:
        """The code of the open batch, as the bot shows it."""
        for message in reversed(self.user.messages):
            found = re.search(r"\b([A-Z]\d{1,3})\b(?: ·|:)", message.text)
            if found is not None:
                return found[1]
        raise LookupError("no batch")

    async def sheet_text(self, skip: Sequence[int] = ()) -> str:
        """What the person has on paper of the lines shown, as they will type it."""
        rows = self.shown()
        last = max(number for number, _key in rows)
        judged: list[Judged | None] = [None] * last
        for number, key in rows:
            if number not in skip:
                judged[number - 1] = self.judges(key)
        return typed_sheet(await self.code(), judged)


def link_in(user: User) -> str:
    """The token of the newest invitation link in a person's chat."""
    for message in reversed(user.messages):
        found = _LINK.search(message.text)
        if found is not None:
            return found[1]
    raise LookupError("no link")
