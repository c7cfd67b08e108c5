"""Which caps are in the way of a goal, in words: for the coordinator, and for the registrar."""

from __future__ import annotations

from datetime import date, time

from config.locale import Words
from handlers.texts.room import hours
from models.book import Book
from models.shift_terms import CapName
from models.shifts.letter import Letter, Line


def answer(words: Words, book: Book, found: Letter) -> str:
    """The whole answer, in Telegram HTML."""
    parts: list[str] = [
        goal(words, found),
        words(
            "letter.weeks",
            office=office_name(book, found.office),
            first=date.fromisoformat(found.first),
            last=date.fromisoformat(found.last),
        ),
        "",
    ]
    if not found.solved:
        return "\n".join([*parts, words("letter.unsolved")])
    if not found.lines:
        return "\n".join([*parts, *_without(words, found)])
    parts += [words("letter.ask"), *(f"• {line(words, one)}" for one in found.lines), ""]
    parts += [_gives(words, found), *_finish(words, found), "", proof(words, found)]
    return "\n".join([*parts, *_short(words, found)])


def goal(words: Words, found: Letter) -> str:
    """What was wanted."""
    if found.by is None:
        return words("letter.goal-hours", hours=hours(words, found.goal))
    return words(
        "letter.goal-by",
        day=date.fromisoformat(found.by),
        n=found.left,
        hours=hours(words, found.goal),
        pace=pace(words, found),
    )


def line(words: Words, one: Line) -> str:
    """``14 seats at one time → 19, on Tuesdays and Thursdays``."""
    cap = CapName(one.cap)
    if one.opens is not None:
        told = words.plain("letter.opens", days=_days(words, one), hours=_clock(words, one.opens))
    elif cap == CapName.WEEK_HOURS:
        told = _change(words, one)
    else:
        told = words.plain("letter.line", change=_change(words, one), days=_days(words, one))
    if one.since is None or one.until is None:
        return told
    span = {name: date.fromisoformat(value) for name, value in _span(one).items()}
    return f"{told} {words.plain('letter.span', **span)}"


def _span(one: Line) -> dict[str, str]:
    assert one.since is not None
    assert one.until is not None
    return {"first": one.since, "last": one.until}


def _change(words: Words, one: Line) -> str:
    before = words.plain(f"shifts.cap.{one.cap}", n=one.before)
    return words.plain("letter.change", before=before, after=words.number(one.after))


def _days(words: Words, one: Line) -> str:
    return words.list([words.plain(f"shifts.weekday.{day}") for day in one.weekdays])


def _clock(words: Words, span: tuple[str, str]) -> str:
    return "–".join(words.time(time.fromisoformat(clock)) for clock in span)


def pace(words: Words, found: Letter) -> str:
    """Lines a planned seat-hour, with one digit."""
    return "–" if found.pace is None else words.number(round(found.pace, 1))


def _gives(words: Words, found: Letter) -> str:
    if found.now is None:
        return words("letter.gives-alone", then=hours(words, found.then))
    return words("letter.gives", then=hours(words, found.then), now=hours(words, found.now))


def _finish(words: Words, found: Letter) -> list[str]:
    """When all lines would be read, where a pace is known."""
    if found.ends_then is None:
        return []
    then = date.fromisoformat(found.ends_then)
    if found.ends_now is None:
        return [words("letter.finish-alone", then=then, pace=pace(words, found))]
    now = date.fromisoformat(found.ends_now)
    return [words("letter.finish", then=then, now=now, pace=pace(words, found))]


def proof(words: Words, found: Letter) -> str:
    """What was proved of the changes, and no more."""
    if found.enough and found.needed:
        return words("letter.exact")
    if found.enough and found.needed is None:
        return words("letter.enough")
    return words("letter.not-proved")


def _without(words: Words, found: Letter) -> list[str]:
    """No change is asked for: the caps are not in the way, or nothing they could give helps."""
    if not found.missing:
        return [words("letter.not-in-the-way", hours=hours(words, found.goal))]
    reach = hours(words, found.then)
    return [words("letter.no-cap-reaches", hours=reach), *_short(words, found)]


def _short(words: Words, found: Letter) -> list[str]:
    """What no cap gives: people who have said when they can come, captains and lawyers."""
    parts: list[str] = []
    if found.missing:
        missing = hours(words, found.missing)
        parts.append(words("letter.people-short", n=found.people, hours=missing))
    if found.leads:
        parts.append(words("letter.leads-short", n=found.leads))
    return parts


def office_name(book: Book, code: str) -> str:
    """The office's name by its code."""
    return next((one.name for one in book.offices if one.code == code), code)
