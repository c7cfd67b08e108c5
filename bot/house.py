"""Opening and closing the house: database, application, delivery, timetable, inbox, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from telegram.request import BaseRequest

from bot import jobs
from bot.alone import alone
from bot.app import ALLOWED_UPDATES, Wiring, build, introduce
from bot.clock import FollowedClock, system_clock
from bot.delivery import Delivery
from bot.inbox import Inbox
from bot.sending import Rendered
from bot.storage import open_database
from bot.transport import AiohttpRequest
from config.locale import Words
from config.settings import Settings, Unset
from handlers import notices
from handlers.context import App, Desk
from handlers.petition import clear_away
from handlers.shifts import resuming
from models import book as books
from models import channels, people
from models.database import Database
from models.notices import Notice


@dataclass(slots=True)
class House:
    """What is open: for whoever runs it, and for tests that look inside."""

    app: App
    desk: Desk
    delivery: Delivery
    inbox: Inbox
    database: Database


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """The house as it is run: everything open, the timetable set; `Inbox.run` is the caller's.

    Raises `config.settings.Unset` without a token, or where another copy runs on this database.
    """
    if settings.token is None:
        raise Unset("COUNTERSIGN_TOKEN is not set: get one from @BotFather (README, Start)")
    clock = FollowedClock() if settings.follow_clock else system_clock
    with alone(settings.database):
        async with _opened(settings, clock) as house:
            yield house


@asynccontextmanager
async def _opened(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[House]:
    assert settings.token is not None
    request, updates = _requests(clock)
    database = open_database(settings.database)
    wiring = Wiring(
        token=settings.token.get_secret_value(),
        database=database,
        clock=clock,
        out=settings.out,
        request=request,
        updates_request=updates,
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        limits=settings.limits,
        alone=database.is_sqlite,
    )
    try:
        async with furnished(wiring) as house:
            yield house
    finally:
        await request.shutdown()  # where the start failed half way, nobody else does
        await updates.shutdown()
        database.close()


@asynccontextmanager
async def furnished(wiring: Wiring) -> AsyncIterator[House]:
    """The same on given wires (tests bring their own database, clock and transport)."""
    wiring.out.mkdir(parents=True, exist_ok=True)
    app = build(wiring)
    desk: Desk = app.bot_data["desk"]
    delivery = Delivery(
        desk,
        app.bot,
        renderer(desk),
        unreachable=people.unreachable,
        migrated=channels.migrated,
    )
    async with app:
        await introduce(app)
        desk.kept["known_words"] = await desk.ask(people.known_words)
        if wiring.alone:  # where several work, a claim's age tells that its worker is gone
            await delivery.recover()
            clear_away(wiring.out)
        jobs.schedule(app, desk, delivery)
        resuming.watch(app, desk, alone=wiring.alone)
        await app.start()
        inbox = Inbox(app, wiring.updates_request, allowed=ALLOWED_UPDATES)
        try:
            yield House(app, desk, delivery, inbox, wiring.database)
        finally:
            await inbox.stop()
            await app.stop()


def renderer(desk: Desk) -> Callable[[Notice, Words], Rendered]:
    """`handlers.notices.render`, with the campaign's book; runs in delivery's own thread."""

    def render(notice: Notice, _words: Words) -> Rendered:
        book = desk.database.run(books.look, now=desk.now())
        return notices.render(desk, book, notice)

    return render


async def keep_open(settings: Settings) -> None:
    """Run until cancelled (SIGINT, SIGTERM)."""
    async with opened(settings) as house:
        try:
            await house.inbox.run()
        except asyncio.CancelledError:
            return


def _requests(clock: Callable[[], datetime]) -> tuple[BaseRequest, BaseRequest]:
    hook = None
    if isinstance(clock, FollowedClock):
        followed = clock

        def observe(headers: object) -> None:
            get = getattr(headers, "get", None)
            followed.observe(None if get is None else get("X-Sandbox-Now"))

        hook = observe
    return (
        AiohttpRequest(on_headers=hook),
        AiohttpRequest(connections=2, read_timeout=10, on_headers=hook),
    )
