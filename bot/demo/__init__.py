"""The demonstration: a campaign's day on the local Telegram, with the real bot in its own process.

After it the end of four invented weeks, which another process has lived meanwhile (`month`).
"""

from __future__ import annotations

import time
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from bot.demo.closing import close, keep_transcript
from bot.demo.kill import reaper
from bot.demo.month_closing import weeks_beside, weeks_later
from bot.demo.stage import set_up
from bot.demo.story import Story


async def play(*, out: Path, kill: int | None = None, lines: int | None = None) -> int:
    """Play the day, and the end of the four weeks after; 0 if all holds that must, else 1.

    ``kill`` is a seed: the bot is killed at moments drawn from it, and started again.
    """
    console = Console(highlight=False, soft_wrap=False)
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(set_up(out, console, lines=lines))
        weeks = None  # a day on which the bot is killed has enough to prove
        if kill is None:
            weeks = await stack.enter_async_context(weeks_beside(stage, lines=lines))
        await stage.start_bot()
        story = Story(stage, console)
        try:
            async with reaper(stage, kill) as moments:
                await story.play()
            await story.last_questions()
        finally:
            await stage.stop_bot()
            keep_transcript(stage)
        code = close(stage, story, console, began=began, kills=moments)
        if weeks is not None:
            code = max(code, await weeks_later(weeks, console))
            console.print(f"{time.monotonic() - began:.0f} seconds in all")
        return code
