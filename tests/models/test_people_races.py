"""People at the same moment, with clients that really run side by side, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from models import people, trail
from models.database import Database
from models.errors import Refusal
from models.terms import Role
from tests.team import NOON, a_person, again


def at_once(database: Database, asks: Sequence[tuple[object, dict[str, object]]]) -> list[object]:
    async def everybody() -> list[object]:
        return await asyncio.gather(
            *(database.ask(verb, now=NOON, **values) for verb, values in asks),
            return_exceptions=True,
        )

    return asyncio.run(everybody())


def test_one_person_who_taps_start_many_times_is_one_person(any_campaign: Database) -> None:
    any_campaign.run(
        people.invite, now=NOON, by="desk", role=Role.VOLUNTEER, token="link", uses=50
    )
    values = {"telegram_id": 700, "language": "en", "token": "link"}
    came = at_once(any_campaign, [(people.join, values)] * 12)
    assert {one.person.pseudonym for one in came} == {"R-001"}
    assert sum(one.new for one in came) == 1
    assert any_campaign.run(people.look_invitations, now=NOON)[0].uses == 1


def test_a_crowd_gets_pseudonyms_of_their_own(any_campaign: Database) -> None:
    any_campaign.run(
        people.invite, now=NOON, by="desk", role=Role.VOLUNTEER, token="link", uses=15
    )
    came = at_once(
        any_campaign,
        [
            (people.join, {"telegram_id": 700 + n, "language": "en", "token": "link"})
            for n in range(20)
        ],
    )
    joined = [one for one in came if isinstance(one, people.Joined)]
    assert len({one.person.pseudonym for one in joined}) == len(joined) == 15
    assert {one.code for one in came if isinstance(one, Refusal)} == {"people.invitation-used-up"}
    assert any_campaign.run(trail.verify) is None


def test_two_admins_who_pause_each_other_leave_one(any_campaign: Database) -> None:
    one, other = (a_person(any_campaign, number, Role.ADMIN) for number in (1, 2))
    at_once(
        any_campaign,
        [
            (people.suspend, {"by": one, "person_id": other.id}),
            (people.suspend, {"by": other, "person_id": one.id}),
        ],
    )
    paused = [again(any_campaign, admin).suspended for admin in (one, other)]
    assert sorted(paused) == [False, True]
