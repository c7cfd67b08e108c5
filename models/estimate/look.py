"""One moment's estimate, from kept counts and the ruled audit lines; no line is counted.

The lawyer's ruling stands for the truth: what is estimated is how many lines would be ruled ours if
every line were ruled. The band holds at every look at once, whatever else was read or ruled in
whatever order, because the audit lines were drawn at random from all lines without a ruling
(`models.rules.estimates.stream`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from models import book as books
from models import petition
from models.audit.standing import Standing, standing
from models.book import Book
from models.estimate import bands, clashes, listed
from models.estimate.minutes import audit_minutes
from models.estimate.past import Past, past
from models.estimate.terms import Audit, Clash, Estimate, Late, ReasonEstimate, Why
from models.petition import Count
from models.rules.audit import held_up, ruled_prefix
from models.rules.estimates import (
    Band,
    Counts,
    Support,
    certain,
    evidence,
    remembered,
    support,
)
from models.rulings.judged import Judged, judged
from models.terms import Order, looks


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look gathers before it estimates.

    ``moved``: lines that came into the list or left it after the first draw; ``corrected``: whether
    there was any correction after it.
    """

    counts: Counts
    rows: tuple[tuple[Count, Judged], ...]
    audit: Standing
    past: Past
    clashes: tuple[Clash, ...]
    as_met: bool
    whole: bool
    moved: int
    corrected: bool

    @property
    def grave(self) -> bool:
        return any(clash.grave for clash in self.clashes)


@dataclass(frozen=True, slots=True)
class _Found:
    """The band of the total, the day it is of, and the moment of its list; or why there is none."""

    band: Band | None = None
    day: date | None = None
    why: Why | None = None
    fresh: bool = False  # from today's draws
    at: datetime | None = None


def estimate(tx: Connection, *, book: Book, now: datetime) -> Estimate:
    """The estimate at ``now``. Counts are lines; see `Estimate`. Refuses ``petition.no-target``."""
    day = now.astimezone(book.zone).date()
    target = petition.target(tx)
    seen = _gathered(tx, book, past(tx, day, target))
    total = _total(tx, seen, now, day)
    same = bands.goes_on(ruled_prefix(seen.audit.draws), seen.past.draws)
    return Estimate(
        day=day,
        at=now,
        target=target,
        counts=seen.counts,
        claimed=sum(count.claimed for count, _ in seen.rows),
        certain=certain(seen.counts),
        band=total.band,
        band_day=total.day,
        why=total.why,
        support=_support(seen, target, fresh=total.fresh, same=same),
        margin=seen.counts.ours - target,
        by_reason=_reasons(tx, seen),
        clashes=seen.clashes,
        audit=_audit(tx, seen.audit, book, day),
        band_at=total.at,
        whole=seen.whole,
        draws=(
            seen.past.draws
            if same and not total.fresh
            else bands.trace(ruled_prefix(seen.audit.draws))
        ),
    )


@looks
def look(tx: Connection, *, now: datetime) -> Estimate:
    """`estimate` as an ask of its own."""
    return estimate(tx, book=books.read(tx, now=now), now=now)


def _gathered(tx: Connection, book: Book, before: Past) -> _Seen:
    ruled = judged(tx, book)
    lines = petition.counts(tx, book)
    rows = tuple((count, ruled[count.reason]) for count in lines)
    counts = Counts(
        total=sum(count.total for count, _ in rows),
        ours=sum(one.ours for _, one in rows),
        ruled=sum(one.judged for _, one in rows),
        read=sum(count.read for count, _ in rows),
    )
    audit = standing(tx)
    moved, corrected = listed.since_the_first_draw(tx) if audit.draws else (0, False)
    since = clashes.day_begins(before.sound_day, book.zone)
    return _Seen(
        counts=counts,
        rows=rows,
        audit=audit,
        past=before,
        clashes=clashes.found(tx, counts, rows, before, since, audit.blocks),
        as_met=book.policy.order == Order.AS_MET,
        whole=petition.is_whole(tx, book, lines),
        moved=moved,
        corrected=corrected,
    )


def _total(tx: Connection, seen: _Seen, now: datetime, day: date) -> _Found:
    if seen.grave:
        return _last(tx, seen, now, Why.CONTRADICTION)
    if seen.moved:
        return _last(tx, seen, now, Why.LIST_CHANGED)
    if seen.as_met:
        return _Found(why=Why.AS_MET)
    band, why = bands.of_total(seen.counts, seen.audit)
    return _Found(why=why) if band is None else _Found(band, day, fresh=True, at=now)


def _last(tx: Connection, seen: _Seen, now: datetime, why: Why) -> _Found:
    """The band that was kept last, with its day; widened by what the list gained and lost since."""
    before = seen.past
    if before.band is None or before.band_at is None:
        return _Found(why=why)
    if seen.grave:
        return _Found(before.band, before.band_day, why, at=before.band_at)
    band = listed.widened(tx, before.band, before.band_at, seen.counts)
    return _Found(band, before.band_day, why, at=now)


def _support(seen: _Seen, target: int, *, fresh: bool, same: bool) -> Support | None:
    """By the stream where today's can be used; else what was reached before, if anything was.

    What was reached stays reached, unless what it was reached by has changed since: a ruling of a
    drawn line was taken back, a duplicate set was found, lines came into the list or left it.
    """
    if seen.moved:
        return None
    highest, against = (seen.past.highest, seen.past.highest_against) if same else (0.0, 0.0)
    if fresh:
        found = evidence(seen.counts.total, seen.audit.blocks)
        return support(target, found.lower, found.upper, highest=highest, highest_against=against)
    return remembered(target, highest, against) if highest or against else None


def _reasons(tx: Connection, seen: _Seen) -> tuple[ReasonEstimate, ...]:
    counts = {
        count.reason: Counts(count.total, one.ours, one.judged, count.read)
        for count, one in seen.rows
    }
    if seen.grave:
        found = _none(counts, Why.CONTRADICTION)
    elif seen.corrected:
        found = _none(counts, Why.LIST_CHANGED)
    elif seen.as_met:
        found = _none(counts, Why.AS_MET)
    else:
        found = bands.of_reasons(tx, counts, seen.audit)
    return tuple(
        ReasonEstimate(
            reason=count.reason,
            label=count.label,
            total=count.total,
            read=count.read,
            claimed=count.claimed,
            judged=one.judged,
            ours=one.ours,
            certain=certain(counts[count.reason]),
            band=found[count.reason][0],
            why=found[count.reason][1],
        )
        for count, one in seen.rows
    )


def _none(counts: dict[str, Counts], why: Why) -> dict[str, tuple[Band | None, Why | None]]:
    return {code: (None, why) for code in counts}


def _audit(tx: Connection, audit: Standing, book: Book, day: date) -> Audit:
    place = held_up(audit.draws, audit.drawn_on, day, book.policy.audit_late_days)
    late = None
    if place is not None:
        drawn_on = audit.drawn_on[place]
        late = Late(audit.keys[place].printed, drawn_on, (day - drawn_on).days)
    return Audit(
        drawn=len(audit.draws),
        ruled=sum(block.drawn - block.missing for block in audit.blocks),
        missing=sum(block.missing for block in audit.blocks),
        pending=audit.pending,
        minutes=audit_minutes(tx) if audit.draws else None,
        committed=audit.committed,
        late=late,
    )
