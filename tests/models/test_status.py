"""The state of the house: everything accounted for, of one moment, on both databases."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models import notices, review, status
from models import trail as trails
from models.errors import Refusal
from models.tables import batches, campaign, chats, people, tally, trail
from models.tables import notices as notices_table
from models.terms import NoticeState, Role
from tests import factories
from tests.desk import state_target
from tests.room import Room


@pytest.fixture
def house(any_campaign: Any, clock: Any) -> Room:
    """A small campaign with a target; broken on purpose by some tests, so nobody checks it."""
    state_target(any_campaign, 9)
    return Room(any_campaign, clock)


def look(house: Room) -> status.Status:
    return house.database.run(status.look, now=house.clock())


def change(house: Room, query: Any) -> None:
    house.database.run(_change, query=query)


def _change(tx: Any, *, query: Any) -> None:
    tx.execute(query)


def test_a_fresh_campaign_is_whole_and_all_free(house: Room) -> None:
    found = look(house)
    assert found.title == "An invented petition"
    assert found.invented
    assert (found.total, found.by_state["free"], found.claimed, found.target) == (24, 24, 0, 9)
    assert found.broken == found.contradictions == found.batches == found.posts == ()
    assert set(found.people.values()) == {0}
    assert set(found.notices.values()) == {0}


def test_states_reasons_and_verdicts_count_every_line(house: Room) -> None:
    reader = factories.a_person(house.database)
    captain = factories.a_person(house.database, role=Role.CAPTAIN)
    factories.a_person(house.database, role=Role.CAPTAIN, suspended=True)
    batch = house.deal(reader)
    house.record(reader, "1 c reg; 2 s; 3 ?")
    house.deal(captain)
    house.clock.move(hours=1, minutes=30, seconds=59)
    found = look(house)
    assert sum(found.by_state.values()) == found.total == 24
    assert sum(one["total"] for one in found.by_reason.values()) == 24
    assert sum(one["read"] for one in found.by_reason.values()) == found.by_state["read"] == 3
    assert sum(one["claimed"] for one in found.by_reason.values()) == found.claimed == 1
    assert found.by_verdict["1"] == {"challenge": 1, "stands": 1, "unsure": 1, "missing": 0}
    assert list(found.by_verdict) == ["1", "2", "3"]
    assert {name: n for name, n in found.people.items() if n} == {
        "volunteer": 1,
        "captain": 1,
        "suspended": 1,
    }
    out = found.batches[0]
    assert (out.code, out.holder, out.minutes) == (batch.code, reader.pseudonym, 90)
    assert (out.lines, out.left) == (len(batch.lines), len(batch.lines) - 3)
    assert out.ends_at > out.dealt_at == house.clock() - timedelta(hours=1.5, seconds=59)
    assert found.broken == ()


def test_people_who_have_gone_are_not_counted(house: Room) -> None:
    gone = factories.a_person(house.database)
    change(house, update(people).where(people.c.id == gone.id).values(deleted_at=house.clock()))
    assert look(house).people["volunteer"] == 0


def test_the_last_post_and_the_next_due_are_told(house: Room) -> None:
    change(
        house,
        chats.insert().values(
            chat_id=-1001,
            kind="channel",
            language="en",
            posts=True,
            post_hour=21,
            post_minute=30,
            since=house.clock(),
        ),
    )
    (post,) = look(house).posts
    assert post.last is None
    assert post.next_due.isoformat() == "2022-09-07T04:30:00+00:00"  # 21:30 in Los Angeles
    for day in (date(2022, 9, 4), date(2022, 9, 5), date(2022, 9, 6)):
        house.database.run(
            notices.leave,
            now=house.clock(),
            kind="day",
            key=f"-1001:{day}",
            facts={},
            chat_id=-1001,
        )
    sent = notices_table.c.key != "-1001:2022-09-06"
    change(house, update(notices_table).where(sent).values(state=NoticeState.SENT))
    found = look(house)
    assert found.posts[0].last == "2022-09-05"
    assert (found.notices["sent"], found.notices["waiting"]) == (2, 1)


def test_a_broken_count_is_named(house: Room) -> None:
    more = {"total": tally.c.total + 1, "free": tally.c.free + 1}
    change(house, update(tally).where(tally.c.reason_id == 2).values(more))
    assert look(house).broken == (
        "tally reason_id=2 total: kept=5 counted=4",
        "tally reason_id=2 free: kept=5 counted=4",
    )


def test_a_batch_that_ended_with_lines_in_it_is_named(house: Room) -> None:
    house.deal(factories.a_person(house.database))
    change(house, update(batches).values(ended_at=house.clock(), ended="done"))
    assert {one.partition(" ")[0] for one in look(house).broken} == {"held-batch"}


def test_a_changed_trail_is_named_and_its_head_told(house: Room) -> None:
    whole, head = house.database.run(status.walk_trail, now=house.clock())
    assert whole is None
    found = look(house)
    assert (found.trail_entries, found.trail_head) == (head.seq, head.hash)
    change(house, update(trail).where(trail.c.seq == 2).values(body="{}"))
    assert look(house).broken == ("trail: entry 2 changed",)
    assert house.database.run(status.look, now=house.clock(), walk=False).broken == ()
    broken, _head = house.database.run(status.walk_trail, now=house.clock())
    assert broken == trails.Break(2, "changed")


def test_without_a_campaign_there_is_nothing_to_look_at(any_database: Any, clock: Any) -> None:
    for verb in (status.look, status.walk_trail):
        with pytest.raises(Refusal, match=r"petition\.no-campaign"):
            any_database.run(verb, now=clock())
    assert any_database.run(factories.everything, query=campaign.select()) == []


def test_it_sees_one_moment_while_others_read_lines(house: Room) -> None:
    done = threading.Event()
    readers = [factories.a_person(house.database) for _ in range(3)]

    def work(reader: Any) -> None:
        while not done.is_set():
            batch = house.deal(reader)
            house.record(reader, "1 s", batch.code)
            house.database.run(review.undo, now=house.clock(), by=reader)
            house.give_back(reader)

    threads = [threading.Thread(target=work, args=(one,)) for one in readers]
    for thread in threads:
        thread.start()
    try:
        for _ in range(15):
            assert look(house).broken == ()
            assert house.database.run(status.walk_trail, now=house.clock())[0] is None
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert look(house).trail_entries > 10, "somebody worked meanwhile"
