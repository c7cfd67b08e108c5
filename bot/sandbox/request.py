"""python-telegram-bot against the local Telegram without a network, for quick dialogue tests."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import IO, Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import NetworkError
from telegram.ext import Application
from telegram.request import BaseRequest, RequestData

from bot.sandbox.files import Upload
from bot.sandbox.refusals import ConnectionDropped, Refused
from bot.sandbox.telegram import LocalTelegram


class InProcessRequest(BaseRequest):
    """A request class that answers from `telegram` at once.

    Give it to the builder twice: `.request(InProcessRequest(tg))` and
    `.get_updates_request(InProcessRequest(tg))`. A dropped connection is a NetworkError.
    """

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """Seconds; nothing is read from a network, so it has no effect."""
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """Answer one request: HTTP status and body. Raises NetworkError by a fault."""
        path = urlsplit(url).path
        if method == "GET":
            stored = self._telegram.files.by_path.get("/".join(path.split("/")[-2:]))
            return (200, stored.data) if stored else (404, b"{}")
        parameters = request_data.json_parameters if request_data else {}
        files = _uploads(request_data) if request_data and request_data.contains_files else {}
        try:
            result = await self._telegram.call(path.rpartition("/")[2], parameters, files)
        except Refused as refusal:
            return refusal.code, json.dumps(refusal.body()).encode()
        except ConnectionDropped as drop:
            raise NetworkError(f"connection dropped {drop}") from drop
        return 200, json.dumps({"ok": True, "result": result}).encode()


def _uploads(data: RequestData) -> dict[str, Upload]:
    files = {}
    for part, (name, content, mime) in data.multipart_data.items():
        body: bytes | IO[bytes] = content
        files[part] = Upload(name, body if isinstance(body, bytes) else body.read(), mime)
    return files


async def deliver(
    telegram: LocalTelegram,
    application: Application[Any, Any, Any, Any, Any, Any],
    process: Callable[[Update], Awaitable[Any]] | None = None,
) -> int:
    """Hand every waiting update to the application, one by one, and confirm it after.

    Goes on until none waits (handlers may cause new ones) and returns how many there were.
    `process` replaces `application.process_update`.
    """
    count = 0
    while pending := telegram.updates.pending:
        update = Update.de_json(pending[0], application.bot)
        await (process or application.process_update)(update)
        telegram.updates.confirm(pending[0]["update_id"] + 1)
        count += 1
    return count
