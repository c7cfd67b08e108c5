"""The end of the four weeks: what was said, and what must hold of the numbers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rich.console import Console

from bot.demo.month import Done
from bot.demo.month_acts import Outcome, pictures, play
from bot.demo.month_stage import Later, later, schedule_folder
from bot.demo.stage import Stage
from bot.demo.story import ZONE
from bot.sandbox.transcript import as_text, by_chat, show
from bot.storage import open_database
from models import estimate, status
from models.estimate import Estimate

TRANSCRIPT = "transcript.txt"
QUICK = 5.0  # seconds that `/whatif` may take here, where the whole day's machine is busy
_LAST_LINES = 6
_DIGEST = 64  # hex digits of a SHA-256


@dataclass(frozen=True, slots=True)
class Weeks:
    """The later stage, and its end being played: beside the day, as soon as the weeks are over."""

    later: Later
    ending: asyncio.Task[Outcome]


@asynccontextmanager
async def weeks_beside(first: Stage, *, lines: int | None) -> AsyncIterator[Weeks]:
    """Live the weeks and play their end beside whatever the caller does."""
    async with later(first, lines=lines) as there:
        ending = asyncio.create_task(play(there))
        try:
            yield Weeks(there, ending)
        finally:
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)


async def weeks_later(weeks: Weeks, console: Console) -> int:
    """Wait for the end of the weeks, print it; 0 if all holds that must, else 1."""
    console.rule("four weeks later (a second database; everything is invented)")
    with console.status("four weeks of readings and rulings, by the same verbs"):
        outcome = await weeks.ending
    _keep(weeks.later)
    _show(weeks.later, outcome, console)
    return _close(weeks.later, outcome, console)


def _keep(later: Later) -> None:
    path = later.stage.folder / TRANSCRIPT
    path.write_text(as_text(later.stage.telegram.history, zone=ZONE), encoding="utf-8")


def _show(later: Later, outcome: Outcome, console: Console) -> None:
    """The chats; of the lines that are checked in a stack the first, and what comes of it."""
    shown = {later.channel.id, later.ana.user.chat.id, later.vera.user.chat.id}
    at = 0
    history = list(later.stage.telegram.history)
    for begins, ends in (*outcome.skipped, (len(history), len(history))):
        events = [event for event in history[at:begins] if event.chat.id in shown]
        show(console, by_chat(events), zone=ZONE)
        if begins < ends:
            console.print("(more lines of the stack are checked in the same way)")
        at = ends
    console.rule("python docs/outsider.py: the schedule, checked without Countersign")
    for line in outcome.outsider[-_LAST_LINES:]:
        what, colon, value = line.partition(": ")
        console.print(what + colon + _short(value), markup=False)


def _short(value: str) -> str:
    """A digest as one can compare it by eye."""
    return f"{value[:16]}…" if len(value) == _DIGEST else value


def _close(later: Later, outcome: Outcome, console: Console) -> int:
    database = open_database(later.stage.url)
    now = later.stage.telegram.clock.now()
    try:
        found = database.run(status.look, now=now)
        numbers = database.run(estimate.look, now=now)
    finally:
        database.close()
    slow = max(outcome.seconds)
    log = later.stage.log.read_text(encoding="utf-8")
    holds = {
        "kept counts equal a recount, the trail holds": not found.broken,
        "the day's post and the week's are there, once": len(pictures(later)) == 2,
        f"/whatif answered within {QUICK:.0f} seconds ({slow:.1f})": slow <= QUICK,
        f"a stack is checked by lot, line by line ({outcome.checked})": (
            outcome.checked > 0 or not outcome.offered
        ),
        "the outsider agrees with draw and interval": outcome.agrees,
        "no fault in the bot's log": "fault" not in log and "failed" not in log,
    }
    _summary(later, outcome.done, numbers, console)
    for name, true in holds.items():
        console.print(f"{'✓' if true else '✗'} {name}")
    for wrong in found.broken:
        console.print(f"  BROKEN: {wrong}")
    for path in (*sorted((later.stage.folder / "out").glob("*.png")), schedule_folder(later)):
        console.print(f"{'picture' if path.suffix else 'schedule':<10} {path}", soft_wrap=True)
    return 0 if all(holds.values()) else 1


def _summary(later: Later, done: Done, numbers: Estimate, console: Console) -> None:
    """What the numbers said, beside the truth that only the generator knows."""
    truth = int(later.stage.invented.truth.sum())
    console.rule("summary (everything above is invented)")
    console.print(f"in four weeks {done.read:,} lines read, {done.ruled:,} ruled")
    if numbers.band is not None:
        band = numbers.band
        inside = "inside" if band.low <= truth <= band.high else "outside"
        console.print(
            f"the band says {band.low:,} to {band.high:,}; in truth {truth:,} lines are ours: {inside}"
        )
