"""Checks every call of the bot against the facts of the Bot API (names, types, limits).

The facts are in `facts.json` (see `extract_facts.py` for their source). A parameter may come as
JSON has it, or as text, the way forms carry it: then it is read as its type demands. A call that
breaks a fact is refused with a 400 that names the parameter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.sandbox.refusals import Refused, bad

Check = Callable[[Any, str], Any]
"""Takes a value and the parameter's path; returns the value as its type; raises Refused."""

_FACTS: dict[str, Any] = json.loads(Path(__file__).with_name("facts.json").read_text("utf-8"))
METHODS: dict[str, dict[str, list[Any]]] = _FACTS["methods"]
TYPES: dict[str, dict[str, list[Any]]] = _FACTS["types"]
SOURCE: str = f"Bot API {_FACTS['api']}, {_FACTS['source']}"
METHOD_NAMES = {name.lower(): name for name in METHODS}

UPLOAD = "attached"
"""python-telegram-bot names its upload parts so; the real server lets them through."""


def units(text: str) -> int:
    """Length of a text as Telegram counts it: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def checked(method: str, parameters: dict[str, Any], files: frozenset[str]) -> dict[str, Any]:
    """The parameters of one call, each read as its type.

    `files` are the names of uploaded parts, which count as given parameters. Raises Refused (400)
    for a parameter that is unknown, missing, of a wrong type or beyond its limits.
    """
    checks, required = _method(method)
    result: dict[str, Any] = {}
    for name, value in parameters.items():
        check = checks.get(name)
        if check is None:
            if name.startswith(UPLOAD):
                continue
            raise bad(f'{method} has no parameter "{name}" (Bot API {_FACTS["api"]})')
        result[name] = check(value, name)
    for name in required:
        if name not in result and name not in files:
            raise bad(f'{method} needs the parameter "{name}"')
    return result


@cache
def _method(method: str) -> tuple[dict[str, Check], list[str]]:
    fields = METHODS[method]
    checks = {name: _field(field, top=True) for name, field in fields.items()}
    return checks, [name for name, field in fields.items() if field[1]]


@cache
def _shape(name: str) -> tuple[dict[str, Check], list[str]]:
    fields = TYPES[name]
    checks = {key: _field(field, top=False) for key, field in fields.items()}
    return checks, [key for key, field in fields.items() if field[1]]


def _field(field: list[Any], *, top: bool) -> Check:
    """The check of one field; `top` parameters may come as text and are decoded first."""
    kind, limits = field[0], field[2] if len(field) > 2 else {}
    check = _kind(kind)
    if not top:
        return _limited(check, limits)
    simple = {"Integer": _integer, "Boolean": _boolean, "Float": _float, "Integer or String": _id}
    if kind in simple:
        check = simple[kind]
    elif kind != "String" and "InputFile" not in kind:
        check = _decoded(check)
    return _limited(check, limits)


def _kind(kind: str) -> Check:
    if kind.startswith("Array of "):
        return _array(_kind(kind.removeprefix("Array of ")))
    plain: dict[str, Check] = {
        "String": _string,
        "Integer": _integer,
        "Float": _float,
        "Boolean": _boolean,
        "True": _boolean,
        "Integer or String": _id,
    }
    if kind in plain:
        return plain[kind]
    if "InputFile" in kind.split(" "):
        return _string
    return _one_of([name for name in re.split(r", | and | or ", kind) if name in TYPES])


def _string(value: Any, path: str) -> str:
    if isinstance(value, str):
        return value
    raise bad(f'"{path}" must be a String')


def _integer(value: Any, path: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    raise bad(f'"{path}" must be an Integer')


def _float(value: Any, path: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise bad(f'"{path}" must be a Float') from None


def _boolean(value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false", "1", "0", "yes", "no"):
        return value.lower() in ("true", "1", "yes")
    raise bad(f'"{path}" must be a Boolean')


def _id(value: Any, path: str) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _integer(value, path)


def _decoded(check: Check) -> Check:
    """JSON text is read first; what a text says is checked once and remembered."""

    @lru_cache(maxsize=512)
    def read(text: str, path: str) -> Any:
        try:
            value = json.loads(text)
        except ValueError:
            raise bad(f'can\'t parse the JSON object of "{path}"') from None
        return check(value, path)

    def decoded(value: Any, path: str) -> Any:
        return read(value, path) if isinstance(value, str) else check(value, path)

    return decoded


def _array(inner: Check) -> Check:
    def array(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise bad(f'"{path}" must be an Array')
        return [inner(item, f"{path}[{place}]") for place, item in enumerate(value)]

    return array


def _one_of(names: list[str]) -> Check:
    """An object of one of the named types: the first that fits; else the likeliest one's refusal."""

    def choice(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            raise bad(f'"{path}" must be an Object')
        likeliest: Refused | None = None
        for name in names:
            try:
                return _object(name, value, path)
            except Refused as refusal:
                if likeliest is None or _speaks_of(name, value):
                    likeliest = refusal
        if likeliest is not None:
            raise likeliest
        return value

    return choice


def _speaks_of(name: str, value: dict[str, Any]) -> bool:
    """Whether an object means this type: its `type` says so, or every required field is there."""
    fields = TYPES[name]
    _, _, limits = [*fields.get("type", ["", 0]), {}][:3]
    if "is" in limits:
        return bool(limits["is"] == value.get("type"))
    return all(key in value for key, field in fields.items() if field[1])


def _object(name: str, value: dict[str, Any], path: str) -> Any:
    if "" in TYPES[name]:
        return _kind(TYPES[name][""][0])(value, path)
    checks, required = _shape(name)
    for key in required:
        if key not in value:
            raise bad(f'"{path}" needs the field "{key}"')
    result = {}
    for key, item in value.items():
        check = checks.get(key)
        if check is None:
            raise bad(f'"{path}" has no field "{key}"')
        result[key] = check(item, f"{path}.{key}")
    return result


def _limited(check: Check, limits: dict[str, Any]) -> Check:
    """Adds limits to a check; a size after parsing is left to whoever parses."""
    if not limits or "parsed" in limits:
        return check

    def limited(value: Any, path: str) -> Any:
        value = check(value, path)
        for limit, bound in limits.items():
            _hold(limit, bound, value, path)
        return value

    return limited


def _hold(limit: str, bound: Any, value: Any, path: str) -> None:
    if limit == "is":
        if value != bound:
            raise bad(f'"{path}" must be {bound}')
        return
    size = {"chars": units, "bytes": lambda text: len(text.encode()), "items": len}.get(limit)
    measure = size(value) if size else value
    if not bound[0] <= measure <= bound[1]:
        if path.endswith(".callback_data"):
            raise bad("BUTTON_DATA_INVALID")
        raise bad(f'"{path}" has {measure} {limit}, allowed are {bound[0]}-{bound[1]}')
