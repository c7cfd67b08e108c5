"""Telegram is the inbox: order, side by side, and nothing confirmed before it is done."""

import asyncio
import random
from contextlib import asynccontextmanager, suppress

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import TypeHandler

from bot.inbox import Inbox
from bot.sandbox.request import InProcessRequest
from bot.sandbox.server import serve
from bot.sandbox.telegram import LocalTelegram
from bot.transport import AiohttpRequest
from handlers.context import in_hand
from models import notices
from tests.bot.a_house import a_house, until


def polls(method, _):
    return method == "getUpdates"


class Desk:
    """Handlers that note what they do, and can be held up by the text they get."""

    def __init__(self):
        self.begun: list[str] = []
        self.done: list[str] = []
        self.again: dict[str, bool] = {}
        self.gates: dict[str, asyncio.Event] = {}

    def hold(self, text):
        self.gates[text] = asyncio.Event()

    async def handle(self, update, context):
        text = update.effective_message.text
        self.begun.append(text)
        if text.startswith("ask"):
            leave = {"kind": "test", "key": text, "facts": {}, "chat_id": 1}
            await context.desk.ask(notices.leave, **leave)
            self.again[text] = in_hand.get().again
        if text in self.gates:
            await self.gates[text].wait()
        if text.startswith("break"):
            raise ValueError("a handler broke")
        self.done.append(text)


@asynccontextmanager
async def running(house, **options):
    inbox = Inbox(house.app, InProcessRequest(house.tg), **options)
    task = asyncio.create_task(inbox.run())
    try:
        yield inbox
    finally:
        with suppress(Exception):
            await inbox.abandon()
        await asyncio.wait([task])


def waiting(tg):
    return [update["message"]["text"] for update in tg.updates.pending]


async def test_one_person_in_order_different_people_side_by_side(tmp_path):
    desk = Desk()
    desk.hold("m1")
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        maria, luis = house.tg.user("Maria (invented)"), house.tg.user("Luis (invented)")
        async with running(house):
            for text in ("m1", "m2", "m3"):
                maria.say(text)
            luis.say("l1")
            await until(lambda: "l1" in desk.done)
            assert desk.begun == ["m1", "l1"]
            desk.gates["m1"].set()
            await until(lambda: len(desk.done) == 4)
            assert desk.done == ["l1", "m1", "m2", "m3"]
            await house.tg.settled()


async def test_nothing_is_confirmed_before_it_is_handled_and_a_kill_loses_nothing(tmp_path):
    desk = Desk()
    desk.hold("slow")
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        maria, luis = house.tg.user("Maria (invented)"), house.tg.user("Luis (invented)")
        async with running(house):
            maria.say("slow")
            luis.say("quick")
            maria.say("behind")
            await until(lambda: "quick" in desk.done)
            await asyncio.sleep(0.05)
            assert waiting(house.tg) == ["slow", "quick", "behind"]
        assert desk.done == ["quick"]
        desk.gates["slow"].set()
        async with running(house):
            await house.tg.settled()
        # what stood above the slow one comes again too: that is why effects are idempotent
        assert sorted(desk.done) == ["behind", "quick", "quick", "slow"]
        assert desk.done.index("slow") < desk.done.index("behind")


async def test_an_update_that_comes_again_after_its_commit_is_marked(tmp_path):
    desk = Desk()
    desk.hold("ask one")
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        maria = house.tg.user("Maria (invented)")
        async with running(house):
            maria.say("ask one")
            await until(lambda: "ask one" in desk.again)
            assert desk.again == {"ask one": False}
        desk.gates["ask one"].set()
        async with running(house):
            maria.say("ask two")
            await house.tg.settled()
        assert desk.again == {"ask one": True, "ask two": False}


async def test_new_updates_come_in_while_one_is_slow_without_a_busy_loop(tmp_path):
    desk = Desk()
    desk.hold("slow")
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        maria, luis = house.tg.user("Maria (invented)"), house.tg.user("Luis (invented)")
        async with running(house):
            maria.say("slow")
            await until(lambda: "slow" in desk.begun)
            house.tg.calls = []
            await asyncio.sleep(0.5)
            assert 1 <= len(house.tg.calls) < 30
            luis.say("later")
            await until(lambda: "later" in desk.done)
            assert desk.begun == ["slow", "later"]  # what comes again in flight is skipped
            desk.gates["slow"].set()
            await house.tg.settled()
            house.tg.calls.clear()
            await asyncio.sleep(0.2)
            assert len(house.tg.calls) <= 2  # idle: one poll waits at the other end


async def test_the_window_is_bounded_and_slides(tmp_path):
    desk = Desk()
    desk.hold("0")
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        people = [house.tg.user(f"Person {n} (invented)") for n in range(9)]
        for number, person in enumerate(people):
            person.say(str(number))
        async with running(house, bound=3):
            await until(lambda: len(desk.done) == 2)
            await asyncio.sleep(0.05)
            assert desk.begun == ["0", "1", "2"]
            desk.gates["0"].set()
            await house.tg.settled()
            assert sorted(desk.done) == [str(n) for n in range(9)]


