"""What goes out by `Voice.tell` is what the library's `send_message` sends, through the same limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.ext import BaseRateLimiter
from telegram.request import BaseRequest, RequestData

from handlers.voice import Voice

BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Undo", callback_data="ru:5")],
        [InlineKeyboardButton("Map", url="https://example.org")],
    ]
)
SENT = {"message_id": 5, "date": 1_662_490_800, "chat": {"id": 7, "type": "private"}}


class Wire(BaseRequest):
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, dict[str, Any]]] = []

    read_timeout = 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        assert request_data is not None
        self.sent.append((url, method, request_data.parameters))
        return 200, json.dumps({"ok": True, "result": SENT}).encode()


class Counts(BaseRateLimiter[Any]):
    """Lets everything pass and tells whose it was."""

    def __init__(self) -> None:
        self.passed: list[tuple[str, Any, Any]] = []

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def process_request(
        self,
        callback: Any,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Any:
        self.passed.append((endpoint, data["chat_id"], rate_limit_args))
        return await callback(*args, **kwargs)


@pytest.mark.parametrize("buttons", [None, BUTTONS])
@pytest.mark.parametrize("limited", [False, True])
async def test_it_sends_what_the_library_sends(
    buttons: InlineKeyboardMarkup | None, limited: bool
) -> None:
    wire, limiter = Wire(), Counts() if limited else None
    voice = Voice("42:invented", request=wire, rate_limiter=limiter)
    await voice.tell(7, "K7: <b>3</b>", buttons, protect=True)
    await voice.send_message(
        7,
        "K7: <b>3</b>",
        parse_mode=ParseMode.HTML,
        reply_markup=buttons,
        protect_content=True,
        disable_web_page_preview=True,
    )
    assert wire.sent[0] == wire.sent[1]
    if limiter is not None:
        assert limiter.passed == [("sendMessage", 7, None)] * 2
