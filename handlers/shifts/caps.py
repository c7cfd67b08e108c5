"""What an office allows: shown with sources, and changed after a preview of whom it unseats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.caps import parse_cap, parse_closed_day, parse_day
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import office as texts
from models import shifts
from models.book import Book
from models.errors import Refusal
from models.shift_terms import CapName, CapValue, Window
from models.terms import Role


async def caps(update: Update, context: Context) -> None:
    """``/caps``: what holds and what changes; ``/caps seats 19 from DAY SOURCE``: change it."""
    office, rest, book = await asking.office_first(context, context.args or ())
    if not rest:
        chosen = book.offices if office is None else (office,)
        if not chosen:
            raise Refusal("shifts.no-caps", codes="")
        for one in chosen:
            await _show(update, context, one.code, one.name)
        return
    typed = parse_cap(rest, await asking.today_of(context))
    code = None if office is None else office.code
    found = await context.desk.ask(
        shifts.preview_cap,
        now=context.desk.now(),
        office=code,
        name=typed.name,
        value=typed.value,
        effective_from=typed.effective_from,
    )
    choice = await asking.kept(
        context,
        "cap",
        office=found.office,
        name=typed.name.value,
        value=_write(typed.value),
        effective_from=typed.effective_from.isoformat(),
        source=typed.source,
        expect=list(found.place_ids),
    )
    words = context.words
    await answer.say(
        update,
        context,
        texts.preview(words, book, found, typed.source, done=False),
        keyboards.confirm(words, words.plain("buttons.change-it"), "hc!", choice),
    )


async def _show(update: Update, context: Context, code: str, name: str) -> None:
    now = context.desk.now()
    today = await context.desk.ask(shifts.look_caps, now=now, office=code)
    coming = await context.desk.ask(shifts.look_changes, now=now, office=code)
    await answer.say(update, context, texts.caps(context.words, name, today, coming))


async def cap_sure(update: Update, context: Context, tap: Tap) -> None:
    """Change the cap; nothing changes if others would be unseated now than the preview said."""
    facts = await asking.facts_of(context, tap.number(0))
    found = await asking.settle(
        context,
        tap.number(0),
        shifts.change_cap,
        by=context.me,
        office=facts["office"],
        name=CapName(facts["name"]),
        value=_read(facts["value"]),
        effective_from=date.fromisoformat(facts["effective_from"]),
        source=facts["source"],
        expect=facts["expect"],
    )
    await _done(update, context, found, facts["source"])


async def closed_day(update: Update, context: Context) -> None:
    """``/closedday 2022-11-24 Thanksgiving per county calendar``: the office does not open."""
    office, rest, book = await asking.office_first(context, context.args or ())
    day, why, source = parse_closed_day(rest, await asking.today_of(context))
    found = await context.desk.ask(
        shifts.preview_closed_day,
        now=context.desk.now(),
        office=None if office is None else office.code,
        day=day,
    )
    choice = await asking.kept(
        context,
        "closed-day",
        office=found.office,
        day=day.isoformat(),
        why=why,
        source=source,
        expect=list(found.place_ids),
    )
    words = context.words
    await answer.say(
        update,
        context,
        texts.preview(words, book, found, source, why=why, done=False),
        keyboards.confirm(words, words.plain("buttons.close-it"), "hd!", choice),
    )


async def closed_day_sure(update: Update, context: Context, tap: Tap) -> None:
    """Close the day; everybody who had a place is told."""
    facts = await asking.facts_of(context, tap.number(0))
    found = await asking.settle(
        context,
        tap.number(0),
        shifts.close_day,
        by=context.me,
        office=facts["office"],
        day=date.fromisoformat(facts["day"]),
        why=facts["why"],
        source=facts["source"],
        expect=facts["expect"],
    )
    await _done(update, context, found, facts["source"], facts["why"])


async def reopen(update: Update, context: Context) -> None:
    """``/reopen 2022-11-24``: the office opens on a closed day after all."""
    office, rest, _ = await asking.office_first(context, context.args or ())
    day = parse_day(rest, await asking.today_of(context), "shifts.reopen-usage")
    code = None if office is None else office.code
    now = context.desk.now()
    held = await context.desk.ask(shifts.look_caps, now=now, office=code, day=day)
    if held.closed is None:
        raise Refusal("shifts.not-closed", day=day)
    choice = await asking.kept(context, "reopen", office=code, day=day.isoformat())
    words = context.words
    text = words("shifts.reopen.ask", day=day, why=held.closed.why, source=held.closed.source)
    sure = keyboards.confirm(words, words.plain("buttons.reopen"), "hdo!", choice)
    await answer.say(update, context, text, sure)


async def reopen_sure(update: Update, context: Context, tap: Tap) -> None:
    """It opens; shifts that were called off are not there again by themselves."""
    facts = await asking.facts_of(context, tap.number(0))
    day = date.fromisoformat(facts["day"])
    office = facts["office"]
    await context.desk.ask(shifts.reopen_day, by=context.me, office=office, day=day)
    text = context.words("shifts.reopen.done", day=day, iso=facts["day"])
    await answer.edit(update, context, text)


async def _done(
    update: Update, context: Context, found: Any, source: str, why: str | None = None
) -> None:
    book: Book = await book_of(context.desk)
    text = texts.preview(context.words, book, found, source, why=why, done=True)
    await answer.edit(update, context, text)


def _write(value: CapValue) -> Any:
    if isinstance(value, tuple):
        return [[[w.starts.isoformat(), w.ends.isoformat()] for w in day] for day in value]
    return value


def _read(kept: Any) -> CapValue:
    if isinstance(kept, list):
        return tuple(_windows(day) for day in kept)
    return None if kept is None else int(kept)


def _windows(day: Sequence[Sequence[str]]) -> tuple[Window, ...]:
    return tuple(Window(time.fromisoformat(a), time.fromisoformat(b)) for a, b in day)


ROWS = Rows(
    commands=(
        Command(
            "caps",
            Role.COORDINATOR,
            caps,
            "/caps seats 19 from 2022-12-12 order of 2022-12-06",
            also=("limites",),
        ),
        Command(
            "closedday",
            Role.COORDINATOR,
            closed_day,
            "/closedday 2022-11-24 Thanksgiving per county calendar",
            also=("diacerrado",),
        ),
        Command("reopen", Role.COORDINATOR, reopen, "/reopen 2022-11-24", also=("reabrir",)),
    ),
    taps={
        "hc!": (Role.COORDINATOR, cap_sure),
        "hd!": (Role.COORDINATOR, closed_day_sure),
        "hdo!": (Role.COORDINATOR, reopen_sure),
    },
)
