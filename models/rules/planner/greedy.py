"""The greedy plan: best wish-and-need score first, then repaired. The start, and the fallback.

Promises first, then published places, then every other place by what it is worth now: a score only
falls while others are taken (but for pairs), so a heap that looks again before it takes is exact
enough. Then, for each need still open, somebody who fits is freed from another place if the two
slots together win by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import islice, product

from models.rules.planner.candidates import candidates, promised, standing, together, wanted
from models.rules.planner.case import Case, Place
from models.rules.planner.tally import Tally
from models.shift_terms import Duty

REFILLS = 25  # how many others are tried for the place somebody leaves
ROUNDS = 2

Unit = tuple[Place, ...]
"""What is taken or left together: one place, or those of a whole car-pool in a slot."""


def greedy(case: Case) -> tuple[Place, ...]:
    """Places that keep every cap, in order. Promises the caps do not let stand are left out."""
    could = candidates(case)
    tally = Tally(case)
    tied = {(person, slot) for slot, pool in together(case, could) for person in pool}
    held = sorted(promised(case)) + sorted(standing(case) - promised(case))
    _seed(tally, held)
    fixed = frozenset(tally.places)
    _fill(tally, [unit for unit in _units(case, could) if not fixed & set(unit)])
    free = [place for place in could if (place.person, place.slot) not in tied]
    for _round in range(ROUNDS):
        if not _repair(tally, free, fixed | {p for p in tally.places if _tied(p, tied)}):
            break
    return tuple(sorted(tally.places))


def _tied(place: Place, tied: set[tuple[int, int]]) -> bool:
    return (place.person, place.slot) in tied


def _seed(tally: Tally, held: list[Place]) -> None:
    """Keep what is promised or published, a shared car-pool whole."""
    shared: dict[int, dict[int, int]] = defaultdict(dict)  # slot → person → pool
    for number, (slot, pool) in enumerate(together(tally.case, held)):
        shared[slot].update(dict.fromkeys(pool, number))
    groups: dict[tuple[int, int], list[Place]] = {}
    for turn, place in enumerate(held):
        pool_number = shared[place.slot].get(place.person)
        key = (0, pool_number) if pool_number is not None else (1, turn)
        groups.setdefault(key, []).append(place)
    order = {place: turn for turn, place in enumerate(held)}
    for group in sorted(groups.values(), key=lambda group: order[group[0]]):
        tally.add_all(group)


def _units(case: Case, could: Iterable[Place]) -> list[Unit]:
    """Every place alone, but for car-pools: their combinations of duties in a slot."""
    by_key: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in could:
        by_key[place.person, place.slot].append(place)
    units: list[Unit] = []
    for slot, pool in together(case, could):
        mine = [by_key.pop((person, slot), []) for person in pool]
        units += product(*mine)
    return units + [(place,) for places in by_key.values() for place in places]


def _worth(tally: Tally, unit: Unit) -> float:
    return sum(tally.score(place) for place in unit) / len(unit)


def _fill(tally: Tally, units: list[Unit]) -> None:
    heap = [(-_worth(tally, unit), unit) for unit in units]
    heapify(heap)
    while heap:
        _score, unit = heappop(heap)
        now = -_worth(tally, unit)
        if heap and (now, unit) > heap[0]:
            if all(tally.fits(place) for place in unit):
                heappush(heap, (now, unit))
        else:
            tally.add_all(unit)


def _repair(tally: Tally, free: list[Place], fixed: frozenset[Place]) -> int:
    """Free somebody from one place for a better one, refilling the first; how often it won."""
    by_need: dict[tuple[int, Duty], list[Place]] = defaultdict(list)
    for place in free:
        by_need[place.slot, place.duty].append(place)
    won = 0
    for (slot, duty), places in sorted(by_need.items()):
        for place in places:
            if tally.count[slot, duty] >= wanted(tally.slots[slot], duty):
                break
            if place not in tally.places and _exchanged(tally, place, by_need, fixed):
                won += 1
    return won


def _exchanged(
    tally: Tally,
    place: Place,
    by_need: dict[tuple[int, Duty], list[Place]],
    fixed: frozenset[Place],
) -> bool:
    """Try each place the person would give up for this one; True if one exchange won."""
    if tally.fits(place):
        tally.add(place)
        return True
    if not tally.office_fits(place) and not tally.worn[tally.slots[place.slot].day, place.person]:
        return False
    for other in sorted(tally.of[place.person]):
        if other in fixed or not _near(tally, other, place):
            continue
        tally.remove(other)
        lost = tally.score(other)
        if tally.fits(place):
            gain = tally.score(place) - lost
            tally.add(place)
            refill = _refill(tally, other, by_need)
            if gain + (tally.score(refill) if refill else 0) > 1e-9:
                if refill:
                    tally.add(refill)
                return True
            tally.remove(place)
        tally.add(other)
    return False


def _near(tally: Tally, one: Place, other: Place) -> bool:
    """Whether giving up one could free the person for the other: same week, or a night apart."""
    days = (tally.slots[one.slot].day - tally.slots[other.slot].day).days
    return abs(days) <= 1 or tally.week_of[one.slot] == tally.week_of[other.slot]


def _refill(
    tally: Tally, left: Place, by_need: dict[tuple[int, Duty], list[Place]]
) -> Place | None:
    others = (
        p for p in by_need[left.slot, left.duty] if p.person != left.person and not tally.spent(p)
    )
    fitting = [p for p in islice(others, REFILLS) if p not in tally.places and tally.fits(p)]
    return max(fitting, key=lambda p: (tally.score(p), -p.person), default=None)
