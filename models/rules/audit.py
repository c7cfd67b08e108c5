"""The audit draw: which line comes next, replayable by an outsider who is given the seed.

A line's ticket is the first eight bytes, read as a big-endian whole number and halved (so that it
fits a signed column), of SHA-256 over the UTF-8 bytes of

    "<seed> <section>-<page>-<line>"        for example "7f3a 12045-1-7"

with the three numbers in plain decimal, as they are typed. Audit lines are the lines that are
neither ruled nor drawn before, by rising ticket (then by key, should two tickets ever be equal).
Whoever rules outside the stream does not know the seed, so what comes next is random among what is
left, whatever has been ruled. The seed is committed before the first draw: its SHA-256 is published
then, the seed at the end (the commitment of risk-limiting audits: Lindeman and Stark 2012, "A gentle
introduction to risk-limiting audits", IEEE Security and Privacy 10(5)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from heapq import nsmallest
from itertools import groupby, takewhile
from math import ceil, inf

from models.rules.estimates.stream import Block
from models.terms import LineKey, Verdict


@dataclass(frozen=True, slots=True)
class Draw:
    """One audit line in draw order, and what was known when it was drawn.

    ``elsewhere`` and ``ours_elsewhere`` count lines ruled, and ruled ours, outside the stream
    before this draw (they may fall from one draw to the next where a ruling was taken back). Whether
    such a line is ours is said by the duplicate sets as they are known now, not as they were then.
    ``expected`` is the composition's share of ours in the population then.
    ``ruling`` is challenge, stands, missing (could not be shown), or None while it is pending.
    """

    elsewhere: int
    ours_elsewhere: int
    ruling: Verdict | None
    expected: float | None = None


def ticket(seed: str, key: LineKey) -> int:
    """The line's lot, 0 … 2**63 - 1; lines are drawn by rising ticket."""
    text = f"{seed} {key.section}-{key.page}-{key.line}"
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 1


def next_lines(seed: str, free: Iterable[LineKey], count: int) -> list[LineKey]:
    """The next ``count`` lines of ``free`` (neither ruled nor drawn before), in draw order."""
    return nsmallest(count, free, key=lambda key: (ticket(seed, key), key))


def commitment(seed: str) -> str:
    """What is published before the first draw: SHA-256 of the seed's UTF-8 bytes, in hex."""
    return sha256(seed.encode()).hexdigest()


def keeps(seed: str, committed: str) -> bool:
    """Whether this seed is the one that was committed to."""
    return commitment(seed) == committed.strip().lower()


def to_draw(*, wanted: int, undealt: int, awaiting: int, read_share: float) -> int:
    """How many lines to draw now so that ``wanted`` unread ones lie ready; 0: enough do, or not yet.

    ``undealt``: drawn lines that nobody has or has read. Of what is drawn a ``read_share``, 0 … 1,
    is read already and goes straight to the lawyers, with whom ``awaiting`` drawn lines are; they
    are not given more than twice what is wanted. It is drawn seldom and then much: not before half
    of what lay ready is gone, nor for less than a quarter.
    """
    if undealt * 2 >= wanted:
        return 0
    found = (wanted - undealt) / (1 - read_share) if read_share < 1 else inf
    if read_share > 0:
        found = min(found, (2 * wanted - awaiting) / read_share)
    return ceil(found) if found * 4 >= wanted else 0


def digest(keys: Sequence[LineKey]) -> str:
    """SHA-256 of lines in the order of their draw, as typed, a line feed between: the trail's proof.

    It names none of them, and whoever is told them afterwards can check it.
    """
    return sha256("\n".join(key.typed for key in keys).encode()).hexdigest()


def ruled_prefix(draws: Sequence[Draw]) -> list[Draw]:
    """The longest run from the first draw on in which no line is pending.

    Only it counts: a line that is ruled quickly must not come before one that is ruled slowly.
    """
    return list(takewhile(lambda draw: draw.ruling is not None, draws))


def held_up(draws: Sequence[Draw], drawn_on: Sequence[date], today: date, days: int) -> int | None:
    """The place (from 0) of the draw at which the prefix ends, if it waits for ``days`` or longer.

    ``drawn_on``: the day of each draw. None: nothing is pending, or not for that long.
    """
    place = len(ruled_prefix(draws))
    if place == len(draws) or (today - drawn_on[place]).days < days:
        return None
    return place


def population(total: int, draws: Sequence[Draw], place: int) -> int:
    """Lines that were neither ruled nor drawn before the draw at ``place`` (from 0)."""
    return total - draws[place].elsewhere - place


def ours_outside(draws: Sequence[Draw], place: int) -> int:
    """Lines that are ours and were not in the population of the draw at ``place`` (from 0).

    Ruled ours outside the stream before it, and every earlier draw that is ours, also those that
    were still pending then (known by the time the prefix is evaluated).
    """
    earlier = sum(draw.ruling is Verdict.CHALLENGE for draw in draws[:place])
    return draws[place].ours_elsewhere + earlier


def blocks(draws: Sequence[Draw]) -> list[Block]:
    """The fully ruled prefix as kept counts: draws with nothing ruled in between are one block.

    ValueError if a ruling is neither challenge, stands nor missing.
    """
    prefix = ruled_prefix(draws)
    _check(prefix)
    return [
        _block(known, list(same))
        for known, same in groupby(
            prefix, key=lambda draw: (draw.elsewhere, draw.ours_elsewhere, draw.expected)
        )
    ]


def _block(known: tuple[int, int, float | None], same: list[Draw]) -> Block:
    elsewhere, ours_elsewhere, expected = known
    rulings = [draw.ruling for draw in same]
    return Block(
        elsewhere=elsewhere,
        ours_elsewhere=ours_elsewhere,
        drawn=len(same),
        ours=rulings.count(Verdict.CHALLENGE),
        missing=rulings.count(Verdict.MISSING),
        expected=expected,
    )


def _check(prefix: list[Draw]) -> None:
    if any(draw.ruling is Verdict.UNSURE for draw in prefix):
        raise ValueError("a lawyer's ruling is challenge, stands or missing")
