"""The independent recount: every cap and every price counted again from the places alone.

Written on its own, not from the rows the engines are given: what it shares with them is the case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from models.rules.planner.case import Case, Place, Slot, Volunteer, week_of
from models.rules.planner.plan import Need, Shortfall
from models.shift_terms import Duty


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule a plan breaks: its name, where (slot id, day, person id …), counted, allowed."""

    rule: str
    where: str
    counted: int
    allowed: int


@dataclass(frozen=True, slots=True)
class Recount:
    """What a list of places really is: what it breaks, what is missing, what it costs."""

    violations: tuple[Violation, ...]
    shortfalls: tuple[Shortfall, ...]
    loss: float


class _Book:
    """Places by person, slot and day; places of unknown people or slots are left aside."""

    def __init__(self, case: Case, places: Iterable[Place]) -> None:
        self.case = case
        self.slots: dict[int, Slot] = {slot.id: slot for slot in case.slots}
        self.people: dict[int, Volunteer] = {person.id: person for person in case.people}
        every = sorted(places)
        self.unknown = [
            p for p in every if p.slot not in self.slots or p.person not in self.people
        ]
        self.places = [p for p in every if p.slot in self.slots and p.person in self.people]
        self.of: dict[int, list[Place]] = defaultdict(list)
        self.at: dict[int, list[Place]] = defaultdict(list)
        for place in self.places:
            self.of[place.person].append(place)
            self.at[place.slot].append(place)

    def slot(self, place: Place) -> Slot:
        return self.slots[place.slot]

    def count(self, slot: Slot, duty: Duty) -> int:
        return sum(place.duty == duty for place in self.at[slot.id])


def recount(case: Case, places: Iterable[Place], *, replanning: bool = False) -> Recount:
    """Count ``places`` again. ``replanning``: published places may move, at their price."""
    book = _Book(case, places)
    found: list[Violation] = []
    for rule in _RULES:
        found += rule(book)
    if not replanning:
        found += _unkept(book, case.published, "published")
    missing = tuple(_missing(book))
    loss = _lacks(book, missing) - _gains(book)
    if replanning:
        loss += case.weights.move * sum(1 for _ in _moves(book))
    return Recount(tuple(found), missing, loss)


# --------------------------------------------------------------------------------------- the rules


def _known(book: _Book) -> Iterator[Violation]:
    for place in book.unknown:
        yield Violation("unknown", f"{place}", 1, 0)


def _able(book: _Book) -> Iterator[Violation]:
    for place in book.places:
        person = book.people[place.person]
        able = place.slot in person.wishes and place.duty in person.duties
        if not able and place not in book.case.promised | book.case.published:
            yield Violation("able", f"{place}", 1, 0)


def _one_duty(book: _Book) -> Iterator[Violation]:
    for (person, slot), times in Counter((p.person, p.slot) for p in book.places).items():
        if times > 1:
            yield Violation("one-duty", f"person {person} slot {slot}", times, 1)


def _apart(book: _Book) -> Iterator[Violation]:
    for person, places in book.of.items():
        for one, other in combinations({p.slot for p in places}, 2):
            a, b = sorted((book.slots[one], book.slots[other]), key=lambda slot: slot.starts_at)
            if b.starts_at < a.ends_at:
                yield Violation("clash", f"person {person} slots {a.id} {b.id}", 2, 1)
            elif a.day != b.day and b.starts_at < a.ends_at + book.case.rest:
                yield Violation("rest", f"person {person} slots {a.id} {b.id}", 2, 1)


def _apart_from_elsewhere(book: _Book) -> Iterator[Violation]:
    """Nor beside a place outside the plan; what is promised or published was taken knowing it."""
    held = book.case.promised | book.case.published
    for place in book.places:
        slot = book.slot(place)
        for busy in () if place in held else book.people[place.person].elsewhere:
            night = timedelta(0) if busy.day == slot.day else book.case.rest
            before = busy.ends_at + night <= slot.starts_at
            if not before and slot.ends_at + night > busy.starts_at:
                yield Violation("elsewhere", f"{place}", 1, 0)


def _own_limits(book: _Book) -> Iterator[Violation]:
    for number, places in book.of.items():
        person = book.people[number]
        days = Counter(book.slot(p).day for p in places)
        weeks = Counter(book.slot(p).week for p in places)
        minutes: Counter[date] = Counter()
        for place in places:
            minutes[book.slot(place).day] += book.slot(place).minutes
        for busy in person.elsewhere:  # what lies outside the plan alone is nobody's fault here
            if days[busy.day]:
                days[busy.day] += 1
                minutes[busy.day] += busy.minutes
            if weeks[week_of(busy.day)]:
                weeks[week_of(busy.day)] += 1
        yield from _over("own-day", number, days, person.day_most)
        yield from _over("own-week", number, weeks, person.week_most)
        yield from _over("own-minutes", number, minutes, person.day_minutes)


def _over(rule: str, who: int, counts: Counter[date], most: int | None) -> Iterator[Violation]:
    for when, count in counts.items():
        if most is not None and count > most:
            yield Violation(rule, f"person {who} {when}", count, most)


def _heads(book: _Book) -> Iterator[Violation]:
    for slot in book.case.slots:
        reviewers, everybody = book.count(slot, Duty.REVIEWER), len(book.at[slot.id])
        if slot.seats is not None and reviewers > slot.seats:
            yield Violation("seats", f"slot {slot.id}", reviewers, slot.seats)
        if slot.room is not None and everybody > slot.room:
            yield Violation("room", f"slot {slot.id}", everybody, slot.room)


