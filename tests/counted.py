"""A campaign of which only the kept counts and the audit lines stand in the database. All invented.

Estimates look at nothing else, so a state that months of reading would lead to is written down in a
few rows. What is written so cannot be recounted: these tests look at estimates and posts only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from models.database import Database
from models.rules.dealing import ticket
from models.tables import (
    audits,
    batches,
    campaign,
    cases,
    entries,
    figures,
    lines,
    people,
    readings,
    reasons,
    tally,
)
from models.terms import LineState, Round, Verdict
from tests import factories

SECTION = 50_001  # of the drawn lines, one a section


@dataclass(frozen=True, slots=True)
class Counted:
    """One reason's counts of lines."""

    total: int
    read: int = 0
    claimed: int = 0
    judged: int = 0
    ours: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One audit line: its reason, its ruling, and what was ruled outside the stream before it."""

    reason: str = "NR"
    ruling: Verdict | None = Verdict.STANDS
    elsewhere: int = 0
    ours_elsewhere: int = 0
    in_reason: tuple[int, int] | None = None
    after_days: int = 0


def counted(database: Database, counts: dict[str, Counted], *, target: int = 46_807) -> None:
    """Write the reasons' counts over what is there, and a target if there is none."""
    database.run(_counted, now=factories.MORNING, counts=counts, target=target)


def drawn(
    database: Database, draws: Sequence[Drawn], *, now: datetime = factories.MORNING
) -> None:
    """Add audit lines after the ones that are there, in this order."""
    database.run(_drawn, now=now, draws=draws)


def sample(n: int, ours: int, **more: object) -> list[Drawn]:
    """``n`` draws of which ``ours``, spread evenly, are ruled ours."""
    one = replace(Drawn(), **more)  # type: ignore[arg-type]
    return [
        replace(
            one,
            ruling=Verdict.CHALLENGE if (k + 1) * ours // n > k * ours // n else Verdict.STANDS,
        )
        for k in range(n)
    ]


def _counted(tx: Connection, *, now: datetime, counts: dict[str, Counted], target: int) -> None:
    ids = {row.code: row.id for row in tx.execute(select(reasons))}
    for code, one in counts.items():
        tx.execute(
            tally.update()
            .where(tally.c.reason_id == ids[code])
            .values(
                total=one.total, free=one.total - one.read, held=0, paper=0, read=one.read,
                challenge=one.claimed, stands=one.read - one.claimed, unsure=0, missing=0,
                claimed=one.claimed, judged=one.judged, ruled=one.ours,
            )
        )  # fmt: skip
    if tx.execute(select(figures.c.id)).first() is None:
        for name, value in (("required", target + 1000), ("valid", 1000)):
            tx.execute(
                figures.insert().values(
                    name=name, value=value, as_of=date(2022, 8, 15), source="invented", by="desk",
                    at=now,
                )
            )  # fmt: skip


def _drawn(tx: Connection, *, now: datetime, draws: Sequence[Drawn]) -> None:
    ids = {row.code: row.id for row in tx.execute(select(reasons))}
    tx.execute(campaign.update().values(audit_seed="an invented seed of the audit"))
    place = len(tx.execute(select(audits.c.place)).all())
    reading = _a_ruling(tx, now)
    for number, one in enumerate(draws, place):
        line = _a_line(tx, number, ids[one.reason], one.ruling, reading.batch_id)
        tx.execute(
            audits.insert().values(
                place=number, line_id=line, drawn_at=now + timedelta(days=one.after_days),
                day=now.date() + timedelta(days=one.after_days), elsewhere=one.elsewhere,
                ours_elsewhere=one.ours_elsewhere,
                reason_elsewhere=None if one.in_reason is None else one.in_reason[0],
                reason_ours_elsewhere=None if one.in_reason is None else one.in_reason[1],
            )
        )  # fmt: skip
        if one.ruling in (Verdict.CHALLENGE, Verdict.STANDS):
            tx.execute(
                cases.insert().values(
                    line_id=line, lawyer_id=reading.reader_id, reading_id=reading.id,
                    verdict=one.ruling, counts=one.ruling is Verdict.CHALLENGE,
                )
            )  # fmt: skip


def _a_line(
    tx: Connection, number: int, reason_id: int, ruling: Verdict | None, batch_id: int
) -> int:
    section = SECTION + number
    verdict = Verdict.MISSING if ruling is Verdict.MISSING else Verdict.STANDS
    read = ruling is not None
    made: int = tx.execute(
        lines.insert()
        .values(
            section=section, page=1, line=1, reason_id=reason_id, contested=False, claim=False,
            draw=ticket(factories.SEED, section),
            state=LineState.READ if read else LineState.FREE,
            verdict=verdict if read else None, batch_id=batch_id if read else None,
        )
        .returning(lines.c.id)
    ).scalar_one()  # fmt: skip
    return made


def _a_ruling(tx: Connection, now: datetime) -> object:
    """The one reading that stands behind every ruling here: nothing asks for a second one."""
    found = tx.execute(select(readings).where(readings.c.round == Round.RULING)).first()
    if found is not None:
        return found
    lawyer = tx.execute(
        people.insert()
        .values(
            pseudonym="R-900", role="lawyer", language="en", suspended=False, terms_version=1,
            designation="on-file", practice_step=5, joined_at=now,
        )
        .returning(people.c.id)
    ).scalar_one()  # fmt: skip
    batch = tx.execute(
        batches.insert()
        .values(
            code="Z900", person_id=lawyer, round=Round.FIRST, policy="registrar", draw="", size=0,
            dealt_at=now, ends_at=now, deadline_at=now, ended_at=now, ended="done",
        )
        .returning(batches.c.id)
    ).scalar_one()  # fmt: skip
    entry = tx.execute(
        entries.insert()
        .values(person_id=lawyer, batch_id=batch, via="tap", at=now)
        .returning(entries.c.id)
    ).scalar_one()
    line = _a_line(tx, -1, tx.execute(select(reasons.c.id).limit(1)).scalar_one(), None, batch)
    return tx.execute(
        readings.insert()
        .values(
            line_id=line, round=Round.RULING, batch_id=batch, entry_id=entry, reader_id=lawyer,
            typed_by_id=lawyer, verdict=Verdict.STANDS, at=now, day=now.date(), standing=True,
            extra=False, withdrawn=False,
        )
        .returning(readings)
    ).one()  # fmt: skip
