"""What-ifs in words: both dates now and then, what a date takes, and what is wrong with a question."""

from __future__ import annotations

from collections.abc import Sequence

from config.locale import Markup, Words
from config.message import escape
from models.outlook import (
    Amiss,
    Answer,
    Field,
    FinishBy,
    Kept,
    Needs,
    Note,
    Offered,
    Outlook,
    Pattern,
    Question,
    Then,
    WhatIf,
)
from models.rules.forecast import Finish, What

_TENTH = 0.1  # hours and seat-hours are told to a digit
_SHOWN = 0.01  # a chance nearer to none or all is told as "under 1%", "over 99%"


def when(words: Words, finish: Finish, outlook: Outlook) -> str:
    """A finish date as an 80 % range, or that this course does not lead there."""
    if finish.what is What.ALL_READ and not outlook.whole:
        return words.plain("outlook.not-known")
    if finish.low is None or finish.middle is None:
        return words.plain("outlook.not-on-this-course")
    if outlook.done(finish.what):
        return words.plain("outlook.done")
    first = words.date(finish.low)
    if finish.high is None:
        return words.plain("outlook.or-later", first=first)
    if finish.high == finish.low:
        return words.plain("outlook.day", first=first)
    return words.plain("outlook.range", first=first, last=words.date(finish.high))


def chance(words: Words, share: float) -> str:
    """A chance in whole per cent; never "0%" or "100%", since neither is known."""
    if share < _SHOWN:
        return words.plain("outlook.under", chance=words.percent(_SHOWN, 0))
    if share > 1 - _SHOWN:
        return words.plain("outlook.over", chance=words.percent(1 - _SHOWN, 0))
    return words.percent(share, 0)


def then(words: Words, outlook: Outlook, asked: WhatIf, found: Then, kept: Kept | None) -> str:
    """A what-if answered in a few lines."""
    changed = found.changed
    after = _hours(words, changed.after.seat_hours)
    lines: list[str] = [*_invented(words, outlook)]
    lines.append(words("outlook.then.head", what=_asked(words, outlook, asked, found)))
    if changed.before is None:
        lines.append(words("outlook.then.hours-new", after=after))
    else:
        before = _hours(words, changed.before.seat_hours)
        lines.append(words("outlook.then.hours", before=before, after=after))
    if changed.held:
        lines.append(words("outlook.then.held"))
    lines += [
        words(
            "outlook.then.target",
            now=when(words, found.target_now, outlook),
            then=when(words, found.target_then, outlook),
        ),
        words(
            "outlook.then.all-read",
            now=when(words, found.all_read_now, outlook),
            then=when(words, found.all_read_then, outlook),
        ),
        words(
            "outlook.then.chance",
            by=found.by,
            now=chance(words, found.chance_now),
            then=chance(words, found.chance_then),
        ),
        _attendance(words, found),
    ]
    return "\n".join([*lines, *_beside(words, outlook, kept)])


def needs(words: Words, outlook: Outlook, found: Needs, kept: Kept | None) -> str:
    """What it takes to be done by a date."""
    what = "target" if found.asked.what is What.TARGET_RULED else "all-read"
    head = words(
        f"outlook.needs.{what}",
        by=found.asked.by,
        chance=words.percent(found.asked.chance, 0),
    )
    lines = [*_invented(words, outlook), head, *_needed(words, found)]
    return "\n".join([*lines, *_beside(words, outlook, kept)])


def amiss(words: Words, asked: Question, wrong: Amiss) -> str:
    """Which number makes no sense, and the nearest question that does."""
    field = wrong.field
    if field is Field.NO_SUCH_OFFICE and not wrong.codes:
        return words("outlook.amiss.no-office")
    said = words(
        f"outlook.amiss.{field.value}",
        n=getattr(asked, field.value, None) if field in (Field.SEATS, Field.DAYS) else 0,
        hours=_hours(words, getattr(asked, "hours", None) or 0.0),
        day=getattr(asked, field.value, None) if field in (Field.SINCE, Field.BY) else None,
        chance=words.percent(getattr(asked, "chance", 0.0), 0),
        codes=words.list(list(wrong.codes)),
    )
    command = Markup(escape(f"/whatif {typed(words, wrong.nearest)}"))
    return f"{said}\n{words('outlook.nearest', command=command)}"


