"""Swaps in chat: a place is offered to somebody, who says yes or no."""

from __future__ import annotations

from telegram import Update

from handlers import answer
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.swaps import parse_swap
from handlers.rows import Command, Rows
from handlers.shifts import asking, keyboards
from handlers.texts import shifts as texts
from models import shifts
from models.book import Book
from models.errors import Refusal
from models.shift_terms import PlaceState, ShiftView
from models.shifts import Swap
from models.terms import Role

_SURE = frozenset({PlaceState.CONFIRMED})


async def swap(update: Update, context: Context) -> None:
    """``/swap sat with R-017``: offer my place; ``… for thu``: for theirs of that day."""
    typed = parse_swap(" ".join(context.args or ()))
    book, words = await book_of(context.desk), context.words
    mine = await asking.my_places(context, _SURE)
    if typed.mine is not None:
        mine = asking.of_day(book, mine, await asking.typed_day(context, typed.mine))
    if not mine:
        raise Refusal("shifts.no-place")
    to_id = await asking.by_number(context, typed.who)
    theirs = None
    if typed.theirs is not None:
        theirs = await _theirs(context, book, to_id, typed.theirs)
    if len(mine) > 1:
        found = [one.shift for one in mine]
        keyboard = keyboards.which(words, book, found, "ho", to_id, theirs or 0)
        await answer.say(update, context, words("shifts.swap.which"), keyboard)
        return
    await _offer(update, context, book, mine[0].shift.id, to_id, theirs)


async def _theirs(context: Context, book: Book, to_id: int, typed: str) -> int:
    """The other's place of that day. Refuses ``shifts.swap-gone``, ``shifts.swap-usage`` (several)."""
    meant = await asking.typed_day(context, typed)
    places = await context.desk.ask(shifts.look_mine, now=context.desk.now(), person_id=to_id)
    found = asking.of_day(book, [one for one in places if one.state in _SURE], meant)
    if not found:
        raise Refusal("shifts.swap-gone")
    if len(found) > 1:
        raise Refusal("shifts.swap-usage")
    return found[0].shift.id


async def offer_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Which of my places: this one."""
    book = await book_of(context.desk)
    await _offer(update, context, book, tap.number(2), tap.number(0), tap.number(1) or None)


async def _offer(
    update: Update, context: Context, book: Book, shift_id: int, to_id: int, theirs: int | None
) -> None:
    offered = await context.desk.ask(
        shifts.offer_swap,
        person=context.me,
        shift_id=shift_id,
        to_person_id=to_id,
        to_shift_id=theirs,
    )
    words = context.words
    when = texts.when(words, book, offered.shift)
    if offered.for_shift is None:
        text = words("shifts.swap.offered", when=when)
    else:
        other = texts.when(words, book, offered.for_shift)
        text = words("shifts.swap.offered-for", when=when, other=other)
    await answer.edit(update, context, text)


async def swap_answered(update: Update, context: Context, tap: Tap) -> None:
    """Whoever was offered a place says yes or no; whoever offered it is told."""
    found: Swap = await context.desk.ask(
        shifts.answer_swap,
        person=context.me,
        swap_id=tap.number(0),
        yes=tap.text(1) == "yes",
    )
    words, book = context.words, await book_of(context.desk)
    taken: ShiftView = found.shift
    key = "shifts.swap.taken" if found.answer == "yes" else "shifts.swap.declined"
    await answer.edit(update, context, words(key, when=texts.when(words, book, taken)))


ROWS = Rows(
    commands=(Command("swap", Role.VOLUNTEER, swap, "/swap sat with R-017", also=("cambiar",)),),
    taps={
        "ho": (Role.VOLUNTEER, offer_tapped),
        "hk": (Role.VOLUNTEER, swap_answered),
    },
)
