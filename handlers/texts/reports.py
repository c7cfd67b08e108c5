"""A frozen day report from the facts of its notice, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.terms import DayReport, ReasonCount, Span


def of_facts(facts: dict[str, Any]) -> DayReport:
    """The report as it was when the day was closed."""
    plain = {name: value for name, value in facts.items() if name in _PLAIN}
    return DayReport(
        **plain,
        day=date.fromisoformat(facts["day"]),
        all_read=_span(facts["all_read"]),
        target_reached=_span(facts["target_reached"]),
        by_reason=tuple(ReasonCount(**count) for count in facts["by_reason"]),
        series=tuple(
            (date.fromisoformat(day), read, claimed) for day, read, claimed in facts["series"]
        ),
    )


_PLAIN = frozenset(DayReport.__dataclass_fields__) - {
    "day",
    "all_read",
    "target_reached",
    "by_reason",
    "series",
}


def _span(facts: dict[str, str | None]) -> Span:
    first, last = facts["first"], facts["last"]
    return Span(
        None if first is None else date.fromisoformat(first),
        None if last is None else date.fromisoformat(last),
    )
