"""The clock of the local Telegram: it can be frozen, run, and be moved."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""The instant a clock starts at when nothing else is said: a Tuesday morning in California."""


class Clock:
    """An aware UTC clock, frozen at `start` unless `running`.

    Its `on_move` functions are called after each jump, so that whoever waits for a time looks
    again.
    """

    def __init__(self, start: datetime = START, *, running: bool = False) -> None:
        if start.tzinfo is None:
            raise ValueError("the clock needs an aware start")
        self._base = start.astimezone(UTC)
        self._since: float | None = time.monotonic() if running else None
        self.on_move: list[Callable[[], None]] = []

    @property
    def running(self) -> bool:
        """Whether real time moves this clock."""
        return self._since is not None

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        if self._since is None:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def move(self, step: timedelta) -> datetime:
        """Jump by `step` (never backwards) and return the new instant."""
        if step < timedelta(0):
            raise ValueError("time does not run backwards")
        self._base += step
        for tell in tuple(self.on_move):
            tell()
        return self.now()

    def set(self, instant: datetime) -> datetime:
        """Jump to an aware `instant` that is not in the past."""
        return self.move(instant - self.now())

    def freeze(self) -> None:
        """Stop at the present instant."""
        self._base, self._since = self.now(), None

    def run(self) -> None:
        """Let real time move the clock from here on."""
        if self._since is None:
            self._since = time.monotonic()
