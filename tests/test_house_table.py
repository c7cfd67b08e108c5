"""The table of commands and buttons, and the notices: nothing in them is without its counterpart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from telegram.constants import BotCommandLimit

from config.locale import load_texts
from config.names import load_lexicon
from handlers.buttons import MOST, pack
from handlers.commands import COMMANDS, TAPS
from handlers.notices import RENDERERS
from models.rules.guard import Lexicon, look
from models.terms import Role
from tests.house import calls_in, name_of, sources, strings

TEXTS = load_texts()


def test_every_command_has_role_place_words_and_example() -> None:
    for row in COMMANDS:
        assert row.role is None or isinstance(row.role, Role), row.name
        assert row.where in ("private", "group", "any"), row.name
        assert re.match(rf"/{row.name}\b", row.example), row.name
        for name in (row.name, *row.also):
            assert re.fullmatch(r"[a-z0-9_]+", name), name
            assert len(name) <= BotCommandLimit.MAX_COMMAND, name
        for language in TEXTS.languages:
            told = TEXTS.of(language).plain(f"commands.{row.name}")
            assert 3 <= len(told) <= BotCommandLimit.MAX_DESCRIPTION, (row.name, language)
    assert len(COMMANDS) <= BotCommandLimit.MAX_COMMAND_NUMBER


def test_only_what_tells_nothing_is_open_to_strangers() -> None:
    strangers = {row.name for row in COMMANDS if row.role is None}
    assert strangers <= {"start", "help", "language", "me", "terms", "progress"}
    assert {row.name for row in COMMANDS if row.where != "private"} == {"progress"}


def test_the_guard_lets_every_example_of_the_table_through() -> None:
    lexicon = Lexicon.of(**load_lexicon())
    assert [row.name for row in COMMANDS if look(row.example, lexicon)] == []


def test_every_button_has_a_handler_and_every_handler_a_button() -> None:
    placed: set[str] = set()
    handlers = [tree for path, tree in sources().items() if path.startswith("handlers/")]
    for path in sources():
        if path.startswith("handlers/"):
            for call in calls_in(path):
                at = {"button": 1, "confirm": 2, "pack": 0}.get(name_of(call.func))
                if at is not None and len(call.args) > at:
                    placed |= set(strings(call.args[at]))
                placed |= {
                    str(part.value.value)
                    for part in call.keywords
                    if part.arg == "verb" and isinstance(part.value, ast.Constant)
                }
    assert placed - set(TAPS) == set(), "a button that nobody answers"
    # A button may also be made of a verb that is handed down; then it stands there as a literal.
    keys = {id(key) for tree in handlers for node in ast.walk(tree) for key in _keys(node)}
    literals = {
        str(node.value)
        for tree in handlers
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in keys
    }
    assert set(TAPS) - literals == set(), "an answer to no button"


def _keys(node: ast.AST) -> list[ast.expr | None]:
    """The keys of a table of taps."""
    return node.keys if isinstance(node, ast.Dict) else []


@pytest.mark.parametrize("verb", sorted(TAPS))
def test_a_button_fits_with_the_longest_arguments_there_are(verb: str) -> None:
    chat, number, verdict = -(10**13), 2**31, "challenge"
    assert len(pack(verb, "K12345", chat, number, verdict).encode()) <= MOST


def kinds_left(path: str) -> Iterator[str]:
    """The kinds of the notices that a module leaves: literals, or a pattern for an f-string.

    Where the kind comes in by a name, every dotted literal of the module that is neither a
    refusal's code nor an act of the trail may be one.
    """
    by_name = False
    for call in calls_in(path):
        if name_of(call.func) in ("leave", "leave_for_role"):
            kind = next(part.value for part in call.keywords if part.arg == "kind")
            by_name = by_name or isinstance(kind, ast.Name)
            if isinstance(kind, ast.JoinedStr):
                yield "".join(
                    str(bit.value) if isinstance(bit, ast.Constant) else "*" for bit in kind.values
                )
            yield from strings(kind)
        elif name_of(call.func) == "tell" and len(call.args) > 3:  # models.shifts.moves.tell
            yield from strings(call.args[3])
    if by_name:
        yield from _dotted(path)


def _dotted(path: str) -> Iterator[str]:
    others: set[int] = set()  # the literals that are something else, by identity
    for call in calls_in(path):
        if name_of(call.func) == "Refusal":
            others |= {id(node) for arg in call.args for node in ast.walk(arg)}
        others |= {id(part.value) for part in call.keywords if part.arg == "act"}
    for node in ast.walk(sources()[path]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in others and re.fullmatch(r"[a-z]+\.[a-z-]+", node.value):
                yield node.value
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "KIND":
            yield from strings(node.value)


def test_every_notice_has_a_renderer_and_a_word_for_what_it_is() -> None:
    left = {
        kind
        for path in sources()
        if path.startswith("models/") and path != "models/notices.py"
        for kind in kinds_left(path)
    } | {"unknown"}
    assert {"day", "hold.warning", "hold.moved-here", "channel"} <= left
    plain = {kind for kind in left if "*" not in kind}
    assert plain - set(RENDERERS) == set(), "a notice that nobody renders"
    for pattern in left - plain:
        assert any(kind.startswith(pattern.rstrip("*")) for kind in RENDERERS), pattern
    unused = {
        kind
        for kind in set(RENDERERS) - plain
        if not any(kind.startswith(pattern.rstrip("*")) for pattern in left - plain)
    }
    assert unused == set(), "a renderer of no notice"
    for language in TEXTS.languages:
        words = TEXTS.of(language)
        asked_about = set(RENDERERS) - {"unknown"}
        assert {kind for kind in asked_about if not words.has(f"notice.{kind}")} == set()
