"""Which keys of the catalogues the code uses, read from its syntax trees without running it.

A key is used when a string literal of the code equals it, or when a pattern matches it. A pattern
is an f-string or a sum that begins with a literal holding a dot (``f"reasons.card.{code}"``,
``"verdict." + verdict``): writing the key that way is how one made at run time is declared. A
refusal's key, ``refusal.<code>``, is used only where the code itself stands as a literal, since
one line of the handlers says ``f"refusal.{code}"`` for all of them.

``python -m tests.config.keys_used`` lists what the catalogues lack and what nobody asks for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config.locale import load_texts

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("bot", "handlers", "models", "config")
HEAD = re.compile(r"^[a-z]+\.")


@dataclass(frozen=True)
class Ask:
    """One place that asks for a sentence, with the values it gives; None: given by ``**``."""

    key: str
    gives: frozenset[str] | None
    place: str


@dataclass
class Used:
    """What the sources say: literals, patterns, sentences asked for by name, refusals raised."""

    literals: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    asked: list[Ask] = field(default_factory=list)
    refused: list[Ask] = field(default_factory=list)
    asked_patterns: set[str] = field(default_factory=set)

    def uses(self, key: str) -> bool:
        """Whether the code can come to ask for ``key``."""
        if key.startswith("refusal."):
            key = key.removeprefix("refusal.")
            return f"refusal.{key}" in self.literals or self._matches(key)
        return self._matches(key)

    def _matches(self, key: str) -> bool:
        return key in self.literals or any(re.fullmatch(found, key) for found in self.patterns)


def scan(root: Path = ROOT) -> Used:
    """Everything under the four storeys of ``root``."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*.py"))
    }
    refusals = refusal_classes(trees.values())
    used = Used()
    for path, tree in trees.items():
        for node in ast.walk(tree):
            read_node(node, str(path.relative_to(root)), refusals, used)
        for kind in ast.walk(tree):
            if isinstance(kind, ast.ClassDef) and kind.name in refusals:
                read_class(kind, str(path.relative_to(root)), used)
    return used


def read_class(kind: ast.ClassDef, path: str, used: Used) -> None:
    """The code that a Refusal's subclass gives by ``super().__init__("code", …)``."""
    for node in ast.walk(kind):
        if isinstance(node, ast.Call) and node.args and called(node.func) == "__init__":
            for key in literals_of(node.args[0]):
                used.refused.append(Ask(key, gives(node), f"{path}:{node.lineno}"))


def refusal_classes(trees: Iterable[ast.AST]) -> frozenset[str]:
    """Refusal and every class that descends from it, by name."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {"Refusal"}
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return frozenset(known)


def read_node(node: ast.AST, path: str, refusals: frozenset[str], used: Used) -> None:
    """What one node of a syntax tree says of the catalogues."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        used.literals.add(node.value)
    elif pattern := pattern_of(node):
        used.patterns.add(pattern)
    elif isinstance(node, ast.Call) and node.args:
        name = called(node.func)
        made = pattern_of(node.args[0])
        if made and (name in refusals or name == "words"):
            used.asked_patterns.add(made if name == "words" else rf"refusal\.{made}")
        for key in literals_of(node.args[0]):
            ask = Ask(key, gives(node), f"{path}:{node.lineno}")
            if name in refusals:
                used.refused.append(ask)
            elif name == "words":
                used.asked.append(ask)


def called(func: ast.expr) -> str:
    """``words`` for ``words(…)``, ``x.words(…)``, ``words.plain(…)``; else the name called."""
    if isinstance(func, ast.Attribute):
        return "words" if func.attr == "plain" and called(func.value) == "words" else func.attr
    return func.id if isinstance(func, ast.Name) else ""


def literals_of(node: ast.expr) -> Iterator[str]:
    """The literal, or both literals of ``a if … else b``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals_of(node.body)
        yield from literals_of(node.orelse)


def gives(call: ast.Call) -> frozenset[str] | None:
    """Names of the values a call gives; None when some come by ``**``."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def pattern_of(node: ast.AST) -> str | None:
    """The pattern an f-string or a sum makes, if it begins as a key does."""
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(value.value)) if isinstance(value, ast.Constant) else ".+"
            for value in node.values
        ]
        first = node.values[0] if node.values else None
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        first = node.left
        parts = [re.escape(str(first.value)), ".+"] if isinstance(first, ast.Constant) else []
    else:
        return None
    begins = isinstance(first, ast.Constant) and HEAD.match(str(first.value))
    return "".join(parts) if begins else None


def main() -> None:
    """Print each key that is asked for and missing, with its values; then each unused one."""
    words, used = load_texts().of("en"), scan()
    refused = [Ask(f"refusal.{ask.key}", ask.gives, ask.place) for ask in used.refused]
    for ask in used.asked + refused:
        if not words.has(ask.key):
            print("missing", ask.key, sorted(ask.gives or ()), ask.place)
    for key in words.messages:
        if not used.uses(key):
            print("unused ", key)


if __name__ == "__main__":
    main()
