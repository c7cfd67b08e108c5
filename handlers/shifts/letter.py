"""Which cap is in the way, in chat: a goal, the cheapest changes that reach it, and a letter to send."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from functools import partial

from telegram import Update

from handlers import answer
from handlers.beside import beside
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context, Desk, in_hand
from handlers.papers import letter as paper
from handlers.parse.letter import parse_goal
from handlers.rows import Command, Rows
from handlers.shifts import asking
from models.errors import Refusal
from models.rules.planner import Bill, Limits, Tried, tried_bill
from models.shifts import asked, letter
from models.shifts.asked import Ask, Kind
from models.shifts.goal import Asked, look_goal
from models.terms import Role

LIMITS = Limits(gap=0, slack=0.5, seconds=60)  # for each of its steps; most take one second
UNSOLVED = Tried(Bill((), (), (), None, False, 0.0), None, None, None)


async def ask_letter(update: Update, context: Context) -> None:
    """``/letter 400 hours a week``, ``/letter all read by mar 31``: which caps must change for it.

    It answers at once and works in a process of its own; who asked is told when it is there.
    """
    office, rest, _ = await asking.office_first(context, context.args or ())
    if not rest:
        raise Refusal("shifts.letter-usage")
    typed = parse_goal(" ".join(rest), await asking.today_of(context))
    facts = {
        "office": None if office is None else office.code,
        "hours": typed.hours,
        "by": None if typed.by is None else typed.by.isoformat(),
        "pace": typed.pace,
    }
    goal = await _goal(context.desk, facts)
    facts["office"] = goal.office
    ask = await context.desk.ask_once(
        asked.ask_planner, by=context.me, kind=Kind.LETTER, facts=facts
    )
    words = context.words
    text = words("letter.working", people=len(goal.case.people), first=goal.first, last=goal.last)
    await answer.say(update, context, text)
    context.application.create_task(_work(context.desk, ask, goal), update=None, name="letter")


async def _goal(desk: Desk, facts: Mapping[str, object]) -> Asked:
    by = facts["by"]
    return await desk.ask(
        look_goal,
        now=desk.now(),
        office=facts["office"],
        hours=facts["hours"],
        by=date.fromisoformat(by) if isinstance(by, str) else None,
        pace=facts["pace"],
    )


async def _work(desk: Desk, ask: Ask, goal: Asked) -> None:
    in_hand.set(None)  # the update that asked is answered; this goes on without it
    tried = await beside(partial(tried_bill, goal.case, goal.goal, LIMITS), partial(_nothing))
    await desk.ask(letter.keep_letter, by=ask.by, asked=goal, tried=tried, ask_id=ask.id)


def _nothing() -> Tried:
    """Where no process could be had: a simple method would not be exact, so there is no answer."""
    return UNSOLVED


async def resume(desk: Desk, ask: Ask) -> None:
    """Answer what was interrupted, from what is there now. Refuses as `look_goal` does."""
    await _work(desk, ask, await _goal(desk, ask.facts))


async def file_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The letter as a file, in the campaign's own language: it goes to the registrar."""
    found = await context.desk.ask(letter.look_letter, ask_id=tap.number(0))
    book = await book_of(context.desk)
    words = context.desk.texts.of(book.languages[0])
    today = await asking.today_of(context)
    out = context.desk.out
    path = await asyncio.to_thread(paper.write, words, book, found, today, out)
    await answer.ring(update, context)
    caption = context.words("letter.file")
    await answer.document(update, context, path, caption, protect=False)


ROWS = Rows(
    commands=(
        Command(
            "letter", Role.COORDINATOR, ask_letter, "/letter 400 hours a week", also=("carta",)
        ),
    ),
    taps={"hlp": (Role.COORDINATOR, file_tapped)},
)
