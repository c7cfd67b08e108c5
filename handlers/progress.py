"""Progress in chat: the numbers for everyone, at any moment."""

from __future__ import annotations

from telegram import Update

from handlers import answer
from handlers.buttons import Tap
from handlers.context import Context
from handlers.rows import Command, Rows
from handlers.texts import progress as texts
from models import progress


async def show(update: Update, context: Context) -> None:
    """How far the campaign is; groups get the same totals and nothing else."""
    report = await context.desk.ask(progress.report, now=context.desk.now())
    await answer.say(update, context, texts.post(context.words, report))


async def tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await answer.ring(update, context)
    await show(update, context)


ROWS = Rows(
    commands=(Command("progress", None, show, "/progress", where="any", also=("avance",)),),
    taps={"progress": (None, tapped)},
)
