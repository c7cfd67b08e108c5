"""One sentence of a catalogue, compiled: its forms, its blanks, its reading without HTML.

A sentence is Telegram HTML with blanks in the manner of ``str.format``: ``<b>{line}</b>: {n}``.
A blank may say how its value is written: ``{n:n}`` a number in the reader's manner, ``{share:p}``
a percentage, ``{day:long}``, ``{day:short}``, ``{day:weekday}`` a date. Nothing else of the format
language is understood, so a sentence can never reach into a value.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter

COUNT = "n"  # the blank that chooses the form of the plural; always written as a number
STYLES = frozenset({"", "n", "p", "long", "short", "weekday"})
_TAG = re.compile(r"</?[a-z][^<>]*>")

Style = Callable[[object, str], str]  # (value, style) -> text in the reader's manner
Part = tuple[str, str | None, str]  # (text before, name of the blank or None, style)


class Markup(str):
    """Text that is Telegram HTML already: inserted into a sentence as it is."""

    __slots__ = ()


class BadSentence(ValueError):
    """A sentence of a catalogue cannot be compiled; names key and fault."""


class MissingBlank(KeyError):
    """A sentence was asked for without a value it needs."""

    def __init__(self, key: str, blank: str) -> None:
        super().__init__(key, blank)
        self.key = key
        self.blank = blank

    def __str__(self) -> str:
        return f"the sentence {self.key} needs a value for {{{self.blank}}}"


def escape(text: str) -> str:
    """``text`` so that Telegram's HTML shows it as typed; an apostrophe needs no escape."""
    return html.escape(text, quote=False).replace('"', "&quot;")


def strip(text: str) -> str:
    """``text`` of Telegram HTML without tags and entities, as a button or a picture shows it."""
    return html.unescape(_TAG.sub("", text))


def split(key: str, text: str) -> tuple[Part, ...]:
    """The parts of one sentence; raises BadSentence on anything but plain named blanks."""
    try:
        found = list(Formatter().parse(text))
    except ValueError as fault:
        raise BadSentence(f"{key}: {fault}") from fault
    parts: list[Part] = []
    for literal, name, style, conversion in found:
        if name is not None and (not name.isidentifier() or conversion or style not in STYLES):
            raise BadSentence(
                f"{key}: the blank {{{name}}} is not a plain name with a known style"
            )
        parts.append((literal, name, "n" if name == COUNT and not style else style or ""))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Message:
    """One key in one language. ``forms`` has one entry, or one for each form of the plural."""

    key: str
    language: str
    choose: Callable[[int], int]  # which form for a count; never asked when there is one form
    forms: tuple[tuple[Part, ...], ...]
    plain: tuple[tuple[Part, ...], ...]

    def form(self, values: Mapping[str, object]) -> int:
        """Which form the count ``n`` among ``values`` asks for. Raises MissingBlank."""
        if len(self.forms) == 1:
            return 0
        n = values.get(COUNT)
        if not isinstance(n, int):
            raise MissingBlank(self.key, COUNT)
        return self.choose(abs(n))

    @property
    def blanks(self) -> frozenset[str]:
        """Names of the blanks of all its forms."""
        return frozenset(name for form in self.forms for _, name, _ in form if name is not None)


def compile_message(
    key: str, texts: tuple[str, ...], language: str, choose: Callable[[int], int]
) -> Message:
    """The forms of ``key`` made ready: as Telegram HTML, and without it. Raises BadSentence."""
    forms = tuple(split(key, text) for text in texts)
    plain = tuple(split(key, strip(text)) for text in texts)
    return Message(key, language, choose, forms, plain)


def fill(key: str, form: tuple[Part, ...], values: Mapping[str, object], style: Style) -> Markup:
    """The sentence with its values, escaped unless they are Markup. Raises MissingBlank."""
    out: list[str] = []
    for literal, name, how in form:
        out.append(_one_stop(out, literal))
        if name is None:
            continue
        if name not in values:
            raise MissingBlank(key, name)
        value = values[name]
        out.append(value if isinstance(value, Markup) else escape(style(value, how)))
    return Markup("".join(out))


def fill_plain(
    key: str, form: tuple[Part, ...], values: Mapping[str, object], style: Style
) -> str:
    """The sentence for where HTML is not read; Markup loses its tags. Raises MissingBlank."""
    out: list[str] = []
    for literal, name, how in form:
        out.append(_one_stop(out, literal))
        if name is None:
            continue
        if name not in values:
            raise MissingBlank(key, name)
        value = values[name]
        out.append(strip(value) if isinstance(value, Markup) else style(value, how))
    return "".join(out)


def _one_stop(before: list[str], literal: str) -> str:
    """``literal`` without its full stop where the value before ends with one: "2:00 p.m." + "." """
    if literal.startswith(".") and before and before[-1].endswith((".", "…")):
        return literal[1:]
    return literal