def _unasked(book: _Book) -> Iterator[Violation]:
    """Of no duty more than policy looks for, unless more are promised or published already."""
    held = Counter((p.slot, p.duty) for p in book.case.promised | book.case.published)
    for slot in book.case.slots:
        asked = {
            Duty.REVIEWER: slot.demand,
            Duty.CAPTAIN: slot.captains,
            Duty.LAWYER: slot.lawyers,
        }
        for duty, number in asked.items():
            most, there = max(number, held[slot.id, duty]), book.count(slot, duty)
            if there > most:
                yield Violation(f"unasked-{duty}", f"slot {slot.id}", there, most)


def _limits(book: _Book) -> Iterator[Violation]:
    for limit in book.case.days:
        today = [p for p in book.places if book.slot(p).day == limit.since]
        badges = len({place.person for place in today})
        if limit.badges is not None and badges > limit.badges:
            yield Violation("badges", f"{limit.since}", badges, limit.badges)
        yield from _read(book, "day-hours", f"{limit.since}", today, limit.minutes)
    for limit in book.case.weeks:
        week = [p for p in book.places if book.slot(p).week == limit.since]
        yield from _read(book, "week-hours", f"{limit.since}", week, limit.minutes)


def _read(
    book: _Book, rule: str, where: str, places: list[Place], most: int | None
) -> Iterator[Violation]:
    minutes = sum(book.slot(p).minutes for p in places if p.duty == Duty.REVIEWER)
    if most is not None and minutes > most:
        yield Violation(rule, where, minutes, most)


def _late_names(book: _Book) -> Iterator[Violation]:
    for place in late(book.case, book.places):
        yield Violation("notice", f"{place}", 1, 0)


def late(case: Case, places: Iterable[Place]) -> list[Place]:
    """Places of people who are not on a names list that is closed already."""
    if case.names_open_from is None:
        return []
    days = {slot.id: slot.day for slot in case.slots}
    had = {(place.person, place.slot) for place in case.promised | case.published}
    return [
        place
        for place in places
        if place.slot in days
        and days[place.slot] < case.names_open_from
        and (place.person, days[place.slot]) not in case.named
        and (place.person, place.slot) not in had
    ]


def _pools(book: _Book) -> Iterator[Violation]:
    """A car-pool is split only by a promise, or a published place to which the rest cannot come."""
    fixed = {(p.person, p.slot) for p in book.case.promised}
    shown = {(p.person, p.slot) for p in book.case.published}
    for pool in book.case.carpools:
        for slot in book.case.slots:
            there = {place.person for place in book.at[slot.id]} & set(pool)
            keys = {(person, slot.id) for person in pool}
            if there and there != set(pool) and not keys & (fixed | shown):
                yield Violation("car-pool", f"slot {slot.id} pool {pool}", len(there), len(pool))


def _promises(book: _Book) -> Iterator[Violation]:
    yield from _unkept(book, book.case.promised, "promised")


def _unkept(book: _Book, places: Iterable[Place], rule: str) -> Iterator[Violation]:
    have = set(book.places)
    for place in sorted(places):
        person = book.people.get(place.person)
        known = person is not None and place.slot in book.slots
        gone = rule == "published" and person is not None and place.slot not in person.wishes
        if known and not gone and place not in have:
            yield Violation(rule, f"{place}", 0, 1)


_RULES: tuple[Callable[[_Book], Iterator[Violation]], ...] = (
    _known,
    _able,
    _one_duty,
    _apart,
    _apart_from_elsewhere,
    _own_limits,
    _heads,
    _unasked,
    _limits,
    _late_names,
    _pools,
    _promises,
)


# -------------------------------------------------------------------------------------- the prices


def _missing(book: _Book) -> Iterator[Shortfall]:
    for slot in book.case.slots:
        asked = {
            Need.SEAT: (slot.demand, Duty.REVIEWER),
            Need.CAPTAIN: (slot.captains, Duty.CAPTAIN),
            Need.LAWYER: (slot.lawyers, Duty.LAWYER),
        }
        for need, (number, duty) in asked.items():
            if (short := number - book.count(slot, duty)) > 0:
                yield Shortfall(slot.id, need, short)
        spoken = {tongue for p in book.at[slot.id] for tongue in book.people[p.person].languages}
        for language in slot.languages:
            if language not in spoken:
                yield Shortfall(slot.id, Need.LANGUAGE, 1, language)


def _lacks(book: _Book, missing: Iterable[Shortfall]) -> float:
    weights, loss = book.case.weights, 0.0
    for short in missing:
        hours = book.slots[short.slot].minutes / 60
        price = {
            Need.SEAT: weights.seat_hour * hours,
            Need.CAPTAIN: weights.captain,
            Need.LAWYER: weights.lawyer,
            Need.LANGUAGE: weights.language,
        }
        loss += price[short.need] * short.missing
    return loss


def _gains(book: _Book) -> float:
    weights, gain = book.case.weights, 0.0
    for place in book.places:
        gain += weights.wish * book.people[place.person].wishes.get(place.slot, 0)
    for number, places in book.of.items():
        had = book.people[number].had
        gain += sum(weights.fairness[had : had + len(places)])
    for one, other in book.case.pairs:
        shared = {p.slot for p in book.of[one]} & {p.slot for p in book.of[other]}
        gain += weights.pair * len(shared)
    return gain


def _moves(book: _Book) -> Iterator[Place]:
    have = {(place.person, place.slot) for place in book.places}
    for place in sorted(book.case.published):
        person = book.people.get(place.person)
        could = person is not None and place.slot in person.wishes and place.slot in book.slots
        if could and (place.person, place.slot) not in have:
            yield place
