"""The local Telegram's Bot API over HTTP, on a free loopback port.

    async with serve(tg) as base:
        Application.builder().token(tg.token).base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")

Every answer carries `X-Sandbox-Now`, the local clock's instant (ISO 8601, UTC), so that a bot in
another process can follow the clock. Plain POSTs take the short way of `wire`; the rest is
aiohttp's.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from bot.sandbox.files import MEGABYTE, UPLOAD, Upload
from bot.sandbox.refusals import ConnectionDropped, Refused
from bot.sandbox.telegram import LocalTelegram
from bot.sandbox.wire import Connection, parameters_of

NOW = "X-Sandbox-Now"
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Api:
    """Answers requests for one local Telegram."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram
        self._bot = f"/bot{telegram.token}/"
        self._file = f"/file/bot{telegram.token}/"

    async def answer(
        self, path: str, parameters: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, bytes, str]:
        """One call: HTTP status, body, and the clock. Raises ConnectionDropped by a fault."""
        try:
            if not path.startswith(self._bot):
                raise Refused(401, "Unauthorized") if "/bot" in path else Refused(404, "Not Found")
            result = await self._telegram.call(path[len(self._bot) :], parameters, files)
            status, body = 200, {"ok": True, "result": result}
        except Refused as refusal:
            status, body = refusal.code, refusal.body()
        return status, _json(body).encode(), self._now()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """What `wire` hands on: uploads, downloads, queries."""
        path = unquote(request.raw_path.partition("?")[0])
        if path.startswith(self._file):
            return self._fetch(path[len(self._file) :])
        try:
            parameters, files = await _body(request)
            status, body, now = await self.answer(path, parameters, files)
        except Refused as refusal:
            status, body, now = refusal.code, _json(refusal.body()).encode(), self._now()
        except ConnectionDropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        headers = {"Content-Type": "application/json", NOW: now}
        return web.Response(body=body, status=status, headers=headers)

    def _fetch(self, path: str) -> web.Response:
        stored = self._telegram.files.by_path.get(path)
        status, data = (200, stored.data) if stored else (404, b"")
        return web.Response(body=data, status=status, headers={NOW: self._now()})

    def _now(self) -> str:
        return self._telegram.clock.now().isoformat()


async def _body(request: web.BaseRequest) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters and uploads of a query, a form, a multipart form or a JSON object."""
    query = request.raw_path.partition("?")[2]
    parameters: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if request.content_type != "multipart/form-data":
        return parameters | parameters_of(request.content_type, await request.read()), {}
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            parameters[name] = value
    return parameters, files


def _request(*parts: Any) -> web.BaseRequest:
    """A request that may carry what Telegram lets a bot upload."""
    message, payload, protocol, writer, task = parts
    loop, size = asyncio.get_running_loop(), UPLOAD + MEGABYTE
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=size)


@asynccontextmanager
async def serve(telegram: LocalTelegram, port: int = 0) -> AsyncIterator[str]:
    """Serve the Bot API on 127.0.0.1 (a free port unless given); yields `http://127.0.0.1:port`."""
    api = _Api(telegram)
    server = web.Server(api.handle, access_log=None, request_factory=_request)
    connections: set[Connection] = set()
    listener = await asyncio.get_running_loop().create_server(
        lambda: Connection(api.answer, server, connections), "127.0.0.1", port
    )
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    finally:
        listener.close()
        await listener.wait_closed()
        for connection in tuple(connections):
            await connection.close()
        await server.shutdown(0.1)
