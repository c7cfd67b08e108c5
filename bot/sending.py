"""What a notice in words looks like, and which requests send it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

from handlers.texts.lengths import CAPTION_MOST, length, parts

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Rendered(Protocol):
    """A notice in words. ``text`` is Telegram HTML; ``then`` holds what follows in the same chat."""

    @property
    def text(self) -> str:
        """Telegram HTML, at most 4,096 units after parsing."""

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """Buttons under the text."""

    @property
    def photo(self) -> Path | None:
        """A picture that is sent with the text."""

    @property
    def document(self) -> Path | None:
        """A file that is sent with the text."""

    @property
    def protect(self) -> bool:
        """Whether the message may not be forwarded or saved."""

    @property
    def menu(self) -> Sequence[tuple[str, str]]:
        """The commands that the chat's menu holds from now on, set before anything is sent."""

    @property
    def then(self) -> Sequence[Any]:
        """More of the same kind, sent after this one."""


def requests(chat_id: int, what: Rendered) -> list[tuple[str, dict[str, Any]]]:
    """The requests that send one rendered message: names of the bot's methods, and their values.

    A text too long for a caption follows its picture or file as a message of its own. What comes
    in ``then`` follows likewise.
    """
    common: dict[str, Any] = {"chat_id": chat_id, "protect_content": what.protect}
    worded = {**common, "parse_mode": ParseMode.HTML, "reply_markup": what.keyboard}
    attached: dict[str, Any] | None = None
    if what.photo is not None:
        attached = {"photo": what.photo}
    elif what.document is not None:
        attached = {"document": what.document}
    text = {"text": what.text, "link_preview_options": NO_PREVIEW, **worded}
    made: list[tuple[str, dict[str, Any]]] = []
    if attached is None:
        made += _texts(text)
    else:
        method = f"send_{next(iter(attached))}"
        if length(what.text) <= CAPTION_MOST:
            made.append((method, {**attached, "caption": what.text, **worded}))
        else:
            made += [(method, {**attached, **common}), *_texts(text)]
    for more in what.then:
        made += requests(chat_id, more)
    return made


def _texts(values: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """One message, or as many as its length asks for; the buttons stand under the last one."""
    pieces = parts(values["text"])
    return [
        (
            "send_message",
            {**values, "text": piece} | ({} if piece is pieces[-1] else {"reply_markup": None}),
        )
        for piece in pieces
    ]
