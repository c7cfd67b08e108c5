"""A case as a model under construction: its columns by place, person, slot and duty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.rules.planner.case import Case, Place, Slot, Volunteer
from models.rules.planner.model import Model
from models.shift_terms import Duty


@dataclass(slots=True)
class Frame:
    """A case as a model, with its columns by place, by (person, slot) and by (slot, duty).

    ``follows``: for each column that is no place, its value once the places have theirs.
    """

    case: Case
    model: Model = field(default_factory=Model)
    slots: dict[int, Slot] = field(default_factory=dict)
    columns: dict[Place, int] = field(default_factory=dict)
    there: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    duty: dict[tuple[int, Duty], list[int]] = field(default_factory=dict)
    worn: dict[tuple[int, date], int] = field(default_factory=dict)  # (person, day): badge

    follows: dict[int, Callable[[Sequence[float]], float]] = field(default_factory=dict)

    def inside(self, slot: int) -> list[int]:
        """The columns of everybody in the slot."""
        return [column for duty in Duty for column in self.duty.get((slot, duty), [])]

    def chosen(self, values: Sequence[float]) -> tuple[Place, ...]:
        """The places that are 1 in a solution, shape (columns,)."""
        return tuple(sorted(p for p, column in self.columns.items() if values[column] > 0.5))


def ones(columns: Iterable[int]) -> list[tuple[int, float]]:
    """Terms with the factor one."""
    return [(column, 1) for column in columns]


def taken(frame: Frame, volunteer: Volunteer, slots: Iterable[Slot]) -> list[tuple[int, float]]:
    """The terms of everything the person could do in the slots."""
    return ones(column for slot in slots for column in frame.there[volunteer.id, slot.id])


def by(slots: Iterable[Slot], key: Callable[[Slot], date]) -> dict[date, list[Slot]]:
    """Slots by day or week, in the order given."""
    groups: dict[date, list[Slot]] = {}
    for slot in slots:
        groups.setdefault(key(slot), []).append(slot)
    return groups


def mine(frame: Frame, volunteer: Volunteer) -> list[Slot]:
    """The slots the person could be in."""
    return [s for s in frame.case.slots if (volunteer.id, s.id) in frame.there]


def many(columns: Sequence[int], values: Sequence[float]) -> int:
    """How many of the columns are 1."""
    return sum(values[column] > 0.5 for column in columns)


def anyone(columns: Sequence[int], values: Sequence[float]) -> float:
    """1 if one of the columns is."""
    return float(many(columns, values) > 0)


def nobody(columns: Sequence[int], values: Sequence[float]) -> float:
    """1 if none of the columns is."""
    return float(many(columns, values) == 0)


def beyond(number: int, columns: Sequence[int], values: Sequence[float]) -> float:
    """1 if more than ``number`` of the columns are."""
    return float(many(columns, values) > number)


def everyone(groups: Sequence[Sequence[int]], values: Sequence[float]) -> float:
    """1 if of each group of columns one is."""
    return float(all(many(columns, values) for columns in groups))
