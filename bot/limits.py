"""Telegram's limits, kept per chat, so that one busy chat never holds up another.

About one message a second to one chat with short bursts, 30 a second over all, 20 a minute to one
group or channel; edits count as messages do, answers to taps do not
(core.telegram.org/bots/faq, "My bot is hitting limits"; the same figures in
`telegram.constants.FloodLimit`). How long a burst may be is not published; four is ours.

Two kinds of request pass here. An *answer* of a handler waits for its turn, and when Telegram
asks us to wait (429, RetryAfter) it waits and is sent again. A *notice* (``rate_limit_args=NOTICE``)
never waits long: RetryAfter is raised instead, and delivery puts it back with a later due time.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from enum import Enum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.transport import wait_of

OVERALL = 30  # messages a second
AT_ONCE = 25  # of these in one moment
PER_GROUP = 20  # messages a minute to a group or channel
BURST = 4  # messages to one chat at once, then one a second
PATIENCE = 0.25  # seconds a notice may wait here for its turn
LONGEST = 60.0  # seconds an answer waits for Telegram; nobody reads it after that
TRIES = 4
_COUNTED = ("send", "edit", "copy", "forward")
_NOT_COUNTED = {"sendChatAction"}
_KEPT = 2048  # chats remembered before those that have been quiet are forgotten

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[..., Coroutine[Any, Any, Answer]]


class Who(Enum):
    """Whose request it is, where it is not a handler's answer."""

    NOTICE = "notice"


NOTICE = Who.NOTICE


class _Bucket:
    """``size`` at once, then one each ``interval`` seconds (GCRA: one number of memory)."""

    __slots__ = ("full_at", "interval", "size")

    def __init__(self, size: int, interval: float) -> None:
        self.size, self.interval = size, interval
        self.full_at = 0.0  # when all of ``size`` would be free again

    def wait(self, now: float) -> float:
        """Seconds until one is free."""
        return max(0.0, self.full_at - (self.size - 1) * self.interval - now)

    def take(self, now: float, messages: int) -> None:
        """Take them now, free or not: who comes next waits the longer."""
        self.full_at = max(now, self.full_at) + messages * self.interval


class _Minute:
    """At most ``size`` in any minute, counted exactly."""

    __slots__ = ("times",)

    def __init__(self, size: int) -> None:
        self.times: deque[float] = deque(maxlen=size)

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed."""
        if len(self.times) < (self.times.maxlen or 0):
            return 0.0
        return max(0.0, self.times[0] + 60.0 - now)

    def take(self, now: float, messages: int) -> None:
        """Count them."""
        self.times.extend([now] * messages)


class _Chat:
    """What one chat has had, and until when Telegram has stopped it."""

    __slots__ = ("bucket", "minute", "stopped_until")

    def __init__(self, group: bool) -> None:
        self.bucket = _Bucket(BURST, 1.0)
        self.minute = _Minute(PER_GROUP) if group else None
        self.stopped_until = 0.0

    def wait(self, now: float) -> float:
        minute = 0.0 if self.minute is None else self.minute.wait(now)
        return max(0.0, self.stopped_until - now, self.bucket.wait(now), minute)

    def take(self, now: float, messages: int) -> None:
        self.bucket.take(now, messages)
        if self.minute is not None:
            self.minute.take(now, messages)

    def quiet(self, now: float) -> bool:
        """Whether a minute without a message lies behind it, so that it may be forgotten."""
        return now >= max(self.stopped_until, self.bucket.full_at + 60.0)


class PerChat(BaseRateLimiter[Who]):
    """The limiter for the application builder. ``on=False`` never waits beforehand (benchmarks).

    ``now`` (seconds, monotonic) and ``sleep`` come in for tests.
    """

    def __init__(
        self,
        *,
        on: bool = True,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self.on = on
        self._now, self._sleep = now, sleep
        self._all = _Bucket(AT_ONCE, 1 / OVERALL)
        self._chats: dict[int | str, _Chat] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Who | None,
    ) -> Answer:
        """Make the request in its turn. Raises RetryAfter for a notice that would have to wait."""
        chat_id = data.get("chat_id")
        chat = self._chat(chat_id) if _counts(endpoint) and chat_id is not None else None
        notice = rate_limit_args is NOTICE
        for left in reversed(range(TRIES)):
            if self.on and chat is not None:
                await self._turn(chat, _messages(data), notice)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait = wait_of(error).total_seconds()
                if chat is not None:
                    chat.stopped_until = max(chat.stopped_until, self._now() + wait)
                if notice or left == 0 or wait > LONGEST:
                    raise
                if chat is None or not self.on:
                    await self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _turn(self, chat: _Chat, messages: int, notice: bool) -> None:
        """Wait for the chat, then for the turn among all: a stopped chat takes nobody's turn."""
        while wait := chat.wait(self._now()):
            if notice and wait > PATIENCE:
                raise RetryAfter(timedelta(seconds=wait))
            await self._sleep(wait)
        now = self._now()
        chat.take(now, messages)
        wait = self._all.wait(now)
        self._all.take(now, messages)
        if wait:
            await self._sleep(wait)

    def _chat(self, chat_id: int | str) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= _KEPT:
                self._forget_quiet()
            group = not isinstance(chat_id, int) or chat_id < 0
            chat = self._chats[chat_id] = _Chat(group)
        return chat

    def _forget_quiet(self) -> None:
        now = self._now()
        self._chats = {i: chat for i, chat in self._chats.items() if not chat.quiet(now)}


def _counts(endpoint: str) -> bool:
    return endpoint.startswith(_COUNTED) and endpoint not in _NOT_COUNTED


def _messages(data: dict[str, Any]) -> int:
    """How many messages one request makes: an album and a forwarded batch are several."""
    several = data.get("media") if "media" in data else data.get("message_ids")
    return len(several) if isinstance(several, list | tuple) else 1
