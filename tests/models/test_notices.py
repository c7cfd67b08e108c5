"""Notices: left once, claimed by one, never silently sent twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import notices, trail
from models.database import Database
from models.errors import Refusal
from models.notices import LEASE
from models.tables import notices as table
from models.terms import NoticeState, Person, Role
from tests import factories
from tests.conftest import Clock


@pytest.fixture
def ana(any_campaign: Database) -> Person:
    return factories.a_person(any_campaign, language="es", telegram_id=4242)


def leave(database: Database, clock: Clock, person: Person, key: str = "k", **more: Any) -> bool:
    values = {"kind": "a.test", "facts": {"n": 1}, "person_id": person.id} | more
    return database.run(notices.leave, now=clock(), key=key, **values)


def claim(database: Database, clock: Clock, **more: Any) -> tuple[notices.Notice, ...]:
    return database.run(notices.claim, now=clock(), **more)


def settle(
    database: Database, clock: Clock, notice: notices.Notice, state: NoticeState, **more: Any
) -> None:
    database.run(notices.settle, now=clock(), notice_id=notice.id, state=state, **more)


def states(database: Database) -> list[str]:
    query = select(table.c.state).order_by(table.c.id)
    return [row.state for row in database.run(factories.everything, query=query)]


def test_a_notice_exists_once_however_often_it_is_left(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    assert [leave(any_campaign, clock, ana) for _ in range(3)] == [True, False, False]
    assert leave(any_campaign, clock, ana, kind="another.test")


def test_a_claimed_notice_knows_its_reader_and_is_claimed_once(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    leave(any_campaign, clock, ana, facts={"día": "año", "list": [1, 2]})
    (notice,) = claim(any_campaign, clock)
    assert (notice.chat_id, notice.language, notice.attempts) == (4242, "es", 1)
    assert notice.facts == {"día": "año", "list": [1, 2]}
    assert claim(any_campaign, clock) == ()


def test_a_notice_for_a_chat_has_no_person(any_campaign: Database, clock: Clock) -> None:
    any_campaign.run(
        notices.leave, now=clock(), kind="post", key="d", facts={}, chat_id=-1001234567890
    )
    (notice,) = claim(any_campaign, clock)
    assert (notice.chat_id, notice.person_id, notice.language) == (-1001234567890, None, None)


def test_what_is_due_later_waits_and_the_earliest_goes_first(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    for key, hours in (("late", 2), ("soon", 1), ("now", 0)):
        leave(any_campaign, clock, ana, key, due_at=clock() + timedelta(hours=hours))
    assert [n.key for n in claim(any_campaign, clock)] == ["now"]
    clock.move(hours=2)
    assert [n.key for n in claim(any_campaign, clock, limit=1)] == ["soon"]
    assert [n.key for n in claim(any_campaign, clock)] == ["late"]


def test_a_notice_that_must_wait_is_claimed_again_when_it_is_time(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    leave(any_campaign, clock, ana)
    (notice,) = claim(any_campaign, clock)
    later = clock() + timedelta(seconds=30)
    settle(any_campaign, clock, notice, NoticeState.WAITING, due_at=later)
    assert claim(any_campaign, clock) == ()
    clock.move(seconds=30)
    (again,) = claim(any_campaign, clock)
    settle(any_campaign, clock, again, NoticeState.SENT, message_id=77)
    assert (again.attempts, states(any_campaign)) == (2, ["sent"])


def test_a_lost_worker_leaves_an_unknown_and_coordinators_are_asked(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    boss = factories.a_person(any_campaign, role=Role.COORDINATOR)
    factories.a_person(any_campaign, role=Role.ADMIN, suspended=True)
    leave(any_campaign, clock, ana)
    claim(any_campaign, clock)
    clock.move(minutes=4)
    assert any_campaign.run(notices.orphaned, now=clock()) == 0
    clock.now += LEASE
    assert any_campaign.run(notices.orphaned, now=clock()) == 1
    assert any_campaign.run(notices.orphaned, now=clock()) == 0
    (asking,) = claim(any_campaign, clock)
    assert (asking.kind, asking.person_id) == ("unknown", boss.id)
    assert [n.key for n in any_campaign.run(notices.unknown)] == ["k"]


def test_at_its_start_a_lone_process_orphans_every_open_claim(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    leave(any_campaign, clock, ana)
    claim(any_campaign, clock)
    assert any_campaign.run(notices.orphaned, now=clock(), everything=True) == 1
    assert states(any_campaign) == ["unknown"]


@pytest.mark.parametrize(("again", "state"), [(True, "waiting"), (False, "sent")])
def test_a_coordinator_decides_once(
    any_campaign: Database, clock: Clock, ana: Person, again: bool, state: str
) -> None:
    leave(any_campaign, clock, ana)
    (notice,) = claim(any_campaign, clock)
    settle(any_campaign, clock, notice, NoticeState.UNKNOWN)
    says = {"now": clock(), "by": "R-009", "notice_id": notice.id}
    assert any_campaign.run(notices.resolve_unknown, send_again=again, **says)
    assert not any_campaign.run(notices.resolve_unknown, send_again=not again, **says)
    assert states(any_campaign) == [state]
    assert any_campaign.run(trail.verify) is None
    with pytest.raises(Refusal, match="no-such"):
        any_campaign.run(notices.resolve_unknown, send_again=True, **says | {"notice_id": 999})


def test_what_is_sent_again_and_lost_again_is_asked_again(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    factories.a_person(any_campaign, role=Role.COORDINATOR)
    leave(any_campaign, clock, ana)
    for _ in range(2):
        (notice,) = claim(any_campaign, clock)
        settle(any_campaign, clock, notice, NoticeState.UNKNOWN)
        (asking,) = claim(any_campaign, clock)
        assert asking.kind == "unknown"
        settle(any_campaign, clock, asking, NoticeState.SENT)
        any_campaign.run(
            notices.resolve_unknown, now=clock(), by="R-9", notice_id=notice.id, send_again=True
        )


def test_an_answer_that_comes_late_still_says_what_happened(
    any_campaign: Database, clock: Clock, ana: Person
) -> None:
    leave(any_campaign, clock, ana)
    (notice,) = claim(any_campaign, clock)
    any_campaign.run(notices.orphaned, now=clock(), everything=True)
    settle(any_campaign, clock, notice, NoticeState.WAITING)  # not this: it may have been sent
    assert states(any_campaign) == ["unknown"]
    settle(any_campaign, clock, notice, NoticeState.SENT, message_id=5)
    settle(any_campaign, clock, notice, NoticeState.UNKNOWN)
    assert states(any_campaign) == ["sent"]
