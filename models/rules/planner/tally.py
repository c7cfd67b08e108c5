"""What is taken while a plan grows place by place: may one more be added, and what is it worth?

The greedy start asks this a hundred thousand times, so it keeps counts and never recounts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from models.rules.planner.candidates import promised, standing, wanted
from models.rules.planner.case import Case, Limit, Place, Slot, Volunteer, clash
from models.rules.planner.worth import worth_of
from models.shift_terms import Duty


class Tally:
    """Counts of a growing plan. Only `add` and `remove` change it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.slots: dict[int, Slot] = {slot.id: slot for slot in case.slots}
        self.people: dict[int, Volunteer] = {person.id: person for person in case.people}
        self.days: dict[date, Limit] = {limit.since: limit for limit in case.days}
        self.weeks: dict[date, Limit] = {limit.since: limit for limit in case.weeks}
        self.places: set[Place] = set()
        self.of: dict[int, list[Place]] = defaultdict(list)
        self.count: Counter[tuple[int, Duty]] = Counter()
        self.inside: Counter[int] = Counter()
        self.worn: Counter[tuple[date, int]] = Counter()
        self.badges: Counter[date] = Counter()
        self.minutes: Counter[date] = Counter()
        self.week_minutes: Counter[date] = Counter()
        self.spoken: Counter[tuple[int, str]] = Counter()
        self.own_week: Counter[tuple[int, date]] = Counter()
        self.minutes_of = {slot.id: slot.minutes for slot in case.slots}
        self.week_of = {slot.id: slot.week for slot in case.slots}
        self.partners: dict[int, list[int]] = defaultdict(list)
        held = Counter((p.slot, p.duty) for p in promised(case) | standing(case))
        self.most = {
            (slot.id, duty): _most(slot, duty, held[slot.id, duty])
            for slot in case.slots
            for duty in Duty
        }
        for one, other in case.pairs:
            self.partners[one].append(other)
            self.partners[other].append(one)

    def add(self, place: Place) -> None:
        """Take the place."""
        self.places.add(place)
        self.of[place.person].append(place)
        self._book(place, 1)

    def remove(self, place: Place) -> None:
        """Give it back."""
        self.places.remove(place)
        self.of[place.person].remove(place)
        self._book(place, -1)

    def _book(self, place: Place, step: int) -> None:
        slot, week = self.slots[place.slot], self.week_of[place.slot]
        key = (slot.day, place.person)
        before = self.worn[key] > 0
        self.worn[key] += step
        self.badges[slot.day] += (self.worn[key] > 0) - before
        self.own_week[place.person, week] += step
        self.count[slot.id, place.duty] += step
        self.inside[slot.id] += step
        if place.duty == Duty.REVIEWER:
            self.minutes[slot.day] += step * self.minutes_of[slot.id]
            self.week_minutes[week] += step * self.minutes_of[slot.id]
        for language in self.people[place.person].languages:
            self.spoken[slot.id, language] += step

    def fits(self, place: Place) -> bool:
        """Whether every cap and every limit of the person's own leaves it free."""
        return not self.spent(place) and self.office_fits(place) and self.person_fits(place)

    def spent(self, place: Place) -> bool:
        """Whether the person has had their week."""
        week = self.week_of[place.slot]
        most = self.people[place.person].week_left(week)
        return most is not None and self.own_week[place.person, week] >= most

    def office_fits(self, place: Place) -> bool:
        """Seats, room, badges, hours; and no more of a duty than policy looks for."""
        slot = self.slots[place.slot]
        if self.count[slot.id, place.duty] >= self.most[slot.id, place.duty]:
            return False
        if slot.room is not None and self.inside[slot.id] >= slot.room:
            return False
        day, week = self.days.get(slot.day), self.weeks.get(self.week_of[slot.id])
        fresh = not self.worn[slot.day, place.person]
        if day and day.badges is not None and self.badges[slot.day] + fresh > day.badges:
            return False
        if place.duty != Duty.REVIEWER:
            return True
        minutes = self.minutes_of[slot.id]
        booked = ((day, self.minutes[slot.day]), (week, self.week_minutes[self.week_of[slot.id]]))
        return all(
            limit is None or limit.minutes is None or taken + minutes <= limit.minutes
            for limit, taken in booked
        )

    def person_fits(self, place: Place) -> bool:
        """One duty a slot, no clash, rest, own limits a day."""
        person, slot = self.people[place.person], self.slots[place.slot]
        day, minutes = 0, self.minutes_of[slot.id]
        for other in self.of[place.person]:
            theirs = self.slots[other.slot]
            if abs((theirs.day - slot.day).days) > 2:
                continue
            if theirs.id == slot.id or clash(slot, theirs, self.case.rest):
                return False
            if theirs.day == slot.day:
                day += 1
                minutes += self.minutes_of[theirs.id]
        most, left = person.day_left(slot.day), person.minutes_left(slot.day)
        return (most is None or day < most) and (left is None or minutes <= left)

    def score(self, place: Place) -> float:
        """Need and wish: what the loss would fall by, were the place added now."""
        weights, slot = self.case.weights, self.slots[place.slot]
        person = self.people[place.person]
        worth = weights.wish * float(person.wishes.get(slot.id, 0))
        if self.count[slot.id, place.duty] < wanted(slot, place.duty):
            worth += worth_of(self.case, slot, place.duty)
        turn = person.had + len(self.of[place.person])
        worth += sum(weights.fairness[turn : turn + 1])
        for language in slot.languages:
            if language in person.languages and not self.spoken[slot.id, language]:
                worth += weights.language
        for partner in self.partners[place.person]:
            worth += weights.pair * any(theirs.slot == slot.id for theirs in self.of[partner])
        return worth

    def add_all(self, places: Iterable[Place]) -> bool:
        """Add them all if they fit one after another, else none of them."""
        done: list[Place] = []
        for place in places:
            if not self.fits(place):
                for earlier in reversed(done):
                    self.remove(earlier)
                return False
            self.add(place)
            done.append(place)
        return True


def _most(slot: Slot, duty: Duty, held: int) -> int:
    """What policy looks for, or holds already; of reviewers never more than there are seats."""
    most = max(wanted(slot, duty), held)
    return most if duty != Duty.REVIEWER or slot.seats is None else min(most, slot.seats)
