"""The local Telegram's Bot API over HTTP, on a free loopback port.

    async with serve(tg) as base:
        Application.builder().token(tg.token).base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")

Every answer carries `X-Sandbox-Now`, the local clock's instant (ISO 8601, UTC), so that a bot in
another process can follow the clock.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.files import MEGABYTE, UPLOAD, Upload
from bot.sandbox.refusals import ConnectionDropped, Refused
from bot.sandbox.telegram import LocalTelegram

NOW = "X-Sandbox-Now"
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Api:
    """Answers requests for one local Telegram."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram
        self._bot = f"/bot{telegram.token}/"
        self._file = f"/file/bot{telegram.token}/"

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request of the Bot API, or for a file."""
        path = request.path
        try:
            if path.startswith(self._bot):
                return await self._call(request, path[len(self._bot) :])
            if path.startswith(self._file):
                return self._fetch(path[len(self._file) :])
            raise Refused(401, "Unauthorized") if "/bot" in path else Refused(404, "Not Found")
        except Refused as refusal:
            return self._answer(refusal.code, refusal.body())
        except ConnectionDropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)

    async def _call(self, request: web.BaseRequest, method: str) -> web.Response:
        parameters, files = await _body(request)
        result = await self._telegram.call(method, parameters, files)
        return self._answer(200, {"ok": True, "result": result})

    def _fetch(self, path: str) -> web.Response:
        stored = self._telegram.files.by_path.get(path)
        if stored is None:
            raise Refused(404, "Not Found")
        return web.Response(body=stored.data, headers={NOW: self._now()})

    def _answer(self, status: int, body: dict[str, Any]) -> web.Response:
        return web.Response(
            body=_json(body).encode(),
            status=status,
            headers={"Content-Type": "application/json", NOW: self._now()},
        )

    def _now(self) -> str:
        return self._telegram.clock.now().isoformat()


async def _body(request: web.BaseRequest) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters and uploads of a query, a form, a multipart form or a JSON object."""
    kind = request.content_type
    parameters: dict[str, Any] = dict(request.query) if request.query_string else {}
    if kind == "multipart/form-data":
        return await _multipart(request, parameters)
    body = await request.read()
    if not body:
        return parameters, {}
    if kind == "application/json":
        try:
            given = json.loads(body)
        except ValueError:
            raise Refused(400, "Bad Request: can't parse JSON") from None
        return {**parameters, **given}, {}
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    return {**parameters, **dict(pairs)}, {}


async def _multipart(
    request: web.BaseRequest, parameters: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Upload]]:
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
    server = web.Server(_Api(telegram).handle, access_log=None, request_factory=_request)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
