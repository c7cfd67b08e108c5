"""A bot that dies at seeded moments and starts again, and people who go on as if nothing were.

A kill is nothing more reaching Telegram from that life: it strikes a request before it has an
effect or right after, the two sides of each window that matters. What was asked of the database
meanwhile may commit, as with a real kill. (`python -m bot demo --kill` kills a real process.)
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select
from telegram.error import NetworkError
from telegram.request import RequestData

from bot import jobs
from bot.app import Wiring
from bot.house import House, furnished
from bot.sandbox.request import InProcessRequest
from bot.sandbox.telegram import LocalTelegram
from models.database import Database
from models.tables import notices
from models.terms import NoticeState
from tests import factories

FEWEST, MOST = 2, 16  # requests that one life gets to make
PATIENCE = 45.0  # seconds, on a slow machine
_ON_THEIR_WAY = select(notices.c.id).where(
    notices.c.state.in_((NoticeState.WAITING, NoticeState.SENDING))
)
_DUE = select(notices.c.due_at).where(notices.c.state == NoticeState.WAITING)


class Killed(BaseException):
    """This life is over, in the middle of what it did. No handler catches it."""


@dataclass
class Thread:
    """How long a life lasts: ``left`` requests; None: for ever."""

    left: int | None
    after: bool  # whether the last one still has its effect
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    buried: bool = False

    def spin(self) -> None:
        """One more request. Raises Killed when the thread is cut, NetworkError once buried."""
        if self.buried:
            raise NetworkError("the process is gone")
        if self.cut.is_set():
            raise Killed
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.cut.set()


class MortalRequest(InProcessRequest):
    """Requests of one life."""

    def __init__(self, telegram: LocalTelegram, thread: Thread) -> None:
        super().__init__(telegram)
        self._thread = thread

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Like its base, unless the thread is cut."""
        if url.endswith("/getUpdates"):
            if self._thread.cut.is_set() or self._thread.buried:
                raise NetworkError("the process is gone")
            return await super().do_request(url, method, request_data)
        self._thread.spin()
        if self._thread.cut.is_set() and not self._thread.after:
            raise Killed
        answer = await super().do_request(url, method, request_data)
        if self._thread.cut.is_set():
            raise Killed
        return answer


@dataclass
class Lives:
    """The bot's lives, one after the other, on one Telegram and one database."""

    telegram: LocalTelegram
    database: Database
    folder: Path
    chance: Random | None  # None: it is never killed
    kills: int
    killed: int = 0
    house: House | None = None
    _thread: Thread = field(default_factory=lambda: Thread(None, after=False))
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    _running: asyncio.Task[Any] | None = None

    async def run(self) -> None:
        """Live, die and live again until cancelled."""
        self._running = asyncio.current_task()
        try:
            while True:
                if await self._begin():
                    await self._thread.cut.wait()
                self.killed += 1
                await self._bury()
        finally:
            self._thread.left, self._thread.buried = None, True
            await self._bury()

    async def _begin(self) -> bool:
        """Open the house; False if it was killed while it opened."""
        if self.killed:  # a start takes time: what is keyed by the moment must not come twice
            self.telegram.move(timedelta(seconds=1))
        self._thread = self._spun()
        self._stack = AsyncExitStack()
        wiring = Wiring(
            token=self.telegram.token,
            database=self.database,
            clock=self.telegram.clock.now,
            out=self.folder / "out",
            request=MortalRequest(self.telegram, self._thread),
            updates_request=MortalRequest(self.telegram, self._thread),
            limits=False,
        )
        try:
            self.house = await self._stack.enter_async_context(furnished(wiring))
        except Killed:
            return False
        assert self.house.app.job_queue is not None
        self.house.app.job_queue.scheduler.remove_all_jobs()
        self._tasks = [
            asyncio.create_task(self.house.inbox.run()),
            asyncio.create_task(self._keep_hours(self.house)),
        ]
        return True

    def _spun(self) -> Thread:
        if self.chance is None or self.killed >= self.kills:
            return Thread(None, after=False)
        return Thread(self.chance.randint(FEWEST, MOST), after=self.chance.random() < 0.5)

    async def _keep_hours(self, house: House) -> None:
        while True:
            await jobs.tick(house.desk, house.delivery)
            await asyncio.sleep(0.003)

    async def _bury(self) -> None:
        if self.house is not None:
            await self.house.inbox.abandon()
        for task in self._tasks:
            task.cancel()
        with suppress(BaseException):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks, self.house = [], None
        self._thread.buried = True
        with suppress(Killed):
            await self._stack.aclose()

    async def settled(self) -> None:
        """All updates are confirmed and all due notices are sent, in whichever life."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if self._running is not None and self._running.done():
                    self._running.result()
                if self.telegram.updates.pending:
                    await self.telegram.updates.sleep(0.05)
                    continue
                house = self.house
                if house is None:
                    await asyncio.sleep(0.002)
                    continue
                before = self.killed
                try:
                    await jobs.tick(house.desk, house.delivery)
                except Killed:
                    await asyncio.sleep(0.002)
                if before != self.killed or self._thread.cut.is_set():
                    continue
                if self.quiet:
                    return
                self._wait_for_retries()

    def _wait_for_retries(self) -> None:
        """What is sent again later is waited for, as people would: the clock goes on until then."""
        due = self.database.run(factories.everything, query=_DUE)
        late = [row.due_at for row in due]
        now = self.telegram.clock.now()
        if late and min(late) > now:
            self.telegram.move(min(late) - now)

    @property
    def quiet(self) -> bool:
        """Whether nothing waits to be handled or sent."""
        waiting = self.database.run(factories.everything, query=_ON_THEIR_WAY)
        return not self.telegram.updates.pending and not waiting
