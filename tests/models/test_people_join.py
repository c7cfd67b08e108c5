"""Invitations and coming in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import people, trail
from models.database import Database
from models.errors import Refusal
from models.tables import invitations, notices
from models.terms import Role
from tests.team import LATER, NOON, a_person, again


@pytest.fixture
def database(any_campaign: Database) -> Database:
    return any_campaign


def join(database: Database, telegram_id: int, token: str, now=NOON):
    return database.run(people.join, now=now, telegram_id=telegram_id, language="es", token=token)


def refused(database: Database, verb, **values) -> str:
    with pytest.raises(Refusal) as no:
        database.run(verb, **values)
    return no.value.code


def a_link(database: Database, token: str = "link", by="desk", role=Role.VOLUNTEER, uses=1):
    return database.run(people.invite, now=NOON, by=by, role=role, token=token, uses=uses)


def test_whoever_opens_a_link_becomes_a_person_with_its_role(database: Database) -> None:
    a_link(database, role=Role.CAPTAIN)
    joined = join(database, 700, "link")
    assert joined.new
    assert (joined.person.pseudonym, joined.person.role) == ("R-001", Role.CAPTAIN)
    assert joined.person.language == "es"
    found = database.run(people.look_telegram, telegram_id=700)
    assert found == joined.person
    assert database.run(people.look_telegram, telegram_id=701) is None


def test_a_token_is_stored_by_its_digest_only(database: Database) -> None:
    a_link(database, "a-secret-token")
    with database.engine.connect() as tx:
        row = tx.execute(select(invitations)).one()
    assert "a-secret-token" not in str(row)
    assert len(row.token_digest) == 64


def test_the_same_person_twice_is_one_person_and_one_use(database: Database) -> None:
    a_link(database, uses=2)
    first, second = join(database, 700, "link"), join(database, 700, "link", LATER)
    assert first.person == second.person
    assert (first.new, second.new) == (True, False)
    assert database.run(people.look_invitations, now=NOON)[0].left == 1


def test_a_link_says_why_it_is_closed(database: Database) -> None:
    joining = {"now": NOON, "telegram_id": 9, "language": "en"}
    assert refused(database, people.join, token="x", **joining) == "people.invitation-unknown"
    a_link(database, "used")
    join(database, 700, "used")
    assert refused(database, people.join, token="used", **joining) == "people.invitation-used-up"
    gone = a_link(database, "gone")
    database.run(people.revoke, now=NOON, by="desk", invitation_id=gone.id)
    assert refused(database, people.join, token="gone", **joining) == "people.invitation-revoked"
    a_link(database, "old")
    joining["now"] = NOON + timedelta(days=7)
    assert refused(database, people.join, token="old", **joining) == "people.invitation-expired"


def test_a_member_is_welcomed_back_by_a_dead_link(database: Database) -> None:
    a_link(database)
    join(database, 700, "link")
    back = join(database, 700, "link", NOON + timedelta(days=30))
    assert not back.new
    assert back.person.pseudonym == "R-001"


def test_a_living_link_for_a_higher_role_raises_a_member(database: Database) -> None:
    maria = a_person(database, 700)
    a_link(database, "up", role=Role.COORDINATOR)
    raised = join(database, 700, "up")
    assert (raised.before, raised.person.role) == (Role.VOLUNTEER, Role.COORDINATOR)
    assert again(database, maria).role == Role.COORDINATOR
    assert (
        refused(database, people.join, now=NOON, telegram_id=8, language="en", token="up")
        == "people.invitation-used-up"
    )


def test_a_link_for_a_lower_role_takes_nothing_and_is_not_used(database: Database) -> None:
    a_person(database, 700, Role.CAPTAIN)
    a_link(database, "down")
    assert join(database, 700, "down").person.role == Role.CAPTAIN
    assert database.run(people.look_invitations, now=NOON)[0].uses == 0


def test_no_link_ends_a_pause(database: Database) -> None:
    admin, maria = a_person(database, 1, Role.ADMIN), a_person(database, 700)
    database.run(people.suspend, now=NOON, by=admin, person_id=maria.id)
    a_link(database, "up", role=Role.CAPTAIN)
    joining = {"now": NOON, "telegram_id": 700, "language": "en", "token": "up"}
    assert refused(database, people.join, **joining) == "suspended"


@pytest.mark.parametrize(
    ("inviter", "role", "allowed"),
    [
        (Role.COORDINATOR, Role.VOLUNTEER, True),
        (Role.COORDINATOR, Role.CAPTAIN, True),
        (Role.COORDINATOR, Role.LAWYER, True),
        (Role.COORDINATOR, Role.COORDINATOR, False),
        (Role.COORDINATOR, Role.ADMIN, False),
        (Role.ADMIN, Role.ADMIN, True),
        (Role.CAPTAIN, Role.VOLUNTEER, False),
        (Role.LAWYER, Role.VOLUNTEER, False),
    ],
)
def test_who_may_bring_in_whom(database: Database, inviter, role, allowed) -> None:
    by = a_person(database, 1, inviter)
    if allowed:
        assert a_link(database, by=by, role=role).made_by == by.pseudonym
    else:
        asking = {"now": NOON, "by": by, "role": role, "token": "t"}
        assert refused(database, people.invite, **asking) == "people.not-yours-to-give"


def test_a_link_that_opens_everything_is_for_one_person_and_a_week(database: Database) -> None:
    asking = {"now": NOON, "by": "desk", "role": Role.ADMIN, "token": "t", "uses": 2}
    assert refused(database, people.invite, **asking) == "people.invitation-limits"


def test_the_inviter_is_told_who_came(database: Database) -> None:
    by = a_person(database, 1, Role.COORDINATOR)
    a_link(database, by=by)
    join(database, 700, "link")
    with database.engine.connect() as tx:
        row = tx.execute(select(notices).where(notices.c.kind == "person.joined")).one()
    assert row.person_id == by.id
    assert row.facts == '{"pseudonym": "R-002", "role": "volunteer"}'


def test_of_many_on_the_last_use_one_comes_in(database: Database) -> None:
    import asyncio

    a_link(database, "last", uses=3)

    async def everybody() -> list[object]:
        return await asyncio.gather(
            *(
                database.ask(
                    people.join, now=NOON, telegram_id=900 + n, language="en", token="last"
                )
                for n in range(20)
            ),
            return_exceptions=True,
        )

    came = asyncio.run(everybody())
    assert sum(isinstance(one, people.Joined) for one in came) == 3
    assert {one.code for one in came if isinstance(one, Refusal)} == {"people.invitation-used-up"}
    assert database.run(trail.verify) is None


def test_terms_are_accepted_once_a_version(database: Database) -> None:
    from models import petition

    maria = a_person(database, 700)
    accept = {"now": NOON, "person": maria}
    assert database.run(people.accept_terms, version=1, **accept)
    assert not database.run(people.accept_terms, version=1, **accept)
    database.run(petition.change_policy, now=NOON, by="desk", changes={"terms_version": 2})
    maria = again(database, maria)
    assert database.run(people.look_home, now=NOON, person=maria).step == people.Step.TERMS
    assert refused(database, people.accept_terms, version=1, **accept) == "people.terms-old"
    assert database.run(people.accept_terms, version=2, now=NOON, person=maria)
