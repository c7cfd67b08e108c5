"""One's own places: what is open, joining, waiting, standing by, not coming, the calendar file."""

from __future__ import annotations

import asyncio

from telegram import InlineKeyboardMarkup, Update

from handlers import answer
from handlers import keyboards as general
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.rows import Command, Rows
from handlers.shifts import asking, ics, keyboards
from handlers.texts import shifts as texts
from models import review, shifts
from models.errors import Refusal
from models.shift_terms import AHEAD, WAITABLE, Answer, Offer, PlaceState
from models.terms import Role

DAYS = 28  # how far ahead people look
PAGE = 8  # shifts on a page: one screen of a phone


async def show(update: Update, context: Context) -> None:
    """My places, and what is open for me by day; ``/shifts tue`` shows one day."""
    offers = await _offers(context)
    if context.args:
        typed = await asking.typed_day(context, " ".join(context.args))
        offers = await _of_day(context, offers, typed)
        if not offers:
            raise Refusal("shifts.none-that-day", day=typed.days[-1])
    await _page(update, context, offers, 0)


async def shifts_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button; another page of it."""
    await _page(update, context, await _offers(context), tap.number(0) if tap.args else 0)


async def _offers(context: Context) -> list[Offer]:
    found = await context.desk.ask(
        shifts.look_open, now=context.desk.now(), person=context.me, days=DAYS
    )
    return [one for one in found if one.shift.mine is None and one.ruling.answer != Answer.PAST]


async def _of_day(context: Context, offers: list[Offer], typed: asking.Typed) -> list[Offer]:
    book = await book_of(context.desk)
    return list(typed.among(book, offers, lambda one: one.shift))


async def _page(update: Update, context: Context, offers: list[Offer], number: int) -> None:
    words, book = context.words, await book_of(context.desk)
    places = await asking.my_places(context)
    number = min(max(number, 0), max(0, (len(offers) - 1) // PAGE))
    shown = offers[number * PAGE : (number + 1) * PAGE]
    more = len(offers) > (number + 1) * PAGE
    await answer.edit(
        update,
        context,
        texts.page(words, book, places, shown),
        keyboards.page(words, book, places, shown, number=number, more=more),
    )


async def join_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A place, or the question whether to wait."""
    await _join(update, context, tap, wait=False)


async def wait_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A place if one is free meanwhile, or the end of the waiting list."""
    await _join(update, context, tap, wait=True)


async def _join(update: Update, context: Context, tap: Tap, *, wait: bool) -> None:
    found = await context.desk.ask(
        shifts.join, person=context.me, shift_id=tap.number(0), wait=wait
    )
    words, book = context.words, await book_of(context.desk)
    await answer.edit(
        update, context, texts.joined(words, book, found), keyboards.joined(words, found)
    )


async def stand_by(update: Update, context: Context) -> None:
    """ "I stay if nobody comes": for which shift."""
    offers = [
        one
        for one in await _offers(context)
        if one.ruling.answer == Answer.YES or one.ruling.answer in WAITABLE
    ]
    if context.args:
        typed = await asking.typed_day(context, " ".join(context.args))
        offers = await _of_day(context, offers, typed)
    if not offers:
        raise Refusal("shifts.none-to-stand-by")
    words, book = context.words, await book_of(context.desk)
    found = [one.shift for one in offers[: 2 * PAGE]]
    await answer.say(
        update,
        context,
        words("shifts.stand-by-which"),
        keyboards.which(words, book, found, "hs"),
    )


async def stand_by_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Stand by for this one."""
    place = await context.desk.ask(shifts.stand_by, person=context.me, shift_id=tap.number(0))
    words, book = context.words, await book_of(context.desk)
    await answer.edit(
        update, context, texts.placed(words, book, place), keyboards.placed(words, place)
    )


