"""Invented staffing cases: the same for a seed, with everything a planner has to meet in them."""

from __future__ import annotations

from bot.invented import rota
from models.shift_terms import Duty


def test_a_seed_gives_the_same_case_and_another_seed_another() -> None:
    assert rota.case(1, 40, 4) == rota.case(1, 40, 4)
    assert rota.case(1, 40, 4) != rota.case(2, 40, 4)


def test_the_order_brings_seats_and_saturdays_from_the_third_week() -> None:
    made = rota.case(1, 40, 8)
    first = min(slot.week for slot in made.slots)
    early = [slot for slot in made.slots if (slot.week - first).days < 14]
    late = [slot for slot in made.slots if slot not in early]
    assert {slot.seats for slot in early} == {8}
    assert {slot.seats for slot in late} == {10}
    assert all(slot.day.weekday() < 5 for slot in early)
    assert any(slot.day.weekday() == 5 for slot in late)
    assert first not in {slot.day for slot in made.slots}  # the holiday


def test_people_of_every_kind_are_in_it() -> None:
    made = rota.case(1, 200, 10)
    assert {duty for person in made.people for duty in person.duties} == set(Duty)
    assert {tongue for person in made.people for tongue in person.languages} == {"es", "ko", "zh"}
    assert {person.week_most for person in made.people} == {1, 2, 3}
    assert made.carpools
    assert made.pairs
    pooled = [person for pool in made.carpools for person in pool]
    assert len(pooled) == len(set(pooled))


def test_a_bad_night_takes_people_seats_and_badges() -> None:
    made = rota.case(1, 60, 10)
    shown = [
        rota.Place(person.id, slot, Duty.REVIEWER)
        for person in made.people
        for slot in list(person.wishes)[:2]
    ]
    morning = rota.bad_night(made, shown, 1)
    assert morning.published == frozenset(shown)
    assert sum(map(len, (p.wishes for p in morning.people))) < sum(
        map(len, (p.wishes for p in made.people))
    )
    assert sum(slot.seats or 0 for slot in morning.slots) < sum(s.seats or 0 for s in made.slots)
    assert sum(day.badges or 0 for day in morning.days) < sum(day.badges or 0 for day in made.days)
    assert morning.names_open_from is not None
