"""What is certain: the bounds that no chance is needed for, and counts that contradict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """Under which condition an interval holds; the sentence for it is chosen elsewhere."""

    AUDIT = "any-order-by-audit"  # any order for everything else, because of the audit draws
    INSIDE = "random-inside-reason"  # only if the order inside each reason was random
    EVERYTHING = "everything-random"  # only if every ruled line was drawn at random from all
    NONE = "no-random-draw"  # no line was drawn at random: bounds, and no interval


class Contradiction(StrEnum):
    """Counts that cannot all be right; the last sound interval stands, with its date."""

    OURS_ABOVE_RULED = "ours-above-ruled"
    RULED_ABOVE_TOTAL = "ruled-above-total"
    RULED_ABOVE_READ = "ruled-above-read"
    TOTAL_CHANGED = "total-changed"
    RULED_FELL = "ruled-fell"
    OURS_FELL = "ours-fell"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines in all, ruled ours, ruled at all; ``read`` (read or ruled) where it is known.

    One duplicate set is one line here: its lowest key. All whole numbers of lines.
    """

    total: int
    ours: int
    ruled: int
    read: int | None = None

    @property
    def unruled(self) -> int:
        """Lines without a ruling, read or not."""
        return self.total - self.ruled


@dataclass(frozen=True, slots=True)
class Band:
    """An interval of lines, both ends inside, and the condition under which it holds."""

    low: int
    high: int
    condition: Condition

    @property
    def width(self) -> int:
        """Lines between the ends."""
        return self.high - self.low


def certain(counts: Counts) -> Band:
    """The bounds no chance is needed for: ruled ours … ruled ours and everything unruled.

    They carry no condition of their own: ``Condition.NONE`` says that no draw stands behind them.
    """
    return Band(counts.ours, counts.ours + counts.unruled, Condition.NONE)


def contradictions(now: Counts, before: Counts | None = None) -> tuple[Contradiction, ...]:
    """What cannot be right in ``now``, alone and beside the last sound counts; empty if sound."""
    found = [
        (Contradiction.NEGATIVE, min(now.total, now.ours, now.ruled, now.read or 0) < 0),
        (Contradiction.OURS_ABOVE_RULED, now.ours > now.ruled),
        (Contradiction.RULED_ABOVE_TOTAL, now.ruled > now.total),
        (Contradiction.RULED_ABOVE_READ, now.read is not None and now.ruled > now.read),
    ]
    if before is not None:
        found += [
            (Contradiction.TOTAL_CHANGED, now.total != before.total),
            (Contradiction.RULED_FELL, now.ruled < before.ruled),
            (Contradiction.OURS_FELL, now.ours < before.ours),
        ]
    return tuple(code for code, wrong in found if wrong)
