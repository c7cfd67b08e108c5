"""Reads MarkdownV2 as Telegram does, as far as bots use it: marks, links, code, escapes.

Source: "MarkdownV2 style" of the Bot API, and the wording of TDLib's parser.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.facts import units
from bot.sandbox.refusals import unparsable

RESERVED = "_*[]()~`>#+-=|{}.!"
MARKS = {
    "__": "underline",
    "||": "spoiler",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
}
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
}


class _Markdown:
    """One pass over a text with marks."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, int, int]] = []
        self.entities: list[dict[str, Any]] = []

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        while self.place < len(self.source):
            self._step()
        if self.open:
            kind, _, at = self.open[-1]
            raise unparsable(f"Can't find end of {NAMES[kind]} entity at byte offset {at}")
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.text), self.entities

    def _step(self) -> None:
        source, place = self.source, self.place
        here = source[place]
        if here == "\\" and place + 1 < len(source):
            self._put(source[place + 1], 2)
        elif here == "`":
            self._code()
        elif here == "[":
            self._begin("text_link", 1)
        elif here == "]" and self.open and self.open[-1][0] == "text_link":
            self._link()
        elif mark := next((mark for mark in MARKS if source.startswith(mark, place)), ""):
            self._mark(MARKS[mark], len(mark))
        elif here in RESERVED:
            raise unparsable(
                f"Character '{here}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._put(here, 1)

    def _put(self, piece: str, step: int) -> None:
        self.text.append(piece)
        self.length += units(piece)
        self.place += step

    def _begin(self, kind: str, step: int) -> None:
        self.open.append((kind, self.length, len(self.source[: self.place].encode())))
        self.place += step

    def _mark(self, kind: str, step: int) -> None:
        if self.open and self.open[-1][0] == kind:
            self._end({"type": kind})
            self.place += step
        else:
            self._begin(kind, step)

    def _end(self, entity: dict[str, Any]) -> None:
        _, start, _ = self.open.pop()
        if self.length > start:
            self.entities.append({**entity, "offset": start, "length": self.length - start})

    def _code(self) -> None:
        fence = "```" if self.source.startswith("```", self.place) else "`"
        kind = "pre" if fence == "```" else "code"
        self._begin(kind, len(fence))
        end = self.source.find(fence, self.place)
        if end < 0:
            at = self.open[-1][2]
            raise unparsable(f"Can't find end of {NAMES[kind]} entity at byte offset {at}")
        inner = self.source[self.place : end].replace("\\`", "`").replace("\\\\", "\\")
        self._put(inner, end - self.place + len(fence))
        self._end({"type": kind})

    def _link(self) -> None:
        end = self.source.find(")", self.place)
        if not self.source.startswith("](", self.place) or end < 0:
            raise unparsable(
                "Character ']' is reserved and must be escaped with the preceding '\\'"
            )
        self._end({"type": "text_link", "url": self.source[self.place + 2 : end]})
        self.place = end + 1


def parse_markdown(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities of a MarkdownV2 text; raises Refused (400) where Telegram would."""
    return _Markdown(source).read()
