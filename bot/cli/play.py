"""Running: the bot against Telegram, the demonstration, and the local Telegram in a terminal."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import Annotated

import structlog
import typer

from bot.cli.shared import say, the_database
from bot.clock import system_clock
from bot.house import keep_open
from config.settings import Unset, load
from models import book as books


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command()(run)
    app.command()(demo)
    app.command()(talk)


def run() -> None:
    """Run the bot against Telegram, by polling, until Ctrl-C."""
    settings = load()
    if settings.token is None:
        raise Unset(
            "COUNTERSIGN_TOKEN is not set. Talk to @BotFather on Telegram: /newbot gives a token;"
            " put COUNTERSIGN_TOKEN=… into a file named .env here. (README, Start)"
        )
    with the_database(settings) as database:
        database.run(books.look, now=system_clock())  # refuses before a campaign is founded
    quiet_logs()
    asyncio.run(_until_stopped(keep_open(settings)))


def demo(
    kill: Annotated[int | None, typer.Option(help="a seed: kill the bot at any moment")] = None,
    lines: Annotated[int | None, typer.Option(help="fewer lines than the reference case")] = None,
    out: Annotated[Path, typer.Option(help="where picture, sheet and database go")] = Path(
        "out/demo"
    ),
) -> None:
    """Play one campaign day of the reference case on the local Telegram. Everything is invented."""
    from bot.demo import play

    quiet_logs()
    raise typer.Exit(asyncio.run(play(out=out, kill=kill, lines=lines)))


def talk(
    lines: Annotated[int, typer.Option(help="how many invented lines")] = 2_000,
) -> None:
    """Talk to the bot without Telegram: choose who you are, type, press buttons."""
    from bot.demo.talk import open_talk

    quiet_logs()
    asyncio.run(open_talk(lines=lines))


def quiet_logs() -> None:
    """Warnings and worse, on stderr, without bodies or addresses (the token is in addresses)."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "telegram", "aiohttp.access", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(file=None),
    )


async def _until_stopped(work: object) -> None:
    assert asyncio.iscoroutine(work)
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    say("Running. Ctrl-C stops it.")
    try:
        await task
    except asyncio.CancelledError:
        say("Stopped.")
