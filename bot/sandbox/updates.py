"""The bot's inbox at Telegram: updates wait here until they are confirmed.

Source: `getUpdates` of the Bot API. An update is confirmed by asking with a higher offset; what
is not confirmed comes again; nothing is kept longer than 24 hours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.sandbox.chats import JSON
from bot.sandbox.clock import Clock
from bot.sandbox.refusals import Refused

KEPT = timedelta(hours=24)
FIRST_ID = 871_000_001
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """Updates in order of their ids, which only grow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[int, tuple[datetime, JSON]] = {}
        self._next = FIRST_ID
        self._allowed: frozenset[str] = frozenset()
        self._turn = 0
        self._moves = 0
        self._sleepers: set[asyncio.Future[None]] = set()
        clock.on_move.append(self._moved)

    @property
    def pending(self) -> list[JSON]:
        """What is not confirmed yet, oldest first."""
        return [update for _, update in self._waiting.values()]

    def number_from(self, number: int) -> None:
        """Give the next update this number: ids jump after a quiet week, as Telegram's do."""
        self._next = number

    def allow(self, kinds: Iterable[str]) -> None:
        """Set the kinds of updates from now on; none named means all but three."""
        self._allowed = frozenset(kinds)

    def put(self, kind: str, payload: JSON) -> int | None:
        """Add an update and return its id, or None when the bot did not ask for this kind."""
        if kind not in self._allowed if self._allowed else kind in NOT_BY_DEFAULT:
            return None
        number, self._next = self._next, self._next + 1
        self._waiting[number] = (self._clock.now(), {"update_id": number, kind: payload})
        self.wake()
        return number

    def confirm(self, offset: int) -> None:
        """Forget every update below `offset`; a negative one keeps the last few only."""
        if offset < 0:
            for number in list(self._waiting)[: len(self._waiting) + offset]:
                del self._waiting[number]
            self.wake()
            return
        before = len(self._waiting)
        for number in list(self._waiting):
            if number >= offset:
                break
            del self._waiting[number]
        if before and not self._waiting:
            self.wake()

    def drop(self, number: int) -> None:
        """Forget one update (a webhook took it)."""
        self._waiting.pop(number, None)
        self.wake()

    def clear(self) -> None:
        """Forget all of them."""
        self._waiting.clear()
        self.wake()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[JSON]:
        """Up to `limit` updates from `offset` on; waits up to that many real `seconds` for one.

        Returns early, perhaps with nothing, when the clock is moved. Raises Refused (409) when
        another poll came meanwhile.
        """
        if offset:
            self.confirm(offset)
        self._turn += 1
        turn, moves = self._turn, self._moves
        self.wake()
        end = asyncio.get_running_loop().time() + seconds
        while True:
            batch = self._first(limit)
            left = end - asyncio.get_running_loop().time()
            if batch or left <= 0 or moves != self._moves:
                return batch
            await self.sleep(left)
            if turn != self._turn:
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )

    def _first(self, limit: int) -> list[JSON]:
        old = self._clock.now() - KEPT
        batch = []
        for number, (at, update) in list(self._waiting.items()):
            if at < old:
                del self._waiting[number]
                continue
            batch.append(update)
            if len(batch) == limit:
                break
        return batch

    async def settled(self) -> None:
        """Wait until every update is confirmed."""
        while self._waiting:
            await self.sleep(None)

    async def sleep(self, seconds: float | None) -> None:
        """Wait until something happens here, at most `seconds` real seconds."""
        future = asyncio.get_running_loop().create_future()
        self._sleepers.add(future)
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            pass
        finally:
            self._sleepers.discard(future)

    def wake(self) -> None:
        """Let everyone who waits look again."""
        for future in self._sleepers:
            if not future.done():
                future.set_result(None)

    def _moved(self) -> None:
        self._moves += 1
        self.wake()
