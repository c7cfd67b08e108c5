"""The clocks a process can live by: the system's, or the local Telegram's.

Time comes in everywhere else as an argument (docs/why.md); here is where it comes from.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_clock() -> datetime:
    """The moment by the machine's clock, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the real clock


class FollowedClock:
    """A clock that follows another one, seen now and then: the local Telegram's in a demo.

    It starts at ``start`` (aware; the system's moment unless given) and goes on with real time
    from the last observed moment, unless ``frozen``: then it stands there until the next one. It
    never runs backwards, because whoever asked before has acted on the answer.
    """

    def __init__(
        self,
        *,
        start: datetime | None = None,
        frozen: bool = False,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._elapsed = elapsed
        self._frozen = frozen
        self._seen = (start or system_clock()).astimezone(UTC)
        self._seen_at = elapsed()
        self._latest = self._seen
        self._observed = False

    def __call__(self) -> datetime:
        """The moment, aware, in UTC."""
        self._latest = max(self._latest, self._reckoned())
        return self._latest

    def observe(self, header: str | None) -> None:
        """Take over the instant of a header (ISO 8601 with its zone); None and rubbish are ignored.

        The first one is believed even if it lies before the start: a demo's day is another day.
        """
        seen = _instant(header)
        if seen is None:
            return
        if not self._observed:
            self._latest, self._observed = seen, True
        elif seen <= self._seen:
            return  # an answer that was long on its way tells nothing new
        self._seen, self._seen_at = seen, self._elapsed()

    def _reckoned(self) -> datetime:
        if self._frozen:
            return self._seen
        return self._seen + timedelta(seconds=self._elapsed() - self._seen_at)


def _instant(header: str | None) -> datetime | None:
    try:
        seen = datetime.fromisoformat(header or "")
    except ValueError:
        return None
    return None if seen.tzinfo is None else seen.astimezone(UTC)
