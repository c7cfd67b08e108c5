"""Figures in chat: what the campaign counts by, where each number stands, and a new snapshot."""

from __future__ import annotations

from telegram import Update

from handlers import answer
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.dates import Lean, parse_date
from handlers.rows import Command, Rows
from handlers.texts import figures as texts
from models import petition
from models.errors import Refusal
from models.terms import Role


async def show(update: Update, context: Context) -> None:
    """The target, the figures with their sources, and (labelled) the theories."""
    found = await context.desk.ask(petition.look_figures)
    await answer.say(update, context, texts.figures(context.words, found))


async def state(update: Update, context: Context) -> None:
    """``/figure invalid 195758 2023-07-07 pleading 23STCP02365``: a new snapshot; the old stays."""
    args = context.args or []
    if len(args) < 4:
        raise Refusal("petition.figure-how")
    name, value = args[0].lower(), args[1].replace(",", "")
    if not value.isdigit():
        raise Refusal("petition.figure-number")
    today = context.desk.now().astimezone((await book_of(context.desk)).zone).date()
    as_of = parse_date(args[2], today, lean=Lean.BEHIND).day
    await context.desk.ask_once(
        petition.state_figure,
        by=context.me.pseudonym,
        name=name,
        value=int(value),
        as_of=as_of,
        source=" ".join(args[3:]),
    )
    await show(update, context)


ROWS = Rows(
    commands=(
        Command("figures", Role.COORDINATOR, show, "/figures", also=("cifras",)),
        Command(
            "figure",
            Role.ADMIN,
            state,
            "/figure invalid 195783 2022-08-15 certificate",
            also=("cifra",),
        ),
    ),
)
