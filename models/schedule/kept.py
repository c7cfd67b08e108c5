"""An export is an act: the trail says what was given out, by its digests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from models import book as books
from models import trail
from models.schedule.terms import Walked
from models.trail import Head

ACT = "schedule.exported"


def exported(
    tx: Connection, *, now: datetime, by: str, walked: Walked, digests: Mapping[str, str]
) -> Head:
    """Write into the trail that an export was made: its files by SHA-256, and of which state.

    ``digests``: file name to 64 hex digits. Refuses ``petition.no-campaign``.
    """
    books.read(tx, now=now)
    return trail.append(
        tx,
        now=now,
        actor=by,
        act=ACT,
        subject=walked.slug,
        files=dict(digests),
        lines=walked.lines,
        ruled=walked.ruled,
        draws=walked.draws,
        seed_told=walked.told,
        as_of=walked.trail_seq,
        as_of_hash=walked.trail_hash,
    )
