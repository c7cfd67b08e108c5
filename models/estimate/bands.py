"""The band of the total, and of each reason where its own audit draws give one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from models.audit.standing import Standing
from models.estimate.terms import ALPHA, Why
from models.rules.audit import Draw, ruled_prefix
from models.rules.estimates import Band, Block, Condition, Counts, evidence, total_band
from models.tables import audits
from models.terms import Verdict


def trace(draws: Sequence[Draw]) -> str:
    """How many draws these are, and a digest of what is known of each; "" of none.

    Other rulings, or another line ruled before a draw being ours, make another trace.
    """
    if not draws:
        return ""
    said = "\n".join(f"{one.elsewhere} {one.ours_elsewhere} {one.ruling}" for one in draws)
    return f"{len(draws)} {sha256(said.encode()).hexdigest()}"


def goes_on(draws: Sequence[Draw], before: str) -> bool:
    """Whether these draws begin with the ones whose trace it was, unchanged."""
    n = int(before.partition(" ")[0]) if before else 0
    return trace(draws[:n]) == before


def fits(total: int, blocks: Sequence[Block]) -> bool:
    """Whether any number of lines fits these draws; not where counts beside them went wrong."""
    try:
        found = evidence(total, blocks)
    except ValueError:  # a population smaller than what was drawn from it
        return False
    return all(curve.low <= curve.high for curve in (found.lower, found.upper))


def of_total(counts: Counts, audit: Standing) -> tuple[Band | None, Why | None]:
    """The stream's band of the total, or why there is none."""
    if not audit.draws:
        return None, Why.NOT_DRAWN
    band = total_band(counts, audit.blocks, ALPHA)
    if band.condition is Condition.NONE:
        return None, Why.NOT_RULED
    return band, None


def of_reasons(
    tx: Connection, counts: Mapping[str, Counts], audit: Standing
) -> dict[str, tuple[Band | None, Why | None]]:
    """By reason code: the band its audit draws give, or why none. All are right at once: 1 - ALPHA.

    A line drawn at random from all lines without a ruling is, among those of its reason, drawn at
    random too. What counts is how many of the reason were ruled, and ours, outside the stream
    before each draw; where that was not kept there is no band. (The order in which a reason is read
    and ruled outside the stream is never random: lawyers rule on claims first.)
    """
    if not audit.draws:
        return {code: (None, Why.NOT_DRAWN) for code in counts}
    places = len(ruled_prefix(audit.draws))
    kept = tx.execute(
        select(audits.c.place, audits.c.reason_elsewhere, audits.c.reason_ours_elsewhere)
        .where(audits.c.place < places)
        .order_by(audits.c.place)
    ).all()
    mine: dict[str, list[tuple[Any, Draw]]] = defaultdict(list)
    for row, reason, draw in zip(kept, audit.reasons, audit.draws, strict=False):
        mine[reason].append((row, draw))
    level = ALPHA / max(len(counts), 1)
    return {code: _of_reason(one, mine.get(code, []), level) for code, one in counts.items()}


def _of_reason(
    counts: Counts, drawn: Sequence[tuple[Any, Draw]], alpha: float
) -> tuple[Band | None, Why | None]:
    if not drawn:
        return None, Why.NOT_RULED
    if any(row.reason_elsewhere is None for row, _ in drawn):
        return None, Why.NOT_COUNTED
    blocks = _blocks(drawn)
    if not fits(counts.total, blocks):
        return None, Why.CONTRADICTION
    return total_band(counts, blocks, alpha), None


def _blocks(drawn: Sequence[tuple[Any, Draw]]) -> list[Block]:
    """Draws of one reason as kept counts: draws with nothing ruled in between are one block."""
    made = []
    for (elsewhere, ours), same in groupby(
        drawn, key=lambda one: (one[0].reason_elsewhere, one[0].reason_ours_elsewhere)
    ):
        rulings = [draw.ruling for _, draw in same]
        made.append(
            Block(
                elsewhere=elsewhere,
                ours_elsewhere=ours,
                drawn=len(rulings),
                ours=rulings.count(Verdict.CHALLENGE),
                missing=rulings.count(Verdict.MISSING),
            )
        )
    return made
