"""The lists by which the privacy guard knows a name or an address when it sees one.

The data lie in ``config/names/``; each file says at its top where it comes from. Only ``bot``
reads them; the guard itself (``models.rules.guard``) is handed the result.
"""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).with_name("names")


def load_lexicon(folder: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """Read every list, as keyword arguments for ``models.rules.guard.Lexicon.of``.

    Keys: ``given``, ``surnames`` (most frequent first), ``never``, ``beside``, ``pair`` and each
    key of ``words.toml``; words are lower case without accents. Some 60,000 words, read in about
    a twentieth of a second: once, at the start. Raises OSError for a missing file and ValueError
    for one that cannot be read as it should.
    """
    everyday: dict[str, list[str]] = {"never": [], "beside": [], "pair": []}
    for row in _lines((folder / "everyday.txt").read_text("utf-8")):
        word, _, treat = row.partition(" ")
        if treat not in everyday:
            raise ValueError(f"everyday.txt: {word!r} is to be treated as {treat!r}")
        everyday[treat].append(word)
    surnames = gzip.decompress((folder / "surnames.txt.gz").read_bytes()).decode("utf-8")
    words: dict[str, list[str]] = tomllib.loads((folder / "words.toml").read_text("utf-8"))
    return {
        "given": tuple(_lines((folder / "given.txt").read_text("utf-8"))),
        "surnames": tuple(_lines(surnames)),
        **{treat: tuple(names) for treat, names in everyday.items()},
        **{key: tuple(values) for key, values in words.items()},
    }


def _lines(text: str) -> Iterator[str]:
    """The lines that hold a word."""
    return (row for row in text.splitlines() if row and not row.startswith("#"))
