"""Which subject or command somebody wants help with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from handlers.parse.folding import plain

_NEAR = 75.0  # rapidfuzz ratio (0..100) from which a word is taken for a slip of another
_LONG = 4  # letters from which a word of a title names it


def meant(
    typed: str, subjects: Mapping[str, Iterable[str]], commands: Mapping[str, Iterable[str]]
) -> str | None:
    """The subject or command meant, by its key; None if nothing is like it.

    Both map a key to what it may be called; no key is in both. A command with its slash is the
    command; without, a subject of that name goes before, then the first whose title holds the
    word, then a command, then what is nearly one of these.
    """
    word = plain(typed).removeprefix("/")
    called = {plain(name): key for key, names in commands.items() for name in names}
    if typed.lstrip().startswith("/"):
        return called.get(word) or _near(word, called)
    titled = {plain(title): key for key, titles in subjects.items() for title in titles}
    held: dict[str, str] = {}
    for title, key in titled.items():
        for part in title.split():
            if len(part) >= _LONG:
                held.setdefault(part, key)
    for names in (titled, held, called):
        if word in names:
            return names[word]
    return _near(word, called | held | titled)


def _near(word: str, names: Mapping[str, str]) -> str | None:
    if len(word) < _LONG:
        return None
    found = process.extractOne(word, names.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return None if found is None else names[found[0]]
