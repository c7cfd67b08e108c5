"""The catalogues: a dotted key and its values in, a sentence in the reader's language out.

Catalogues are gettext files that translators' tools read, one a subject and language
(``config/locales/es/review.po``), with dotted keys as ``msgid``; in English as in every other
language the sentence is the ``msgstr`` (what Weblate calls a monolingual file). They are read
once, at the start. A sentence that a language lacks is shown in English, and
tests/config/test_locales.py is red until it is there. Sentences are Telegram HTML;
`config.message` tells what a blank may be.

    words = load_texts().of("es")
    words("review.left", n=3)               # Telegram HTML, plural chosen by n
    words.plain("buttons.verdict.stands")   # the same without HTML: buttons, toasts, pictures

Keys made at run time (``f"refusal.{code}"``) are declared by being written exactly so, as an
f-string or a sum that begins with a literal ending in a dot: the tests find them there.
"""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.lists import format_list
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, read_po

from config import manner
from config.message import (
    BadSentence,
    Markup,
    Message,
    MissingBlank,
    compile_message,
    fill,
    fill_plain,
)

__all__ = [
    "LOCALES",
    "Catalogued",
    "Markup",
    "MissingBlank",
    "Texts",
    "UnknownKey",
    "Words",
    "load_texts",
]

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
TERRITORY = "US"  # petitions here are American: dates, hours and numbers as read in the US
DateStyle = Literal["long", "short", "weekday"]
_MSGID = re.compile(r'^msgid "(.+)"\s*$', re.MULTILINE)
_LINE = re.compile(r'(#.*|((msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) )?"([^"\\]|\\.)*")?')


class UnknownKey(KeyError):
    """No catalogue has this key."""

    def __str__(self) -> str:
        return f"no catalogue has the key {self.args[0]}"


class Catalogued(ValueError):
    """A catalogue cannot be read; the sentence names file and fault."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Safe to share between threads; a call costs some microseconds."""

    language: str
    locale: str  # Babel's name: en_US
    messages: Mapping[str, Message]

    def __call__(self, key: str, /, **values: object) -> Markup:
        """The sentence as Telegram HTML.

        ``n`` chooses the form of the plural and is written as a count. Values are escaped unless
        they are Markup (as what this returns is). Values that the sentence has no blank for are
        passed over. Raises UnknownKey, MissingBlank.
        """
        message = self._message(key)
        return fill(key, message.forms[message.form(values)], values, self._write)

    def plain(self, key: str, /, **values: object) -> str:
        """The same where HTML is not read: buttons, answers to taps, pictures, files."""
        message = self._message(key)
        return fill_plain(key, message.plain[message.form(values)], values, self._write)

    def has(self, key: str) -> bool:
        """Whether a catalogue has ``key``."""
        return key in self.messages

    def date(self, day: date, style: DateStyle = "long") -> str:
        """``December 6, 2022``, ``Dec 6`` or ``Tuesday, December 6``: never a month's number."""
        return manner.day_of(day.date() if isinstance(day, datetime) else day, style, self.locale)

    def time(self, clock: time) -> str:
        """A time on the wall clock: ``9:00 PM``."""
        return manner.clock_of(clock.replace(tzinfo=None), self.locale)

    def moment(self, at: datetime, zone: tzinfo | str) -> str:
        """An aware time on the wall clock of ``zone``: ``Dec 6, 9:00 PM``. Raises ValueError."""
        if at.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
        return f"{self.date(local, 'short')}, {self.time(local.time())}"

    def number(self, value: int | float | Decimal) -> str:
        """``195,783``, as the reader groups digits."""
        return manner.number(value, self.locale)

    def percent(self, share: float, digits: int = 1) -> str:
        """A share from 0 to 1 as ``23.9%``."""
        return manner.percent(share, digits, self.locale)

    def list(self, items: Sequence[str]) -> str:
        """``a, b, and c``; a Markup if every item is one. Empty for no items."""
        if not items:
            return ""
        joined = str(format_list(items, "standard", locale=self.locale))
        return Markup(joined) if all(isinstance(item, Markup) for item in items) else joined

    def duration(self, span: timedelta) -> str:
        """The two largest units, to the minute: ``2 days 3 hours``, ``20 minutes``."""
        minutes = max(0, round(span.total_seconds() / 60))
        days, minutes = divmod(minutes, 24 * 60)
        hours, minutes = divmod(minutes, 60)
        counts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
        first = next((i for i, (count, _) in enumerate(counts) if count), 2)
        shown = [pair for pair in counts[first : first + 2] if pair[0]] or [counts[2]]
        return " ".join(manner.units(count, unit, self.locale) for count, unit in shown)

    def _message(self, key: str) -> Message:
        message = self.messages.get(key)
        if message is None:
            raise UnknownKey(key)
        return message

    def _write(self, value: object, style: str) -> str:
        """A value as this language writes it; a datetime must have become words before."""
        if isinstance(value, str):
            return str(value)
        if isinstance(value, int | float | Decimal) and style:
            return self.percent(float(value)) if style == "p" else self.number(value)
        if isinstance(value, tuple):
            return self.list([self._item(item) for item in value])
        return self._write_time(value, style)

    def _write_time(self, value: object, style: str) -> str:
        match value:
            case datetime():
                raise TypeError("a datetime is shown by words.moment, which asks for its zone")
            case date():
                return manner.day_of(value, style or "long", self.locale)
            case time():
                return self.time(value)
            case timedelta():
                return self.duration(value)
        return str(value)

    def _item(self, item: object) -> str:
        """One entry of a list; an entry of several parts with a dot between them."""
        parts = item if isinstance(item, tuple) else (item,)
        return " · ".join(self._write(part, "") for part in parts)


