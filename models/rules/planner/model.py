"""A linear model in whole numbers that any engine can read: columns, rows, and nothing else.

Plain lists and no solver, so that HiGHS and the outside peer of the benchmarks are given literally
the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import floor, gcd, inf

from models.shift_terms import CapName

NEAR = 1e-6  # the solver's own tolerance for a row

Terms = Sequence[tuple[int, float]]
"""(column, factor) pairs."""


@dataclass(frozen=True, slots=True)
class Cap:
    """Which cap a row is: its name, the day (of a week: its Monday), the slot, what it allows."""

    name: CapName
    day: date
    slot: int | None
    allows: int  # seats, people, or reviewer-minutes


@dataclass(frozen=True, slots=True)
class Row:
    """``low`` <= sum of factor x column <= ``high``; ``cap`` if it is one an office sets."""

    low: float
    high: float
    terms: tuple[tuple[int, float], ...]
    cap: Cap | None = None


@dataclass(slots=True)
class Model:
    """Minimise offset + sum of cost x column under the rows; ``whole`` columns are integers."""

    costs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    offset: float = 0
    raw: bool = False  # caps as they are said, so that they can be raised

    def column(
        self, cost: float = 0, high: float = 1, *, low: float = 0, whole: bool = True
    ) -> int:
        """Add a column; its number."""
        self.costs.append(cost)
        self.lows.append(low)
        self.highs.append(high)
        self.whole.append(whole)
        return len(self.costs) - 1

    def at_most(self, high: float, terms: Terms, cap: Cap | None = None) -> None:
        """Add sum <= high, divided by what all factors share.

        Shifts of one length then read as "so many shifts", and the right side is rounded down:
        no whole solution is lost, and the solver has less to prove (Chvátal 1973).
        """
        if not terms:
            return
        factors = [factor for _column, factor in terms]
        raw = self.raw and cap is not None
        if (
            not raw
            and all(float(f).is_integer() for f in factors)
            and all(self.whole[c] for c, _f in terms)
        ):
            share = gcd(*(int(f) for f in factors)) or 1
            terms = [(column, factor / share) for column, factor in terms]
            high = floor(high / share)
        self.rows.append(Row(-inf, high, tuple(terms), cap))

    def at_least(self, low: float, terms: Terms) -> None:
        """Add sum >= low."""
        self.rows.append(Row(low, inf, tuple(terms)))

    def equal(self, value: float, terms: Terms) -> None:
        """Add sum = value."""
        self.rows.append(Row(value, value, tuple(terms)))

    def objective(self, values: Sequence[float]) -> float:
        """What ``values`` cost, shape (columns,)."""
        return self.offset + sum(
            cost * value for cost, value in zip(self.costs, values, strict=True)
        )

    def keeps(self, values: Sequence[float]) -> bool:
        """Whether ``values``, shape (columns,), lie within all bounds and rows."""
        bounds = zip(self.lows, values, self.highs, strict=True)
        return all(low <= value <= high for low, value, high in bounds) and all(
            row.low - NEAR <= sum(f * values[c] for c, f in row.terms) <= row.high + NEAR
            for row in self.rows
        )
