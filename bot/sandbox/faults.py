"""Faults on purpose: latency, lost answers, servers that fail. For tests and the kill drill."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.chats import JSON
from bot.sandbox.refusals import ConnectionDropped, Refused, too_many

When = Callable[[str, JSON], bool]
"""Takes the method's name and its parameters; says whether the fault is meant for this call."""


def sending(method: str, _: JSON) -> bool:
    """The usual target of a fault: a method that sends something new."""
    return method.startswith("send")


@dataclass
class _Fault:
    times: int
    when: When
    late: bool
    error: Exception


class Faults:
    """Faults that are waiting to happen.

    `latency` is in real seconds and holds for every method. `watch`, if set, is called with
    method and parameters after each call took effect and before its answer leaves: the very
    moment to kill a bot.
    """

    def __init__(self) -> None:
        self.latency = 0.0
        self.watch: Callable[[str, JSON], None] | None = None
        self._waiting: list[_Fault] = []

    def drop(self, times: int = 1, *, when: When = sending) -> None:
        """The next `times` calls are done, and then the connection breaks: fate unknown."""
        self._waiting.append(_Fault(times, when, True, ConnectionDropped("after")))

    def lose(self, times: int = 1, *, when: When = sending) -> None:
        """The next `times` calls are lost on the way: nothing is done, no answer comes."""
        self._waiting.append(_Fault(times, when, False, ConnectionDropped("before")))

    def fail(self, times: int = 1, *, code: int = 502, when: When = sending) -> None:
        """The next `times` calls are answered with a 5xx and not done."""
        words = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
        refusal = Refused(code, words.get(code, "Server Error"))
        self._waiting.append(_Fault(times, when, False, refusal))

    def flood(self, times: int = 1, *, retry_after: int = 3, when: When = sending) -> None:
        """The next `times` calls are answered with a 429."""
        self._waiting.append(_Fault(times, when, False, too_many(retry_after)))

    def clear(self) -> None:
        """No faults any more."""
        self.latency, self.watch = 0.0, None
        self._waiting.clear()

    async def before(self, method: str, parameters: JSON) -> None:
        """Called before a method is played; may wait, may raise."""
        if self.latency:
            await asyncio.sleep(self.latency)
        self._strike(method, parameters, late=False)

    def after(self, method: str, parameters: JSON) -> None:
        """Called when a method is done and not yet answered; may raise."""
        if self.watch is not None:
            self.watch(method, parameters)
        self._strike(method, parameters, late=True)

    def _strike(self, method: str, parameters: JSON, *, late: bool) -> None:
        for fault in self._waiting:
            if fault.late == late and fault.times > 0 and fault.when(method, parameters):
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                raise fault.error
