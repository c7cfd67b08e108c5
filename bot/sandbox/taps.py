"""Taps on inline buttons and their answers.

A tap may be answered once, and not for long. How long is not published; reports range from ten
seconds to some minutes, and `life` is ours. Telegram delivers a tap again, under a new update id,
when a phone or a server reconnects: `Tap.redeliver`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.sandbox.chats import JSON, Message
from bot.sandbox.clock import Clock
from bot.sandbox.refusals import QUERY_TOO_OLD, Impossible, bad

if TYPE_CHECKING:
    from bot.sandbox.people import User
    from bot.sandbox.telegram import LocalTelegram

LIFE = timedelta(seconds=30)


@dataclass(eq=False)
class Tap:
    """One tap. `answered` once the bot answered it; `toast` is what the phone then shows (may be
    empty), as an `alert` or in passing. A button with a link only has `url`."""

    id: str
    user: User
    message: Message
    label: str
    at: datetime
    update_id: int | None = None
    payload: JSON | None = None
    answered: bool = False
    toast: str = ""
    alert: bool = False
    url: str = ""

    def redeliver(self) -> int | None:
        """Telegram sends the tap again: same query, new update id (returned)."""
        if self.payload is None:
            raise Impossible("this button tells the bot nothing")
        self.update_id = self.user.telegram.updates.put("callback_query", self.payload)
        return self.update_id


class Taps:
    """All taps by query id; `life` is how long one may be answered."""

    def __init__(self, clock: Clock, life: timedelta = LIFE) -> None:
        self.life = life
        self._clock = clock
        self._taps: dict[str, Tap] = {}

    def tap(
        self,
        telegram: LocalTelegram,
        user: User,
        message: Message,
        button: str | int | tuple[int, int],
    ) -> Tap:
        """A person taps a button of a message; raises Impossible if there is no such button."""
        if message.deleted or message.markup is None:
            raise Impossible("this message shows no buttons")
        chosen = _button(message, button)
        now = self._clock.now()
        tap = Tap(f"44{len(self._taps) + 1:016d}", user, message, str(chosen["text"]), now)
        telegram.history.note(now, "tapped", user, message, tap.label)
        tap.url = str(chosen.get("url", ""))
        if "callback_data" in chosen:
            self._taps[tap.id] = tap
            tap.payload = {
                "id": tap.id,
                "from": user.json(),
                "message": message.json(),
                "chat_instance": str(abs(message.chat.id) * 7919),
                "data": chosen["callback_data"],
            }
            tap.redeliver()
        return tap

    def answer(self, query: str, text: str, *, alert: bool) -> Tap:
        """The bot answers; raises Refused (400) for an unknown, answered or old tap."""
        tap = self._taps.get(query)
        if tap is None or tap.answered or self._clock.now() - tap.at > self.life:
            raise bad(QUERY_TOO_OLD)
        tap.answered, tap.toast, tap.alert = True, text, alert
        return tap


def _button(message: Message, wanted: str | int | tuple[int, int]) -> JSON:
    rows: list[list[JSON]] = (message.markup or {})["inline_keyboard"]
    flat = [button for row in rows for button in row]
    try:
        if isinstance(wanted, tuple):
            return rows[wanted[0]][wanted[1]]
        if isinstance(wanted, int):
            return flat[wanted - 1 if wanted > 0 else len(flat)]
    except IndexError:
        pass
    else:
        exact = [button for button in flat if button["text"] == wanted]
        partly = exact or [button for button in flat if str(wanted) in button["text"]]
        if len(exact) >= 1 or len(partly) == 1:
            return partly[0]
    raise Impossible(f"no (single) button {wanted!r} among {message.buttons}")
