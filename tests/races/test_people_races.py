"""Races at the door of the house: the last use of a link, and the same person twice."""

from __future__ import annotations

from functools import partial

from models import people
from models.database import Database
from models.terms import Role
from tests import factories
from tests.races.conftest import Race

NOW = factories.MORNING


def join(database: Database, number: int, *, token: str, ids: list[int]) -> str:
    come = {"telegram_id": ids[number], "language": "en", "token": token}
    return database.run(people.join, now=NOW, **come).person.pseudonym


def invite(race: Race, uses: int) -> str:
    token = "an-invented-token"
    asked = {"by": "desk", "role": Role.VOLUNTEER, "token": token, "uses": uses}
    race.database.run(people.invite, now=NOW, **asked)
    return token


def test_the_last_use_of_a_link_lets_one_in(race: Race) -> None:
    factories.found_campaign(race.database)
    token = invite(race, 1)
    ran = race(partial(join, token=token, ids=[11, 12, 13, 14]))
    assert sorted(one.refused or "in" for one in ran) == [
        "in",
        *["people.invitation-used-up"] * 3,
    ]


def test_one_person_who_taps_a_link_four_times_is_one_person_and_one_use(race: Race) -> None:
    factories.found_campaign(race.database)
    token = invite(race, 2)
    ran = race(partial(join, token=token, ids=[11] * 4))
    assert len({one.value for one in ran}) == 1
    assert race.database.run(people.look_invitations, now=NOW)[0].uses == 1


def test_four_people_through_one_link_have_four_names(race: Race) -> None:
    factories.found_campaign(race.database)
    token = invite(race, 4)
    ran = race(partial(join, token=token, ids=[11, 12, 13, 14]))
    assert sorted(one.value for one in ran) == ["R-001", "R-002", "R-003", "R-004"]
