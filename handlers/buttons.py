"""What a button carries: a verb and its arguments, packed into Telegram's 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton
from telegram.constants import InlineKeyboardButtonLimit

from models.errors import Refusal

MOST = InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
_BETWEEN = ":"


@dataclass(frozen=True, slots=True)
class Tap:
    """An unpacked button: which verb, with which arguments (all text)."""

    verb: str
    args: tuple[str, ...]

    def number(self, place: int) -> int:
        """The argument at ``place`` (from 0) as a number. Refuses ``buttons.foreign``."""
        try:
            return int(self.args[place])
        except (IndexError, ValueError):
            raise Refusal("buttons.foreign") from None

    def text(self, place: int) -> str:
        """The argument at ``place`` (from 0). Refuses ``buttons.foreign``."""
        try:
            return self.args[place]
        except IndexError:
            raise Refusal("buttons.foreign") from None


def pack(verb: str, *args: object) -> str:
    """Verb and arguments as callback data. ValueError: too long, or an argument holds a colon."""
    parts = [verb, *(str(arg) for arg in args)]
    data = _BETWEEN.join(parts)
    if any(_BETWEEN in part for part in parts) or len(data.encode()) > MOST:
        raise ValueError("this does not fit a button")
    return data


def unpack(data: str) -> Tap:
    """Callback data as verb and arguments."""
    verb, *args = data.split(_BETWEEN)
    return Tap(verb, tuple(args))


def button(label: str, verb: str, *args: object) -> InlineKeyboardButton:
    """A button with a label."""
    return InlineKeyboardButton(label, callback_data=pack(verb, *args))
