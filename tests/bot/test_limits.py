"""Telegram's limits per chat, by a clock that the test moves."""

import asyncio
import heapq
from datetime import timedelta

from telegram.constants import FloodLimit
from telegram.error import Forbidden, RetryAfter

from bot import transport
from bot.limits import BURST, NOTICE, OVERALL, PER_GROUP, PerChat


class Time:
    """Seconds that pass only when everybody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self._sleepers = []
        self._count = 0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, future))
        await future

    async def play(self, *coroutines):
        """Run them all to their end, moving the time on whenever nothing else can happen."""
        tasks = [asyncio.ensure_future(each) for each in coroutines]
        while not all(task.done() for task in tasks):
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleepers and not all(task.done() for task in tasks):
                self.now, _, future = heapq.heappop(self._sleepers)
                future.set_result(None)
        return [task.exception() or task.result() for task in tasks]


class Api:
    """Notes when which chat was written to; refuses what it is told to refuse."""

    def __init__(self, time, **options):
        self.time, self.sent, self.refusals = time, [], {}
        self.limiter = PerChat(now=time, sleep=time.sleep, **options)

    async def _call(self, chat):
        if self.refusals.get(chat):
            raise self.refusals[chat].pop(0)
        self.sent.append((round(self.time.now - 1000.0, 3), chat))
        return True

    def send(self, chat, *, who=None, endpoint="sendMessage", **data):
        data = {"chat_id": chat, **data}
        return self.limiter.process_request(self._call, (chat,), {}, endpoint, data, who)

    def times(self, chat):
        return [at for at, to in self.sent if to == chat]


async def test_a_burst_and_then_one_a_second_to_one_chat():
    time = Time()
    api = Api(time)
    await time.play(*(api.send(1) for _ in range(BURST + 3)))
    assert api.times(1) == [0.0] * BURST + [1.0, 2.0, 3.0]


async def test_a_busy_chat_holds_up_no_other():
    time = Time()
    api = Api(time)
    await time.play(*(api.send(1) for _ in range(12)), api.send(2))
    assert api.times(2) == [0.0]


async def test_thirty_a_second_over_all():
    time = Time()
    api = Api(time)
    await time.play(*(api.send(chat) for chat in range(1, 201)))
    ats = [at for at, _ in api.sent]
    assert max(sum(start <= at < start + 1 for at in ats) for start in ats) <= 2 * OVERALL
    assert 5.5 <= max(ats) <= 7


async def test_twenty_a_minute_to_a_group():
    time = Time()
    api = Api(time)
    await time.play(*(api.send(-100) for _ in range(45)))
    ats = api.times(-100)
    assert max(sum(start <= at < start + 60 for at in ats) for start in ats) == PER_GROUP
    assert len(ats) == 45


async def test_answers_to_taps_and_questions_are_not_counted_and_edits_are():
    time = Time()
    api = Api(time)
    free = ("answerCallbackQuery", "deleteMessage", "sendChatAction", "getChat")
    await time.play(*(api.send(1, endpoint=name) for name in free * 10))
    assert time.now == 1000.0
    await time.play(*(api.send(1, endpoint="editMessageText") for _ in range(BURST + 1)))
    assert time.now == 1001.0


async def test_an_album_counts_as_many():
    time = Time()
    api = Api(time)
    await time.play(api.send(1, endpoint="sendMediaGroup", media=[1, 2, 3, 4, 5]))
    await time.play(api.send(1))
    assert api.times(1) == [0.0, 2.0]


async def test_retry_after_stops_that_chat_only_and_the_answer_is_sent_in_the_end():
    time = Time()
    api = Api(time)
    api.refusals[1] = [RetryAfter(timedelta(seconds=9))]
    await time.play(api.send(1), api.send(2))
    await time.play(api.send(1), api.send(2))
    assert api.times(2) == [0.0, 9.0]
    assert api.times(1)[0] == 9.0
    api.refusals[1] = [RetryAfter(timedelta(seconds=5))]
    first, *_ = await time.play(api.send(1), api.send(2), api.send(1))
    assert first is True
    assert api.times(2)[-1] == 9.0
    assert api.times(1)[-1] >= 14.0


async def test_a_notice_is_given_back_instead_of_waiting():
    time = Time()
    api = Api(time)
    api.refusals[1] = [RetryAfter(timedelta(seconds=9))]
    (refused,) = await time.play(api.send(1, who=NOTICE))
    assert isinstance(refused, RetryAfter)
    (stopped,) = await time.play(api.send(1, who=NOTICE))  # not even tried
    assert isinstance(stopped, RetryAfter)
    assert transport.wait_of(stopped) == timedelta(seconds=9)
    outcomes = await time.play(*(api.send(2, who=NOTICE) for _ in range(BURST + 2)))
    assert [o is True for o in outcomes] == [True] * BURST + [False] * 2
    assert time.now == 1000.0


async def test_nobody_waits_an_hour():
    time = Time()
    api = Api(time)
    api.refusals[1] = [RetryAfter(timedelta(hours=1))]
    (refused,) = await time.play(api.send(1))
    assert isinstance(refused, RetryAfter)
    assert time.now == 1000.0


async def test_other_refusals_pass_through():
    time = Time()
    api = Api(time)
    api.refusals[1] = [Forbidden("Forbidden: bot was blocked by the user")]
    (refused,) = await time.play(api.send(1))
    assert isinstance(refused, Forbidden)


async def test_switched_off_it_never_waits_beforehand():
    time = Time()
    api = Api(time, on=False)
    await time.play(*(api.send(1) for _ in range(100)))
    assert time.now == 1000.0


async def test_quiet_chats_are_forgotten():
    time = Time()
    api = Api(time, on=True)
    for chat in range(1, 5001):
        await time.play(api.send(chat))
        time.now += 1
    assert len(api.limiter._chats) < 2100


def test_limits_are_telegrams():
    assert FloodLimit.MESSAGES_PER_SECOND == OVERALL
    assert FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP == PER_GROUP
