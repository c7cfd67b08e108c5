"""Where a person stands: what comes before their first batch, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from config.policy import Policy
from models import book as books
from models.tables import batches, people
from models.terms import Designation, Person, Role, looks

# Who reads lines, and so may need the county's names list and the practice lines. A coordinator
# or admin who wants to read finds both in the menu.
_READERS = frozenset({Role.VOLUNTEER, Role.CAPTAIN, Role.LAWYER})


class Step(StrEnum):
    """What comes next for a person; each is asked once, in this order."""

    TERMS = "terms"
    CALL_NAME = "call-name"
    LEGAL_NAME = "legal-name"
    PRACTICE = "practice"
    DESIGNATION = "designation"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Home:
    """What `/start` shows. ``designation_at`` is when it came to stand so."""

    step: Step
    terms_version: int
    call_name: str
    designation: Designation
    designation_at: datetime | None
    batch: str | None
    practice_lines: int


@looks
def look_home(tx: Connection, *, now: datetime, person: Person) -> Home:
    """Where the person stands at ``now``. Refuses ``petition.no-campaign``."""
    policy = books.read(tx, now=now).policy
    row = tx.execute(select(people).where(people.c.id == person.id)).one()
    code = tx.execute(
        select(batches.c.code).where(
            batches.c.person_id == person.id, batches.c.ended_at.is_(None)
        )
    ).scalar()
    return Home(
        step=_step(policy, Role(row.role), row),
        terms_version=policy.terms_version,
        call_name=row.call_name or "",
        designation=Designation(row.designation),
        designation_at=row.designation_at,
        batch=code,
        practice_lines=policy.practice_lines,
    )


def _step(policy: Policy, role: Role, row: Row[Any]) -> Step:
    reads = role in _READERS
    waits = policy.designation_required and row.designation != Designation.ON_FILE
    ladder = (
        (Step.TERMS, row.terms_version < policy.terms_version),
        (Step.CALL_NAME, row.call_name is None),
        (Step.LEGAL_NAME, reads and row.legal_name is None),
        (Step.PRACTICE, reads and row.practised_at is None),
        (Step.DESIGNATION, reads and waits),
    )
    return next((step for step, due in ladder if due), Step.READY)
