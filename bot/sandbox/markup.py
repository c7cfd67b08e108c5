"""Reads HTML as Telegram does: text and entities, or the refusal the real server gives.

Source: the "Formatting options" of the Bot API, and the wording of TDLib's parser
(`MessageEntity.cpp`). Offsets in refusals are bytes of UTF-8, offsets in entities UTF-16 units.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

from bot.sandbox.facts import units
from bot.sandbox.markdown import parse_markdown
from bot.sandbox.refusals import bad, unparsable

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
# Telegram knows four named entities and all numbered ones; anything else stays as it is typed.
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);?")
ATTRIBUTE = re.compile(r"""\s+([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.]+\w)"
    r"|(?P<mention>(?<!\w)@\w{4,32})"
)


def parsed(
    text: str, mode: str | None, entities: list[Entity] | None = None
) -> tuple[str, list[Entity]]:
    """The text a person sees and its entities (commands, links and mentions are found).

    `mode` is HTML, MarkdownV2 or None, in any case; given `entities` are used when there is no
    mode. The list returned is shared: never change it. Raises Refused (400) for markup that the
    real server would not read.
    """
    return _known(text, mode) if entities is None else _parsed(text, mode, entities)


@lru_cache(maxsize=2048)
def _known(text: str, mode: str | None) -> tuple[str, list[Entity]]:
    return _parsed(text, mode, None)


def _parsed(
    text: str, mode: str | None, entities: list[Entity] | None
) -> tuple[str, list[Entity]]:
    kind = (mode or "").lower()
    if kind == "html":
        text, entities = parse_html(text)
    elif kind == "markdownv2":
        text, entities = parse_markdown(text)
    elif kind:
        raise bad("unsupported parse_mode")
    entities = list(entities or ())
    text, entities = _trimmed(text, entities)
    return text, _with_found(text, entities)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blank ends, as the server stores it."""
    short = text.rstrip()
    if not entities and short == text and not text[:1].isspace():
        return text, entities
    cut = units(short) - units(short.lstrip())
    size = units(short) - cut
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] - cut + entity["length"], size)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return short.lstrip(), kept


def _with_found(text: str, entities: list[Entity]) -> list[Entity]:
    if "/" not in text and "@" not in text:
        return entities
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in entities]
    for match in FOUND.finditer(text):
        start = units(text[: match.start()])
        end = start + units(match[0])
        if all(end <= left or right <= start for left, right in taken):
            kind = str(match.lastgroup)
            entities.append({"type": kind, "offset": start, "length": end - start})
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


class _Html:
    """One pass over a text with tags."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, int, Entity]] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.place < len(self.source):
            end = self.source.find("<", self.place)
            end = len(self.source) if end < 0 else end
            self._plain(self.source[self.place : end])
            self.place = end
            if end < len(self.source):
                self._tag()
        if self.open:
            raise unparsable(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"'
            )
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.text), self.entities

    def _plain(self, piece: str) -> None:
        if "&" in piece:
            piece = REFERENCE.sub(lambda match: html.unescape(match[0]), piece)
        self.text.append(piece)
        self.length += units(piece)

    def _at(self) -> int:
        return len(self.source[: self.place].encode())

    def _tag(self) -> None:
        end = self.source.find(">", self.place)
        closing = self.source.startswith("</", self.place)
        if end < 0:
            raise unparsable(
                f"Unclosed {'end' if closing else 'start'} tag at byte offset {self._at()}"
            )
        inner = self.source[self.place + 1 + closing : end]
        if closing:
            self._close(inner.strip().lower())
        else:
            self._start(inner)
        self.place = end + 1

    def _start(self, inner: str) -> None:
        name = re.split(r"\s", inner, maxsplit=1)[0].lower()
        if name not in TAGS:
            raise unparsable(f'Unsupported start tag "{name}" at byte offset {self._at()}')
        given = {
            key.lower(): value.strip("\"'") for key, value in ATTRIBUTE.findall(inner[len(name) :])
        }
        if name == "span" and given.get("class") != "tg-spoiler":
            raise unparsable(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._at()}'
            )
        self.open.append((name, self.length, _entity(name, given)))

    def _close(self, name: str) -> None:
        if not self.open:
            raise unparsable(f"Unexpected end tag at byte offset {self._at()}")
        expected, start, entity = self.open.pop()
        if name not in ("", expected):
            raise unparsable(
                f"Unmatched end tag at byte offset {self._at()}, "
                f'expected "</{expected}>", found "</{name}>"'
            )
        if self.length > start and entity:
            self.entities.append({**entity, "offset": start, "length": self.length - start})


def _entity(name: str, given: dict[str, str]) -> Entity:
    entity: Entity = {"type": TAGS[name]}
    if name == "a":
        link = html.unescape(given.get("href", ""))
        return {**entity, "url": link} if link else {}
    if name == "tg-emoji":
        return {**entity, "custom_emoji_id": given.get("emoji-id", "")}
    if name == "blockquote" and "expandable" in given:
        return {"type": "expandable_blockquote"}
    if name == "code" and given.get("class", "").startswith("language-"):
        return {"type": "pre", "language": given["class"].removeprefix("language-")}
    return entity


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of an HTML text; raises Refused (400) where Telegram would."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Html(source).read()
