"""Running: the bot against Telegram, the demonstration, and the local Telegram in a terminal."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer
from telegram.error import InvalidToken, NetworkError

from bot.cli import logs
from bot.cli.ask import UNKNOWN_TOKEN
from bot.cli.shared import Cannot, say, the_database
from bot.house import opened
from config.settings import Settings, Unset, load


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
    with the_database(settings):
        pass  # refuses before a campaign is founded
    logs.set_up()
    try:
        asyncio.run(_until_stopped(settings))
    except InvalidToken:  # its words hold the token
        raise Cannot(UNKNOWN_TOKEN) from None
    except NetworkError as error:
        raise Cannot(f"Telegram cannot be reached: {logs.covered(error.message)}.") from None


def demo(
    kill: Annotated[int | None, typer.Option(help="a seed: kill the bot at any moment")] = None,
    lines: Annotated[int | None, typer.Option(help="fewer lines than the reference case")] = None,
    out: Annotated[Path, typer.Option(help="where picture, sheet and database go")] = Path(
        "out/demo"
    ),
) -> None:
    """Play a campaign day, and one four weeks later, on the local Telegram. All is invented."""
    from bot.demo import play

    logs.set_up()
    raise typer.Exit(asyncio.run(play(out=out, kill=kill, lines=lines)))


def talk(
    lines: Annotated[int, typer.Option(help="how many invented lines")] = 2_000,
) -> None:
    """Talk to the bot without Telegram: choose who you are, type, press buttons."""
    from bot.demo.talk import open_talk

    logs.set_up()
    asyncio.run(open_talk(lines=lines))


async def _until_stopped(settings: Settings) -> None:
    """Open the house and fetch updates; SIGINT and SIGTERM let it finish what it has in hand."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    try:
        async with opened(settings) as house:
            say(f"Running as @{house.desk.bot_name}. Ctrl-C stops it.")
            await house.inbox.run()
    except asyncio.CancelledError:
        once = task.cancelling() == 1
        say("Stopped. What was in hand is done." if once else "Stopped at once.")
