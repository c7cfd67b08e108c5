"""One campaign day, played: who does what, in the order in which they do it. All invented."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from bot.demo import shifts
from bot.demo.earlier import FIRST_NUMBER
from bot.demo.players import Player, link_in
from bot.demo.stage import ADMIN_LINK, Stage
from bot.sandbox.chats import Message
from bot.sandbox.rooms import Room
from config.locale import Texts, load_texts

ZONE = ZoneInfo("America/Los_Angeles")
READERS = 5  # who only read from paper: the crowd of the day
CROWD_BATCHES = 2
PRACTICE = 3  # lines before the first batch: the policy says five


class Story:
    """The cast and the acts."""

    def __init__(self, stage: Stage, console: Console) -> None:
        self.stage, self._console = stage, console
        self.reading_from = 0  # where in the history the reading begins
        self._texts: Texts = load_texts()
        self.ana = self._player("Ana (invented)", "en", 0)
        self.june = self._player("June (invented)", "en", 1)
        self.lupe = self._player("Lupe (invented)", "es", 2)
        self.otis = self._player("Otis (invented)", "en", 3)
        self.ray = self._player("Ray (invented)", "en", 4)
        self.ines = self._player("Inés (invented)", "es", 5)
        self.crowd = [
            Player(stage, user, self._texts.of(user.language), FIRST_NUMBER + number)
            for number, user in enumerate(stage.crowd[:READERS])
        ]
        self.channel: Room = stage.telegram.channel("Recount day (invented)", self.ana.user)

    def _player(self, name: str, language: str, number: int) -> Player:
        user = self.stage.telegram.user(name, language=language)
        return Player(self.stage, user, self._texts.of(language), number)

    @property
    def shown(self) -> list[Player]:
        """Whose chats are printed; the crowd's are in the transcript's file."""
        return [self.ana, self.june, self.lupe, self.otis, self.ray, self.ines]

    @property
    def team(self) -> list[Player]:
        """Who comes in today."""
        return [self.june, self.lupe, self.otis, self.ray, self.ines]

    async def setting_up(self) -> None:
        """The coordinator comes in, sets one rule, brings the bot into a channel, invites."""
        ana = self.ana
        await ana.joins(ADMIN_LINK, "Ana")
        await ana.says("/policy batch_size 12")
        await ana.says(f"/policy practice_lines {PRACTICE}")
        self.channel.make_admin(by=ana.user)
        await self.stage.settled()
        await self.told("channel", lambda: self._asked(ana), 60)
        await ana.taps_label("21:00")
        await self.told("test-post", lambda: bool(self.channel.messages), 60)
        await ana.says("/invite volunteer 20 7")

    def _asked(self, ana: Player) -> bool:
        return any("21:00" in row for m in ana.user.messages for row in m.buttons)

    async def coming_in(self) -> None:
        """The team joins in two languages, practises, is designated."""
        link = link_in(self.ana.user)
        await asyncio.gather(*(one.joins(link) for one in self.team))
        await asyncio.gather(
            *(one.practises(PRACTICE, wrong_once=one is self.june) for one in self.team)
        )
        await self.june.taps("buttons.home.back")
        await self.june.taps("buttons.home.next")  # refused: her designation is not on file yet
        for one in self.team:
            await self.ana.says(f"/designation {one.pseudonym} on-file 2022-09-02")
        await self.ana.says(f"/role {self.ray.pseudonym} captain")

    async def reading(self) -> None:
        """Taps, the card, a double tap, the rest stands; a sheet on paper in Spanish."""
        june, lupe = self.june, self.lupe
        self.reading_from = len(self.stage.telegram.history)
        await june.says("/next")
        await june.taps("buttons.card")
        await june.taps("buttons.back-to-line")
        await june.reads_by_taps(4)
        tap = june.user.press(june.words.plain("buttons.verdict.stands"))
        tap.redeliver()  # a phone that repeats its tap
        await self.stage.settled()
        await june.lets_rest_stand()
        await lupe.says("/next")
        await lupe.says("/batch")
        await lupe.says("/sheet")

    async def mishaps(self) -> None:
        """A photo, a name, an unknown word: refused, removed, pointed at; nothing is kept."""
        await self.otis.says("/next")
        self.ray.user.send_photo()
        await self.stage.settled()
        await self.ray.says("signer is maria gonzalez, 1423 w 7th st")
        await self.ines.says("/next")
        await self.ines.says("1 c xyzzy; 2 s; 3 q")
        await self.ines.says("/back")
        await self.ines.taps("buttons.give-back")

    async def midday(self) -> None:
        """Paper over the end of the shift, typed after it; a correction; the crowd's sheets."""
        await shifts.paper(self)
        lupe = self.lupe
        text = await lupe.sheet_text(skip=(3, 4))
        message = await lupe.says(text)
        await lupe.corrects(message, f"{text}; 3-4 s")
        await asyncio.gather(*(self._crowd_day(one) for one in self.crowd))

    async def _crowd_day(self, one: Player) -> None:
        for _ in range(CROWD_BATCHES):
            await one.says("/next")
            await one.says("/batch")
            await one.says(await one.sheet_text())

    async def captain(self) -> None:
        """The captain looks who has what, types for somebody, reads a little."""
        await self.ray.says("/out")
        code = await self.otis.code()
        await self.ray.says(f"{code} by {self.otis.pseudonym}: 1 s")

    async def opening(self) -> None:
        """The day's shift, its table checked in by one message."""
        await shifts.opening(self)

    async def next_week(self) -> None:
        """Sign-up under a cap, and cover that is found by itself."""
        await shifts.sign_up(self)

    async def planning(self) -> None:
        """A plan, a letter, an order, a plan again, the week's roster."""
        await shifts.planning(self)

    async def vanished(self) -> None:
        """One never comes back: warned, then the hold ends and the rest returns in order."""
        self.stage.telegram.move(timedelta(hours=3, minutes=45))
        await self.told("hold.warning", self._warned, 60)
        self.stage.telegram.move(timedelta(minutes=40))
        await self.told("hold.ended", self._ended, 60)

    def _warned(self) -> bool:
        label = self.otis.words.plain("buttons.still-reading")
        return any(label in row for m in self.otis.user.messages for row in m.buttons)

    def _ended(self) -> bool:
        last = self.otis.user.messages[-1].text
        return "is over" in last

    async def evening(self) -> None:
        """Nine o'clock: the daily post with its picture, once, however long one waits."""
        await self.ana.says("/progress")
        now = self.stage.telegram.clock.now().astimezone(ZONE)
        nine = now.replace(hour=21, minute=0, second=5, microsecond=0)
        self.stage.telegram.move(nine - now)
        await self.told("day", lambda: bool(self._posts()), 60)
        self.stage.telegram.move(timedelta(minutes=20))
        await asyncio.sleep(3)
        await self.june.says("/me")

    def _posts(self) -> list[str]:
        return [message.label for message in self.channel.messages if message.has_media]

    async def play(self) -> None:
        """The whole day."""
        acts = (
            self.setting_up,
            self.coming_in,
            self.opening,
            self.reading,
            self.mishaps,
            self.midday,
            self.captain,
            self.next_week,
            self.planning,
            self.vanished,
            self.evening,
        )
        with Progress(console=self._console, transient=True) as bars:
            task = bars.add_task("the day", total=len(acts))
            for act in acts:
                bars.update(task, description=f"the day: {act.__name__.replace('_', ' ')}")
                await act()
                bars.advance(task)

    async def last_questions(self) -> None:
        """Answer, as a coordinator would after a look, what became of messages nobody knows of."""
        await asyncio.sleep(3)
        while questions := self._questions():
            daily = self.ana.words.plain("notice.day") in questions[0].text
            await self._answers(questions[0], there=bool(self._posts()) or not daily)

    async def told(self, kind: str, seen: Callable[[], bool], seconds: float) -> None:
        """Wait for what a notice of this kind brings.

        Where the bot died while it sent one, nobody knows whether it is there: the coordinator is
        asked, looks, and has it sent again. TimeoutError after ``seconds``.
        """
        word = self.ana.words.plain(f"notice.{kind}")
        async with asyncio.timeout(seconds):
            while not seen():
                await self.stage.telegram.until(lambda: seen() or bool(self._questions()), seconds)
                for question in self._questions():
                    await self._answers(question, there=seen() or word not in question.text)

    def _questions(self) -> list[Message]:
        """What the coordinator is asked about messages that may be lost, and has not answered."""
        label = self.ana.words.plain("buttons.it-is-there")
        return [one for one in self.ana.user.messages if any(label in row for row in one.buttons)]

    async def _answers(self, question: Message, *, there: bool) -> None:
        key = "buttons.it-is-there" if there else "buttons.send-again"
        self.ana.user.tap(question, self.ana.words.plain(key))
        await self.stage.settled()
