"""What the kept rows say of the looks before."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from models.rules.estimates import Band, Condition, Counts
from models.tables import estimates


@dataclass(frozen=True, slots=True)
class Row:
    """One kept day. ``reasons``: code to (total, read, claimed, judged, ours[, low, high])."""

    counts: Counts
    claimed: int
    target: int
    band: Band | None
    band_day: date | None
    why: str | None
    state: str | None
    clashes: tuple[tuple[str, str, int | None, int | None], ...]
    reasons: dict[str, list[int]]
    highest: float
    highest_against: float
    sound: dict[str, Any] | None
    band_at: datetime | None
    draws: str


@dataclass(frozen=True, slots=True)
class Past:
    """The looks before now: highest e-values for the same target, the last band and its look.

    ``draws`` is the trace (`bands.trace`) of the draws that the e-values are of.
    ``sound`` are the counts of the last sound look of an earlier day; ``totals`` are the reasons'
    totals of the last earlier day. ``sound_facts`` is what the day's row hands on.
    """

    highest: float = 0.0
    highest_against: float = 0.0
    band: Band | None = None
    band_day: date | None = None
    band_at: datetime | None = None
    sound: Counts | None = None
    sound_day: date | None = None
    totals: dict[str, int] = field(default_factory=dict)
    sound_facts: dict[str, Any] | None = None
    draws: str = ""


PAST_NONE = Past()


def past(tx: Connection, day: date, target: int) -> Past:
    """What the newest row up to ``day`` says, and the last one of a day before it."""
    rows = tx.execute(
        select(estimates).where(estimates.c.day <= day).order_by(estimates.c.day.desc()).limit(2)
    ).all()
    if not rows:
        return PAST_NONE
    newest = of_body(rows[0].body)
    earlier = next((of_body(row.body) for row in rows if row.day < day), None)
    sound = None if earlier is None else earlier.sound
    same = newest.target == target
    return Past(
        highest=newest.highest if same else 0.0,
        highest_against=newest.highest_against if same else 0.0,
        band=newest.band,
        band_day=newest.band_day,
        band_at=newest.band_at,
        sound=None if sound is None else _counts(sound),
        sound_day=None if sound is None else date.fromisoformat(sound["day"]),
        totals={} if earlier is None else {code: of[0] for code, of in earlier.reasons.items()},
        sound_facts=newest.sound,
        draws=newest.draws if same else "",
    )


def of_body(body: str) -> Row:
    """A row's JSON as values."""
    facts = json.loads(body)
    band, day, at = facts["band"], facts["band_day"], facts.get("band_at")
    return Row(
        counts=_counts(facts),
        claimed=facts["claimed"],
        target=facts["target"],
        band=None if band is None else Band(band[0], band[1], Condition(band[2])),
        band_day=None if day is None else date.fromisoformat(day),
        why=facts["why"],
        state=facts["state"],
        clashes=tuple((one[0], one[1], one[2], one[3]) for one in facts["clashes"]),
        reasons=facts["reasons"],
        highest=facts["highest"],
        highest_against=facts["highest_against"],
        sound=facts["sound"],
        band_at=None if at is None else datetime.fromisoformat(at),
        draws=facts.get("draws", ""),
    )


def _counts(facts: dict[str, Any]) -> Counts:
    return Counts(facts["total"], facts["ours"], facts["ruled"], facts["read"])
