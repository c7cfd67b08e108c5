"""Invented staffing cases for the planner: an office under caps, volunteers, a bad night.

Nobody in them exists. All parameters stand in `rota.toml`; the same seed gives the same case on
every machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.invented import chance
from models.rules.planner import Case, Limit, Place, Slot, Volunteer
from models.shift_terms import Duty

PARAMETERS = Path(__file__).with_name("rota.toml")


@cache
def parameters() -> dict[str, Any]:
    """`rota.toml` as it stands."""
    return tomllib.loads(PARAMETERS.read_text(encoding="utf-8"))


def case(seed: int, people: int, seats: int, weeks: int | None = None) -> Case:
    """An invented case: so many volunteers, seats before the order, weeks (None: as in the file)."""
    slots = _slots(seats, weeks or parameters()["office"]["weeks"])
    return Case(
        slots=slots,
        people=_people(seed, people, slots),
        days=_days(slots),
        weeks=_weeks(slots),
        carpools=_carpools(seed, people),
        pairs=_pairs(seed, people),
    )


# ---------------------------------------------------------------------------------- the office


def _slots(seats: int, weeks: int) -> tuple[Slot, ...]:
    office = parameters()["office"]
    found: list[Slot] = []
    for number in range(7 * weeks):
        day = office["first"] + timedelta(days=number)
        for block in office["blocks"]:
            opened = number // 7 + 1 >= block["week"] and number != office["holiday"]
            if opened and day.weekday() in block["weekdays"]:
                found.append(_slot(len(found) + 1, day, number // 7 + 1, block, seats))
    return tuple(found)


def _slot(number: int, day: date, week: int, block: dict[str, Any], seats: int) -> Slot:
    asked, order, caps = parameters()["policy"], parameters()["order"], parameters()["caps"]
    there = round(seats * order["seats"]) if week >= order["week"] else seats
    tongues = asked["languages"]
    return Slot(
        id=number,
        day=day,
        starts_at=_moment(day, block["from"]),
        ends_at=_moment(day, block["to"]),
        seats=there,
        room=there + caps["room_above_seats"],
        captains=asked["captains"],
        lawyers=asked["lawyers"] if block["name"] in asked["lawyer_blocks"] else 0,
        languages=tuple(tongues if day.weekday() in asked["all_languages_on"] else tongues[:1]),
    )


def _moment(day: date, clock: str) -> datetime:
    offset = timedelta(hours=parameters()["office"]["utc_offset_hours"])
    return datetime.combine(day, time.fromisoformat(clock), UTC) - offset


def _days(slots: Iterable[Slot]) -> tuple[Limit, ...]:
    caps = parameters()["caps"]
    found: list[Limit] = []
    groups: dict[date, list[Slot]] = {}
    for slot in slots:
        groups.setdefault(slot.day, []).append(slot)
    for day, today in groups.items():
        factor = caps["badges_per_seat"] + caps["badges_per_block_more"] * (len(today) - 2)
        minutes = sum((slot.seats or 0) * slot.minutes for slot in today)
        hours = int(minutes * caps["day_share"] / 60)
        found.append(Limit(day, minutes=hours * 60, badges=round((today[0].seats or 0) * factor)))
    return tuple(found)


def _weeks(slots: Iterable[Slot]) -> tuple[Limit, ...]:
    minutes: dict[date, int] = {}
    for slot in slots:
        minutes[slot.week] = minutes.get(slot.week, 0) + (slot.seats or 0) * slot.minutes
    share = parameters()["caps"]["week_share"]
    return tuple(Limit(week, minutes=int(m * share / 60) * 60) for week, m in minutes.items())


# ---------------------------------------------------------------------------------- the volunteers


def _draw(seed: int, purpose: str, count: int) -> list[float]:
    return [float(one) for one in chance.uniforms(seed, "rota", purpose, count=count)]


def _which(shares: list[float], drawn: float) -> int:
    """The number of the share in which ``drawn`` (0 to 1) falls."""
    return min(int(np.searchsorted(np.cumsum(shares), drawn, side="right")), len(shares) - 1)


def _people(seed: int, count: int, slots: tuple[Slot, ...]) -> tuple[Volunteer, ...]:
    asked = parameters()["people"]
    most, twice = _draw(seed, "week-most", count), _draw(seed, "day-twice", count)
    wishes = _wishes(seed, count, slots)
    duties, languages = _duties(seed, count), _languages(seed, count)
    return tuple(
        Volunteer(
            id=number + 1,
            wishes=wishes[number],
            duties=duties[number],
            languages=languages[number],
            day_most=2 if twice[number] < asked["day_twice"] else 1,
            week_most=1 + _which(asked["week_most"], most[number]),
        )
        for number in range(count)
    )


def _wishes(seed: int, count: int, slots: tuple[Slot, ...]) -> list[dict[int, int]]:
    """A weekly pattern of each person, less the dates that do not suit."""
    asked = parameters()["people"]
    low, high = asked["free"]
    kinds = sorted({_kind(slot) for slot in slots})
    shares = _draw(seed, "free", count)
    pattern = _draw(seed, "pattern", count * len(kinds))
    dates = _draw(seed, "dates", count * len(slots))
    gladly = _draw(seed, "gladly", count * len(kinds))
    found = []
    for number in range(count):
        own: dict[int, int] = {}
        for turn, slot in enumerate(slots):
            at = number * len(kinds) + kinds.index(_kind(slot))
            share = low + (high - low) * shares[number]
            share *= asked["evening_free"] if _late(slot) else 1
            if pattern[at] < share and dates[number * len(slots) + turn] >= asked["away"]:
                own[slot.id] = _which(asked["wishes"], gladly[at])
        found.append(own)
    return found


def _kind(slot: Slot) -> tuple[int, int]:
    """Weekday and hour: what a weekly pattern speaks of."""
    return slot.day.weekday(), slot.starts_at.hour


def _late(slot: Slot) -> bool:
    """Evenings and Saturdays."""
    offset = parameters()["office"]["utc_offset_hours"]
    return slot.day.weekday() == 5 or (slot.starts_at + timedelta(hours=offset)).hour >= 17


def _duties(seed: int, count: int) -> list[frozenset[Duty]]:
    asked = parameters()["people"]
    kind, reads = _draw(seed, "duty", count), _draw(seed, "reads-too", count)
    found = []
    for number in range(count):
        special = None
        if kind[number] < asked["captain"]:
            special = Duty.CAPTAIN
        elif kind[number] < asked["captain"] + asked["lawyer"]:
            special = Duty.LAWYER
        own = {special} if special else {Duty.REVIEWER}
        if special and reads[number] < asked["reads_too"]:
            own.add(Duty.REVIEWER)
        found.append(frozenset(own))
    return found


def _languages(seed: int, count: int) -> list[frozenset[str]]:
    tongues = parameters()["policy"]["languages"]
    drawn = {tongue: _draw(seed, f"speaks-{tongue}", count) for tongue in tongues}
    shares = parameters()["people"]
    return [
        frozenset(tongue for tongue in tongues if drawn[tongue][number] < shares[tongue])
        for number in range(count)
    ]


def _carpools(seed: int, count: int) -> tuple[tuple[int, ...], ...]:
    asked = parameters()["people"]
    order = [int(one) + 1 for one in chance.shuffled(seed, "rota", "carpools", count=count)]
    third = _draw(seed, "third", count)
    found: list[tuple[int, ...]] = []
    at = 0
    while at + 3 <= count * asked["carpool"]:
        size = 3 if third[at] < asked["carpool_of_three"] else 2
        found.append(tuple(sorted(order[at : at + size])))
        at += size
    return tuple(found)


def _pairs(seed: int, count: int) -> tuple[tuple[int, int], ...]:
    order = [int(one) + 1 for one in chance.shuffled(seed, "rota", "pairs", count=count)]
    some = int(count * parameters()["people"]["pair"]) // 2
    return tuple((order[2 * n], order[2 * n + 1]) for n in range(some))


# ------------------------------------------------------------------------------------ a bad night


def bad_night(before: Case, places: Iterable[Place], seed: int) -> Case:
    """The case of the morning after: ``places`` are published, and then things happen.

    People cancel, captains fall ill, seats are down on a day, the office takes badges back, and
    the names of the next days are with the registrar.
    """
    asked, first = parameters()["night"], parameters()["office"]["first"]
    shown = sorted(places)
    gone = _cancelled(shown, seed) | _ill(before, seed)
    down = first + timedelta(days=asked["down_day"])
    last = max(limit.since for limit in before.weeks)
    return replace(
        before,
        slots=tuple(_fewer_seats(slot, asked["seats_down"], down) for slot in before.slots),
        people=tuple(_without(person, gone) for person in before.people),
        days=tuple(_fewer_badges(limit, asked["badges_down"], last) for limit in before.days),
        published=frozenset(shown),
        names_open_from=first + timedelta(days=asked["names_days"]),
        named=_listed(before, shown),
    )


def _listed(before: Case, shown: list[Place]) -> frozenset[tuple[int, date]]:
    """The names lists as they were made: everybody who had a place on a day."""
    days = {slot.id: slot.day for slot in before.slots}
    return frozenset((place.person, days[place.slot]) for place in shown)


def _cancelled(shown: list[Place], seed: int) -> set[tuple[int, int]]:
    share = parameters()["night"]["cancels"]
    drawn = _draw(seed, "cancels", len(shown))
    return {(p.person, p.slot) for p, one in zip(shown, drawn, strict=True) if one < share}


def _ill(before: Case, seed: int) -> set[tuple[int, int]]:
    captains = [person for person in before.people if Duty.CAPTAIN in person.duties]
    order = chance.shuffled(seed, "rota", "ill", count=len(captains))
    ill = [captains[int(one)] for one in order[: parameters()["night"]["sick"]]]
    until = parameters()["office"]["first"] + timedelta(days=14)
    return {(p.id, slot.id) for p in ill for slot in before.slots if slot.day < until}


def _without(person: Volunteer, gone: set[tuple[int, int]]) -> Volunteer:
    left = {slot: wish for slot, wish in person.wishes.items() if (person.id, slot) not in gone}
    return replace(person, wishes=left)


def _fewer_seats(slot: Slot, share: float, day: date) -> Slot:
    if slot.day != day or slot.seats is None:
        return slot
    return replace(slot, seats=slot.seats - round(slot.seats * share))


def _fewer_badges(limit: Limit, share: float, since: date) -> Limit:
    if limit.since < since or limit.badges is None:
        return limit
    return replace(limit, badges=limit.badges - round(limit.badges * share))
