"""Stacks and contradictory sets in words: what there is to take, the check, the preview, the sets."""

from __future__ import annotations

from collections.abc import Sequence

from config import codes
from config.locale import Words
from handlers.texts import rulings
from models.rulings import Contradictory, Pile, RuledStack, Sets, Stack
from models.terms import LineKey

_SECTIONS = 12  # named in one message; of more only how many


def piles(words: Words, found: Sequence[Pile], shown: int) -> str:
    """What there is to take: lines, ground, reader, sections; the first ``shown`` of them."""
    if not found:
        return words("rulings.no-piles")
    rows = [
        words(
            "rulings.pile",
            n=pile.lines,
            ground=codes.ground_button(words, pile.ground),
            reader=pile.reader,
            sections=sections(words, pile.sections),
        )
        for pile in found[:shown]
    ]
    rest = len(found) - shown
    more = [words("rulings.piles-more", n=rest)] if rest > 0 else []
    lines = sum(pile.lines for pile in found)
    return "\n".join([words("rulings.piles", n=lines), "", *rows, *more])


def sections(words: Words, found: Sequence[int]) -> str:
    """``1001, 1002, and 1003``, or the first few of many and how many there are."""
    named = words.list([str(section) for section in found[:_SECTIONS]])
    if len(found) <= _SECTIONS:
        return words.plain("rulings.sections", n=len(found), sections=named)
    first = ", ".join(str(section) for section in found[:_SECTIONS])
    return words.plain("rulings.sections-many", n=len(found), sections=first)


def check(words: Words, stack: Stack) -> str:
    """Above a line to check: which of how many, of which stack."""
    return words(
        "rulings.check",
        at=stack.checked + 1,
        n=stack.to_check,
        reader=stack.reader,
        ground=codes.ground_button(words, stack.ground),
        rest=stack.rest,
    )


def preview(words: Words, stack: Stack) -> str:
    """What one tap rules: how many lines, on which ground by which authority, in which sections."""
    if not stack.rest or stack.ended is not None:
        return words("rulings.stack-read-whole", n=stack.checked)
    return words(
        "rulings.stack-preview",
        n=stack.rest,
        checked=stack.checked,
        reader=stack.reader,
        ground=codes.ground(words, stack.ground, stack.authority),
        authority=stack.authority,
        tier=codes.tier(words, stack.tier),
        sections=sections(words, stack.sections),
    )


def ruled(words: Words, one: RuledStack) -> str:
    """How many lines were ruled together."""
    return words(
        "rulings.stack-ruled",
        n=one.lines,
        ground=codes.ground_button(words, one.stack.ground),
        tier=codes.tier(words, one.stack.tier),
        ours=one.ours,
    )


def sets(words: Words, found: Sets) -> str:
    """The sets that contradict themselves, each with what is wrong and what is said of its lines."""
    parts = [_set(words, one) for one in found.shown]
    head = words("rulings.sets", n=found.contradictory)
    if not found.shown:
        head = words("rulings.no-sets")
    silent = [words("rulings.sets-silent", n=found.silent)] if found.silent else []
    return "\n\n".join([head, *parts, *silent])


def to_rule(found: Sets) -> list[LineKey]:
    """Of each set shown the line that a lawyer would rule on first: the lowest read and unruled."""
    keys = []
    for one in found.shown:
        open_ = [mate.key for mate in one.mates if mate.read is not None and mate.ruled is None]
        keys += open_[:1]
    return keys


def _set(words: Words, one: Contradictory) -> str:
    wrong = [words(f"rulings.contradiction.{what}") for what in one.what]
    return "\n".join([*wrong, *rulings.mates(words, one.mates)])
