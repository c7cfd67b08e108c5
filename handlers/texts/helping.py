"""Help in words: heads with their commands, one subject, one command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.locale import Markup, Texts, Words

MOST_ROWS = 28  # told with what each does: two screens of a phone; more is told by names


@dataclass(frozen=True, slots=True)
class Shown:
    """A command as help shows it: by which name and example, and under which other names."""

    name: str
    called: str
    typed: str
    others: tuple[str, ...]


Subjects = Mapping[str, Sequence[Shown]]


def long(subjects: Subjects) -> bool:
    """Whether it is too much to tell at once."""
    return sum(map(len, subjects.values())) > MOST_ROWS


def overview(words: Words, subjects: Subjects, *, known: bool) -> str:
    """Everything one can do: with what it does, or only by name where it is much."""
    brief = long(subjects)
    parts: list[str] = [words("people.help.head" if known else "people.help.stranger")]
    for head, rows in subjects.items():
        told = [_name(row) for row in rows]
        text = " · ".join(told) if brief else "\n".join(_row(words, row) for row in rows)
        parts.append(f"{words('help.title', title=words(f'help.{head}'))}\n{text}")
    if brief:
        parts.append(words("people.help.more"))
    return "\n\n".join(parts)


def subject(words: Words, head: str, rows: Sequence[Shown]) -> str:
    """The commands of one head: each with what it does, and an example where it takes words."""
    title = words("help.title", title=words(f"help.{head}"))
    return "\n\n".join([title, *(_full(words, row) for row in rows)])


def command(words: Words, row: Shown) -> str:
    """One command: what it does, how it is typed, what else it is called."""
    text = _full(words, row)
    if row.others:
        names = words.list([Markup(f"/{name}") for name in row.others])
        text = f"{text}\n{words('people.help.also', names=names)}"
    return text


def titles(texts: Texts, head: str) -> tuple[str, ...]:
    """What a head may be called: its key, and its title in every language."""
    return (head, *(texts.of(language).plain(f"help.{head}") for language in texts.languages))


def listed(words: Words, heads: Sequence[str]) -> str:
    """The heads in a sentence."""
    return words.list([words(f"help.{head}") for head in heads])


def _name(row: Shown) -> Markup:
    return Markup(f"/{row.called}")


def _row(words: Words, row: Shown) -> str:
    """A name to tap on, and what it does."""
    what = words.plain(f"commands.{row.name}")
    return words("people.help.row", command=_name(row), what=what)


def _full(words: Words, row: Shown) -> str:
    """The row, and under it an example to copy, if there is more to type than the name."""
    if row.typed == f"/{row.called}":
        return _row(words, row)
    return f"{_row(words, row)}\n{words('people.help.example', example=row.typed)}"