@dataclass(frozen=True, slots=True)
class Texts:
    """All languages, read once at the start; the first is English."""

    words: Mapping[str, Words]

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages there are: ``("en", "es")``."""
        return tuple(self.words)

    def of(self, language: str | None) -> Words:
        """The words of ``language`` (``es``, ``es-419``, ``ES_mx``); English for any other."""
        short = (language or DEFAULT).replace("_", "-").split("-")[0].lower()
        return self.words.get(short) or self.words[DEFAULT]

    def lacking(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Which of ``keys`` have no words of their own in some language: ``es: commands.next``."""
        return tuple(
            f"{language}: {key}"
            for key in keys
            for language, words in self.words.items()
            if not words.has(key) or words.messages[key].language != language
        )


def load_texts(root: Path = LOCALES) -> Texts:
    """Every catalogue under ``root``. Raises Catalogued, naming the file and what is wrong."""
    folders = sorted(path for path in root.iterdir() if path.is_dir())
    read = {folder.name: read_language(folder) for folder in folders}
    if DEFAULT not in read:
        raise Catalogued(
            f"{root}: the catalogues of English, the language of last resort, are missing"
        )
    base = read.pop(DEFAULT)
    words = {DEFAULT: _words(DEFAULT, base)}
    for language, messages in read.items():
        words[language] = _words(language, {**base, **messages})
    return Texts(MappingProxyType(words))


def read_language(folder: Path) -> dict[str, Message]:
    """The sentences of one language, without those not translated yet. Raises Catalogued."""
    messages: dict[str, Message] = {}
    for path in sorted(folder.glob("*.po")):
        for message in _read_file(path, folder.name):
            if message.key in messages:
                raise Catalogued(f"{path}: {message.key} is in another file of the language too")
            messages[message.key] = message
    return messages


def _words(language: str, messages: Mapping[str, Message]) -> Words:
    locale = str(Locale.parse(f"{language}_{TERRITORY}", resolve_likely_subtags=True))
    return Words(language, locale, MappingProxyType(dict(messages)))


def _read_file(path: Path, language: str) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not _LINE.fullmatch(line.strip()):  # Babel guesses on at an unclosed quote
            raise Catalogued(f"{path}: line {number} is not a line of a gettext file")
    twice = [key for key, count in Counter(_MSGID.findall(text)).items() if count > 1]
    if twice:
        raise Catalogued(f"{path}: {twice[0]} is there twice")
    try:
        catalog = read_po(text.splitlines(keepends=True), locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as fault:
        raise Catalogued(f"{path}: {fault}") from fault
    choose = gettext.c2py(catalog.plural_expr)
    for entry in catalog:
        texts = _sentences(entry)
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        if not key or entry.fuzzy or not all(texts):
            continue
        try:
            yield compile_message(key, texts, language, choose)
        except BadSentence as fault:
            raise Catalogued(f"{path}: {fault}") from fault


def _sentences(entry: Entry) -> tuple[str, ...]:
    """The forms of an entry of the file; an empty one is not translated yet."""
    found = entry.string
    return tuple(form or "" for form in ([found] if isinstance(found, str) else found or [""]))
