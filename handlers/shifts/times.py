"""When somebody can come: typed, echoed with weekday and month, and kept on a tap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.context import Context
from handlers.parse.availability import parse_when
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import times as texts
from models import people, shifts
from models.shift_terms import Able, Window
from models.shifts import together
from models.shifts.together import Said
from models.terms import Role


async def when(update: Update, context: Context) -> None:
    """``/when`` shows my times, ``/when tue 9-12; 2 a week`` changes them after an echo."""
    words, message = context.words, update.effective_message
    typed = "" if message is None else (message.text or "").partition(" ")[2].strip()
    if not context.args or not typed:
        await _show(update, context)
        return
    said, who = parse_when(typed, await asking.today_of(context))
    pair = None
    if who is not None:
        pair_id = await asking.by_number(context, who)
        pair = (await context.desk.ask(people.look, person_id=pair_id)).pseudonym
        said = [*said, Said(limits={"pair_id": pair_id})]
    choice = await asking.kept(context, "times", said=[_write(one) for one in said])
    echo = texts.said(words, said, pair)
    sure = keyboards.confirm(words, words.plain("buttons.right"), "ht!", choice)
    await answer.say(update, context, echo, sure)


async def times_tapped(update: Update, context: Context, tap: Tap) -> None:
    """My times, by button."""
    await _show(update, context)


async def times_sure(update: Update, context: Context, tap: Tap) -> None:
    """The echo is right: keep it."""
    facts = await asking.facts_of(context, tap.number(0))
    said = [_read(one) for one in facts["said"]]
    held = await context.desk.ask(together.say_times, person=context.me, said=said)
    await answer.edit(update, context, texts.own(context.words, held))


async def _show(update: Update, context: Context) -> None:
    held = await context.desk.ask(
        shifts.look_times, now=context.desk.now(), person_id=context.me.id
    )
    await answer.edit(update, context, texts.own(context.words, held))


def _write(one: Said) -> dict[str, Any]:
    return {
        "weekday": one.weekday,
        "day": None if one.day is None else one.day.isoformat(),
        "able": one.able.value,
        "windows": [[w.starts.isoformat(), w.ends.isoformat()] for w in one.windows],
        "forget": one.forget,
        "limits": dict(one.limits),
    }


def _read(kept: dict[str, Any]) -> Said:
    return Said(
        weekday=kept["weekday"],
        day=None if kept["day"] is None else date.fromisoformat(kept["day"]),
        able=Able(kept["able"]),
        windows=_windows(kept["windows"]),
        forget=kept["forget"],
        limits=kept["limits"],
    )


def _windows(kept: Sequence[Sequence[str]]) -> tuple[Window, ...]:
    return tuple(Window(time.fromisoformat(a), time.fromisoformat(b)) for a, b in kept)


ROWS = Rows(
    commands=(
        Command("when", Role.VOLUNTEER, when, "/when tue 9-12; 2 a week", also=("cuando",)),
    ),
    taps={
        "ht": (Role.VOLUNTEER, times_tapped),
        "ht!": (Role.VOLUNTEER, times_sure),
    },
)
