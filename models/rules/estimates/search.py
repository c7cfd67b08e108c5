"""Looking for the place where a monotone function of whole numbers crosses zero.

Steps come in threes: false position; the same and a little farther, so that the crossing is caught
between the two; halving where that did not help. For a nearly straight function some ten steps,
whatever the size of the petition; never more than three times those of halving.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

Value = Callable[[int], float]

# How much farther: a sixty-fourth of what is left, then ever less, since what is left gets straighter.
_FARTHER, _LESS = 6, 4


def first_above(value: Value, low: int, high: int) -> int:
    """The smallest whole number in ``low..high`` at which ``value`` (nondecreasing) is above zero.

    ``high`` must be such a number: it is never asked about if something else is not.
    """
    at_low, at_high = value(low), value(high)
    if at_low > 0:
        return low
    step, width = 0, high - low
    while high - low > 1:
        middle = _guess(low, high, at_low, at_high, step)
        if step % 3 == 2:
            middle = middle if high - low < width / 8 else (low + high) // 2
            width = high - low
        found = value(middle)
        if found > 0:
            high, at_high = middle, found
        else:
            low, at_low = middle, found
        step += 1
    return high


def _guess(low: int, high: int, at_low: float, at_high: float, step: int) -> int:
    """Where a straight line crosses; every second step a little farther into the longer side."""
    rise = at_high - at_low
    if not isfinite(rise) or rise <= 0:
        return (low + high) // 2
    crossing = low + round((high - low) * -at_low / rise)
    if step % 3:
        farther = max((high - low) >> (_FARTHER + _LESS * (step // 3)), 1)
        crossing += farther if high - crossing > crossing - low else -farther
    return min(max(crossing, low + 1), high - 1)


def last_above(value: Value, low: int, high: int) -> int:
    """The largest whole number in ``low..high`` at which ``value`` (nonincreasing) is above zero.

    ``low`` must be such a number.
    """
    return -first_above(lambda number: value(-number), -high, -low)
