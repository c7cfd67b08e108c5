"""Four weeks of an invented campaign, made by the real verbs in a process of its own.

One day's few lines make no picture that one would print. So the demonstration lives four weeks on
a second database, a copy of the first as it was before the day that is played: deals, readings,
second readings, the draw of audit lines, rulings one by one and in stacks, the nightly estimate and
the dates. Readers, lawyers and what is true of each line are the generator's. While the day is
played, this process does it: ``python -m bot.demo.month``, which is told on its input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.demo import month_bench, month_people, month_room
from bot.demo.month_people import Cast, Phones
from bot.demo.story import ZONE
from bot.invented import Invented, generate, world
from bot.storage import open_database
from models import audit, estimate, outlook, petition, progress
from models.database import Database

FIRST = date(2022, 9, 27)  # a Tuesday: the day that is played is the first of these weeks
LAST = date(2022, 10, 20)  # a Thursday
WEEK_ENDS = 3  # the weekday of the weekly post: that Thursday
EVENING = time(20)
_SPAN = (LAST - FIRST).days + 1
# The days on which the room was open: Tuesdays, Wednesdays and Thursdays.
DAYS = tuple(
    day for day in (FIRST + timedelta(days=n) for n in range(_SPAN)) if day.weekday() in (1, 2, 3)
)
AUDIT_SEED = "invented-audit-seed-of-the-demonstration"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in the four weeks, in lines."""

    read: int
    ruled: int


def live(
    database: Database,
    invented: Invented,
    phones: Phones,
    *,
    admin_link: str,
    days: Sequence[date] = DAYS,
) -> Done:
    """Live these days, or as many as there are lines for. The last evening's posts are left to
    whoever runs the bot next.
    """
    begins = at(FIRST, time(8))
    cast = month_people.gather(database, invented, phones, now=begins, admin_link=admin_link)
    database.run(
        petition.change_policy,
        now=begins,
        by=cast.admin.pseudonym,
        changes={"weekly_weekday": WEEK_ENDS},
    )
    database.run(audit.begin, now=begins, by=cast.admin.pseudonym, seed=AUDIT_SEED)
    read = ruled = 0
    for day in days:
        _draw(cast, at(day, time(8, 30)))
        read += month_room.day(cast, day)
        ruled += month_bench.evening(cast, day, stacks=day != days[-1])
        if day != days[-1]:
            _night(cast, day)
    month_people.told(database, at(days[-1], EVENING))
    return Done(read, ruled)


def _draw(cast: Cast, now: datetime) -> None:
    found = cast.database.run(audit.look_ahead, now=now)
    if found is not None:
        cast.database.run(audit.draw, now=now, found=found)


def _night(cast: Cast, day: date) -> None:
    """As the clock does it: the dates once a week, the estimate and the posts every evening."""
    now = at(day, time(month_people.POST_HOUR))
    if day.weekday() == WEEK_ENDS:
        found = cast.database.run(outlook.look, now=now)
        cast.database.run(outlook.keep, now=now, reckoned=outlook.reckon(found))
    cast.database.run(estimate.keep, now=now)
    cast.database.run(progress.close_due_days, now=now)
    month_people.told(cast.database, now)


def at(day: date, when: time) -> datetime:
    """A moment of a day by the clock on the wall."""
    return datetime.combine(day, when, ZONE)


@dataclass(frozen=True, slots=True)
class Task:
    """What the process is told: the database's URL, how many lines (None: all), the seed of the
    lines, whose phones, the admin's link.
    """

    url: str
    lines: int | None
    seed: int
    phones: Phones
    admin_link: str

    def as_json(self) -> str:
        """In a line."""
        return json.dumps(asdict(self))


def task_of(text: str) -> Task:
    """The task that `Task.as_json` wrote."""
    facts: dict[str, Any] = json.loads(text)
    told: dict[str, Any] = facts.pop("phones")
    phones = Phones(
        before=tuple(told["before"]),
        new=tuple(told["new"]),
        lawyers=tuple(told["lawyers"]),
        admin=told["admin"],
        channel=told["channel"],
    )
    return Task(phones=phones, **facts)


def main() -> None:
    """Do the task on the standard input; a line of JSON at the end."""
    task = task_of(sys.stdin.read())
    invented = generate(world("reference"), task.seed, lines=task.lines)
    database = open_database(task.url, durable=False)
    try:
        done = live(database, invented, task.phones, admin_link=task.admin_link)
    finally:
        database.close()
    sys.stdout.write(json.dumps(asdict(done)) + "\n")


if __name__ == "__main__":
    main()
