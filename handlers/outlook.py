"""The outlook in chat: what-ifs of seats and dates, and why what is read next is read next."""

from __future__ import annotations

import asyncio

from telegram import Update

from config.locale import Words
from handlers import answer
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.whatif import parse_whatif
from handlers.rows import Command, Rows
from handlers.texts import outlook as texts
from handlers.texts import why as why_texts
from models import outlook
from models.errors import Refusal
from models.outlook import FinishBy, Kept, Outlook, Question
from models.terms import Role

_DEFENDS = frozenset({Role.LAWYER, Role.COORDINATOR, Role.ADMIN})


async def what_if(update: Update, context: Context) -> None:
    """``/whatif 28 seats 5 days from dec 12``, ``/whatif finish by mar 31 with 90 %``."""
    book = await book_of(context.desk)
    now = context.desk.now()
    today = now.astimezone(book.zone).date()
    offices = [office.code for office in book.offices]
    asked = parse_whatif(" ".join(context.args or ()), today, offices)
    found = await context.desk.ask(outlook.look, now=now)
    if not found.whole:
        raise Refusal("whatif.no-list")
    kept = await context.desk.ask(outlook.look_kept, now=now, day=today)
    wrong = outlook.amiss(asked, found)
    if wrong is not None:
        await answer.say(update, context, texts.amiss(context.words, asked, wrong))
        return
    text = await asyncio.to_thread(_answered, context.words, found, asked, kept)
    await answer.say(update, context, text)


def _answered(words: Words, found: Outlook, asked: Question, kept: Kept | None) -> str:
    """Reckoned beside the event loop: some tenths of a second."""
    if isinstance(asked, FinishBy):
        return texts.needs(words, found, outlook.needs(found, asked), kept)
    return texts.then(words, found, asked, outlook.what_if(found, asked), kept)


async def why(update: Update, context: Context) -> None:
    """``/why``: by which rule batches are dealt; coordinators and lawyers see all of it."""
    book = await book_of(context.desk)
    dealing = await context.desk.ask(outlook.look_dealing, now=context.desk.now())
    tell = why_texts.long if context.me.role in _DEFENDS else why_texts.short
    await answer.say(update, context, tell(context.words, dealing, book.zone))


ROWS = Rows(
    commands=(
        Command(
            "whatif",
            Role.COORDINATOR,
            what_if,
            "/whatif 28 seats 5 days from dec 12",
            also=("ysi",),
        ),
        Command("why", Role.VOLUNTEER, why, "/why", also=("porque",), menu=False),
    ),
)
