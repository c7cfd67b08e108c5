"""Killing the bot at any moment, by a seed, and starting it again: nothing may be lost or doubled."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.demo.stage import Stage

SHORTEST, LONGEST = 1.5, 7.0  # seconds of life between two kills


@asynccontextmanager
async def reaper(stage: Stage, seed: int | None) -> AsyncIterator[list[float]]:
    """While the block runs, SIGKILL the bot at seeded moments; yields the moments (seconds)."""
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
        if stage.bot is None or stage.bot.returncode is not None:
            await stage.start_bot()


async def _reap(stage: Stage, chance: random.Random, moments: list[float]) -> None:
    lived = 0.0
    while True:
        span = chance.uniform(SHORTEST, LONGEST)
        await asyncio.sleep(span)
        lived += span
        moments.append(round(lived, 2))
        await asyncio.shield(_kill_and_start(stage))


async def _kill_and_start(stage: Stage) -> None:
    await stage.kill_bot()
    await stage.start_bot()
