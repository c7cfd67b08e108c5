"""Counts that contradict each other or the day before: named, and what of it is grave.

A ruling that a lawyer took back is no contradiction, however the counts fall by it; nor is it one
that a line ruled for us counts no more since its duplicate set was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from models.estimate.bands import fits
from models.estimate.past import Past
from models.estimate.terms import Clash, Fault
from models.petition import Count
from models.rules.estimates import Block, Contradiction, Counts, contradictions
from models.rulings.judged import Judged
from models.tables import cases, entries, readings
from models.terms import Round, Verdict

_FELL = (Contradiction.RULED_FELL, Contradiction.OURS_FELL)


def found(
    tx: Connection,
    counts: Counts,
    rows: Sequence[tuple[Count, Judged]],
    before: Past,
    since: datetime | None,
    blocks: Sequence[Block] = (),
) -> tuple[Clash, ...]:
    """What contradicts in these counts, beside the last sound ones and the reasons' last totals.

    ``since``: the start of the day of the last sound counts, from which rulings may be taken back.
    ``blocks`` are the ruled draws.
    """
    draws = () if fits(counts.total, blocks) else (Clash(Fault.DRAWS),)
    return (
        *_of_total(tx, counts, before, since),
        *draws,
        *(clash for count, one in rows for clash in _of_reason(count, one)),
        *_changed(rows, before),
    )


def _of_total(
    tx: Connection, counts: Counts, before: Past, since: datetime | None
) -> Iterator[Clash]:
    sound = before.sound
    for code in contradictions(counts, sound):
        was, now = _beside(code, counts, sound)
        if code is Contradiction.TOTAL_CHANGED:
            continue  # told by the reasons' totals, and once: a changed list stays changed
        if code in _FELL and sound is not None:
            of_sets = _of_sets(tx) if code is Contradiction.OURS_FELL else 0
            if _taken_back(tx, since) + of_sets >= (was or 0) - (now or 0):
                continue
        yield Clash(code, "", was, now)


def _beside(
    code: Contradiction, counts: Counts, sound: Counts | None
) -> tuple[int | None, int | None]:
    """The two numbers that contradict."""
    match code:
        case Contradiction.OURS_ABOVE_RULED:
            return counts.ruled, counts.ours
        case Contradiction.RULED_ABOVE_TOTAL:
            return counts.total, counts.ruled
        case Contradiction.RULED_ABOVE_READ:
            return counts.read, counts.ruled
        case Contradiction.RULED_FELL if sound is not None:
            return sound.ruled, counts.ruled
        case Contradiction.OURS_FELL if sound is not None:
            return sound.ours, counts.ours
    return None, None


def _of_reason(count: Count, one: Judged) -> Iterator[Clash]:
    mine = Counts(count.total, one.ours, one.judged, count.read)
    for code in contradictions(mine):
        was, now = _beside(code, mine, None)
        yield Clash(code, count.reason, was, now)


def _changed(rows: Sequence[tuple[Count, Judged]], before: Past) -> Iterator[Clash]:
    for count, _ in rows:
        was = before.totals.get(count.reason, count.total)
        if was != count.total:
            yield Clash(Fault.REASON_CHANGED, count.reason, was, count.total, grave=False)


def _taken_back(tx: Connection, since: datetime | None) -> int:
    """Rulings that lawyers took back since then. Looks at every entry; only asked after a fall."""
    if since is None:
        return 0
    return int(
        tx.execute(
            select(func.count())
            .select_from(readings)
            .join(entries, entries.c.id == readings.c.entry_id)
            .where(
                readings.c.round == Round.RULING,
                readings.c.withdrawn,
                entries.c.undone_at >= since,
            )
        ).scalar_one()
    )


def _of_sets(tx: Connection) -> int:
    """Lines ruled ours that do not count, since another represents their set. Asked after a fall."""
    ours = (cases.c.verdict == Verdict.CHALLENGE.value, ~cases.c.counts)
    return int(tx.execute(select(func.count()).select_from(cases).where(*ours)).scalar_one())


def day_begins(day: date | None, zone: object) -> datetime | None:
    """Midnight of a day on the campaign's wall clock; None for None."""
    if day is None:
        return None
    return datetime.combine(day, datetime.min.time(), zone)  # type: ignore[arg-type]
