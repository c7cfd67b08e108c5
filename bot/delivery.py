"""The only sender of notices: after the commit, in the reader's language, within the limits.

    claim -> render -> send -> settle

What becomes of a notice, by how the send ended:

    answered                    sent, with the message's id
    429, or a full chat         waiting, due when Telegram said (that chat only)
    403 (blocked, removed)      dropped; the person is marked unreachable
    the group has moved         waiting, to the new chat
    400                         failed: the same request would be refused again
    no connection               waiting, due later and later: it certainly was not sent
    no answer, broken, 5xx      unknown: never sent again unless a coordinator says so

A process that dies between the send and its answer leaves the notice *sending*; the next start
makes it unknown (`Delivery.recover`, or the timetable once the claim's lease is over).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from telegram import BotCommandScopeChat, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.limits import NOTICE, Who
from bot.sending import Rendered, requests
from bot.transport import NotSent, wait_of
from config.locale import Words
from handlers.context import Desk
from models import notices
from models.notices import Notice
from models.terms import NoticeState

BACK_OFF = timedelta(seconds=2)  # doubled with every attempt …
LONGEST = timedelta(minutes=5)  # … up to this
BETWEEN = timedelta(seconds=1)  # put back together, due one after the other (a message a second)
MOVES = 5  # attempts after which a group that moves on and on is given up
ROUNDS = 50  # of one call: a thousand notices, then the timetable has its turn

log = structlog.get_logger()


Render = Callable[[Notice, Words], Rendered | None]


@dataclass(frozen=True, slots=True)
class Stale:
    """From which age a notice is late: then it says so (``facts["late"]``) or is dropped."""

    after: timedelta
    drop: bool


# Only kinds that are left when they are due: the age is counted from there.
STALE: Mapping[str, Stale] = {
    "hold.warning": Stale(timedelta(minutes=30), drop=True),  # the hold's end says it then
    "paper.nudge": Stale(timedelta(hours=6), drop=True),
    "day": Stale(timedelta(hours=1), drop=False),
    "week": Stale(timedelta(hours=1), drop=False),
    "evening": Stale(timedelta(hours=1), drop=False),
}


@dataclass(frozen=True, slots=True)
class _Fate:
    state: NoticeState
    message_id: int | None = None
    after: timedelta | None = None  # with WAITING


class Delivery:
    """Sends what is due.

    ``render(notice, words)`` runs in a thread of its own (pictures take time) and returns None
    for a notice that nobody needs any more. ``unreachable(tx, *, now, person_id)`` and
    ``migrated(tx, *, now, old, new)`` are verbs; the second rewrites the chat of notices too.
    """

    def __init__(
        self,
        desk: Desk,
        bot: ExtBot[Any],
        render: Render,
        *,
        unreachable: Callable[..., Any],
        migrated: Callable[..., Any],
        stale: Mapping[str, Stale] = STALE,
    ) -> None:
        self._desk, self._bot, self._render = desk, bot, render
        self._unreachable, self._migrated = unreachable, migrated
        self._stale = stale
        self._one_round = asyncio.Lock()

    async def recover(self) -> int:
        """At the start of the only process: what a former life was sending is unknown; how many."""
        return await self._desk.ask(notices.orphaned, everything=True)

    async def deliver(self) -> Counter[NoticeState]:
        """Send everything that is due by the desk's clock; how many came to which end."""
        ends: Counter[NoticeState] = Counter()
        async with self._one_round:
            for _ in range(ROUNDS):
                claimed = await self._desk.ask(notices.claim)
                if not claimed:
                    break
                ends += await self._round(claimed)
        return ends

    async def _round(self, claimed: Sequence[Notice]) -> Counter[NoticeState]:
        """Different chats side by side, the notices of one chat one after the other."""
        chats: dict[int | None, list[Notice]] = {}
        for notice in claimed:
            chats.setdefault(notice.chat_id, []).append(notice)
        ends: Counter[NoticeState] = Counter()
        went = await asyncio.gather(
            *(self._chat(queue, ends) for queue in chats.values()), return_exceptions=True
        )  # a chat whose end could not be written stops no other in the middle of a send
        for error in went:
            if error is not None:
                raise error
        return ends

    async def _chat(self, queue: Sequence[Notice], ends: Counter[NoticeState]) -> None:
        later: timedelta | None = None
        for notice in queue:
            if later is None:
                fate = await self._fate(notice)
                later = fate.after
            else:  # whatever stopped the one before stops these: they keep their order behind it
                later += BETWEEN
                fate = _Fate(NoticeState.WAITING, after=later)
            ends[fate.state] += 1
            await self._settle(notice, fate)

    async def _settle(self, notice: Notice, fate: _Fate) -> None:
        due_at = None if fate.after is None else self._desk.now() + fate.after
        await self._desk.ask(
            notices.settle,
            notice_id=notice.id,
            state=fate.state,
            message_id=fate.message_id,
            due_at=due_at,
        )

    async def _fate(self, notice: Notice) -> _Fate:
        late = self._late(notice)
        chat_id = notice.chat_id
        if chat_id is None or (late is not None and late.drop):
            return _Fate(NoticeState.DROPPED)
        if late is not None:
            notice = replace(notice, facts={**notice.facts, "late": True})
        try:
            language = notice.language or notice.facts.get("language")
            words = self._desk.texts.of(language)
            rendered = await asyncio.to_thread(self._render, notice, words)
        except Exception as error:
            return _failed(notice, error, "render")
        if rendered is None:
            return _Fate(NoticeState.DROPPED)
        return await self._send(notice, chat_id, rendered)

    def _late(self, notice: Notice) -> Stale | None:
        rule = self._stale.get(notice.kind)
        if rule is None or self._desk.now() - notice.made_at < rule.after:
            return None
        return rule

    async def _send(self, notice: Notice, chat_id: int, rendered: Rendered) -> _Fate:
        """The first request may be put back; what follows waits its turn, as an answer does."""
        first, *rest = requests(chat_id, rendered)
        put_off = await self._menu(notice, chat_id, rendered)
        if put_off is not None:
            return put_off
        try:
            sent = await self._request(first, NOTICE)
        except TelegramError as error:
            return await self._refused(notice, chat_id, error)
        except Exception as error:  # a picture that is not there: nothing left the house
            return _failed(notice, error, "send")
        try:
            for more in rest:
                await self._request(more, None)
        except Exception as error:  # half of it is there: only a person can say what to do
            return _doubtful(notice, error, sent.message_id)
        return _Fate(NoticeState.SENT, sent.message_id)

    async def _menu(self, notice: Notice, chat_id: int, rendered: Rendered) -> _Fate | None:
        """Show the chat its new menu; a fate if the notice must wait for that. Twice is as once."""
        if not rendered.menu:
            return None
        try:
            await self._bot.set_my_commands(rendered.menu, scope=BotCommandScopeChat(chat_id))
        except RetryAfter as error:
            return _Fate(NoticeState.WAITING, after=wait_of(error))
        except TelegramError as error:  # the words matter more; /start shows the menu as well
            log.warning("a menu was not set", notice=notice.id, error=type(error).__name__)
        return None

    async def _request(self, request: tuple[str, dict[str, Any]], who: Who | None) -> Message:
        method, values = request
        if self._bot.rate_limiter is not None:
            values = {**values, "rate_limit_args": who}
        sent = await getattr(self._bot, method)(**values)
        assert isinstance(sent, Message)
        return sent

    async def _refused(self, notice: Notice, chat_id: int, error: TelegramError) -> _Fate:
        if isinstance(error, RetryAfter):
            return _Fate(NoticeState.WAITING, after=wait_of(error))
        if isinstance(error, ChatMigrated) and notice.attempts <= MOVES:
            await self._desk.ask(self._migrated, old=chat_id, new=error.new_chat_id)
            return _Fate(NoticeState.WAITING, after=timedelta(0))
        if isinstance(error, Forbidden):
            if notice.person_id is not None:
                await self._desk.ask(self._unreachable, person_id=notice.person_id)
            return _Fate(NoticeState.DROPPED)
        if isinstance(error, NotSent | InvalidToken):
            return _Fate(NoticeState.WAITING, after=_back_off(notice.attempts))
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            return _doubtful(notice, error, None)
        return _failed(notice, error, "send")


def _back_off(attempts: int) -> timedelta:
    doubled = 1 << min(max(attempts - 1, 0), 10)
    return min(LONGEST, BACK_OFF * doubled)


def _failed(notice: Notice, error: Exception, where: str) -> _Fate:
    """Logged by number and kind; neither the words nor the error's text, which may quote them."""
    log.error(
        "a notice failed",
        notice=notice.id,
        kind=notice.kind,
        at=where,
        error=type(error).__name__,
    )
    return _Fate(NoticeState.FAILED)


def _doubtful(notice: Notice, error: Exception, message_id: int | None) -> _Fate:
    """Nobody knows whether all of it was sent; a coordinator is asked."""
    log.warning(
        "a notice may be sent or not",
        notice=notice.id,
        kind=notice.kind,
        error=type(error).__name__,
    )
    return _Fate(NoticeState.UNKNOWN, message_id)
