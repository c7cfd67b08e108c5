"""Lengths as Telegram counts them: UTF-16 units of the text after its markup is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

TEXT_MOST = 4096  # core.telegram.org/bots/api#sendmessage
CAPTION_MOST = 1024  # core.telegram.org/bots/api#sendphoto
_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")


def length(text: str) -> int:
    """The length of Telegram HTML as Telegram counts it."""
    return len(unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def parts(text: str, most: int = TEXT_MOST) -> list[str]:
    """The text in pieces of at most ``most``, cut between lines (or words, in a line too long).

    A tag that is open where a piece ends is closed there and opened again in the next one.
    """
    if length(text) <= most:
        return [text]
    pieces: list[str] = []
    piece = ""
    for line in _lines(text, most):
        longer = f"{piece}\n{line}" if piece else line
        if piece and length(longer) > most:
            pieces.append(piece)
            piece = line
        else:
            piece = longer
    return _balanced([*pieces, piece])


def _lines(text: str, most: int) -> Iterator[str]:
    for line in text.split("\n"):
        if length(line) <= most:
            yield line
            continue
        piece = ""
        for word in line.split(" "):
            longer = f"{piece} {word}" if piece else word
            if piece and length(longer) > most:
                yield piece
                piece = word
            else:
                piece = longer
        yield piece


def _balanced(pieces: list[str]) -> list[str]:
    done: list[str] = []
    still_open: list[str] = []
    for piece in pieces:
        text = "".join(f"<{tag}>" for tag in still_open) + piece
        still_open = _open_after(text)
        done.append(text + "".join(f"</{tag}>" for tag in reversed(still_open)))
    return done


def _open_after(text: str) -> list[str]:
    opened: list[str] = []
    for closing, tag in _TAG.findall(text):
        if not closing:
            opened.append(tag)
        elif opened and opened[-1] == tag:
            opened.pop()
    return opened
