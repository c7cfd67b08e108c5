"""The bars of the privacy guard, on the half it was tuned on and on the half held out."""

from __future__ import annotations

import functools

import pytest

from models.rules.guard import Kind, Lexicon
from tests.benchmarks.guard_measure import caught, flagged, held_out, lexicon, notes


@functools.cache
def words() -> Lexicon:
    return lexicon()


@pytest.mark.parametrize("held", [False, True], ids=["tuned on", "held out"])
@pytest.mark.parametrize("kind", Kind)
def test_of_each_kind_at_least_95_of_100_notes_are_caught(kind: Kind, held: bool) -> None:
    same, _, of = caught(words(), notes("caught"), kind, held=held)
    assert of >= 30
    assert same >= 0.95 * of


@pytest.mark.parametrize("held", [False, True], ids=["tuned on", "held out"])
def test_of_harmless_notes_at_most_5_of_100_are_flagged(held: bool) -> None:
    harmless = notes("harmless")
    counts = [flagged(words(), harmless, group, held=held) for group in harmless]
    assert sum(of for _, of in counts) >= 150
    assert sum(wrong for wrong, _ in counts) <= 0.05 * sum(of for _, of in counts)


def test_the_corpus_is_large_mixed_and_without_repeats() -> None:
    texts = {
        kind: [note for langs in notes("caught")[kind.value].values() for note in langs]
        for kind in Kind
    }
    together = [note for of_kind in texts.values() for note in of_kind]
    harmless = [note for langs in notes("harmless").values() for t in langs.values() for note in t]
    assert all(len(of_kind) >= 40 for of_kind in texts.values())
    assert len(together) >= 400
    assert len(harmless) >= 250
    assert len({*together, *harmless}) == len(together) + len(harmless)
    assert 3 * sum(note.islower() for note in together) >= len(together)
    share = sum(map(held_out, together)) / len(together)
    assert 0.45 < share < 0.55
