"""A campaign whose outlook can be looked at: an office, days worked, counts. All of it invented.

Either played through the verbs, a day at a time, or written down as the kept counts that months of
reading would lead to (those cannot be recounted: they serve tests of outlooks only).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from bot.invented import world
from models import outlook, review, shifts
from models.database import Database
from models.outlook import Outlook
from models.rules.forecast import DayWorked
from models.tables import figures, reasons, tally, worked
from models.terms import Person
from tests import factories
from tests.conftest import Clock
from tests.room import says
from tests.rota import Rota, at

MINUTES_NR = 3.0  # assumed of a line of the reason under which worked lines are written down


def target(database: Database, lines: int) -> None:
    """The figures from which a target of so many lines follows."""
    database.run(_target, now=factories.MORNING, lines=lines)


def _target(tx: Connection, *, now: Any, lines: int) -> None:
    for name, value in (("required", lines + 1000), ("valid", 1000)):
        tx.execute(
            figures.insert().values(
                name=name, value=value, as_of=date(2022, 8, 15), source="invented", by="desk", at=now
            )
        )  # fmt: skip


def counts(database: Database, by_reason: Mapping[str, Mapping[str, int]]) -> None:
    """Write kept counts over what is there; ``free`` is what is not read."""
    database.run(_counts, now=factories.MORNING, by_reason=by_reason)


def _counts(tx: Connection, *, now: Any, by_reason: Mapping[str, Mapping[str, int]]) -> None:
    ids = {row.code: row.id for row in tx.execute(select(reasons))}
    for code, given in by_reason.items():
        values = {"read": 0, "challenge": 0, **given}
        values["free"] = values["total"] - values["read"]
        values.setdefault("stands", values["read"] - values["challenge"])
        values.setdefault("claimed", values["challenge"])
        tx.execute(tally.update().where(tally.c.reason_id == ids[code]).values(**values))


def days(database: Database, past: list[DayWorked]) -> None:
    """Days worked as they are kept once they are closed; their work as lines not registered."""
    database.run(_days, now=factories.MORNING, past=past)


def _days(tx: Connection, *, now: Any, past: list[DayWorked]) -> None:
    for day in past:
        tx.execute(
            worked.insert().values(
                day=day.day,
                offered=round(day.offered * 60),
                used=round(day.used * 60),
                spans=0,
                lines=json.dumps({"NR": round(day.work / MINUTES_NR)}),
            )
        )


def eight_weeks(database: Database) -> None:
    """Fourteen seats, Tuesday to Thursday, from `factories.MORNING` on; all of it invented."""
    rng = np.random.default_rng(2022)
    start = factories.MORNING.date()
    past = []
    for day in (start + timedelta(days=n) for n in range(56)):
        if day.weekday() in (1, 2, 3):
            used = 84 * float(rng.uniform(0.75, 0.95))
            pace = 0.95 - 0.25 * 8 / (8 + len(past))
            work = used * 60 * pace * float(np.exp(0.1 * rng.standard_normal()))
            past.append(DayWorked(day, 84.0, used, work))
    days(database, past)
    lines = sum(day.work for day in past) / 3.4  # minutes of a line on average
    shares = {
        "NR": 0.42,
        "DUP": 0.15,
        "ADDR": 0.55,
        "SIG": 0.6,
        "CAN": 0.5,
        "OOC": 0.1,
        "OTH": 0.35,
    }
    by_reason = {}
    for reason in world("reference").reasons:
        read = round(lines * reason.count / world("reference").total)
        challenge = round(read * shares[reason.code])
        judged = round(0.9 * challenge)
        upheld = round(0.8 * judged)
        by_reason[reason.code] = {
            "total": reason.count, "read": read, "challenge": challenge, "judged": judged,
            "judged_challenge": judged, "upheld": upheld, "ruled": upheld,
        }  # fmt: skip
    counts(database, by_reason)


def look(database: Database, clock: Clock) -> Outlook:
    """The outlook now."""
    return database.run(outlook.look, now=clock())


def a_day(rota: Rota, clock: Clock, day: date, people: list[Person], lines: int = 3) -> None:
    """One morning at the office: everybody comes, reads ``lines`` of a batch, and goes at eleven."""
    clock.now = at(day - timedelta(days=1), 12)
    morning, _noon = rota.open(day)
    for person in people:
        rota.join(person, morning)
    clock.now = at(day, 9)
    sizes = []
    for person in people:
        rota.ask(shifts.arrive, by=person, shift_id=morning.id)
        sizes.append(len(rota.ask(review.deal, person=person).lines))
    clock.now = at(day, 11)
    for person, size in zip(people, sizes, strict=True):
        text = ";".join(f"{number} s" for number in range(1, min(lines, size) + 1))
        rota.ask(review.record, by=person, items=says(text))
        if size > lines:
            rota.ask(review.give_back, by=person)
        rota.ask(shifts.depart, by=person, shift_id=morning.id)
