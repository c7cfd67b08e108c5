"""The methods of the Bot API that the local Telegram plays, by name.

Each is a function of the telegram, the checked parameters and the uploaded files; it returns the
method's `result` or raises Refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import JSON
from bot.sandbox.files import Upload
from bot.sandbox.methods import change, look, profile, send

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram

Deed = Callable[["LocalTelegram", JSON, Mapping[str, Upload]], Any]

DEEDS: dict[str, Deed] = {**send.DEEDS, **change.DEEDS, **look.DEEDS, **profile.DEEDS}
