"""The names list in chat: made for a day, sent as a protected file to the coordinator in private."""

from __future__ import annotations

import asyncio
from datetime import date

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.papers import named
from handlers.parse.leading import leading_date
from handlers.rows import Command, Rows
from handlers.shifts import asking
from models import shifts
from models.errors import Refusal
from models.terms import Role


async def names(update: Update, context: Context) -> None:
    """``/names 2022-09-28``: echo the day; whoever is new on the list is told."""
    office, rest, _ = await asking.office_first(context, context.args or ())
    if not rest:
        raise Refusal("shifts.names-usage")
    today = await asking.today_of(context)
    typed, more = leading_date(rest, today)
    if more:
        raise Refusal("shifts.names-usage")
    if typed.day < today:
        raise Refusal("shifts.day-over")
    choice = await asking.kept(
        context,
        "names",
        office=None if office is None else office.code,
        day=typed.day.isoformat(),
    )
    words = context.words
    await answer.say(
        update,
        context,
        words("shifts.names.ask", day=typed.day),
        keyboards.confirm(words, words.plain("buttons.make-list"), "hf!", choice),
    )


async def names_sure(update: Update, context: Context, tap: Tap) -> None:
    """Make it, or the one that stands; the file is not kept."""
    facts = await asking.facts_of(context, tap.number(0))
    day = date.fromisoformat(facts["day"])
    made = await context.desk.ask(
        shifts.make_names, by=context.me, office=facts["office"], day=day
    )
    words, book = context.words, await book_of(context.desk)
    if not made.people:
        await answer.edit(update, context, words("shifts.names.nobody", day=day))
        return
    zone = next(one.zone for one in book.offices if one.code == made.office)
    parts = [
        words(
            "shifts.names.made" if made.new else "shifts.names.same",
            day=day,
            version=str(made.version),
            n=len(made.people),
            due=words.moment(made.due_at, zone),
        ),
        named.changed(words, made),
    ]
    if made.late:
        parts.append(words("shifts.names.late"))
    if made.missing:
        parts.append(words("shifts.names.missing", people=words.list(list(made.missing))))
    await answer.edit(update, context, "\n".join(parts))
    path = await asyncio.to_thread(named.write, words, book, made, context.desk.out)
    try:
        caption = words("shifts.names.file", day=day, version=str(made.version))
        await answer.document(update, context, path, caption)
    finally:
        path.unlink(missing_ok=True)  # legal names stand in it


ROWS = Rows(
    commands=(Command("names", Role.COORDINATOR, names, "/names 2022-09-28", also=("nombres",)),),
    taps={"hf!": (Role.COORDINATOR, names_sure)},
)
