"""Progress in chat: the numbers for everyone, at any moment; a coordinator's correction of a post."""

from __future__ import annotations

from telegram import Update

from handlers import answer
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.dates import Lean, parse_date
from handlers.rows import Command, Rows
from handlers.texts import posts
from handlers.texts import progress as texts
from models import progress
from models.terms import Role


async def show(update: Update, context: Context) -> None:
    """How far the campaign is; groups get the same totals and nothing else."""
    report = await context.desk.ask(progress.report, now=context.desk.now())
    await answer.say(update, context, texts.post(context.words, report))


async def tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await answer.ring(update, context)
    await show(update, context)


async def correct(update: Update, context: Context) -> None:
    """Correct a published day: ``/correct 2022-10-10 list``; each channel that got it is told."""
    words = context.words
    args = list(context.args or ())
    if len(args) < 2:
        how = words("posts.correct.how", codes=", ".join(progress.WHY))
        await answer.say(update, context, how)
        return
    *typed, why = args
    book = await book_of(context.desk)
    today = context.desk.now().astimezone(book.zone).date()
    day = parse_date(" ".join(typed), today, lean=Lean.BEHIND).day
    found = await context.desk.ask(
        progress.correct, by=context.me.pseudonym, day=day, why=why.casefold()
    )
    labels = {one.code: one.label for one in book.reasons}
    told = posts.correction(words, found, labels)
    head = words("posts.corrected", day=words.date(day))
    await answer.say(update, context, f"{head}\n\n{told}")


ROWS = Rows(
    commands=(
        Command("progress", None, show, "/progress", where="any", also=("avance",)),
        Command("correct", Role.COORDINATOR, correct, "/correct 2022-10-10 list"),
    ),
    taps={"progress": (None, tapped)},
)
