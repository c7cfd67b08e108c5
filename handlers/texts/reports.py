"""Frozen reports from the facts of their notices, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.report_terms import (
    Correction,
    DayReport,
    EveningReport,
    OtherTarget,
    Range,
    ReasonCount,
    Told,
    WeekReport,
)
from models.terms import Span


def of_facts(facts: dict[str, Any]) -> DayReport:
    """The report as it was when the day was closed."""
    plain = {name: value for name, value in facts.items() if name in _PLAIN}
    return DayReport(
        **plain,
        day=date.fromisoformat(facts["day"]),
        all_read=_span(facts["all_read"]),
        target_reached=_span(facts["target_reached"]),
        by_reason=_reasons(facts["by_reason"]),
        series=tuple(
            (date.fromisoformat(day), read, claimed) for day, read, claimed in facts["series"]
        ),
        band=_range(facts["band"]),
        course=tuple(
            (date.fromisoformat(day), ours, low, high) for day, ours, low, high in facts["course"]
        ),
        others=_others(facts["others"]),
    )


def week_of_facts(facts: dict[str, Any]) -> WeekReport:
    """The week as it was when it was closed; a late post's ``late`` is its report's."""
    late = {"late": facts.get("late", False)}
    return WeekReport(
        now=of_facts(facts["now"] | late),
        since=date.fromisoformat(facts["since"]),
        read=facts["read"],
        claimed=facts["claimed"],
        ruled=facts["ruled"],
        by_reason=_reasons(facts["by_reason"]),
        band=_range(facts["band"]),
        all_read=_maybe_span(facts["all_read"]),
        target_reached=_maybe_span(facts["target_reached"]),
    )


def evening_of_facts(facts: dict[str, Any]) -> EveningReport:
    """The coordinators' evening as it was."""
    late = {"late": facts.get("late", False)}
    return EveningReport(
        day=of_facts(facts["day"] | late),
        before=_range(facts["before"]),
        risks=_told(facts["risks"]),
        decisions=_told(facts["decisions"]),
        theories=_others(facts["theories"]),
        drawn=facts["drawn"],
        pending=facts["pending"],
        missing=facts["missing"],
        minutes=facts["minutes"],
        tries=facts["tries"],
        inside=facts["inside"],
    )


def correction_of_facts(facts: dict[str, Any]) -> Correction:
    """A correction as it was posted."""
    return Correction(
        day=date.fromisoformat(facts["day"]),
        why=facts["why"],
        changes=tuple((what, was, now) for what, was, now in facts["changes"]),
        invented=facts["invented"],
    )


_PLAIN = frozenset(DayReport.__dataclass_fields__) - {
    "day",
    "all_read",
    "target_reached",
    "by_reason",
    "series",
    "band",
    "course",
    "others",
}


def _reasons(facts: list[dict[str, Any]]) -> tuple[ReasonCount, ...]:
    return tuple(ReasonCount(**count) for count in facts)


def _others(facts: list[dict[str, Any]]) -> tuple[OtherTarget, ...]:
    return tuple(OtherTarget(**one) for one in facts)


def _told(facts: list[dict[str, Any]]) -> tuple[Told, ...]:
    return tuple(Told(one["code"], one["values"]) for one in facts)


def _range(facts: dict[str, Any] | None) -> Range | None:
    if facts is None:
        return None
    return Range(facts["low"], facts["high"], date.fromisoformat(facts["day"]))


def _maybe_span(facts: dict[str, str | None] | None) -> Span | None:
    return None if facts is None else _span(facts)


def _span(facts: dict[str, str | None]) -> Span:
    first, last = facts["first"], facts["last"]
    return Span(
        None if first is None else date.fromisoformat(first),
        None if last is None else date.fromisoformat(last),
    )
