"""The planner in chat: it works beside the conversation, shows what it would change, then publishes.

What it was asked is kept until it is answered (`models.shifts.asked`): a bot that starts again
takes up what was interrupted, and whoever asked is told so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from telegram import Update

from handlers import answer, keyboards
from handlers.beside import beside
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context, Desk, in_hand
from handlers.parse.caps import parse_days
from handlers.parse.folding import plain
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import plans as texts
from models.errors import Refusal
from models.rules.planner import Plan, greedy_plan, plan_case, replan_case
from models.shifts import adopting, asked, planning
from models.shifts.adopting import Adopted
from models.shifts.asked import Ask, Kind
from models.shifts.planning import Planned, Proposal
from models.terms import Role

AHEAD = timedelta(weeks=4)
MOST_TIMES = 20  # that a plan is tried again without somebody's exchange
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
    code = None if office is None else office.code
    planned = await _case(context.desk, code, first, last)
    ask = await context.desk.ask_once(
        asked.ask_planner,
        by=context.me,
        kind=Kind.AGAIN if again else Kind.PLAN,
        facts={"office": planned.office, "first": first.isoformat(), "last": last.isoformat()},
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
    context.application.create_task(_work(context.desk, ask, planned), update=None, name="plan")


async def _case(desk: Desk, office: str | None, first: date, last: date) -> Planned:
    return await desk.ask(
        planning.look_case, now=desk.now(), office=office, first=first, last=last
    )


async def _work(desk: Desk, ask: Ask, planned: Planned) -> None:
    in_hand.set(None)  # the update that asked is answered; this goes on without it
    again = ask.kind == Kind.AGAIN
    make: Callable[..., Plan] = replan_case if again else plan_case
    found = await beside(
        partial(make, planned.case),  # its limits go by its size (`planner.making.limits_for`)
        partial(greedy_plan, planned.case, replanning=again),
    )
    await desk.ask(planning.keep_plan, by=ask.by, planned=planned, plan=found, ask_id=ask.id)


async def resume(desk: Desk, ask: Ask) -> None:
    """Make a plan that was interrupted, from what is there now. Refuses as `look_case` does."""
    first, last = (date.fromisoformat(ask.facts[name]) for name in ("first", "last"))
    await _work(desk, ask, await _case(desk, ask.facts["office"], first, last))


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
    done = await _published(context, tap.text(0))
    await answer.edit(update, context, texts.adopted(context.words, done))


async def _published(context: Context, code: str) -> Adopted:
    """All of it that can be: whoever would lose a place for one that is gone keeps theirs."""
    out: tuple[adopting.Out, ...] = ()
    for _ in range(MOST_TIMES):
        try:
            return await context.desk.ask(adopting.publish_plan, by=context.me, code=code, out=out)
        except Refusal as no:
            if no.code != "shifts.plan-moved":
                raise
            moved = no.values["out"]
            assert isinstance(moved, tuple)
            out = (*out, *moved)
    raise Refusal("shifts.plan-stale")


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
