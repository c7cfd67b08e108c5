"""People who came in by a link, for tests of people."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from models import people, practice
from models.database import Database
from models.terms import Designation, Person, Role
from tests.factories import MORNING

NOON = MORNING + timedelta(hours=2)
LATER = NOON + timedelta(hours=1)
_NUMBERS = count(1)


def a_person(
    database: Database, telegram_id: int, role: Role = Role.VOLUNTEER, *, ready: bool = False
) -> Person:
    """Somebody who came in by a link at NOON; ``ready``: may be dealt a batch."""
    token = f"token-{next(_NUMBERS)}"
    database.run(people.invite, now=NOON, by="desk", role=role, token=token)
    joined = database.run(
        people.join, now=NOON, telegram_id=telegram_id, language="en", token=token
    )
    if ready:
        make_ready(database, joined.person)
    return again(database, joined.person)


def make_ready(database: Database, person: Person) -> None:
    """Everything that comes before the first batch."""
    database.run(people.accept_terms, now=NOON, person=person, version=1)
    for line in practice.LINES:
        judge = {"person": person, "number": line.number, "verdict": line.verdict}
        database.run(practice.judge, now=NOON, ground=line.ground, **judge)
    on_file = {"person_id": person.id, "designation": Designation.ON_FILE}
    database.run(people.designate, now=NOON, by="desk", **on_file)


def again(database: Database, person: Person) -> Person:
    """The person as the gate would see them now."""
    return database.run(people.look, person_id=person.id)
