"""The only sender of notices, and what becomes of each."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from telegram.error import TimedOut

from bot.delivery import Delivery
from bot.limits import PerChat
from bot.sandbox.request import InProcessRequest
from bot.sandbox.telegram import LocalTelegram
from bot.transport import NotSent
from models import notices, trail
from models.tables import chats
from models.tables import notices as notices_table
from models.tables import people as people_table
from models.terms import NoticeState
from tests.bot.a_house import Words, a_house, a_person, until

SECOND = timedelta(seconds=1)


def unreachable(tx, *, now, person_id):
    tx.execute(
        people_table.update().where(people_table.c.id == person_id).values(unreachable_at=now)
    )


def migrated(tx, *, now, old, new):
    for table in (chats, notices_table):
        tx.execute(table.update().where(table.c.chat_id == old).values(chat_id=new))


def trail_begins(tx, *, now):
    trail.begin(tx)


def render(notice, words):
    late = " (late)" if notice.facts.get("late") else ""
    return Words(f"{words.language}: {notice.facts['say']}{late}")


def a_delivery(house, how=render, **options):
    verbs = {"unreachable": unreachable, "migrated": migrated}
    return Delivery(house.desk, house.app.bot, how, **verbs, **options)


async def leave(house, key, *, person=None, chat=None, kind="test", due_at=None, **facts):
    where = {"person_id": person} if person is not None else {"chat_id": chat}
    facts = {"say": key, **facts}
    await house.desk.ask(notices.leave, kind=kind, key=key, facts=facts, due_at=due_at, **where)


def a_reader(house, name="Maria (invented)"):
    """A person of Telegram who has written to the bot, and their row."""
    person = house.tg.user(name)
    person.start()
    return person, a_person(house, person.id)


def heard(person):
    """What the bot said to this person."""
    return [m.text for m in person.messages if m.sender is not person]


async def test_what_is_due_is_sent_once_in_the_readers_language(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        await leave(house, "one", person=row)
        await leave(house, "two", person=row)
        await leave(house, "later", person=row, due_at=house.desk.now() + 60 * SECOND)
        delivery = a_delivery(house)
        assert await delivery.deliver() == {NoticeState.SENT: 2}
        assert await delivery.deliver() == {}
        assert heard(maria) == ["en: one", "en: two"]
        assert house.notice("two").message_id == maria.messages[-1].id
        house.tg.move(61 * SECOND)
        await delivery.deliver()
        assert heard(maria)[-1] == "en: later"


async def test_a_channel_is_written_to_in_the_language_of_its_facts(tmp_path):
    async with a_house(tmp_path) as house:
        owner = house.tg.user("Owner (invented)")
        channel = house.tg.channel("Campaign (invented)", owner)
        channel.make_admin()
        await leave(house, "day", chat=channel.id, language="es")
        await a_delivery(house).deliver()
        assert channel.messages[-1].text == "es: day"


async def test_two_at_work_send_each_notice_once(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        for number in range(30):
            await leave(house, str(number), person=row)
        one, other = a_delivery(house), a_delivery(house)
        await asyncio.gather(one.deliver(), other.deliver())
        assert sorted(heard(maria)) == sorted(f"en: {number}" for number in range(30))


async def test_a_chat_that_must_wait_holds_up_no_other_and_keeps_its_order(tmp_path):
    limiter = PerChat()
    async with a_house(tmp_path, limiter=limiter) as house:
        maria, hers = a_reader(house)
        luis, his = a_reader(house, "Luis (invented)")
        for key in ("a", "b", "c"):
            await leave(house, key, person=hers)
        await leave(house, "l", person=his)
        house.tg.faults.flood(retry_after=9, when=lambda _, p: p.get("chat_id") == str(maria.id))
        ends = await a_delivery(house).deliver()
        assert ends == {NoticeState.WAITING: 3, NoticeState.SENT: 1}
        assert (heard(luis), heard(maria)) == (["en: l"], [])
        assert house.notice("a").due_at == house.desk.now() + 9 * SECOND
        house.tg.move(12 * SECOND)
        limiter._chats.clear()  # its seconds are real ones
        await a_delivery(house).deliver()
        assert heard(maria) == ["en: a", "en: b", "en: c"]


async def test_more_than_a_chat_can_take_is_put_back_not_waited_for(tmp_path):
    async with a_house(tmp_path, limiter=PerChat()) as house:
        maria, row = a_reader(house)
        for number in range(9):
            await leave(house, str(number), person=row)
        ends = await a_delivery(house).deliver()
        assert ends == {NoticeState.SENT: 4, NoticeState.WAITING: 5}
        assert heard(maria) == [f"en: {number}" for number in range(4)]


async def test_whoever_blocked_the_bot_is_marked_and_written_to_no_more(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        maria.block()
        await leave(house, "one", person=row)
        assert await a_delivery(house).deliver() == {NoticeState.DROPPED: 1}
        assert house.row(people_table, id=row).unreachable_at is not None


async def test_a_deleted_person_is_written_to_no_more(tmp_path):
    async with a_house(tmp_path) as house:
        await leave(house, "one", person=a_person(house, None))
        assert await a_delivery(house).deliver() == {NoticeState.DROPPED: 1}


async def test_a_group_that_moved_gets_its_notice_where_it_is_now(tmp_path):
    async with a_house(tmp_path) as house:
        owner = house.tg.user("Owner (invented)")
        group = house.tg.group("Captains (invented)", owner)
        await leave(house, "one", chat=group.id)
        new = group.migrate()
        ends = await a_delivery(house).deliver()
        assert ends == {NoticeState.WAITING: 1, NoticeState.SENT: 1}
        assert new.messages[-1].text == "en: one"
        assert house.notice("one").chat_id == new.id


async def test_a_group_that_is_nowhere_is_given_up(tmp_path):
    async with a_house(tmp_path) as house:
        owner = house.tg.user("Owner (invented)")
        group = house.tg.group("Captains (invented)", owner)
        group.migrate()
        await leave(house, "one", chat=group.id)
        delivery = a_delivery(house)
        delivery._migrated = lambda tx, *, now, old, new: None
        ends = await delivery.deliver()
        assert ends[NoticeState.FAILED] == 1


async def test_a_lost_answer_is_never_sent_again_unless_a_coordinator_says_so(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        boss = house.tg.user("Boss (invented)")
        boss.start()
        a_person(house, boss.id, role="coordinator")
        await leave(house, "one", person=row)
        house.tg.faults.drop()
        delivery = a_delivery(house, lambda n, w: Words(n.facts.get("say") or f"{n.kind}?"))
        ends = await delivery.deliver()
        assert ends == {NoticeState.UNKNOWN: 1, NoticeState.SENT: 1}
        assert heard(boss) == ["unknown?"]
        house.tg.move(timedelta(days=1))
        await delivery.deliver()
        assert heard(maria) == ["one"]
        number = house.notice("one").id
        again = {"by": "R-002", "notice_id": number, "send_again": True}
        await house.desk.ask(trail_begins)
        assert await house.desk.ask(notices.resolve_unknown, **again)
        await delivery.deliver()
        assert heard(maria) == ["one", "one"]


@pytest.mark.parametrize("code", [500, 502])
async def test_a_server_that_fails_leaves_it_unknown(tmp_path, code):
    async with a_house(tmp_path) as house:
        _, row = a_reader(house)
        await leave(house, "one", person=row)
        house.tg.faults.fail(code=code)
        assert await a_delivery(house).deliver() == {NoticeState.UNKNOWN: 1}


class Unplugged(InProcessRequest):
    """A line on which nothing goes out, or no answer comes back."""

    def __init__(self, telegram):
        super().__init__(telegram)
        self.error = None

    async def do_request(self, url, *rest, **more):
        if self.error is not None and "/send" in url:
            raise self.error
        return await super().do_request(url, *rest, **more)


async def test_without_a_connection_it_is_tried_again_later_and_later(tmp_path):
    tg = LocalTelegram()
    line = Unplugged(tg)
    async with a_house(tmp_path, tg, request=line) as house:
        maria, row = a_reader(house)
        await leave(house, "one", person=row)
        line.error = NotSent("no connection")
        delivery, waits = a_delivery(house), []
        for _ in range(10):
            await delivery.deliver()
            waits.append(house.notice("one").due_at - house.desk.now())
            house.tg.move(waits[-1])
        assert waits[:3] == [2 * SECOND, 4 * SECOND, 8 * SECOND]
        assert waits[-1] == timedelta(minutes=5)
        line.error = TimedOut()
        assert await delivery.deliver() == {NoticeState.UNKNOWN: 1}
        assert heard(maria) == []


async def test_a_kill_in_the_middle_of_a_send_is_found_at_the_next_start(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        await leave(house, "one", person=row)
        house.tg.faults.latency = 5
        sending = asyncio.create_task(a_delivery(house).deliver())
        await until(lambda: house.notice("one").state == NoticeState.SENDING)
        await asyncio.sleep(0.02)
        sending.cancel()
        await asyncio.wait([sending])
        house.tg.faults.latency = 0
        next_life = a_delivery(house)
        assert await next_life.deliver() == {}
        assert await next_life.recover() == 1
        assert house.notice("one").state == NoticeState.UNKNOWN
        assert heard(maria) == []


async def test_what_telegram_refuses_fails_and_is_logged_without_its_words(tmp_path):
    async with a_house(tmp_path) as house:
        _, row = a_reader(house)
        await leave(house, "secret <b", person=row)
        with capture_logs() as logs:
            assert await a_delivery(house).deliver() == {NoticeState.FAILED: 1}
        assert logs[0]["kind"] == "test"
        assert "secret" not in str(logs)


async def test_words_that_cannot_be_made_stop_no_other_notice(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        await leave(house, "bad", person=row, say=None)
        await leave(house, "good", person=row)

        def broken(notice, _words):
            return Words(notice.facts["say"].upper())

        ends = await a_delivery(house, broken).deliver()
        assert ends == {NoticeState.FAILED: 1, NoticeState.SENT: 1}
        assert heard(maria) == ["GOOD"]


async def test_late_notices_say_so_or_are_dropped(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        await leave(house, "warning", person=row, kind="hold.warning")
        await leave(house, "day", person=row, kind="day")
        await leave(house, "other", person=row)
        house.tg.move(timedelta(hours=5))
        ends = await a_delivery(house).deliver()
        assert ends == {NoticeState.DROPPED: 1, NoticeState.SENT: 2}
        assert heard(maria) == ["en: day (late)", "en: other"]


async def test_a_notice_nobody_needs_any_more_is_dropped(tmp_path):
    async with a_house(tmp_path) as house:
        _, row = a_reader(house)
        await leave(house, "one", person=row)
        assert await a_delivery(house, lambda *_: None).deliver() == {NoticeState.DROPPED: 1}


async def test_files_carry_their_words_and_long_words_follow(tmp_path):
    file = tmp_path / "sheet.pdf"
    file.write_bytes(b"an invented sheet")
    long = "x" * 1100
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        await leave(house, "one", person=row)
        what = Words("short", document=file, then=(Words(long, document=file), Words("end")))
        await a_delivery(house, lambda *_: what).deliver()
        assert heard(maria) == ["short", "", long, "end"]
        assert house.notice("one").message_id == maria.messages[1].id


async def test_what_is_half_sent_is_unknown(tmp_path):
    async with a_house(tmp_path) as house:
        maria, row = a_reader(house)
        await leave(house, "one", person=row)
        what = Words("first", then=(Words("second <b"),))
        ends = await a_delivery(house, lambda *_: what).deliver()
        assert ends == {NoticeState.UNKNOWN: 1}
        assert heard(maria) == ["first"]
