"""Writes `facts.json`: names, types and limits of the Bot API, taken from a maintained package.

Source: `schema.json` in aiogram's source distribution (MIT licence), which aiogram's maintainers
read off Telegram's own page. Only facts are kept; no sentence of a description is.

    python -m bot.sandbox.extract_facts                 # downloads the sdist with pip
    python -m bot.sandbox.extract_facts schema.json     # from a file at hand
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

VERSION = "3.31.0"
PLACE = Path(__file__).with_name("facts.json")

# What a field description says about sizes, as the schema words it.
CHARACTERS = re.compile(r"(\d+)-(\d+) characters(?: \w+){0,2}?( after entit)?")
BYTES = re.compile(r"(\d+)-(\d+) bytes")
ITEMS = (
    re.compile(r"(?:list of|include) (\d+)-(\d+)\b"),
    re.compile(r"[Aa]t most ()(\d+) [\w ]+ can be specified"),
    re.compile(r"[Ll]ist of up to ()(\d+)\b"),
)
RANGE = (
    re.compile(r"Values between (\d+)-(\d+) are accepted"),
    re.compile(r"[;,] (\d+)-(\d+)(?:\.|$)"),
)
MEMBER = re.compile(r"^ - (\w+)$", re.MULTILINE)
CONSTANT = re.compile(r"(?:must be|always) [\"'“]?(\w+)[\"'”]?\.?$")


def extract(schema: dict[str, Any]) -> dict[str, Any]:
    """The facts in a parsed `schema.json`: `methods` and `types`, each name -> fields.

    A field is `[type, required (0 or 1), limits]`; limits hold `chars`, `bytes`, `items` or
    `range` as `[least, most]`, `parsed` when counted after parsing markup, and `is` for a word
    that is fixed. A type that is one of several others is `{"": [names, 0]}`. Types that no method
    needs are left out.
    """
    objects = {item["name"]: item for group in schema["items"] for item in group["children"]}
    fields = {name: _fields(item) for name, item in objects.items()}
    methods = {n: fields[n] for n, item in objects.items() if item["category"] == "methods"}
    types = {n: _union(objects[n]) or fields[n] for n in objects if n not in methods}
    wanted = _reachable(methods, types)
    return {
        "source": f"schema.json of aiogram {VERSION} (source distribution, MIT licence)",
        "api": schema["api"]["version"],
        "methods": dict(sorted(methods.items())),
        "types": {name: types[name] for name in sorted(wanted)},
    }


def _fields(item: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        field["name"]: [
            field["type"],
            int(bool(field["required"])),
            *([limits] if (limits := _limits(field)) else []),
        ]
        for field in item["annotations"]
    }


def _union(item: dict[str, Any]) -> dict[str, list[Any]]:
    """`{"": ["A or B", 0]}` for a type described as one of several, else nothing."""
    members = MEMBER.findall(item["description"]) if not item["annotations"] else []
    return {"": [" or ".join(members), 0]} if members else {}


def _limits(field: dict[str, Any]) -> dict[str, Any]:
    kind, words = field["type"], field["description"]
    if kind.startswith("Array of"):
        return _first(ITEMS, words, "items")
    if kind in ("Integer", "Float"):
        return _first(RANGE, words, "range")
    if kind != "String":
        return {}
    limits = _first((BYTES,), words, "bytes")
    if found := CHARACTERS.search(words):
        limits["chars"] = [int(found[1]), int(found[2])]
        if "after entit" in words:
            limits["parsed"] = 1
    if field["name"] in ("type", "source") and (found := CONSTANT.search(words.strip())):
        limits["is"] = found[1]
    return limits


def _first(patterns: Iterable[re.Pattern[str]], words: str, name: str) -> dict[str, Any]:
    for pattern in patterns:
        if found := pattern.search(words):
            return {name: [int(found[1] or 0), int(found[2])]}
    return {}


def _reachable(methods: dict[str, Any], types: dict[str, Any]) -> set[str]:
    """Names of the types that a parameter of a method uses, directly or inside another."""
    found: set[str] = set()
    waiting = list(methods.values())
    while waiting:
        for kind, *_ in waiting.pop().values():
            for name in re.findall(r"\w+", kind):
                if name in types and name not in found:
                    found.add(name)
                    waiting.append(types[name])
    return found


def download(folder: Path) -> dict[str, Any]:
    """Fetch the source distribution with pip into `folder` and read its schema."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*pip, "--dest", str(folder), f"aiogram=={VERSION}"], check=True)
    archive = next(folder.glob("aiogram-*.tar.gz"))
    with tarfile.open(archive) as bundle:
        member = bundle.extractfile(f"aiogram-{VERSION}/.butcher/schema/schema.json")
        if member is None:
            raise FileNotFoundError("the source distribution holds no schema.json")
        schema: dict[str, Any] = json.load(member)
        return schema


def main(arguments: list[str]) -> None:
    """Write `facts.json` from the file named in `arguments`, or from a fresh download."""
    if arguments:
        schema = json.loads(Path(arguments[0]).read_text("utf-8"))
    else:
        with tempfile.TemporaryDirectory() as folder:
            schema = download(Path(folder))
    facts = extract(schema)
    head = {name: facts[name] for name in ("source", "api")}
    lines = [json.dumps(head)[:-1]]
    for part in ("methods", "types"):
        rows = [
            f"  {json.dumps(name)}: {json.dumps(fields, separators=(',', ':'))}"
            for name, fields in facts[part].items()
        ]
        lines.append(f'"{part}": {{\n' + ",\n".join(rows) + "\n}")
    PLACE.write_text(",\n".join(lines) + "}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
