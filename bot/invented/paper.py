"""What a volunteer types after a shift, from the sheet that was read on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.invented.readers import Judged
from models.terms import Verdict

LETTERS = {
    Verdict.CHALLENGE: "c",
    Verdict.STANDS: "s",
    Verdict.UNSURE: "?",
    Verdict.MISSING: "m",
}


def typed_sheet(code: str, judged: Sequence[Judged | None]) -> str:
    """Return the message for a batch: `K7: 1-3 s; 4 c addr; 5 ?; 6 c dup1 =13310-2-5`.

    `judged` holds one judgement for each line of the batch in its order, None where the line was
    not read; numbers are the batch's own, from 1. Neighbours that say the same share a range;
    a line with a partner never does. Without any judgement the message is the bare code.
    """
    items = [
        (f"{first}-{last}" if last > first else f"{first}") + f" {words}"
        for first, last, words in _ranges(judged)
    ]
    return f"{code}: {'; '.join(items)}" if items else f"{code}:"


def _ranges(judged: Sequence[Judged | None]) -> Iterator[tuple[int, int, str]]:
    said = [_words(one) for one in judged]
    for words, same in groupby(range(len(said)), key=lambda place: said[place]):
        places = [place + 1 for place in same]
        if not words:
            continue
        if "=" in words:
            yield from ((place, place, words) for place in places)
        else:
            yield places[0], places[-1], words


def _words(one: Judged | None) -> str:
    if one is None:
        return ""
    words = LETTERS[one.verdict]
    if one.ground:
        words += f" {one.ground.lower()}"
    if one.partner:
        words += f" ={one.partner.typed}"
    return words
