"""A proposal of the planner in words: what it fills, what is missing, what it changes for whom."""

from __future__ import annotations

from collections.abc import Sequence

from config.locale import Words
from handlers.texts import shifts as texts
from handlers.texts.room import hours
from models.book import Book
from models.rules.planner import Changed, Place, Shortfall
from models.shift_terms import Duty
from models.shifts.adopting import Adopted
from models.shifts.planning import Proposal

SHOWN_PEOPLE = 40
SHOWN_MISSING = 15


def proposal(words: Words, book: Book, found: Proposal) -> str:
    """The whole preview."""
    parts: list[str] = [
        words("shifts.plan.head", code=found.code, first=found.first, last=found.last),
        words(
            "shifts.plan.filled",
            filled=hours(words, found.filled),
            offered=hours(words, found.offered),
        ),
        _sure(words, found),
    ]
    if found.published:
        parts.append(words("shifts.plan.published-before"))
    if found.before is not None:
        parts.append(words("shifts.plan.before", code=found.before))
    parts += _missing(words, book, found)
    if not found.changes:
        return "\n".join([*parts, "", words("shifts.plan.no-change")])
    parts += ["", words("shifts.plan.changes", n=len(found.changes))]
    parts += [_changed(words, book, found, one) for one in found.changes[:SHOWN_PEOPLE]]
    if len(found.changes) > SHOWN_PEOPLE:
        parts.append(words("shifts.change.more", n=len(found.changes) - SHOWN_PEOPLE))
    return "\n".join(parts)


def _sure(words: Words, found: Proposal) -> str:
    """Which engine answered, and how far from the best it may be."""
    if found.gap is None:
        return words(f"shifts.plan.engine.{found.engine}-alone")
    if found.ended == "proved":
        return words("shifts.plan.proved")
    return words("shifts.plan.within", gap=found.gap)


def _missing(words: Words, book: Book, found: Proposal) -> list[str]:
    if not found.shortfalls:
        return [words("shifts.plan.nothing-missing")]
    rows = [words("shifts.plan.missing", n=len(found.shortfalls))]
    shown: list[str] = [
        _short(words, book, found, one) for one in found.shortfalls[:SHOWN_MISSING]
    ]
    if len(found.shortfalls) > SHOWN_MISSING:
        shown.append(words("shifts.change.more", n=len(found.shortfalls) - SHOWN_MISSING))
    return [*rows, *shown]


def _short(words: Words, book: Book, found: Proposal, one: Shortfall) -> str:
    need = one.need.value
    language = "" if one.language is None else words.plain(f"language.{one.language}")
    return words(
        "shifts.plan.short",
        when=texts.label(words, book, found.shifts[one.slot]),
        need=words.plain(f"shifts.need.{need}", n=one.missing, language=language),
    )


def _changed(words: Words, book: Book, found: Proposal, one: Changed) -> str:
    marks = [
        *(f"+ {_place(words, book, found, place)}" for place in one.added),
        *(f"− {_place(words, book, found, place)}" for place in one.gone),
        *(f"→ {_place(words, book, found, after)}" for _before, after in one.duty),
    ]
    return words("shifts.plan.row", who=found.names[one.person], places="; ".join(marks))


def _place(words: Words, book: Book, found: Proposal, place: Place) -> str:
    label = texts.label(words, book, found.shifts[place.slot])
    if place.duty == Duty.REVIEWER:
        return label
    return f"{label} ({words.plain(f'shifts.duty.{place.duty.value}')})"


def adopted(words: Words, done: Adopted) -> str:
    """What publishing did."""
    if done.again:
        return words("shifts.plan.published-before")
    parts: list[str] = [words("shifts.plan.published", n=done.given, taken=done.taken)]
    parts += [_no(words, who, why) for who, why in _first(done.refused)]
    return "\n".join(parts)


def _first(found: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    return found[:SHOWN_PEOPLE]


def _no(words: Words, who: str, code: str) -> str:
    """Why somebody was not given a place, in the few words of the list of open shifts; no numbers."""
    answer = code.removeprefix("shifts.")
    key = "shifts.plan.full" if answer.endswith("-full") else f"shifts.offer.{answer}"
    why = words.plain(key if words.has(key) else "shifts.plan.not-now", n=0)
    return words("shifts.plan.refused", who=who, why=why)
