"""Every word a campaign profile lists for a ground is read as that ground, in any dress."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handlers.parse.readings import parse_readings
from handlers.parse.words import FILLERS, PARTNER_WORDS, Vocabulary
from tests.handlers.parse.campaign_words import DATES

CAMPAIGNS = Path(__file__).resolve().parents[3] / "config" / "campaigns"


@cache
def campaign(name: str) -> Vocabulary:
    profile = tomllib.loads((CAMPAIGNS / name).read_text(encoding="utf-8"))
    grounds = {
        ground["code"]: frozenset(word for words in ground["words"].values() for word in words)
        for ground in profile["grounds"]
    }
    return Vocabulary(grounds)


def listed() -> Iterator[tuple[str, str, str]]:
    for path in sorted(CAMPAIGNS.glob("*.toml")):
        if "grounds" in tomllib.loads(path.read_text(encoding="utf-8")):
            for code, words in campaign(path.name).grounds.items():
                yield from ((path.name, code, word) for word in sorted({code, *words}))


@pytest.mark.parametrize(("name", "code", "word"), list(listed()))
def test_a_listed_word_is_read_as_its_ground(name: str, code: str, word: str) -> None:
    for typed in (
        f"K7: 3 c {word}; 4 s",
        f"k7\n3 Challenge {word.upper()}.\n4 s",
        f"3c {word},4s",
    ):
        sheet = parse_readings(typed, campaign(name), DATES)
        assert not sheet.questions
        assert [item.ground for item in sheet.items] == [code, None]


def test_no_ground_is_named_by_a_word_that_says_nothing() -> None:
    for name, _, word in listed():
        assert word not in FILLERS | PARTNER_WORDS
        assert campaign(name).exact_verdict(word) is None
