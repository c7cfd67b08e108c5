"""Pushes updates to the bot's webhook, as Telegram does.

Source: `setWebhook` of the Bot API: at most `max_connections` at a time, the secret in a header,
and again until the answer is a 2xx; the answer may name a method to call. Unlike the real one this
takes plain http addresses of the same machine.

    async with serve(tg) as base, pushing(tg):
        ...
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.sandbox.chats import JSON
from bot.sandbox.refusals import ConnectionDropped, Refused
from bot.sandbox.telegram import LocalTelegram

SECRET = "X-Telegram-Bot-Api-Secret-Token"
AGAIN = 0.2
"""Real seconds before an update is pushed again; the real one waits longer and longer."""


class _Pusher:
    """Keeps up to `max_connections` updates on their way."""

    def __init__(self, telegram: LocalTelegram, session: aiohttp.ClientSession) -> None:
        self._telegram = telegram
        self._session = session
        self.under_way: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Push whatever waits, for ever."""
        while True:
            for update in self._telegram.updates.pending if self._telegram.webhook else ():
                number = update["update_id"]
                if len(self.under_way) >= self._telegram.webhook["connections"]:
                    break
                if number not in self.under_way:
                    self.under_way[number] = asyncio.create_task(self._push(number, update))
            await self._telegram.updates.sleep(0.5)

    async def _push(self, number: int, update: JSON) -> None:
        try:
            if await self._taken(self._telegram.webhook, update):
                self._telegram.updates.drop(number)
            else:
                await asyncio.sleep(AGAIN)
        finally:
            del self.under_way[number]
            self._telegram.updates.wake()

    async def _taken(self, hook: JSON, update: JSON) -> bool:
        headers = {SECRET: hook["secret"]} if hook.get("secret") else {}
        try:
            async with self._session.post(hook["url"], json=update, headers=headers) as answer:
                body = await answer.read()
        except aiohttp.ClientError:
            return False
        if not 200 <= answer.status < 300:
            return False
        await self._reply(body)
        return True

    async def _reply(self, body: bytes) -> None:
        """Play the method an answer names; what comes of it is told to nobody."""
        try:
            call = json.loads(body or b"null")
        except ValueError:
            return
        if isinstance(call, dict) and "method" in call:
            method = call.pop("method")
            try:
                await self._telegram.call(method, call)
            except (Refused, ConnectionDropped):
                return


@asynccontextmanager
async def pushing(telegram: LocalTelegram) -> AsyncIterator[None]:
    """Push updates to the webhook, whenever one is set, as long as the context is open."""
    async with aiohttp.ClientSession() as session:
        pusher = _Pusher(telegram, session)
        runner = asyncio.create_task(pusher.run())
        try:
            yield
        finally:
            tasks = [runner, *pusher.under_way.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
