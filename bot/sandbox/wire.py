"""The short way through HTTP: plain POSTs with a JSON or form body, which is nearly all of them.

Benchmarks of the bot run on the local Telegram, so it must be much quicker than what it measures.
aiohttp's server alone costs more than the whole of a `sendMessage` here. Whatever is not a plain
POST (uploads, downloads, queries, chunked bodies) is handed, connection and all, to aiohttp.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from bot.sandbox.refusals import ConnectionDropped, Refused

Answer = Callable[[str, dict[str, Any]], Awaitable[tuple[int, bytes, str]]]
"""Takes path and parameters; returns status, body and the local clock's instant."""

END = b"\r\n\r\n"
JSON_BODY = b"application/json"
FORM_BODY = b"application/x-www-form-urlencoded"
UNUSUAL = (b"transfer-encoding", b"expect", b"upgrade", b"content-encoding")
REASONS = {status.value: status.phrase for status in HTTPStatus}


def parameters_of(kind: str, body: bytes) -> dict[str, Any]:
    """The parameters in a JSON or form body; raises Refused (400) for JSON that is none."""
    if not body:
        return {}
    if kind == "application/json":
        try:
            given = json.loads(body)
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise Refused(400, "Bad Request: can't parse JSON")
        return given
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


class Connection(asyncio.Protocol):
    """One client. `answer` plays a call; `fallback` makes aiohttp's protocol for the rest."""

    def __init__(
        self,
        answer: Answer,
        fallback: Callable[[], asyncio.Protocol],
        connections: set[Connection],
    ) -> None:
        self._answer = answer
        self._fallback = fallback
        self._all = connections
        self._buffer = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._polls = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: a client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._all.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        """asyncio: the client is gone. What it asked for is still done, but nobody polls."""
        self._transport = None
        self._all.discard(self)
        if self._polls and self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """asyncio: more of a request has come."""
        self._buffer += data
        if self._task is None:
            self._next()

    async def close(self) -> None:
        """Stop, and wait until nothing is under way."""
        if self._transport is not None:
            self._transport.abort()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _next(self) -> None:
        """Begin with the next whole request in the buffer, if there is one."""
        end = self._buffer.find(END)
        if end < 0 or self._transport is None:
            return
        first, *headers = bytes(self._buffer[:end]).split(b"\r\n")
        given = dict(_header(line) for line in headers)
        kind = given.get(b"content-type", b"").partition(b";")[0].strip()
        if not _plain(first, given, kind):
            self._hand_over(self._transport)
            return
        start = end + len(END)
        stop = start + int(given[b"content-length"])
        if len(self._buffer) < stop:
            return
        body = bytes(self._buffer[start:stop])
        del self._buffer[:stop]
        path = unquote(first.split(b" ")[1].decode())
        self._polls = path.lower().endswith("/getupdates")
        self._task = asyncio.get_running_loop().create_task(self._play(path, kind.decode(), body))

    async def _play(self, path: str, kind: str, body: bytes) -> None:
        try:
            status, content, now = await self._answered(path, kind, body)
        except ConnectionDropped:
            if self._transport is not None:
                self._transport.abort()
            return
        head = (
            f"HTTP/1.1 {status} {REASONS.get(status, 'Unknown')}\r\n"
            "Content-Type: application/json\r\n"
            f"X-Sandbox-Now: {now}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        self._task = None
        if self._transport is not None:
            self._transport.write(head.encode() + content)
            self._next()

    async def _answered(self, path: str, kind: str, body: bytes) -> tuple[int, bytes, str]:
        try:
            parameters = parameters_of(kind, body)
        except Refused:
            parameters = {"": ""}
        return await self._answer(path, parameters)

    def _hand_over(self, transport: asyncio.Transport) -> None:
        protocol = self._fallback()
        self._all.discard(self)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        protocol.data_received(bytes(self._buffer))


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.lower(), value.strip()


def _plain(first: bytes, given: dict[bytes, bytes], kind: bytes) -> bool:
    """Whether a request is of the simple kind that is answered here."""
    return (
        first.startswith(b"POST ")
        and first.endswith(b" HTTP/1.1")
        and b"?" not in first
        and given.get(b"content-length", b"").isdigit()
        and (kind in (JSON_BODY, FORM_BODY) or given[b"content-length"] == b"0")
        and given.get(b"connection", b"").lower() != b"close"
        and not any(name in given for name in UNUSUAL)
    )
