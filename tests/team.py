"""A founded practice campaign in a file, and people who came in by a link: for tests of people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from config.profile import campaign_path, load_profile
from models import people, petition, practice
from models.database import Database
from models.tables import lines, metadata, tally
from models.terms import Designation, Person, Role

NOON = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # noon in Los Angeles
LATER = NOON + timedelta(hours=1)
_NUMBERS = count(1)


def a_campaign(folder: Path) -> Database:
    """A SQLite file with the invented practice campaign, founded at NOON."""
    database = Database(f"sqlite:///{folder / 'campaign.db'}", durable=False)
    metadata.create_all(database.engine)
    database.run(
        petition.found,
        now=NOON,
        by="desk",
        profile=load_profile(campaign_path("practice")),
        draw_seed="a seed for tests",
    )
    return database


def a_person(
    database: Database, telegram_id: int, role: Role = Role.VOLUNTEER, *, ready: bool = False
) -> Person:
    """Somebody who came in at NOON; ``ready``: terms, practice and designation done."""
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
        database.run(
            practice.judge,
            now=NOON,
            person=person,
            number=line.number,
            verdict=line.verdict,
            ground=line.ground,
        )
    database.run(
        people.designate,
        now=NOON,
        by="desk",
        person_id=person.id,
        designation=Designation.ON_FILE,
    )


def again(database: Database, person: Person) -> Person:
    """The person as the gate would see them now."""
    return database.run(people.look, person_id=person.id)


def some_lines(database: Database, numbers: range) -> None:
    """One invented line in each of these sections, free to be dealt."""
    with database.engine.begin() as tx:
        tx.execute(
            lines.insert(),
            [
                {
                    "id": place,
                    "section": section,
                    "page": 1,
                    "line": 1,
                    "reason_id": 1,
                    "draw": place,
                    "state": 0,
                    "contested": False,
                    "claim": False,
                }
                for place, section in enumerate(numbers, 1)
            ],
        )
        tx.execute(
            tally.update()
            .where(tally.c.reason_id == 1)
            .values(total=len(numbers), free=len(numbers))
        )
