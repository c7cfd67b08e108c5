"""Whoever asks, in whatever order: after each act every cap is recounted from the rows alone."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, select

from models import shifts, trail
from models.database import Database
from models.errors import Refusal
from models.shift_terms import CapName, Duty, PlaceState, Ruling
from models.shifts import scene as scenes
from models.tables import places
from models.tables import shifts as shift_table
from models.tables import trail as trail_table
from models.terms import Person, Role
from tests import factories, rota
from tests.conftest import Clock
from tests.rota import TUESDAY, at

ALLOWS = rota.ALLOWS | {
    CapName.SEATS: 3,
    CapName.ROOM: 4,
    CapName.BADGES: 5,
    CapName.DAY_HOURS: 15,
    CapName.WEEK_HOURS: 24,
}
SEATED = {PlaceState.CONFIRMED, PlaceState.ASKED, PlaceState.ARRIVED, PlaceState.DONE}
STEPS = 240


class Story:
    """People who do anything, on two days with two shifts each."""

    def __init__(self, database: Database, clock: Clock, seed: int) -> None:
        factories.found_campaign(database)
        self.desk = rota.a_rota(database, clock, allows=ALLOWS)
        self.chance = Random(seed)
        self.shifts = self.desk.open(last=TUESDAY + timedelta(days=1))
        self.people = self.desk.people(9)
        self.captains = self.desk.people(2, role=Role.CAPTAIN)
        self.limits = {name: value for name, value in ALLOWS.items() if isinstance(value, int)}
        self.swaps: list[Any] = []

    def step(self) -> None:
        acts = [self.join, self.join, self.cancel, self.confirm, self.assign, self.attend]
        acts += [
            self.swap,
            self.answer,
            self.tick,
            self.stand_by,
            self.cover,
            self.cap,
            self.attend,
            self.attend,
        ]
        with suppress(Refusal):
            self.chance.choice(acts)()

    def one(self) -> tuple[Any, Any]:
        return self.chance.choice(self.people), self.chance.choice(self.shifts)

    def join(self) -> None:
        self.desk.join(*self.one())

    def cancel(self) -> None:
        self.desk.cancel(*self.one())

    def confirm(self) -> None:
        self.desk.confirm(*self.one())

    def stand_by(self) -> None:
        person, shift = self.one()
        self.desk.ask(shifts.stand_by, person=person, shift_id=shift.id)

    def cover(self) -> None:
        person, shift = self.one()
        yes = self.chance.random() < 0.5
        self.desk.ask(shifts.answer_cover, person=person, shift_id=shift.id, yes=yes)

    def assign(self) -> None:
        person, shift = self.one()
        if self.chance.random() < 0.4:
            self.desk.assign(self.chance.choice(self.captains), shift, Duty.CAPTAIN)
        else:
            self.desk.assign(person, shift)

    def attend(self) -> None:
        person, shift = self.one()
        captain = self.chance.choice(self.captains)
        verb = self.chance.choice([shifts.arrive, shifts.depart, shifts.no_show])
        more = {"walk_ins": True} if verb is shifts.arrive else {}
        self.desk.ask(verb, by=captain, shift_id=shift.id, person_ids=[person.id], **more)

    def swap(self) -> None:
        person, shift = self.one()
        other, wanted = self.one()
        values = {"person": person, "shift_id": shift.id, "to_person_id": other.id}
        to = self.chance.choice([None, wanted.id])
        swap = self.desk.ask(shifts.offer_swap, to_shift_id=to, **values)
        self.swaps.append((other, swap))

    def answer(self) -> None:
        if self.swaps:
            person, swap = self.chance.choice(self.swaps)
            self.desk.ask(shifts.answer_swap, person=person, swap_id=swap.id, yes=True)

    def tick(self) -> None:
        self.desk.clock.move(minutes=self.chance.choice([5, 10, 30]))
        self.desk.tick()

    def cap(self) -> None:
        """A cap goes up or down by one, while no shift has begun: what is past cannot be undone."""
        if self.desk.clock() > at(TUESDAY, 9):
            return
        name = self.chance.choice(sorted(self.limits))
        value = max(1, self.limits[name] + self.chance.choice([-1, 1]))
        self.desk.change(name, value)
        self.limits[name] = value

    def check(self) -> None:
        rows = self.desk.rows(
            select(places, shift_table.c.day).join(
                shift_table, shift_table.c.id == places.c.shift_id
            )
        )
        counted = [row for row in rows if row.state in SEATED | {PlaceState.LEFT}]
        seated = [row for row in counted if row.state in SEATED]
        for shift in self.shifts:
            here = [row for row in seated if row.shift_id == shift.id]
            reviewers = [row for row in here if row.duty == Duty.REVIEWER]
            assert len(reviewers) <= self.limits[CapName.SEATS]
            assert len(here) <= self.limits[CapName.ROOM]
        for day in {row.day for row in counted}:
            today = [row for row in counted if row.day == day]
            assert len({row.person_id for row in today}) <= self.limits[CapName.BADGES]
            assert _hours(today) <= self.limits[CapName.DAY_HOURS]
        assert _hours(counted) <= self.limits[CapName.WEEK_HOURS]

    def check_offers(self) -> None:
        """What is shown as open, read in one pass, is what the ladder says of each shift."""
        for person in (*self.people, *self.captains):
            for offer in self.desk.ask(shifts.look_open, person=person):
                asked = self.desk.database.run(
                    _ladder, now=self.desk.clock(), person=person, shift_id=offer.shift.id
                )
                assert offer.ruling == asked, (person, offer)


def _ladder(tx: Connection, *, now: datetime, person: Person, shift_id: int) -> Ruling:
    scene = scenes.load(tx, now=now, shift_id=shift_id)
    return scenes.may(tx, scene, now=now, person_id=person.id)


def _hours(rows: list[Any]) -> float:
    return float(sum(row.minutes for row in rows if row.duty == Duty.REVIEWER)) / 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_order_of_acts_lets_one_too_many_in(
    database: Database, clock: Clock, seed: int
) -> None:
    story = Story(database, clock, seed)
    clock.now = at(TUESDAY, 7, 30)
    for number in range(STEPS):
        story.step()
        story.check()
        if number % 20 == 0:
            story.check_offers()
    acts = {row.act for row in story.desk.rows(select(trail_table.c.act))}
    assert len({act for act in acts if act.startswith("place.")}) >= 6  # it went somewhere
    assert database.run(trail.verify) is None
