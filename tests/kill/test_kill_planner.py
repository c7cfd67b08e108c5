"""A bot that is killed while it plans: the plan comes all the same, and nothing is left running."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.stage import ADMIN_LINK, set_up
from bot.demo.story import Story

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds, on a slow machine


@pytest.mark.slow
async def test_a_plan_that_was_interrupted_comes_after_the_start_and_its_asker_is_told(
    tmp_path: Path,
) -> None:
    console = Console(file=StringIO())
    async with set_up(tmp_path / "stage", console, lines=600, flood=False) as stage:
        await stage.start_bot()
        story = Story(stage, console)
        ana = story.ana
        await ana.joins(ADMIN_LINK, "Ana")
        await ana.says("/open oct 4 to oct 6 9-12")
        await ana.taps("buttons.make-them")
        for one in story.crowd:
            await one.says("/when tue 9-12; wed 9-12; thu 9-12")
            await one.taps("buttons.right")
        await ana.says("/plan oct 4 to oct 6")
        await stage.kill_bot()
        await stage.start_bot()
        await stage.telegram.until(lambda: ana.sees("buttons.see-plan"), PATIENCE)
        said = [message.text for message in ana.user.messages]
        assert ana.words.plain("shifts.planner.again.plan") in said
        await ana.taps("buttons.see-plan")
        assert any("Plan P1" in message.text for message in ana.user.messages)
        await ana.says("/publish P2")
        assert "There is no such plan." in ana.user.messages[-1].text
        await stage.stop_bot()


WORK = """
import asyncio, os, sys, time
from functools import partial
from pathlib import Path

from handlers.beside import beside

def slow(path):
    Path(path).write_text(str(os.getpid()))
    time.sleep(600)

if __name__ == "__main__":
    asyncio.run(beside(partial(slow, sys.argv[1]), partial(int, "0")))
"""


def test_work_beside_ends_with_the_bot_however_that_ends(tmp_path: Path) -> None:
    (tmp_path / "slow_work.py").write_text(WORK)
    told = tmp_path / "pid"
    environment = {"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, str(tmp_path / "slow_work.py"), str(told)]
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as bot:
        worker = _written(told)
        assert _runs(worker)
        bot.kill()
    deadline = time.monotonic() + PATIENCE
    while _runs(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _runs(worker)


def _written(path: Path) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError("the work never began")


def _runs(pid: int) -> bool:
    """Whether the process is there, and not only its entry."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
