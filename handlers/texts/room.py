"""The room ledger and the log of what the office kept, in words."""

from __future__ import annotations

from collections.abc import Sequence

from config.locale import Words
from models.shift_terms import Kept
from models.shifts import LedgerDay, Obstruction

LOGGED = 15  # entries of the log that are shown; the newest


def noted(words: Words, kept: Obstruction) -> str:
    """What was written into the log."""
    return words(
        "shifts.kept.noted",
        day=kept.day,
        n=kept.minutes,
        seats=words.plain("shifts.seats", n=kept.seats),
        kind=words.plain(f"shifts.kind.{kept.kind.value}"),
        note=kept.note or "–",
        hours=hours(words, kept.seat_minutes),
    )


def hours(words: Words, minutes: int) -> str:
    """Seat-minutes as seat-hours with one digit: ``12.5``."""
    return words.number(round(minutes / 60, 1))


def ledger(
    words: Words, office: str, days: Sequence[LedgerDay], log: Sequence[Obstruction]
) -> str:
    """Seat-hours offered, planned, used and lost by day, totals by kind, pace, and the log."""
    shown = [one for one in days if one.offered or one.planned or one.used or one.lost]
    parts: list[str] = [
        words("shifts.ledger.head", office=office, first=days[0].day, last=days[-1].day),
        words("shifts.ledger.unit"),
    ]
    parts += [_day(words, one) for one in shown]
    if not shown:
        parts.append(words("shifts.ledger.nothing"))
        return "\n".join(parts)
    parts += ["", _total(words, shown)]
    lost: dict[Kept, int] = {}
    for one in shown:
        for kind, minutes in one.lost.items():
            lost[kind] = lost.get(kind, 0) + minutes
    parts += [
        words(
            "shifts.ledger.lost",
            kind=words.plain(f"shifts.kind.{kind.value}"),
            hours=hours(words, minutes),
        )
        for kind, minutes in sorted(lost.items())
    ]
    if log:
        parts += ["", words("shifts.ledger.log", n=len(log))]
        parts += [_entry(words, one) for one in log[-LOGGED:]]
    return "\n".join(parts)


def _day(words: Words, one: LedgerDay) -> str:
    return words(
        "shifts.ledger.day",
        day=one.day,
        offered=hours(words, one.offered),
        planned=hours(words, one.planned),
        used=hours(words, one.used),
        lost=hours(words, sum(one.lost.values())),
        pace=_pace(words, one.readings, one.used),
    )


def _total(words: Words, days: Sequence[LedgerDay]) -> str:
    used = sum(one.used for one in days)
    readings = sum(one.readings for one in days)
    return words(
        "shifts.ledger.total",
        offered=hours(words, sum(one.offered for one in days)),
        planned=hours(words, sum(one.planned for one in days)),
        used=hours(words, used),
        lost=hours(words, sum(sum(one.lost.values()) for one in days)),
        missing=sum(one.no_shows for one in days),
        readings=readings,
        pace=_pace(words, readings, used),
    )


def _pace(words: Words, readings: int, used: int) -> str:
    return "–" if used == 0 else words.number(round(readings * 60 / used, 1))


def _entry(words: Words, one: Obstruction) -> str:
    return words(
        "shifts.ledger.entry",
        day=words.date(one.day, "short"),
        n=one.minutes,
        seats=words.plain("shifts.seats", n=one.seats),
        kind=words.plain(f"shifts.kind.{one.kind.value}"),
        note=one.note or "–",
        who=one.seen_by,
    )
