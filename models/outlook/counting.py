"""A past day of the room as it was counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class DayCounted:
    """One day: seat-minutes offered and used (attendance), minutes of batches, lines by reason.

    ``spans``: of the batches dealt on that day, minutes from the deal to the last reading; of one
    that was typed after its hold, what its lines take as assumed.
    """

    day: date
    offered: int = 0
    used: int = 0
    spans: int = 0
    lines: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def read(self) -> int:
        """First readings of the day."""
        return sum(self.lines.values())
