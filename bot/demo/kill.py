"""Killing the bot at any moment, by a seed, and starting it again: nothing may be lost or doubled."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.demo.stage import Stage
from bot.sandbox.chats import JSON

# Seconds between the bot's first words to Telegram and its death: counted from there and not from
# the process's start, which takes some seconds on a slow machine, so that each life does something.
SHORTEST, LONGEST = 0.3, 5.0
UNBORN = 0.15  # of the lives end while they are still starting
MOST = 12  # kills; a day must end some time
PATIENCE = 60.0  # seconds a start may take


@asynccontextmanager
async def reaper(stage: Stage, seed: int | None) -> AsyncIterator[list[float]]:
    """While the block runs, SIGKILL the bot at seeded moments; yields the moments.

    They are seconds of life, added up. Whatever happened, the bot runs when the block is left.
    """
    moments: list[float] = []
    if seed is None:
        yield moments
        return
    task = asyncio.create_task(_reap(stage, random.Random(seed), moments))
    try:
        yield moments
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        stage.telegram.faults.watch = None
        if stage.bot is None or stage.bot.returncode is not None:
            await stage.start_bot()


async def _reap(stage: Stage, chance: random.Random, moments: list[float]) -> None:
    lived = 0.0
    for _ in range(MOST):
        if chance.random() >= UNBORN:
            await _speaks(stage)
        span = chance.uniform(SHORTEST, LONGEST)
        await asyncio.sleep(span)
        lived += span
        moments.append(round(lived, 2))
        await asyncio.shield(_kill_and_start(stage))


async def _speaks(stage: Stage) -> None:
    """Wait until the bot asks Telegram for updates, or for as long as a start may take."""
    spoken = asyncio.Event()

    def watch(method: str, _values: JSON) -> None:
        if method != "getMe":
            spoken.set()

    stage.telegram.faults.watch = watch
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await spoken.wait()


async def _kill_and_start(stage: Stage) -> None:
    await stage.kill_bot()
    await stage.start_bot()
