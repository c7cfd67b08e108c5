"""How many will likely not come tomorrow: a number with its uncertainty, for coordinators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from models import book as books
from models.rules import cover as rules
from models.rules.cover import Past
from models.shift_terms import CAME, PlaceState
from models.shifts import offices
from models.tables import places, shifts
from models.terms import looks

_CAME = tuple(state.value for state in CAME)


@dataclass(frozen=True, slots=True)
class NoShows:
    """How many will likely not come: the expected number, and the range 8 times in 10."""

    places: int
    expected: float
    low: int
    high: int
    known: int  # of the people, how many have come or stayed away before


@looks
def look_no_shows(
    tx: Connection, *, now: datetime, day: date, office: str | None = None
) -> NoShows:
    """Of the confirmed places of a day to come, how many will stay empty (a beta-binomial).

    From past attendance of each person, shrunk to the team's. It names nobody.
    """
    where = offices.office_of(books.read(tx, now=now), office)
    ids = (
        tx.execute(
            select(places.c.person_id)
            .join(shifts, shifts.c.id == places.c.shift_id)
            .where(
                shifts.c.office_id == where.id,
                shifts.c.day == day,
                shifts.c.called_off_at.is_(None),
                places.c.state == PlaceState.CONFIRMED.value,
            )
        )
        .scalars()
        .all()
    )
    past = _past(tx)
    team = Past(
        sum(one.came for one in past.values()), sum(one.stayed_away for one in past.values())
    )
    likely = rules.likely_no_shows([past.get(who, Past(0, 0)) for who in ids], team)
    known = len({who for who in ids if who in past})
    return NoShows(len(ids), likely.expected, likely.low, likely.high, known)


def _past(tx: Connection) -> dict[int, Past]:
    found: dict[int, Past] = {}
    rows = tx.execute(
        select(places.c.person_id, places.c.state, func.count().label("n"))
        .where(places.c.state.in_((*_CAME, PlaceState.NO_SHOW.value)))
        .group_by(places.c.person_id, places.c.state)
    )
    for row in rows:
        before = found.get(row.person_id, Past(0, 0))
        away = row.n if row.state == PlaceState.NO_SHOW else 0
        found[row.person_id] = Past(before.came + row.n - away, before.stayed_away + away)
    return found
