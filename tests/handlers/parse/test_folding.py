"""Plain keyboards take a short way; it folds as the long one does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from handlers.parse.folding import fold

LONG = "é"  # no plain letter: whatever stands beside it is folded one character at a time


@given(some.text(some.characters(max_codepoint=127)))
def test_plain_letters_fold_as_they_do_beside_others(text: str) -> None:
    plainly, slowly = fold(text), fold(LONG + text)
    assert "e" + plainly.text == slowly.text
    assert (0, *(place + 1 for place in plainly.origin)) == slowly.origin


def test_every_sign_of_a_plain_keyboard_folds_as_it_does_beside_others() -> None:
    for sign in map(chr, range(128)):
        assert "e" + fold(sign).text == fold(LONG + sign).text
