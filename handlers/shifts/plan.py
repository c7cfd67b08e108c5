"""The planner in chat: it works beside the conversation, shows what it would change, then publishes."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from multiprocessing import get_context

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context, Desk, in_hand
from handlers.parse.caps import parse_days
from handlers.parse.folding import plain
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import plans as texts
from models.rules.planner import Case, Limits, Plan, greedy_plan, plan_case
from models.rules.planner.replan import replan_case
from models.shifts import planning
from models.shifts.planning import Planned, Proposal
from models.terms import Person, Role

AHEAD = timedelta(weeks=4)
LIMITS = Limits(seconds=60)
_AGAIN = frozenset({"again", "replan", "otra", "replanear"})


async def plan(update: Update, context: Context) -> None:
    """``/plan``, ``/plan sep 13 to sep 30``: propose who sits where; ``/plan again``: move the fewest.

    It answers at once and works in a process of its own; who asked is told when it is there.
    """
    office, rest, _ = await asking.office_first(context, context.args or ())
    again = bool(rest) and plain(rest[0]) in _AGAIN
    if again:
        rest = rest[1:]
    today = await asking.today_of(context)
    first, last = today + timedelta(days=1), today + AHEAD
    if rest:
        typed = parse_days(rest, today)
        first, last = typed.first, typed.last
    planned = await context.desk.ask(
        planning.look_case,
        now=context.desk.now(),
        office=None if office is None else office.code,
        first=first,
        last=last,
    )
    words = context.words
    await answer.say(
        update,
        context,
        words(
            "shifts.plan.working",
            n=len(planned.case.slots),
            people=len(planned.case.people),
            first=planned.first,
            last=planned.last,
        ),
    )
    work = _work(context.desk, context.me, planned, again=again)
    context.application.create_task(work, update=None, name="plan")


async def _work(desk: Desk, by: Person, planned: Planned, *, again: bool) -> None:
    in_hand.set(None)  # the update that asked is answered; this goes on without it
    found = await asyncio.to_thread(_in_a_process, planned.case, again)
    await desk.ask(planning.keep_plan, by=by, planned=planned, plan=found)


def _in_a_process(case: Case, again: bool) -> Plan:
    """Plan in a process of its own, so that nobody's chat waits for the arithmetic.

    Where none can be had, or it dies, the simple method answers here, and the plan says so.
    """
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(replan_case if again else plan_case, case, LIMITS).result()
    except (BrokenProcessPool, OSError):
        return greedy_plan(case, replanning=again)


async def shown_tapped(update: Update, context: Context, tap: Tap) -> None:
    """What a proposal changes for whom."""
    await _preview(update, context, await _look(context, tap.text(0)))


async def publish(update: Update, context: Context) -> None:
    """``/publish``, ``/publish P2``: the preview, and the question."""
    code = plain(context.args[0]).upper() if context.args else None
    await _preview(update, context, await _look(context, code))


async def _look(context: Context, code: str | None) -> Proposal:
    return await context.desk.ask(planning.look_plan, now=context.desk.now(), code=code)


async def _preview(update: Update, context: Context, found: Proposal) -> None:
    words, book = context.words, await book_of(context.desk)
    keyboard = None
    if not found.published:
        label = words.plain("buttons.publish")
        keyboard = keyboards.confirm(words, label, "hg!", found.code)
    await answer.edit(update, context, texts.proposal(words, book, found), keyboard)


async def publish_sure(update: Update, context: Context, tap: Tap) -> None:
    """Publish it: each place by the ladder as it stands now; everybody is told."""
    done = await context.desk.ask(planning.publish_plan, by=context.me, code=tap.text(0))
    await answer.edit(update, context, texts.adopted(context.words, done))


ROWS = Rows(
    commands=(
        Command("plan", Role.COORDINATOR, plan, "/plan sep 13 to sep 30", also=("planear",)),
        Command("publish", Role.COORDINATOR, publish, "/publish", also=("publicar",)),
    ),
    taps={
        "hg": (Role.COORDINATOR, shown_tapped),
        "hg!": (Role.COORDINATOR, publish_sure),
    },
)
