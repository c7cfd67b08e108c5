"""A Bot API stub in a process of its own: as quick as can be, every bot by its token.

It gives what was loaded (all at once, or to each person the next text when the last one is
answered), answers ``sendMessage`` and says yes to the rest, each after the latency that was loaded.
It checks nothing; the local Telegram of `bot.sandbox` is for that. Run as
``python -m tests.benchmarks.stub``: prints its address, ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, islice
from time import perf_counter
from typing import Any

from aiohttp import web

from bot.sandbox.wire import Connection

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DATE = 1_662_490_800
_ME = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_YES = b'{"ok":true,"result":true}'


@dataclass(slots=True)
class Line:
    """One bot's updates and what became of them. ``latency`` in seconds, on every answer.

    ``later`` are the texts of people who wait for their answer, by person; ``asked`` is when their
    last one came, ``waits`` how long the answers took, in seconds.
    """

    updates: dict[int, bytes] = field(default_factory=dict)
    later: dict[int, deque[str]] = field(default_factory=dict)
    asked: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    come: asyncio.Event = field(default_factory=asyncio.Event)
    polled: bool = False
    latency: float = 0.0
    loaded: int = 0
    answered: int = 0
    warm: int = 0
    began: float = 0.0
    ended: float = 0.0


class Stub:
    """Every bot's line, by token."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._numbers = count(1000)

    async def answer(self, path: str, given: dict[str, Any]) -> tuple[int, bytes, str]:
        """One call: HTTP status, body, and (unused) the clock."""
        if path.startswith("/control/"):
            return 200, self._control(path[9:], given), ""
        _, token, method = path.split("/")
        line = self._lines.setdefault(token[3:], Line())
        name = method.lower()
        if name == "getupdates":
            body = await self._updates(line, given)
        elif name == "sendmessage":
            body = await self._sent(line, given)
        else:
            await asyncio.sleep(line.latency)
            body = _json({"ok": True, "result": _ME}).encode() if name == "getme" else _YES
        return 200, body, ""

    async def _updates(self, line: Line, given: dict[str, Any]) -> bytes:
        line.polled = True
        offset = int(given.get("offset") or 0)
        for number in [number for number in line.updates if number < offset]:
            del line.updates[number]
        if not line.updates and int(given.get("timeout") or 0):
            line.come.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(line.come.wait(), int(given["timeout"]))
        await asyncio.sleep(line.latency)
        found = islice(line.updates.values(), int(given.get("limit") or 100))
        return b'{"ok":true,"result":[' + b",".join(found) + b"]}"

    async def _sent(self, line: Line, given: dict[str, Any]) -> bytes:
        await asyncio.sleep(line.latency)
        line.answered += 1
        line.ended = perf_counter()
        if line.answered == line.warm:
            line.began = line.ended
        self._answered(line, int(given["chat_id"]))
        chat = {"id": int(given["chat_id"]), "type": "private", "first_name": "Invented"}
        message = {"message_id": next(self._numbers), "date": _DATE, "chat": chat, "from": _ME}
        return _json({"ok": True, "result": message | {"text": given["text"]}}).encode()

    def _control(self, what: str, given: dict[str, Any]) -> bytes:
        line = self._lines.setdefault(given["token"], Line())
        if what == "load":
            self._load(line, given)
        rate = 0.0
        if line.answered >= line.loaded > line.warm:
            rate = (line.loaded - line.warm) / (line.ended - line.began)
        state = {"polled": line.polled, "answered": line.answered, "rate": rate}
        return _json(state | {"waits": line.waits if rate else []}).encode()

    def _load(self, line: Line, given: dict[str, Any]) -> None:
        line.latency, line.warm = given["latency"], given["warm"]
        line.loaded, line.answered = len(given["texts"]), 0
        line.later, line.asked, line.waits = {}, {}, []
        for who, text in given["texts"]:
            line.later.setdefault(who, deque()).append(text)
        if given["wait"]:
            for who in line.later:
                self._comes(line, who)
            return
        for who, _text in given["texts"]:
            self._comes(line, who)
        line.later = {}

    def _comes(self, line: Line, who: int) -> None:
        """A person's next text reaches Telegram."""
        number = next(self._numbers)
        person = {"id": who, "first_name": "Invented"}
        message = {
            "message_id": next(self._numbers),
            "date": _DATE,
            "chat": person | {"type": "private"},
            "from": person | {"is_bot": False},
            "text": line.later[who].popleft(),
        }
        line.updates[number] = _json({"update_id": number, "message": message}).encode()
        line.asked[who] = perf_counter()
        line.come.set()

    def _answered(self, line: Line, who: int) -> None:
        """Whoever has waited for the answer writes their next text."""
        if who not in line.later:
            return
        line.waits.append(perf_counter() - line.asked[who])
        if line.later[who]:
            self._comes(line, who)


async def serve(stub: Any) -> None:
    """Answer by ``stub.answer(path, given)``, on a free port that is printed, until input ends."""
    loop = asyncio.get_running_loop()
    connections: set[Connection] = set()

    async def handed(request: web.BaseRequest) -> web.Response:
        given: dict[str, Any] = dict(await request.post()) | dict(request.query)
        status, body, _ = await stub.answer(request.path, given)
        return web.Response(body=body, status=status, content_type="application/json")

    server = web.Server(handed, access_log=None)
    listener = await loop.create_server(
        lambda: Connection(stub.answer, server, connections), "127.0.0.1", 0, backlog=512
    )
    print(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Stub()))
