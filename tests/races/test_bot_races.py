"""Many people at once, through the whole bot: one process on SQLite, two on one PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot import jobs
from models import recount, trail
from models.database import Database
from models.tables import batch_lines, batches, entries, lines, notices, readings
from models.terms import LineState, NoticeState, Role
from tests import factories
from tests.chat import House, a_house, found_reference
from tests.conftest import FreshUrl

PEOPLE = 20


def count(house: House, query: object) -> list[tuple[object, ...]]:
    """Rows as tuples."""
    return [tuple(row) for row in house.rows(query)]


def holds(house: House) -> None:
    """Each line is dealt once, everybody has one batch at most, nothing kept is wrong."""
    twice = select(batch_lines.c.line_id).group_by(batch_lines.c.line_id).having(func.count() > 1)
    assert count(house, twice) == []
    both = select(batches.c.person_id).group_by(batches.c.person_id).having(func.count() > 1)
    assert count(house, both) == []
    house.check()


async def test_twenty_people_ask_for_a_batch_at_once(
    any_database: Database, tmp_path: Path
) -> None:
    factories.found_campaign(any_database, lines=factories.invented_lines(PEOPLE + 5, 4))
    async with a_house(any_database, tmp_path) as house:
        team = [house.reader(f"Reader {number}") for number in range(PEOPLE)]
        for one in team:
            one.user.say("/next")
            one.user.say("/next")  # a second tap before the first is answered
        told = await house.quiet()
        assert len(told) == 2 * PEOPLE
        assert len(count(house, select(batches.c.id))) == PEOPLE
        held = select(func.count()).where(lines.c.state == LineState.HELD)
        assert count(house, held) == [(4 * PEOPLE,)]
        holds(house)


async def test_twenty_people_read_at_once_and_repeat_themselves(
    any_database: Database, tmp_path: Path
) -> None:
    factories.found_campaign(any_database, lines=factories.invented_lines(PEOPLE, 4))
    async with a_house(any_database, tmp_path) as house:
        team = [house.reader(f"Reader {number}") for number in range(PEOPLE)]
        for one in team:
            one.user.say("/next")
        await house.quiet()
        for one in team:
            one.user.press("Stands").redeliver()
            sheet = one.user.say("2 s; 3 s; 4 ?")
            one.user.edit(sheet, "2 s; 3 m; 4 ?")
        await house.quiet()
        standing = select(readings.c.verdict, func.count()).where(readings.c.standing)
        assert sorted(count(house, standing.group_by(readings.c.verdict))) == [
            ("missing", PEOPLE), ("stands", 2 * PEOPLE), ("unsure", PEOPLE),
        ]  # fmt: skip
        assert len(count(house, select(entries.c.id))) >= 2 * PEOPLE
        holds(house)


async def test_a_batch_that_is_moved_given_back_and_read_at_once_ends_one_way(
    any_database: Database, tmp_path: Path
) -> None:
    factories.found_campaign(any_database)
    async with a_house(any_database, tmp_path) as house:
        maria, cora = house.reader("Maria"), house.reader("Cora")
        caps = [house.reader(f"Cap {number}", Role.CAPTAIN) for number in range(2)]
        await maria.says("/next")
        await maria.says("/back")
        await caps[0].says("/reclaim L1")
        caps[1].user.say("/move L1 R-002")
        caps[0].user.press("Take it back")
        maria.user.press("Give back")
        cora.user.say("/next")
        maria.user.say("L1: 1 s")
        await house.quiet()
        house.check()
        open_now = select(batches.c.person_id).where(batches.c.ended_at.is_(None))
        assert len(count(house, open_now)) <= 2


async def test_two_bots_on_one_database_deal_each_line_once_and_post_once(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url = fresh_url("postgresql")
    first, second = (Database(url, durable=False) for _ in range(2))
    found_reference(first, tmp_path, sections=PEOPLE + 2)
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(a_house(first, tmp_path / "one"))
        # The second speaks on the same Telegram, but has updates of its own: so do the workers
        # behind a webhook, which is given each update once.
        two = await stack.enter_async_context(
            a_house(second, tmp_path / "two", answers_on=one.telegram)
        )
        # Telegram numbers a bot's updates once, whoever of its workers is given them.
        two.telegram.updates.number_from(1_000_000)
        ada = one.reader("Ada", Role.COORDINATOR)
        room = one.telegram.channel("Day", ada.user)
        room.make_admin()
        await one.quiet()
        await ada.says("/channel 21")
        team = []
        for number in range(PEOPLE):
            house = (one, two)[number % 2]
            while len(house.telegram.people) <= number + 1:  # ids differ between the two
                house.telegram.user("Nobody")
            reader = house.reader(f"Reader {number}")
            reader.user.chat.started = True
            one.telegram.chats.setdefault(reader.user.id, reader.user.chat)
            team.append(reader)
        for reader in team:
            reader.user.say("/next")
        await asyncio.gather(one.telegram.settled(30), two.telegram.settled(30))
        for reader in team:
            reader.user.say("1-4 s")
        await asyncio.gather(one.telegram.settled(30), two.telegram.settled(30))
        for telegram in (one.telegram, two.telegram):
            telegram.clock.set(datetime(2022, 9, 7, 4, 0, 1, tzinfo=UTC))
        ticks = [jobs.tick(house.inside.desk, house.inside.delivery) for house in (one, two) * 3]
        await asyncio.gather(*ticks)
        posts = [message for message in room.messages if message.has_media]
        assert len(posts) == 1
        assert count(one, select(func.count()).where(notices.c.kind == "day")) == [(1,)]
        lost = select(notices.c.kind).where(notices.c.state != NoticeState.SENT)
        assert count(one, lost) == []
        read = select(func.count()).where(readings.c.standing)
        assert count(one, read) == [(4 * PEOPLE,)]
        holds(one)
        assert second.run(recount.recount) == ()
        assert second.run(trail.verify) is None
    first.close()
    second.close()
