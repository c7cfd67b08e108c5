"""The end of a demonstration: the transcript as chats read on a phone, and what must hold."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot.demo import proof
from bot.demo.stage import Stage
from bot.demo.story import ZONE, Story
from bot.sandbox.chats import Chat
from bot.sandbox.history import Event
from bot.sandbox.transcript import as_text, by_chat, show
from bot.storage import open_database
from models import status

TRANSCRIPT = "transcript.txt"


def close(
    stage: Stage, story: Story, console: Console, *, began: float, kills: Sequence[float]
) -> int:
    """Print transcript, summary and paths; 0 if all holds, else 1."""
    chats = {one.user.chat for one in story.shown} | {story.channel}
    show(console, by_chat(_shown(story, chats)), zone=ZONE)
    database = open_database(stage.url)
    try:
        found = database.run(status.look, now=stage.telegram.clock.now())
        lost = database.run(proof.missing, told=proof.acknowledged(stage))
        asked = database.run(proof.unknown_ever)
        crowded = database.run(proof.above_a_cap, now=stage.telegram.clock.now())
    finally:
        database.close()
    posts = [message for message in story.channel.messages if message.has_media]
    doubled = proof.doubled(stage, story.channel)
    holds = {
        "every line in one state": sum(found.by_state.values()) == found.total,
        "kept counts equal a recount, the trail holds": not found.broken,
        "every reading that was acknowledged is there, once": not lost,
        "no shift is above a cap": not crowded,
        "the daily post is there, once": len(posts) == 1,
        "nothing was posted twice": not doubled,
        "no fault in the bot's log": "fault" not in stage.log.read_text(encoding="utf-8"),
    }
    _summary(console, stage, found)
    if kills:
        console.print(f"killed {len(kills)} times; {asked} messages were asked about as unknown")
    for name, true in holds.items():
        console.print(f"{'✓' if true else '✗'} {name}")
    for wrong in (*found.broken, *lost, *crowded, *doubled):
        console.print(f"  BROKEN: {wrong}")
    console.print(f"{time.monotonic() - began:.0f} seconds")
    for name, path in _paths(stage):
        console.print(f"{name:<10} {path}", soft_wrap=True)
    return 0 if all(holds.values()) else 1


def _shown(story: Story, chats: set[Chat]) -> list[Event]:
    """What is printed: two people's coming in, one in each language; of the others the day."""
    events = list(story.stage.telegram.history)
    whole = {one.user.chat for one in (story.ana, story.june, story.lupe)} | {story.channel}
    return [
        event
        for at, event in enumerate(events)
        if event.chat in chats and (event.chat in whole or at >= story.reading_from)
    ]


def _summary(console: Console, stage: Stage, found: status.Status) -> None:
    console.rule("summary (everything above is invented)")
    states = ", ".join(f"{n:,} {state}" for state, n in found.by_state.items())
    console.print(f"lines {found.total:,}: {states}")
    console.print(f"claimed {found.claimed:,} of target {found.target:,}")
    console.print(f"trail {found.trail_entries:,} entries, head {found.trail_head[:16]}…")
    console.print(f"{len(stage.telegram.history):,} things happened in chat")


def keep_transcript(stage: Stage) -> None:
    """Write everything that was said, by everybody, as plain text."""
    path = stage.folder / TRANSCRIPT
    path.write_text(as_text(stage.telegram.history, zone=ZONE), encoding="utf-8")


def _paths(stage: Stage) -> list[tuple[str, Path]]:
    out = stage.folder / "out"
    pictures = sorted(out.glob("day-*.png"))
    sheets = sorted(out.glob("sheet-*.pdf"))
    return [
        *(("picture", path) for path in pictures[:1]),
        *(("roster", path) for path in sorted(out.glob("roster-*.png"))[:1]),
        *(("letter", path) for path in sorted(out.glob("letter-*.pdf"))[:1]),
        *(("sheet", path) for path in sheets[:1]),
        ("transcript", stage.folder / TRANSCRIPT),
        ("database", stage.folder / "campaign.sqlite3"),
    ]
