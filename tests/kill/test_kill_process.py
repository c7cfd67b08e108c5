"""The real thing: the demonstration's day with a bot process that is killed again and again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LINES = 6000  # enough for the three weeks before the day
LONGEST = 900  # seconds, on a slow machine


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 11])
def test_a_day_whose_bot_is_killed_ends_well(tmp_path: Path, seed: int) -> None:
    out = tmp_path / "demo"
    command = f"-m bot demo --kill {seed} --lines {LINES} --out {out}"
    ran = subprocess.run(
        [sys.executable, *command.split()],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    assert "✓ every reading that was acknowledged is there, once" in ran.stdout
    assert "killed 0 times" not in ran.stdout
