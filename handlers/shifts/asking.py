"""What the conversations about shifts ask again and again: my places, today, which shift is meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.folding import plain
from handlers.parse.leading import day_and_time
from handlers.texts import shifts as texts
from models import choices, people, shifts
from models.book import Book, Office
from models.errors import Refusal
from models.rules import names
from models.shift_terms import PlaceState, PlaceView, ShiftView

T = TypeVar("T")


async def my_places(
    context: Context, states: Collection[PlaceState] | None = None
) -> tuple[PlaceView, ...]:
    """My places ahead and running, in these states."""
    found = await context.desk.ask(
        shifts.look_mine, now=context.desk.now(), person_id=context.me.id
    )
    return tuple(one for one in found if states is None or one.state in states)


async def today_of(context: Context) -> date:
    """The day where the campaign is."""
    return context.desk.now().astimezone((await book_of(context.desk)).zone).date()


@dataclass(frozen=True, slots=True)
class Typed:
    """The days somebody may have meant, the likeliest first, and the hour if one was named.

    ``tue`` typed on a Tuesday is today, or where nothing is today, the next one.
    """

    days: tuple[date, ...]
    clock: time | None

    def among(
        self, book: Book, found: Sequence[T], shift_of: Callable[[T], ShiftView]
    ) -> tuple[T, ...]:
        """Those of the first of the days that has any."""
        for day in self.days:
            there = tuple(
                one for one in found if at_that_time(book, shift_of(one), day, self.clock)
            )
            if there:
                return there
        return ()


def of_day(book: Book, found: Sequence[PlaceView], typed: Typed) -> tuple[PlaceView, ...]:
    """The places of the day that was typed."""
    return typed.among(book, found, lambda one: one.shift)


def at_that_time(book: Book, shift: ShiftView, day: date, clock: time | None) -> bool:
    """Whether a shift is on that day, and runs at that hour of the office's clock."""
    if shift.day != day:
        return False
    if clock is None:
        return True
    at = datetime.combine(day, clock, texts.zone_of(book, shift.office))
    return shift.starts_at <= at < shift.ends_at


async def typed_day(context: Context, text: str) -> Typed:
    """The day (and hour) somebody typed. Refuses ``date.*``, ``time.*``, ``shifts.day-over``."""
    today = await today_of(context)
    typed, clock = day_and_time(text, today)
    if typed.day < today:
        raise Refusal("shifts.day-over")
    weekday = typed.ambiguous and typed.day == today and not text.strip()[:1].isdigit()
    days = (today, today + timedelta(days=7)) if weekday else (typed.day,)
    return Typed(days, clock)


async def office_first(
    context: Context, args: Sequence[str]
) -> tuple[Office | None, list[str], Book]:
    """An office's code at the beginning of what was typed, where there are several; and the rest."""
    book = await book_of(context.desk)
    if args:
        for office in book.offices:
            if plain(args[0]) == plain(office.code):
                return office, list(args[1:]), book
    return None, list(args), book


async def by_number(context: Context, typed: str) -> int:
    """The id of a person by their pseudonym, the only name volunteers know of one another.

    Refuses ``shifts.whose-number``, ``people.nobody-like-that``.
    """
    team = await context.desk.ask(people.look_team)
    found = names.find(typed, [(one.id, one.pseudonym, "") for one in team])
    if found.sure:
        return found.ids[0]
    looks_right = plain(typed).startswith("r") and plain(typed)[-1:].isdecimal()
    raise Refusal("people.nobody-like-that" if looks_right else "shifts.whose-number")


async def kept(context: Context, about: str, /, **facts: Any) -> int:
    """Keep what waits for a tap; its number."""
    return await context.desk.ask(choices.keep, person_id=context.me.id, kind=about, facts=facts)


async def settle(context: Context, choice_id: int, verb: Any, **values: Any) -> Any:
    """Do what waited for a tap, once however often it is tapped."""
    return await context.desk.ask(
        choices.once,
        person_id=context.me.id,
        choice_id=choice_id,
        of=verb,
        values=values,
    )


async def facts_of(context: Context, choice_id: int) -> dict[str, Any]:
    """What waits for a tap."""
    return await context.desk.ask(
        choices.look, now=context.desk.now(), person_id=context.me.id, choice_id=choice_id
    )
