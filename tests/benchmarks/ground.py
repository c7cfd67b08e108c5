"""What is measured on: an invented campaign of the reference case in a durable SQLite file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.invented import generate, world, write_csv
from bot.storage import open_database
from config.profile import campaign_path, load_profile
from models import petition
from models.database import Database

NOON = datetime(2022, 9, 6, 19, 0, tzinfo=UTC)  # noon in Los Angeles
FULL = 195_783  # the reference case
SEED = 5
ROOT = Path(__file__).parents[2]


@cache
def listed(folder: Path, lines: int = FULL) -> Path:
    """A registrar's list with that many invented lines; made once."""
    path = folder / f"list-{lines}.csv"
    exact = None if lines == FULL else lines
    return write_csv(generate(world("reference"), SEED, lines=exact), path)


def founded(path: Path) -> Database:
    """A database file with the reference campaign and no lines; commits survive a power cut."""
    forget(path)
    database = opened(path)
    profile = load_profile(campaign_path("los-angeles-2022"))
    database.run(
        petition.found, now=NOON, by="desk", profile=profile, draw_seed="bench", invented=True
    )
    return database


def opened(path: Path) -> Database:
    """A database file as the bot opens it: commits survive a power cut."""
    return open_database(f"sqlite:///{path}")


@cache
def kept(folder: Path, lines: int = FULL) -> Path:
    """A database file with the campaign and its list; made once, to be copied."""
    path = folder / f"kept-{lines}.sqlite3"
    database = founded(path)
    database.run(petition.import_list, now=NOON, by="desk", path=listed(folder, lines))
    database.close()
    return path


def copied(source: Path, to: Path) -> Path:
    """A copy of a closed database file."""
    forget(to)
    return Path(shutil.copyfile(source, to))


def forget(path: Path) -> None:
    """Remove a database file and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def child(module: str, *words: object) -> dict[str, Any]:
    """Run ``python -m tests.benchmarks.<module> …``; the JSON object it prints last.

    Raises RuntimeError with what it said if it fails.
    """
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-4000:]}")
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result
