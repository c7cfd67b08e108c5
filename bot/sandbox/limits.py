"""Telegram's flood limits, by the local clock.

Source: core.telegram.org/bots/faq, "My bot is hitting limits": about one message a second to one
chat with short bursts, 30 a second over all, 20 a minute to one group. How long a burst may be is
not published; five is ours.
"""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

from bot.sandbox.chats import Chat
from bot.sandbox.clock import Clock
from bot.sandbox.refusals import too_many

OVERALL = 30
PER_CHAT = 1
BURST = 5
GROUP_A_MINUTE = 20
MINUTE = timedelta(minutes=1)


class _Bucket:
    """Tokens that come back with time: `size` at most, `rate` a second."""

    def __init__(self, size: float, rate: float, now: datetime) -> None:
        self.size, self.rate, self.tokens, self.at = size, rate, size, now

    def wait(self, now: datetime) -> float:
        """Seconds until one token is there; 0 when it is."""
        self.tokens = min(self.size, self.tokens + (now - self.at).total_seconds() * self.rate)
        self.at = now
        return max(0.0, (1 - self.tokens) / self.rate)


class Flood:
    """Counts what the bot sends and edits. Off until `on` is set."""

    def __init__(self, clock: Clock, *, on: bool) -> None:
        self.on = on
        self._clock = clock
        self._all = _Bucket(OVERALL, OVERALL, clock.now())
        self._chats: dict[int, _Bucket] = {}
        self._groups: dict[int, deque[datetime]] = {}

    def take(self, chat: Chat, messages: int = 1) -> None:
        """Count a send to `chat`; raises Refused (429) with the seconds to wait, and counts none."""
        if not self.on:
            return
        now = self._clock.now()
        own = self._chats.get(chat.id)
        if own is None:
            own = self._chats[chat.id] = _Bucket(BURST, PER_CHAT, now)
        wait = max(self._all.wait(now), own.wait(now), self._group_wait(chat, now))
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        self._all.tokens -= messages
        own.tokens -= messages
        if chat.kind in ("group", "supergroup"):
            self._groups.setdefault(chat.id, deque()).extend([now] * messages)

    def _group_wait(self, chat: Chat, now: datetime) -> float:
        sent = self._groups.get(chat.id)
        while sent and sent[0] <= now - MINUTE:
            sent.popleft()
        if not sent or len(sent) < GROUP_A_MINUTE:
            return 0.0
        return (sent[0] + MINUTE - now).total_seconds()
