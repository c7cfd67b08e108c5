"""An office and its shifts in a few short calls: the shifts' verbs with the test's clock.

The office, its people and its caps are invented. The first day is Tuesday 2022-09-13, a week
after `factories.MORNING`; the office opens Tuesday to Thursday, nine to three.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models import shifts
from models.database import Database
from models.shift_terms import (
    CapName,
    CapPreview,
    CapValue,
    Duty,
    Joined,
    PlaceState,
    PlaceView,
    ShiftView,
    Week,
    Window,
)
from models.shifts import offices as office_verbs
from models.tables import caps, notices, offices, people, places
from models.terms import Person, Role
from tests import factories
from tests.conftest import Clock

TUESDAY = date(2022, 9, 13)
LA = ZoneInfo("America/Los_Angeles")
NINE_TO_TWELVE = Window(time(9), time(12))
TWELVE_TO_THREE = Window(time(12), time(15))
ALL_DAY = Window(time(9), time(15))
OPEN: Week = ((), (ALL_DAY,), (ALL_DAY,), (ALL_DAY,), (), (), ())
ALLOWS: dict[CapName, CapValue] = {CapName.WINDOWS: OPEN, CapName.SEATS: 2, CapName.ROOM: 4}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the office's clock, aware UTC."""
    return datetime.combine(day, time(hour, minute), LA).astimezone(UTC)


def an_office(
    database: Database,
    *,
    allows: dict[CapName, CapValue] | None = None,
    code: str = "annex",
    zone: str = "America/Los_Angeles",
) -> int:
    """An invented office with its caps from long ago; its id."""
    return database.run(
        _an_office, code=code, zone=zone, allows=ALLOWS if allows is None else allows
    )


def _an_office(tx: Connection, *, code: str, zone: str, allows: dict[CapName, CapValue]) -> int:
    key = tx.execute(
        offices.insert().values(
            code=code, name=f"Invented {code}", time_zone=zone, address="1 Invented Plaza"
        )
    ).inserted_primary_key
    assert key is not None
    for name, value in allows.items():
        tx.execute(
            caps.insert().values(
                office_id=int(key[0]),
                name=name.value,
                value=office_verbs.write_value(value),
                effective_from=date(2022, 1, 1),
                source="an invented letter",
                by="desk",
                at=factories.MORNING,
            )
        )
    tx.execute(factories.campaign.update().values(version=factories.campaign.c.version + 1))
    tx.info["touched"] = True
    return int(key[0])


@dataclass(slots=True)
class Rota:
    """A campaign's database, its clock, and somebody who coordinates."""

    database: Database
    clock: Clock
    boss: Person

    def ask(self, verb: Callable[..., Any], **values: Any) -> Any:
        return self.database.run(verb, now=self.clock(), **values)

    def open(
        self,
        first: date = TUESDAY,
        last: date | None = None,
        blocks: Sequence[Window] | None = (NINE_TO_TWELVE, TWELVE_TO_THREE),
        **more: Any,
    ) -> tuple[ShiftView, ...]:
        values = {"office": None, "first": first, "last": last or first, "blocks": blocks}
        return tuple(self.ask(shifts.open_shifts, by=self.boss, **(values | more)))

    def person(self, **values: Any) -> Person:
        return factories.a_person(self.database, **values)

    def people(self, n: int, **values: Any) -> list[Person]:
        return [self.person(**values) for _ in range(n)]

    def join(self, person: Person, shift: ShiftView, **more: Any) -> Joined:
        joined = self.ask(shifts.join, person=person, shift_id=shift.id, **more)
        assert isinstance(joined, Joined)
        return joined

    def cancel(self, person: Person, shift: ShiftView) -> PlaceView:
        return self.ask(shifts.cancel, person=person, shift_id=shift.id)  # type: ignore[no-any-return]

    def confirm(self, person: Person, shift: ShiftView) -> PlaceView:
        return self.ask(shifts.confirm, person=person, shift_id=shift.id)  # type: ignore[no-any-return]

    def assign(self, person: Person, shift: ShiftView, duty: Duty = Duty.REVIEWER) -> PlaceView:
        return self.ask(  # type: ignore[no-any-return]
            shifts.assign, by=self.boss, shift_id=shift.id, person_id=person.id, duty=duty
        )

    def change(self, name: CapName, value: CapValue, **more: Any) -> CapPreview:
        values = {"office": None, "effective_from": TUESDAY, "source": "an invented order"}
        return self.ask(  # type: ignore[no-any-return]
            shifts.change_cap, by=self.boss, name=name, value=value, **(values | more)
        )

    def tick(self) -> int:
        return int(self.ask(shifts.tick))

    def state(self, person: Person, shift: ShiftView) -> PlaceState | None:
        """Where the person's latest place in the shift stands."""
        rows = self.rows(
            select(places.c.state)
            .where(places.c.shift_id == shift.id, places.c.person_id == person.id)
            .order_by(places.c.id.desc())
        )
        return PlaceState(rows[0].state) if rows else None

    def rows(self, query: Any) -> list[Any]:
        return self.database.run(factories.everything, query=query)

    def told(self, kind: str) -> dict[str, list[dict[str, Any]]]:
        """The facts of the notices of a kind, by the addressee's pseudonym."""
        found: dict[str, list[dict[str, Any]]] = {}
        query = (
            select(people.c.pseudonym, notices.c.facts)
            .join(people, people.c.id == notices.c.person_id)
            .where(notices.c.kind == kind)
            .order_by(notices.c.id)
        )
        for row in self.rows(query):
            found.setdefault(row.pseudonym, []).append(json.loads(row.facts))
        return found

    def look(self, shift: ShiftView, person: Person | None = None) -> ShiftView:
        who = None if person is None else person.id
        return self.ask(shifts.look_shift, shift_id=shift.id, person_id=who)  # type: ignore[no-any-return]


def a_rota(
    database: Database, clock: Clock, *, allows: dict[CapName, CapValue] | None = None
) -> Rota:
    """An office in a campaign that is there already, and a coordinator (R-001, unreachable)."""
    an_office(database, allows=allows)
    boss = factories.a_person(database, role=Role.COORDINATOR)
    return Rota(database, clock, boss)
