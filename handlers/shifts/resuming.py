"""What was asked of the planner and interrupted by the end of a process is taken up again."""

from __future__ import annotations

from datetime import timedelta

from handlers.context import App, Context, Desk
from handlers.shifts import letter, plan
from models.errors import Refusal
from models.shifts import asked
from models.shifts.asked import Ask, Kind

EVERY = timedelta(minutes=1)  # another worker may end at any time
SOON = timedelta(seconds=1)  # a first time that is over when it is set would be left out


async def take_up(desk: Desk, *, everything: bool) -> int:
    """Answer what nobody works on any more, one after the other; how many there were.

    ``everything`` is for the start of the only process there is. Whoever asked is told.
    """
    found = await desk.ask(asked.take_up, everything=everything)
    for ask in found:
        await _again(desk, ask)
    return len(found)


async def _again(desk: Desk, ask: Ask) -> None:
    try:
        await (letter if ask.kind == Kind.LETTER else plan).resume(desk, ask)
    except Refusal:  # its days are over, or its shifts are gone
        await desk.ask(asked.give_up, ask_id=ask.id)


def watch(app: App, desk: Desk, *, alone: bool) -> None:
    """Look at the start and from then on. ``alone``: no other process works on this database."""
    first = [alone]

    async def look(_context: Context) -> None:
        everything, first[0] = first[0], False
        await take_up(desk, everything=everything)

    assert app.job_queue is not None
    app.job_queue.run_repeating(
        look,
        interval=EVERY,
        first=SOON,
        name="planner",
        job_kwargs={"misfire_grace_time": 3600, "coalesce": True, "max_instances": 1},
    )
