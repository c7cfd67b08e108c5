"""Looking for the place where a monotone or convex function of whole numbers crosses a level.

False position where it helps (the Illinois rule, Dowell and Jarratt 1971), halving where it does
not: at most about twice as many steps as halving alone, and in practice eight or so, whatever the
size of the petition.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

Value = Callable[[int], float]


def first_above(value: Value, low: int, high: int) -> int:
    """The smallest whole number in ``low..high`` at which ``value`` (nondecreasing) is above zero.

    ``high`` must be such a number: it is never asked about if something else is not.
    """
    at_low, at_high = value(low), value(high)
    if at_low > 0:
        return low
    kept, step = 0, 0
    while high - low > 1:
        step += 1
        middle = _guess(low, high, at_low, at_high) if step % 3 else (low + high) // 2
        found = value(middle)
        if found > 0:
            high, at_high = middle, found
            at_low = at_low / 2 if kept > 0 else at_low
            kept = 1
        else:
            low, at_low = middle, found
            at_high = at_high / 2 if kept < 0 else at_high
            kept = -1
    return high


def _guess(low: int, high: int, at_low: float, at_high: float) -> int:
    rise = at_high - at_low
    if not isfinite(rise) or rise <= 0:
        return (low + high) // 2
    return min(max(low + round((high - low) * -at_low / rise), low + 1), high - 1)


def last_above(value: Value, low: int, high: int) -> int:
    """The largest whole number in ``low..high`` at which ``value`` (nonincreasing) is above zero.

    ``low`` must be such a number.
    """
    return -first_above(lambda number: value(-number), -high, -low)
