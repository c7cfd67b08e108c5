"""The bot's own voice: a text message as it goes out at every reading, without the library's detour.

`telegram.Bot.send_message` makes the answer into some hundred attributes that nobody here looks
at, and each button into objects twice; that was a sixth of a reading's processor time
(docs/speed.md). What stands here goes through the same limits and the same transport.
"""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.ext import ExtBot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

_METHOD = "sendMessage"
_NO_PREVIEW = {"is_disabled": True}


class Voice(ExtBot[Any]):
    """The library's bot, which besides can `tell`."""

    async def tell(
        self,
        chat_id: int,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        protect: bool = False,
    ) -> None:
        """A new message in Telegram's HTML, links without preview. Raises as `send_message` does."""
        data: dict[str, Any] = {
            "chat_id": chat_id,
            "text": text,
            "parse_mode": ParseMode.HTML.value,
            "link_preview_options": _NO_PREVIEW,
            "protect_content": protect,
        }
        if keyboard is not None:
            rows = keyboard.inline_keyboard
            data["reply_markup"] = {
                "inline_keyboard": [[_plain(one) for one in row] for row in rows]
            }
        limiter = self.rate_limiter
        if limiter is None:
            await self._send(data)
        else:
            await limiter.process_request(self._send, (data,), {}, _METHOD, data, None)

    async def _send(self, data: dict[str, Any]) -> Any:
        given = [RequestParameter(name, value, None) for name, value in data.items()]
        return await self.request.post(f"{self.base_url}/{_METHOD}", RequestData(given))


def _plain(button: InlineKeyboardButton) -> dict[str, Any]:
    """A button as it is sent; nearly all of them have a label and data, nothing else."""
    data = button.callback_data
    if isinstance(data, str):
        return {"text": button.text, "callback_data": data}
    return button.to_dict()
