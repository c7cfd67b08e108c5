"""The kept counts: moved with the lines they count, in the same transaction.

The table's own checks assert in every transaction that free + held + paper + read is all lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from models.quick import Quick
from models.tables import days, tally
from models.terms import LineState, Verdict

_STATE = {
    LineState.FREE: "free",
    LineState.HELD: "held",
    LineState.PAPER: "paper",
    LineState.READ: "read",
}
_COUNTED = (
    "total",
    *_STATE.values(),
    *(verdict.value for verdict in Verdict),
    "claimed",
)


class Moves:
    """Gathers what moves in one transaction, then writes one row a reason."""

    def __init__(self) -> None:
        self._by_reason: defaultdict[int, defaultdict[str, int]] = defaultdict(
            lambda: defaultdict(int)
        )

    def state(self, reason_id: int, old: LineState, new: LineState, lines: int = 1) -> None:
        """``lines`` of a reason go from one state to another."""
        if old != new:
            self._by_reason[reason_id][_STATE[old]] -= lines
            self._by_reason[reason_id][_STATE[new]] += lines

    def met(self, reason_id: int) -> None:
        """A line of a reason was registered as met; it is held."""
        self._by_reason[reason_id]["total"] += 1
        self._by_reason[reason_id]["held"] += 1

    def reason(
        self, old: int, new: int, state: LineState, verdict: Verdict | None, *, claim: bool
    ) -> None:
        """A line in this state, with this verdict, goes from one reason to another."""
        counted = ["total", _STATE[state]]
        counted += [] if verdict is None else [verdict.value]
        counted += ["claimed"] if claim else []
        for name in counted:
            self._by_reason[old][name] -= 1
            self._by_reason[new][name] += 1

    def verdict(self, reason_id: int, old: Verdict | None, new: Verdict | None) -> None:
        """A line's standing verdict changes (None: it has none)."""
        if old is not None:
            self._by_reason[reason_id][old.value] -= 1
        if new is not None:
            self._by_reason[reason_id][new.value] += 1

    def claim(self, reason_id: int, lines: int) -> None:
        """``lines`` more (or fewer) count as claimed."""
        self._by_reason[reason_id]["claimed"] += lines

    @property
    def read(self) -> int:
        """Lines that became read, net."""
        return sum(moved["read"] for moved in self._by_reason.values())

    @property
    def claimed(self) -> int:
        """Lines that became claimed, net."""
        return sum(moved["claimed"] for moved in self._by_reason.values())

    def write(self, tx: Connection) -> None:
        """Move the counts, reasons in rising order so that two writers never wait in a circle."""
        for reason_id in sorted(self._by_reason):
            moved = self._by_reason[reason_id]
            if any(moved.values()):
                _MOVE.run(tx, {"of": reason_id} | {f"d_{k}": moved[k] for k in _COUNTED})

    def write_day(self, tx: Connection, day: date) -> None:
        """Move the day's counts as well."""
        if self.read or self.claimed:
            values = {"day": day, "read": self.read, "claimed": self.claimed}
            _DAYS.run(tx, values)


_MOVE = Quick(
    tally.update()
    .where(tally.c.reason_id == bindparam("of"))
    .values({tally.c[name]: tally.c[name] + bindparam(f"d_{name}") for name in _COUNTED})
)


def _upsert(insert: Any) -> Any:
    statement = insert(days)
    return statement.on_conflict_do_update(
        index_elements=["day"],
        set_={
            "read": days.c.read + statement.excluded.read,
            "claimed": days.c.claimed + statement.excluded.claimed,
        },
    )


_DAYS = Quick(_upsert(sqlite.insert), postgresql=_upsert(postgresql.insert))


def count_states(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    """How many lines of each reason stand in ``rows`` of (line id, reason id)."""
    counts: defaultdict[int, int] = defaultdict(int)
    for _line, reason_id in rows:
        counts[reason_id] += 1
    return dict(counts)