async def confirm_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Whoever was asked comes."""
    place = await context.desk.ask(shifts.confirm, person=context.me, shift_id=tap.number(0))
    words, book = context.words, await book_of(context.desk)
    await answer.edit(
        update, context, texts.placed(words, book, place), keyboards.placed(words, place)
    )


async def cover_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Whoever was asked to cover says yes or no."""
    found = await context.desk.ask(
        shifts.answer_cover,
        person=context.me,
        shift_id=tap.number(0),
        yes=tap.text(1) == "yes",
    )
    words, book = context.words, await book_of(context.desk)
    if found is None:
        await answer.edit(update, context, words("shifts.cover.thanks"))
    elif found.place is None:  # somebody was quicker, or it does not fit: they have answered
        await answer.edit(update, context, texts.cover_gone(words, book, found))
    else:
        text = texts.placed(words, book, found.place)
        await answer.edit(update, context, text, keyboards.placed(words, found.place))


async def cannot_come(update: Update, context: Context) -> None:
    """``/cantcome``, ``/cantcome tue``: one place asks once, several are chosen from."""
    found = await asking.my_places(context, AHEAD)
    book, words = await book_of(context.desk), context.words
    if context.args:
        typed = await asking.typed_day(context, " ".join(context.args))
        found = asking.of_day(book, found, typed)
    if not found:
        here = await asking.my_places(context, {PlaceState.ARRIVED})
        raise Refusal("shifts.leave-instead" if here else "shifts.none-ahead")
    if len(found) == 1:
        text = words("shifts.cant-come.sure", when=texts.when(words, book, found[0].shift))
        label = words.plain("buttons.home.cant-come")
        sure = general.confirm(words, label, "hx", found[0].shift.id)
        await answer.edit(update, context, text, sure)
        return
    rows = "\n".join(texts.mine(words, book, one) for one in found)
    await answer.edit(
        update,
        context,
        f"{words('shifts.cant-come.which')}\n{rows}",
        keyboards.which(words, book, [one.shift for one in found], "hx"),
    )


async def cannot_come_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    context.args = []
    await cannot_come(update, context)


async def cancel_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Off this one; a place that was sure looks for somebody at once."""
    place = await context.desk.ask(shifts.cancel, person=context.me, shift_id=tap.number(0))
    batch = await context.desk.ask(review.look_open, person_id=context.me.id)
    words, book = context.words, await book_of(context.desk)
    code = None if batch is None or batch.on_paper else batch.code
    rows = [[button(words.plain("buttons.other-shifts"), "shifts")]]
    await answer.edit(
        update, context, texts.cancelled(words, book, place, code), InlineKeyboardMarkup(rows)
    )


async def calendar_tapped(update: Update, context: Context, tap: Tap) -> None:
    """My places as a calendar file."""
    now = context.desk.now()
    events = await context.desk.ask(shifts.look_calendar, now=now, person_id=context.me.id)
    await answer.ring(update, context)
    if not events:
        raise Refusal("shifts.none-ahead")
    path = context.desk.out / f"shifts-{context.me.pseudonym}.ics"
    content = ics.calendar(context.words, events, now=now)
    await asyncio.to_thread(ics.write, path, content)
    caption = context.words("shifts.calendar.caption")
    await answer.document(update, context, path, caption, protect=False)


ROWS = Rows(
    commands=(
        Command("shifts", Role.VOLUNTEER, show, "/shifts", also=("turnos",)),
        Command("cantcome", Role.VOLUNTEER, cannot_come, "/cantcome today", also=("nopuedo",)),
        Command("standby", Role.VOLUNTEER, stand_by, "/standby tue", also=("reserva",)),
    ),
    taps={
        "shifts": (Role.VOLUNTEER, shifts_tapped),
        "cantcome": (Role.VOLUNTEER, cannot_come_tapped),
        "hj": (Role.VOLUNTEER, join_tapped),
        "hw": (Role.VOLUNTEER, wait_tapped),
        "hs": (Role.VOLUNTEER, stand_by_tapped),
        "hy": (Role.VOLUNTEER, confirm_tapped),
        "hv": (Role.VOLUNTEER, cover_tapped),
        "hx": (Role.VOLUNTEER, cancel_tapped),
        "hics": (Role.VOLUNTEER, calendar_tapped),
    },
)
