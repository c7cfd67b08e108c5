"""Telegram is the inbox: an update is confirmed only when its effects are committed.

The library's own polling confirms what it fetches at once and queues it in memory; a kill loses
the queue (docs/why.md has the figures). Here the window slides: the offset asked for is the lowest
update that is not finished, so Telegram keeps everything from there on, and gives it again to
whoever starts after a crash. What comes again meanwhile is recognised by its number.

Updates of one person are handled in order, in a lane; different people's side by side. While some
update is slow, Telegram answers each poll at once with that update again; so the poller waits
between two looks, longer and longer as long as nothing new comes, and not at all any more once
everything is finished (then a poll waits at Telegram's end).
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot import updates
from bot.transport import wait_of
from handlers.context import App, Receipt, in_hand

# What the handlers use; chat_member and reactions are not sent unless named, and are not wanted.
ALLOWED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
LIMIT = 100  # the most one poll brings (Bot API, getUpdates)
WAIT = 25  # seconds a poll waits at Telegram's end when nothing is in hand
FIRST_LOOK, LONGEST_LOOK = 0.005, 0.25  # seconds between two polls while something is in hand
FULL_LOOK = 0.03  # seconds between the first that is finished and the next poll when all was full
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds after a failed poll
GRACE = 20.0  # seconds a handler has to finish when the process is asked to stop

log = structlog.get_logger()


class Inbox:
    """The poller. ``request`` is a connection of its own: a poll waits long.

    ``bound`` is how many updates may be in hand at once (at most 100, by the Bot API). ``chance``
    spreads the pauses of several processes. ``wait`` is in seconds.
    """

    def __init__(
        self,
        app: App,
        request: BaseRequest,
        *,
        bound: int = LIMIT,
        wait: int = WAIT,
        allowed: Sequence[str] = ALLOWED,
        chance: random.Random | None = None,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self._app, self._request = app, request
        self._bound, self._wait, self._allowed = min(bound, LIMIT), wait, list(allowed)
        self._chance = chance or random.Random(0)
        self._sleep = sleep
        self._window: dict[int, bool] = {}  # update id -> finished, from the first unfinished on
        self._next: int | None = None  # one above the last finished, until that is confirmed
        self._gone: set[int] = set()  # left the window while a poll was on its way
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._moved = asyncio.Event()
        self._full = False
        self._stopping = False
        self._poller: asyncio.Task[None] | None = None

    @property
    def in_hand(self) -> int:
        """How many updates are fetched and not finished."""
        return sum(not finished for finished in self._window.values())

    async def run(self) -> None:
        """Fetch and hand over until `stop`. Raises InvalidToken when Telegram knows no such bot."""
        self._poller = asyncio.create_task(self._fetch_always(), name="inbox")
        try:
            await self._poller
        except asyncio.CancelledError:
            if not self._stopping:
                self._poller.cancel()
                raise

    async def stop(self, grace: float = GRACE) -> None:
        """Finish what is being handled, confirm it, and leave the rest to the next start.

        What is not finished after ``grace`` seconds is cut off, unconfirmed: it comes again.
        """
        await self._stop_polling()
        for lane in self._lanes.values():
            lane.clear()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        await self._cut_off()
        if self._offset is not None:
            try:
                await self._poll(wait=0, limit=1)  # what it brings stays unconfirmed
            except TelegramError:
                log.warning("the last updates were handled but could not be confirmed")

    async def abandon(self) -> None:
        """Drop everything where it stands, as a kill does: nothing more is confirmed."""
        await self._stop_polling()
        await self._cut_off()

    async def _cut_off(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _stop_polling(self) -> None:
        self._stopping = True
        if self._poller is not None:
            self._poller.cancel()
            await asyncio.wait([self._poller])

    # ------------------------------------------------------------------ fetching

    @property
    def _offset(self) -> int | None:
        return next(iter(self._window), self._next)

    async def _fetch_always(self) -> None:
        failures = 0
        look = FIRST_LOOK
        while True:
            try:
                new = await self._fetch()
            except InvalidToken:
                log.error("Telegram does not know this token: is it complete, is it still valid?")
                raise
            except TelegramError as error:
                failures += 1
                await self._sleep(self._pause(error, failures))
                continue
            failures = 0
            look = FIRST_LOOK if new else min(LONGEST_LOOK, look * 2)
            await self._progress(look)

    async def _fetch(self) -> bool:
        """One poll: at Telegram's end it waits only when nothing is in hand here."""
        if self._window:
            return await self._poll(wait=0, limit=self._bound)
        new = await self._poll(wait=self._wait, limit=self._bound)
        if not new:
            self._next = None  # all is confirmed; after a quiet week ids may start anew, lower
        return new

    async def _progress(self, look: float) -> None:
        """Wait until nothing is in hand, or for ``look`` seconds; when full, until there is room."""
        if not self._window:
            return
        self._full = len(self._window) >= self._bound
        self._moved.clear()
        try:
            async with asyncio.timeout(None if self._full else look):
                await self._moved.wait()
        except TimeoutError:
            pass
        if self._full and len(self._window) > self._bound * 3 // 4:
            await self._sleep(
                FULL_LOOK
            )  # each poll brings all in hand once more: let some go first

    async def _poll(self, *, wait: int, limit: int) -> bool:
        """Ask Telegram once and hand over what is new; whether anything was."""
        values = {"limit": limit, "timeout": wait, "allowed_updates": self._allowed}
        if self._offset is not None:
            values["offset"] = self._offset
        self._gone.clear()
        found = await self._request.post(
            f"{self._app.bot.base_url}/getUpdates",
            RequestData([RequestParameter.from_input(*pair) for pair in values.items()]),
            read_timeout=(self._request.read_timeout or 0) + wait,
        )
        assert isinstance(found, list)
        # The answer was made before it came here: what finished meanwhile is in it once more.
        known = self._window.keys() | self._gone
        new = [raw for raw in found if raw["update_id"] not in known]
        if not self._stopping:
            for raw in new:
                self._hand_over(raw)
        return bool(new)

    # ------------------------------------------------------------------ handing over

    def _hand_over(self, raw: dict[str, Any]) -> None:
        number = raw["update_id"]
        self._window[number] = False
        try:
            update = updates.read(raw, self._app.bot)
        except Exception as error:  # a kind of update that the library cannot read
            log.error("an update cannot be read", update=number, error=type(error).__name__)
            self._finish(number)
            return
        who = update.effective_user or update.effective_chat
        key = number if who is None else who.id
        if key in self._lanes:
            self._lanes[key].append(update)
            return
        self._lanes[key] = deque([update])
        task = asyncio.create_task(self._serve(key), name="inbox lane")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, key: int) -> None:
        """Handle the updates of one person, one after the other."""
        lane = self._lanes[key]
        try:
            while lane:
                await self._handle(lane.popleft())
        finally:
            del self._lanes[key]

    async def _handle(self, update: Update) -> None:
        number = update.update_id
        token = in_hand.set(Receipt(number))
        try:
            await self._app.process_update(update)
        except Exception as error:  # the application's error handler has failed as well
            log.error("an update failed", update=number, error=type(error).__name__)
        finally:
            in_hand.reset(token)
        self._finish(number)  # not after a cancellation: then it must come again

    def _finish(self, number: int) -> None:
        self._window[number] = True
        before = len(self._window)
        while self._window and self._window[lowest := next(iter(self._window))]:
            del self._window[lowest]
            self._gone.add(lowest)
            self._next = lowest + 1
        if not self._window or (self._full and len(self._window) < before):
            self._moved.set()

    # ------------------------------------------------------------------ when it fails

    def _pause(self, error: TelegramError, failures: int) -> float:
        """Seconds until the next try."""
        if isinstance(error, RetryAfter):
            return wait_of(error).total_seconds()
        if isinstance(error, Conflict) and "webhook" in error.message:
            log.error(
                "a webhook is set for this bot: it must be deleted before updates can be fetched"
            )
        elif isinstance(error, Conflict):
            log.error(
                "another process fetches this bot's updates: only one may run, stop the other"
            )
        elif failures == 1:
            plain = isinstance(error, NetworkError)
            log.warning(
                "no updates from Telegram for now, trying again",
                error=type(error).__name__ if plain else error.message,
            )
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(failures - 1, 10)))
        return longest * self._chance.uniform(0.5, 1.0)