def typed(words: Words, asked: Question) -> str:
    """A question as one would type it."""
    if isinstance(asked, FinishBy):
        what = "target" if asked.what is What.TARGET_RULED else "all-read"
        percent = words.percent(asked.chance, 0)
        return words.plain(f"outlook.typed.{what}", day=asked.by.isoformat(), chance=percent)
    parts = [asked.office or ""]
    if asked.seats is not None:
        parts.append(words.plain("outlook.typed.seats", n=asked.seats))
    if asked.weekdays:
        parts += [words.plain(f"shifts.weekday-short.{day}") for day in asked.weekdays]
    if asked.days is not None:
        parts.append(words.plain("outlook.typed.days", n=asked.days))
    if asked.hours is not None:
        parts.append(words.plain("outlook.typed.hours", hours=_hours(words, asked.hours)))
    if asked.since is not None:
        parts.append(words.plain("outlook.typed.from", day=asked.since.isoformat()))
    if asked.by is not None:
        parts.append(words.plain("outlook.typed.by", day=asked.by.isoformat()))
    return " ".join(part for part in parts if part)


def _asked(words: Words, outlook: Outlook, asked: WhatIf, found: Then) -> str:
    """The week as it would be, from when."""
    changed = found.changed
    week = _week(words, changed.after, seats=outlook.offered is Offered.CAPS or bool(asked.seats))
    if asked.office is not None and len(outlook.rooms) > 1:
        week = words.plain("outlook.at-office", office=asked.office, week=week)
    return words.plain("outlook.from", week=week, day=changed.since)


def _week(words: Words, week: Pattern, *, seats: bool = True) -> str:
    """``28 seats × 6 hours × Mon to Fri``."""
    days = _days(words, week.weekdays)
    hours = _hours(words, week.hours)
    if not seats:
        return words.plain("outlook.only-hours", hours=hours, days=days)
    counted = words.plain("outlook.seats", n=week.seats)
    return words.plain("outlook.week", seats=counted, hours=hours, days=days)


def _days(words: Words, weekdays: Sequence[int]) -> str:
    names = [words.plain(f"shifts.weekday-short.{day}") for day in weekdays]
    in_a_row = list(weekdays) == list(range(weekdays[0], weekdays[-1] + 1)) if weekdays else False
    if in_a_row and len(names) > 2:
        return words.plain("outlook.days-range", first=names[0], last=names[-1])
    return words.list(names)


def _hours(words: Words, hours: float) -> str:
    return words.number(round(hours) if hours >= 100 else round(hours, 1))


def _attendance(words: Words, found: Then) -> str:
    if found.attendance is None:
        return words("outlook.then.attendance-blind")
    return words("outlook.then.attendance", share=words.percent(found.attendance, 0))


def _needed(words: Words, found: Needs) -> list[str]:
    """The answer itself, a line a thing."""
    facts = {
        "now": chance(words, found.chance_now),
        "best": chance(words, found.best_chance),
        "week": _hours(words, found.week_now),
        "needed": _hours(words, found.week_needed or 0.0),
    }
    if found.answer is Answer.LAWYERS:
        return [
            words(
                "outlook.needs.lawyers",
                needed=_hours(words, found.rulings_needed or 0.0),
                now=_hours(words, found.rulings_now or 0.0),
            )
        ]
    lines: list[str] = [words(f"outlook.needs.{found.answer.value}", **facts)]
    if found.now is not None:
        lines.append(words("outlook.needs.now", week=_week(words, found.now)))
    if found.more_seats is not None:
        lines.append(words("outlook.needs.more-seats", week=_week(words, found.more_seats)))
    if found.more_days is not None:
        lines.append(words("outlook.needs.more-days", week=_week(words, found.more_days)))
    if found.answer in (Answer.ENOUGH, Answer.SEATS) and found.rulings_needed is not None:
        lines.append(_rulings(words, found.rulings_needed, found.rulings_now))
    return lines


def _rulings(words: Words, needed: float, now: float | None) -> str:
    if now is None:
        return words("outlook.needs.rulings-unknown", needed=_hours(words, needed))
    return words("outlook.needs.rulings", needed=_hours(words, needed), now=_hours(words, now))


def _invented(words: Words, outlook: Outlook) -> list[str]:
    return [words("progress.invented")] if outlook.invented else []


def _beside(words: Words, outlook: Outlook, kept: Kept | None) -> list[str]:
    """How often such ranges were right, and what is assumed."""
    lines: list[str] = []
    if kept is not None and kept.score.tries:
        lines.append(words("outlook.score", n=kept.score.tries, inside=kept.score.inside))
    return lines + notes(words, outlook.notes)


def notes(words: Words, found: Sequence[Note]) -> list[str]:
    """What must be known beside the dates, a line each."""
    return [words(f"outlook.note.{note.value}") for note in found]
