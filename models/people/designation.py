"""The written designation of a representative: where it stands, and who is told.

Gov. Code 7924.110(b) lets the proponent's representatives examine a petition whom the proponent
"designates in writing"; so nobody is dealt a real batch before theirs is on file.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from models import book as books
from models import notices, trail
from models.errors import Refusal
from models.people.known import locked, may_give
from models.tables import people
from models.terms import Designation, Person, Role


def designate(
    tx: Connection,
    *,
    now: datetime,
    by: Person | str,
    person_id: int,
    designation: Designation,
    on: date | None = None,
) -> bool:
    """Set where a person's designation stands since the day ``on`` (today); False: it did so.

    The person is told by notice. Refuses ``people.no-such-person``, ``people.not-yours-to-give``,
    ``people.day-to-come``.
    """
    may_give(tx, by, Role.VOLUNTEER)
    zone = books.read(tx, now=now).zone
    today = now.astimezone(zone).date()
    day = on or today
    if day > today:
        raise Refusal("people.day-to-come")
    row = locked(tx, person_id)
    # Noon of the day, so that it is the same day on every clock of the country.
    since = datetime.combine(day, time(12), zone).astimezone(UTC)
    if row.designation == designation and row.designation_at == since:
        return False
    tx.execute(
        people.update()
        .where(people.c.id == person_id)
        .values(designation=designation.value, designation_at=since)
    )
    notices.leave(
        tx,
        now=now,
        kind=f"designation.{designation.value}",
        key=f"{person_id}:{now.isoformat()}",
        person_id=person_id,
        facts={"day": day.isoformat()},
    )
    trail.append(
        tx,
        now=now,
        actor=by if isinstance(by, str) else by.pseudonym,
        act="person.designation",
        subject=row.pseudonym,
        old=row.designation,
        new=designation,
        since=day,
    )
    return True
