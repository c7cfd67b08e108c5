"""The demonstration: one campaign day on the local Telegram, with the real bot in its own process."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console

from bot.demo.closing import close, keep_transcript
from bot.demo.kill import reaper
from bot.demo.stage import set_up
from bot.demo.story import Story


async def play(*, out: Path, kill: int | None = None, lines: int | None = None) -> int:
    """Play the day; 0 if everything that must hold at its end holds, else 1.

    ``kill`` is a seed: the bot is killed at moments drawn from it, and started again.
    """
    console = Console(highlight=False, soft_wrap=False)
    began = time.monotonic()
    async with set_up(out, console, lines=lines) as stage:
        await stage.start_bot()
        story = Story(stage, console)
        try:
            async with reaper(stage, kill) as moments:
                await story.play()
            await story.last_questions()
        finally:
            await stage.stop_bot()
            keep_transcript(stage)
        return close(stage, story, console, began=began, kills=moments)
