"""The registrar's code before a verdict, where rejected lines are registered as met."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parse.tokens import Token
from handlers.parse.words import FILLERS, Vocabulary


def reason_at(
    tokens: Sequence[Token], index: int, vocabulary: Vocabulary
) -> tuple[str | None, int]:
    """The registrar's code that the words from ``index`` on name, and the index behind them.

    The longest phrase counts. A word that is a verdict as well is a code only before a verdict; a
    slip is forgiven in a single word, and never where it could be a slip off a verdict.
    """
    words = []
    for token in tokens[index : index + vocabulary.longest_reason]:
        if token.kind != "word":
            break
        words.append(token.text)
    for length in range(len(words), 0, -1):
        found = vocabulary.reason(" ".join(words[:length]))
        if found.sure and _may_be_reason(tokens, index, length, vocabulary):
            return found.codes[0], index + length
    if words and words[0] not in FILLERS and vocabulary.verdict(words[0]) is None:
        near = vocabulary.near_reason(words[0])
        if near.sure:
            return near.codes[0], index + 1
    return None, index


def _may_be_reason(
    tokens: Sequence[Token], index: int, length: int, vocabulary: Vocabulary
) -> bool:
    if length > 1 or vocabulary.exact_verdict(tokens[index].text) is None:
        return True
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    return behind is not None and (
        behind.kind == "unsure" or vocabulary.exact_verdict(behind.text) is not None
    )


def is_strange(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> bool:
    """Whether a word that is no code stands where one does: it is no verdict, but one follows."""
    token = tokens[index]
    if token.text in FILLERS or vocabulary.verdict(token.text) is not None:
        return False
    for after in tokens[index + 1 :]:
        if after.kind == "unsure":
            return True
        if after.kind != "word":
            return False
        if vocabulary.exact_verdict(after.text) is not None:
            return True
    return False
