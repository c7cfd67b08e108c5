"""A Bot API stub that lets people write at an even pace, and takes the time until each answer.

The stub of the rates (`stub`) gives everything at once: what it takes is then mostly waiting in
line. Here each text is there at its own moment, and its wait is from then until the bot's answer
in that chat arrives. Run as ``python -m tests.benchmarks.paced``: prints its address, ends with
its standard input.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from contextlib import suppress
from itertools import count
from time import perf_counter
from typing import Any

from tests.benchmarks.stub import serve

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DATE = 1_662_490_800
_ME = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_YES = b'{"ok":true,"result":true}'


class Paced:
    """One bot's updates, each from its moment on, and what it answered when."""

    def __init__(self) -> None:
        self._numbers = count(1000)
        self._updates: dict[int, bytes] = {}
        self._come = asyncio.Event()
        self._given: dict[int, deque[float]] = defaultdict(deque)
        self._waits: list[float] = []
        self._polled = False
        self._writing: asyncio.Task[None] | None = None

    async def answer(self, path: str, given: dict[str, Any]) -> tuple[int, bytes, str]:
        """One call: HTTP status, body, and (unused) the clock."""
        if path == "/control/load":
            self._waits = []
            self._writing = asyncio.create_task(self._write(given["texts"], given["every"]))
            return 200, _YES, ""
        if path == "/control/also":  # not among those whose wait counts
            for who, text in given["texts"]:
                self._give(who, text)
            return 200, _YES, ""
        if path.startswith("/control/"):
            return 200, self._state(), ""
        method = path.rpartition("/")[2].lower()
        if method == "getupdates":
            return 200, await self._poll(given), ""
        if method == "sendmessage":
            return 200, self._sent(given), ""
        body = _json({"ok": True, "result": _ME}).encode() if method == "getme" else _YES
        return 200, body, ""

    async def _write(self, texts: list[list[Any]], every: float) -> None:
        began = perf_counter()
        for turn, (who, text) in enumerate(texts):
            await asyncio.sleep(max(0.0, began + turn * every - perf_counter()))
            self._given[who].append(perf_counter())
            self._give(who, text)

    def _give(self, who: int, text: str) -> None:
        number = next(self._numbers)
        person = {"id": who, "first_name": "Invented"}
        message: dict[str, Any] = {
            "message_id": next(self._numbers),
            "date": _DATE,
            "chat": person | {"type": "private"},
            "from": person | {"is_bot": False},
            "text": text,
        }
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        self._updates[number] = _json({"update_id": number, "message": message}).encode()
        self._come.set()

    async def _poll(self, given: dict[str, Any]) -> bytes:
        self._polled = True
        offset = int(given.get("offset") or 0)
        for number in [number for number in self._updates if number < offset]:
            del self._updates[number]
        if not self._updates and int(given.get("timeout") or 0):
            self._come.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._come.wait(), int(given["timeout"]))
        return b'{"ok":true,"result":[' + b",".join(self._updates.values()) + b"]}"

    def _sent(self, given: dict[str, Any]) -> bytes:
        who = int(given["chat_id"])
        if self._given[who]:
            self._waits.append(perf_counter() - self._given[who].popleft())
        chat = {"id": who, "type": "private", "first_name": "Invented"}
        message = {"message_id": next(self._numbers), "date": _DATE, "chat": chat, "from": _ME}
        return _json({"ok": True, "result": message | {"text": given["text"]}}).encode()

    def _state(self) -> bytes:
        done = self._writing is not None and self._writing.done()
        waiting = sum(map(len, self._given.values()))
        state = {"polled": self._polled, "waits": self._waits, "done": done and not waiting}
        return _json(state).encode()


if __name__ == "__main__":
    asyncio.run(serve(Paced()))
