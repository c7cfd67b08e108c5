"""The word lists of the guard: where they come from, their form, what a lexicon makes of them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from config.names import FOLDER, load_lexicon
from models.rules.guard import Lexicon, look


def test_every_list_of_names_says_where_it_comes_from() -> None:
    for name in ("given.txt", "everyday.txt"):
        assert (FOLDER / name).read_text("utf-8").startswith("# ")
    head = gzip.decompress((FOLDER / "surnames.txt.gz").read_bytes())[:400].decode()
    assert "US Census Bureau" in head


def test_the_lists_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 400_000


def test_words_are_lower_case_without_accents_and_each_everyday_word_is_treated_once() -> None:
    lists = load_lexicon()
    for key in ("given", "surnames", "never", "beside", "pair"):
        assert all(word.isascii() and word == word.lower() for word in lists[key])
    treated = [*lists["never"], *lists["beside"], *lists["pair"]]
    assert len(treated) == len(set(treated))


def test_a_wrong_treatment_is_named(tmp_path: Path) -> None:
    (tmp_path / "everyday.txt").write_text("rose sometimes\n", "utf-8")
    with pytest.raises(ValueError, match="'rose' is to be treated as 'sometimes'"):
        load_lexicon(tmp_path)


def test_a_missing_list_is_refused() -> None:
    lists = load_lexicon()
    del lists["titles"]
    with pytest.raises(KeyError, match="titles"):
        Lexicon.of(**lists)


def test_the_guard_goes_by_the_lexicon_it_is_handed() -> None:
    small = dict.fromkeys(load_lexicon(), ()) | {"given": ("zorb",), "surnames": ("quux",)}
    lexicon = Lexicon.of(**small)
    assert [found.kind.value for found in look("zorb quux", lexicon)] == ["name"]
    assert look("maria gonzalez", lexicon) == ()
