"""One's own times in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from config.locale import Words
from handlers.texts import pairs
from models.shift_terms import Able
from models.shifts import OwnTimes
from models.shifts.together import Said


def own(words: Words, held: OwnTimes) -> str:
    """Everything a person has said of their times, and how to change it."""
    rows = [
        _row(words, one.weekday, one.able, _spans(words, [(one.starts, one.ends)]))
        for one in held.weekly
    ]
    rows += [
        words(
            "shifts.when.row",
            day=words.date(one.day, "weekday"),
            able=_able(words, one.able),
            hours=_spans(words, [(one.starts, one.ends)]),
        )
        for one in held.dates
        if one.day is not None
    ]
    rows += _limits(
        words,
        {
            "day_most": held.day_most,
            "week_most": held.week_most,
            "languages": held.languages or None,
        },
        lifted=False,
    )
    if held.pair is not None:
        rows.append(pairs.row(words, held.pair))
    head = words("shifts.when.head" if rows else "shifts.when.nothing")
    return "\n".join([head, *rows, "", words("shifts.when.how")])


def said(words: Words, things: Sequence[Said], pair: str | None) -> str:
    """What somebody has just typed, echoed before it counts."""
    rows: list[str] = []
    for one in things:
        rows += _said(words, one)
    if pair is not None:
        rows.append(words("shifts.when.pair-asks", who=pair))
    return "\n".join([words("shifts.when.right"), *rows])


def _said(words: Words, one: Said) -> list[str]:
    if one.limits:
        return _limits(words, dict(one.limits), lifted=True)
    day = _day(words, one)
    if one.forget:
        if day is None:
            return [words("shifts.when.forget-all")]
        return [words("shifts.when.forget", day=day)]
    hours = _spans(words, [(w.starts, w.ends) for w in one.windows] or [(None, None)])
    return [words("shifts.when.row", day=day or "", able=_able(words, one.able), hours=hours)]


def _day(words: Words, one: Said) -> str | None:
    if one.day is not None:
        return words.date(one.day, "weekday")
    return None if one.weekday is None else words.plain(f"shifts.weekday.{one.weekday}")


def _row(words: Words, weekday: int | None, able: Able, hours: str) -> str:
    named = words.plain(f"shifts.weekday.{weekday}")
    return words("shifts.when.row", day=named, able=_able(words, able), hours=hours)


def _able(words: Words, able: Able) -> str:
    return words.plain(f"shifts.when.able.{able.name.lower()}")


def _spans(words: Words, spans: Sequence[tuple[time | None, time | None]]) -> str:
    told = [
        words.plain("shifts.when.all-day")
        if starts is None or ends is None
        else f"{words.time(starts)}–{words.time(ends)}"
        for starts, ends in spans
    ]
    return words.list(told)


def _limits(words: Words, limits: dict[str, object], *, lifted: bool) -> list[str]:
    rows: list[str] = []
    for name, key in (("day_most", "day"), ("week_most", "week")):
        most = limits.get(name)
        if isinstance(most, int):
            rows.append(words(f"shifts.when.most.{key}", n=most))
        elif lifted and name in limits:
            rows.append(words(f"shifts.when.no-most.{key}"))
    spoken = limits.get("languages")
    if isinstance(spoken, list | tuple):
        named = [words.plain(f"language.{code}") for code in spoken]
        rows.append(words("shifts.when.speaks", languages=words.list(named)))
    return rows
