"""What the desk asks of Telegram itself."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.cli.shared import Cannot
from bot.transport import AiohttpRequest
from config.settings import Settings

UNKNOWN_TOKEN = (
    "Telegram does not know this token. Is COUNTERSIGN_TOKEN complete, and still valid?"
    " @BotFather shows it: /mybots."
)
_PATIENCE = 5.0  # seconds


def bot_name(settings: Settings) -> str | None:
    """The bot's username; None without a token, or when Telegram cannot be reached.

    Raises `Cannot` if Telegram does not know the token.
    """
    if settings.token is None:
        return None
    try:
        return asyncio.run(_ask(settings.token.get_secret_value(), settings.api))
    except InvalidToken:  # its words hold the token
        raise Cannot(UNKNOWN_TOKEN) from None
    except TelegramError:
        return None


async def _ask(token: str, api: str) -> str:
    request = AiohttpRequest(connections=2, connect_timeout=_PATIENCE, read_timeout=_PATIENCE)
    bot = Bot(token, base_url=f"{api}/bot", request=request, get_updates_request=request)
    try:
        async with bot:
            return bot.username
    finally:
        await request.shutdown()  # where the start failed half way, nobody else does
