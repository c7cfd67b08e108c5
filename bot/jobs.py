"""The timetable: what is looked after by the clock. Data, and one job that goes through it.

The library's job queue (APScheduler) knows one repeating job. It asks, by the desk's clock, which
rows are due and makes one ask for each; what a row does is keyed in the database, so that it may
run late, twice, or on several workers at once. So a demo or a test moves the desk's clock and
everything due happens, once. A row that fails is logged and holds up no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from handlers.context import App, Context, Desk
from models import audit, estimate, inbox, notices, outlook, progress, review, shifts
from models.errors import Refusal

EVERY = timedelta(seconds=2)  # real time between two looks at the timetable
MISFIRE_GRACE = 3600  # seconds; the default of one would skip a look whenever the loop was busy
MOST = 200  # repeats of one row in one look: an hour's downtime is caught up, a bug is not endless

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """One row: ``verb(tx, *, now, **values) -> int`` is asked ``every`` so often.

    ``at_most`` is how many things the verb does in one ask: as long as it did that many, it is
    asked again at once. ``look(tx, *, now)`` is asked before it, beside the writers: what takes
    long to find comes into the verb as ``found``, and where nothing (None) is, it is not asked.
    ``reckon(found)`` is done between the two, in a thread and in no transaction.
    """

    name: str
    every: timedelta
    verb: Callable[..., int]
    values: Mapping[str, Any] = field(default_factory=dict)
    at_most: int | None = None
    look: Callable[..., Any] | None = None
    reckon: Callable[[Any], Any] | None = None


class Delivers(Protocol):
    """What a tick needs of `bot.delivery.Delivery`."""

    async def deliver(self) -> Any:
        """Send what is due."""


# In the order in which they are asked.
TIMETABLE = (
    Job("expire-holds", timedelta(seconds=20), review.expire_due, at_most=50),
    Job("warn-holders", timedelta(seconds=20), review.warn_due),
    Job("shifts", timedelta(seconds=10), shifts.tick),
    # Before the posts: what they say of the finish dates is of the same hour.
    Job(
        "outlook",
        timedelta(seconds=10),
        outlook.keep_found,
        look=outlook.look_due,
        reckon=outlook.reckon,
    ),
    Job("estimate", timedelta(hours=1), estimate.keep_hourly),
    Job("daily-post", timedelta(seconds=10), progress.close_due_days),
    Job("audit-draw", timedelta(minutes=10), audit.draw, look=audit.look_ahead),
    Job("orphaned-notices", timedelta(minutes=1), notices.orphaned),
    Job("forget-updates", timedelta(hours=1), inbox.forget),
)


async def tick(
    desk: Desk, delivery: Delivers, rows: Sequence[Job] = TIMETABLE, *, everything: bool = True
) -> None:
    """One look: ask every row that is due (or ``everything``), then send the notices that are due.

    Raises nothing but a cancellation.
    """
    now = desk.now()
    asked: dict[str, datetime] = desk.kept.setdefault("jobs.asked", {})
    for row in rows:
        last = asked.get(row.name)
        if everything or last is None or now - last >= row.every:
            asked[row.name] = now
            await _ask(desk, row)
    try:
        await delivery.deliver()
    except Exception as error:
        _tell("delivery", error)


def schedule(
    app: App,
    desk: Desk,
    delivery: Delivers,
    rows: Sequence[Job] = TIMETABLE,
    *,
    every: timedelta = EVERY,
) -> None:
    """Put the one repeating job into the application's job queue, its first run at once."""

    async def look(_context: Context) -> None:
        await tick(desk, delivery, rows, everything=False)

    assert app.job_queue is not None
    app.job_queue.run_repeating(
        look,
        interval=every,
        first=0,
        name="timetable",
        job_kwargs={
            "id": "timetable",
            "replace_existing": True,
            "misfire_grace_time": MISFIRE_GRACE,
            "coalesce": True,
            "max_instances": 1,
        },
    )


async def _ask(desk: Desk, row: Job) -> None:
    try:
        values = dict(row.values)
        if row.look is not None:
            values["found"] = await desk.ask(row.look, now=desk.now())
            if values["found"] is None:
                return
            if row.reckon is not None:
                values["found"] = await asyncio.to_thread(row.reckon, values["found"])
        for _ in range(MOST):
            done = await desk.ask(row.verb, **values)
            if row.at_most is None or done < row.at_most:
                return
    except Refusal as no:  # there is no campaign yet: nothing is due
        log.debug("job refused", job=row.name, code=no.code)
    except Exception as error:
        _tell(row.name, error)


def _tell(name: str, error: Exception) -> None:
    """The row and where it broke; never the error's words, which may quote what people wrote."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
    log.error("job failed", job=name, error=type(error).__name__, where=where)
