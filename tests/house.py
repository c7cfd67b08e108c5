"""The sources of the house as syntax trees, for the laws that are read from them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STOREYS = ("bot", "handlers", "models", "config")


@cache
def sources() -> dict[str, ast.Module]:
    """Every Python file of the four storeys by its path; migrations are made by a tool."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8"))
        for storey in STOREYS
        for path in sorted((ROOT / storey).rglob("*.py"))
        if "versions" not in path.parts
    }


def python_files() -> list[Path]:
    """The same files and those of the tests."""
    return [
        path
        for folder in (*STOREYS, "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "versions" not in path.parts
    ]


@cache
def calls_in(path: str) -> tuple[ast.Call, ...]:
    """Every call in a file of `sources`."""
    return tuple(node for node in ast.walk(sources()[path]) if isinstance(node, ast.Call))


def name_of(func: ast.expr) -> str:
    """The name called: ``leave`` for ``notices.leave(…)``."""
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def strings(node: ast.AST) -> Iterator[str]:
    """The literal, or both literals of ``a if … else b``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)