async def test_a_handler_that_raises_blocks_nobody(tmp_path):
    desk, told = Desk(), []

    async def tell(_update, context):
        told.append(type(context.error).__name__)

    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        house.app.add_error_handler(tell)
        maria = house.tg.user("Maria (invented)")
        async with running(house):
            maria.say("break this")
            maria.say("and go on")
            await house.tg.settled()
        assert told == ["ValueError"]
        assert desk.done == ["and go on"]


async def test_a_clean_stop_finishes_what_is_begun_and_leaves_the_rest(tmp_path):
    desk = Desk()
    desk.hold("begun")
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        maria = house.tg.user("Maria (invented)")
        inbox = Inbox(house.app, InProcessRequest(house.tg))
        task = asyncio.create_task(inbox.run())
        maria.say("begun")
        maria.say("queued")
        await until(lambda: inbox.in_hand == 2)
        stopping = asyncio.create_task(inbox.stop())
        await asyncio.sleep(0.02)
        desk.gates["begun"].set()
        await asyncio.gather(stopping, task)
        assert desk.done == ["begun"]
        assert waiting(house.tg) == ["queued"]


async def test_a_stop_does_not_wait_for_ever(tmp_path):
    desk = Desk()
    desk.hold("hangs")
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        house.tg.user("Maria (invented)").say("hangs")
        inbox = Inbox(house.app, InProcessRequest(house.tg))
        task = asyncio.create_task(inbox.run())
        await until(lambda: desk.begun)
        await inbox.stop(grace=0.01)
        await task
        assert waiting(house.tg) == ["hangs"]


class SlowLine(InProcessRequest):
    """Answers are under way for a while."""

    async def do_request(self, *rest, **more):
        answer = await super().do_request(*rest, **more)
        await asyncio.sleep(0.02)
        return answer


async def test_what_finishes_while_a_poll_is_under_way_is_not_handled_twice(tmp_path):
    desk = Desk()
    for text in ("0", "1"):
        desk.hold(text)
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        people = [house.tg.user(f"Person {n} (invented)") for n in range(2)]
        inbox = Inbox(house.app, SlowLine(house.tg))
        task = asyncio.create_task(inbox.run())
        for number, person in enumerate(people):
            person.say(str(number))
        await until(lambda: len(desk.begun) == 2)
        for text in ("0", "1"):
            house.tg.calls = []
            await until(lambda: house.tg.calls)  # a poll is answered, and not here yet
            desk.gates[text].set()
            await asyncio.sleep(0.1)
        await house.tg.settled()
        await inbox.stop()
        await task
        assert desk.begun == ["0", "1"]


async def test_failed_polls_are_tried_again_later_and_later(tmp_path):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    desk = Desk()
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        house.tg.faults.lose(8, when=polls)
        house.tg.user("Maria (invented)").say("hello")
        with capture_logs() as logs:
            async with running(house, sleep=sleep, chance=random.Random(7)):
                await house.tg.settled()
        assert desk.done == ["hello"]
        assert len(slept) == 8
        assert all(2**n / 2 <= s <= min(30, 2**n) for n, s in enumerate(slept[:5]))
        assert max(slept) <= 30
        assert len(logs) == 1  # said once


async def test_an_answer_of_the_poll_that_got_lost_loses_nothing(tmp_path):
    async def sleep(_seconds):
        await asyncio.sleep(0)

    desk = Desk()
    async with a_house(tmp_path, handlers=(TypeHandler(Update, desk.handle),)) as house:
        house.tg.faults.drop(2, when=polls)
        house.tg.user("Maria (invented)").say("hello")
        async with running(house, sleep=sleep):
            await house.tg.settled()
        assert desk.done == ["hello"]


async def test_a_second_poller_is_named(tmp_path):
    async with a_house(tmp_path) as house:
        with capture_logs() as logs:
            async with running(house):
                await asyncio.sleep(0.02)
                await house.tg.call("getUpdates", {"timeout": 0})
                await until(lambda: logs)
        assert "another process" in logs[0]["event"]


@pytest.mark.slow
async def test_a_wrong_token_is_said_plainly(tmp_path):
    tg = LocalTelegram()
    async with serve(tg) as base, a_house(tmp_path, tg) as house, AiohttpRequest() as request:
        inbox = Inbox(house.app, request)
        house.app.bot._base_url = f"{base}/bot1:wrong"
        with capture_logs() as logs, pytest.raises(InvalidToken):
            await inbox.run()
        assert "does not know this token" in logs[0]["event"]
        assert "1:wrong" not in str(logs)


@pytest.mark.slow
async def test_a_hundred_people_over_http_each_get_their_answers_in_order(tmp_path):
    handled = []

    async def echo(update, _context):
        handled.append(update.update_id)
        await update.effective_message.reply_text(update.effective_message.text)

    tg = LocalTelegram()
    people = [tg.user(f"Person {number} (invented)") for number in range(100)]
    line = AiohttpRequest()
    async with (
        serve(tg) as base,
        AiohttpRequest(connections=2) as updates,
        a_house(
            tmp_path, tg, request=line, base=base, handlers=(TypeHandler(Update, echo),)
        ) as house,
    ):
        inbox = Inbox(house.app, updates)
        task = asyncio.create_task(inbox.run())
        for number in range(3):
            for person in people:
                person.say(str(number))
        await tg.settled()
        await inbox.stop()
        await task
    assert len(handled) == len(set(handled)) == 300
    for person in people:
        assert [m.text for m in person.messages if m.sender is not person] == ["0", "1", "2"]
