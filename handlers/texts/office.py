"""What an office allows in words: caps with their sources, what changes, whom a change unseats."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from config.locale import Words
from handlers.texts import shifts as texts
from models.book import Book
from models.shift_terms import (
    CapName,
    CapPreview,
    CapRow,
    CapValue,
    DayCaps,
    ShiftView,
    Unseated,
    Week,
)

SHOWN = 40  # people named in a preview; the rest are counted


def value(words: Words, name: CapName, held: CapValue) -> str:
    """``14 seats at one time``, ``Tue, Wed, and Thu 9:00 AM–3:00 PM``, ``no limit``."""
    if isinstance(held, tuple):
        return week(words, held)
    if held is None:
        return words.plain("shifts.no-limit")
    return words.plain(f"shifts.cap.{name.value}", n=held)


def week(words: Words, held: Week) -> str:
    """Opening hours, weekdays of the same hours together."""
    hours = [
        words.list([f"{words.time(w.starts)}–{words.time(w.ends)}" for w in windows])
        for windows in held
    ]
    open_days = [(at, told) for at, told in enumerate(hours) if told]
    if not open_days:
        return words.plain("shifts.never-open")
    parts: dict[str, list[str]] = {}
    for at, told in open_days:
        parts.setdefault(told, []).append(words.plain(f"shifts.weekday-short.{at}"))
    return "; ".join(f"{words.list(days)} {told}" for told, days in parts.items())


def named(words: Words, name: CapName | None) -> str:
    """The cap's name: ``seats``."""
    return words.plain("shifts.closed-day" if name is None else f"shifts.cap-name.{name.value}")


def caps(
    words: Words, office: str, today: DayCaps, coming: Sequence[CapRow], closed: str | None = None
) -> str:
    """What holds today, each with its source, and what changes when."""
    parts: list[str] = [words("shifts.caps.head", office=office, day=today.day)]
    if today.closed is not None:
        parts.append(words("shifts.caps.closed", why=today.closed.why, source=today.closed.source))
    parts += [_row(words, row, "shifts.caps.row") for row in today.rows]
    if not today.rows:
        parts.append(words("shifts.caps.none"))
    parts += ["", words("shifts.caps.coming" if coming else "shifts.caps.nothing-comes")]
    parts += [_row(words, row, "shifts.caps.from") for row in coming]
    return "\n".join(parts)


def _row(words: Words, row: CapRow, key: str) -> str:
    return words(
        key,
        name=named(words, row.name),
        value=value(words, row.name, row.value),
        day=row.effective_from,
        source=row.source,
    )


def preview(
    words: Words,
    book: Book,
    found: CapPreview,
    source: str,
    *,
    why: str | None = None,
    done: bool,
) -> str:
    """A change of caps before and after it is made: from what to what, and who loses a place.

    ``why`` the office does not open, where a day is closed.
    """
    if found.name is None:
        key = "shifts.change.closed" if done else "shifts.change.close"
        day = found.effective_from
        parts: list[str] = [words(key, day=day, why=why or "–", source=source)]
    else:
        parts = [
            words(
                "shifts.change.made" if done else "shifts.change.would",
                name=named(words, found.name),
                before=value(words, found.name, found.before),
                after=value(words, found.name, found.after),
                day=found.effective_from,
                source=source,
            )
        ]
    if found.shut:
        parts.append(words("shifts.change.shut", n=len(found.shut)))
        parts += [f"• {texts.when(words, book, shift)}" for shift in found.shut[:SHOWN]]
    if not found.unseated:
        parts.append(words("shifts.change.nobody"))
        return "\n".join(parts)
    parts.append(words("shifts.change.unseats", n=len(found.unseated)))
    parts += _unseated(words, book, found.office, found.unseated)
    parts.append(words("shifts.change.were-told" if done else "shifts.change.are-told"))
    return "\n".join(parts)


def _unseated(words: Words, book: Book, office: str, found: Sequence[Unseated]) -> list[str]:
    rows: list[str] = []
    zone = texts.zone_of(book, office)
    shown = sorted(found, key=lambda one: (one.starts_at, one.cap))[:SHOWN]
    for (starts_at, cap), people in groupby(shown, key=lambda one: (one.starts_at, one.cap)):
        group = list(people)
        rows.append(
            words(
                "shifts.change.row",
                day=group[0].day,
                begins=words.time(starts_at.astimezone(zone).time()),
                cap=named(words, cap),
                people=words.list([one.pseudonym for one in group]),
            )
        )
    if len(found) > SHOWN:
        rows.append(words("shifts.change.more", n=len(found) - SHOWN))
    return rows


def opened(words: Words, book: Book, made: Sequence[ShiftView]) -> str:
    """The shifts that were made."""
    if not made:
        return words("shifts.opened.none")
    shown = [f"• {texts.when(words, book, one)}" for one in made[:SHOWN]]
    if len(made) > SHOWN:
        shown.append(words("shifts.opened.more", n=len(made) - SHOWN))
    return "\n".join([words("shifts.opened.head", n=len(made)), *shown])
