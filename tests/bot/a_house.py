"""A small house for these tests: a database, a desk, and the library's application in process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.ext import Application, ContextTypes
from telegram.request import BaseRequest

from bot.sandbox.request import InProcessRequest
from bot.sandbox.telegram import LocalTelegram
from config.locale import load_texts
from handlers.context import Context, Desk
from models.database import Database
from models.rules.guard import Lexicon
from models.tables import metadata, notices, people

TEXTS = load_texts()
NO_NAMES = Lexicon(**{part.name: frozenset() for part in fields(Lexicon)})


@dataclass
class House:
    """Everything a test needs at hand."""

    tg: LocalTelegram
    desk: Desk
    app: Any

    def row(self, table: Any, **where: Any) -> Any:
        """The one row with these values."""
        with self.desk.database.engine.connect() as connection:
            return connection.execute(table.select().filter_by(**where)).one()

    def notice(self, key: str) -> Any:
        """The notice with this key."""
        return self.row(notices, key=key)


async def until(true: Callable[[], Any]) -> None:
    """Wait until ``true()`` holds; TimeoutError after five seconds."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - looks from outside at what sets no event
            await asyncio.sleep(0.002)


def a_database(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'house.db'}", durable=False)
    metadata.create_all(database.engine)
    return database


def a_person(house: House, telegram_id: int | None, *, role: str = "volunteer") -> int:
    """A row of people; its id."""

    def add(tx: Any, *, now: Any) -> int:
        count = len(tx.execute(people.select()).all())
        values = {"pseudonym": f"R-{count + 1:03}", "telegram_id": telegram_id, "role": role}
        added = tx.execute(people.insert().values(language="en", joined_at=now, **values))
        return int(added.inserted_primary_key[0])

    return house.desk.database.run(add, now=house.desk.now())


@asynccontextmanager
async def a_house(
    folder: Path,
    tg: LocalTelegram | None = None,
    *,
    request: BaseRequest | None = None,
    base: str | None = None,
    limiter: Any = None,
    handlers: tuple[Any, ...] = (),
) -> AsyncIterator[House]:
    tg = tg or LocalTelegram()
    database = a_database(folder)
    desk = Desk(database, TEXTS, tg.clock.now, NO_NAMES, folder)
    builder = Application.builder().token(tg.token).updater(None)
    builder = builder.request(request or InProcessRequest(tg))
    builder = builder.get_updates_request(InProcessRequest(tg))
    builder = builder.context_types(ContextTypes(context=Context))
    if base is not None:
        builder = builder.base_url(f"{base}/bot")
    if limiter is not None:
        builder = builder.rate_limiter(limiter)
    app = builder.build()
    app.bot_data["desk"] = desk
    app.add_handlers(list(handlers))
    async with app:
        yield House(tg, desk, app)
    database.close()


@dataclass(frozen=True)
class Words:
    """A notice in words, as delivery wants it."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    photo: Path | None = None
    document: Path | None = None
    protect: bool = False
    then: tuple[Any, ...] = ()
    menu: tuple[tuple[str, str], ...] = ()
