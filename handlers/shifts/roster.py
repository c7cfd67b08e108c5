"""The week's roster in chat: a picture for the phone, and the same in words."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.caps import parse_day
from handlers.pictures import roster as picture
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import roster as texts
from models.errors import Refusal
from models.rules import calendar
from models.shifts.roster import Roster, look_roster
from models.terms import Role


async def roster(update: Update, context: Context) -> None:
    """``/roster``: this week, or the next if nothing is left of it; ``/roster sep 20``: that day's."""
    office, rest, book = await asking.office_first(context, context.args or ())
    today = await asking.today_of(context)
    codes = [one.code for one in book.offices] if office is None else [office.code]
    if not codes:
        raise Refusal("shifts.no-caps", codes="")
    for code in codes:
        if rest:
            day = parse_day(rest, today, "shifts.roster-usage")
            found = await _look(context, code, calendar.week_of(day))
        else:
            found = await _nearest(context, code, today)
        await _show(update, context, found)


async def week_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Another week by button."""
    found = await _look(context, tap.text(0), date.fromordinal(tap.number(1)))
    await answer.ring(update, context)
    await _show(update, context, found)


async def _look(context: Context, code: str, monday: date) -> Roster:
    return await context.desk.ask(look_roster, now=context.desk.now(), office=code, monday=monday)


async def _nearest(context: Context, code: str, today: date) -> Roster:
    found = await _look(context, code, calendar.week_of(today))
    if any(row.shift.ends_at > context.desk.now() for row in found.rows):
        return found
    later = await _look(context, code, found.monday + timedelta(days=7))
    return later if later.rows or not found.rows else found


async def _show(update: Update, context: Context, found: Roster) -> None:
    words, book = context.words, await book_of(context.desk)
    if found.rows:
        name = f"roster-{found.office}-{found.monday.isoformat()}-{words.language}.png"
        path = context.desk.out / name
        await asyncio.to_thread(picture.week, found, words, book, path)
        await answer.picture(update, context, path, texts.head(words, found))
    await answer.say(update, context, texts.roster(words, book, found), _weeks(words, found))


def _weeks(words: Words, found: Roster) -> InlineKeyboardMarkup:
    def to(label: str, step: int) -> InlineKeyboardButton:
        monday = found.monday + timedelta(days=step)
        return button(words.plain(label), "hro", found.office, monday.toordinal())

    return InlineKeyboardMarkup([[to("buttons.week-before", -7), to("buttons.week-after", 7)]])


ROWS = Rows(
    commands=(Command("roster", Role.CAPTAIN, roster, "/roster", also=("semana",)),),
    taps={"hro": (Role.CAPTAIN, week_tapped)},
)
