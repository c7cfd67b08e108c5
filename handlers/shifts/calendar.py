"""The coordinators' calendar: shifts are made, given to people, called off; cover and tomorrow."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from telegram import Update

from handlers import answer, keyboards, whom
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.caps import parse_days
from handlers.parse.folding import plain
from handlers.parse.leading import leading_date
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import office as office_texts
from handlers.texts import shifts as texts
from models import choices, shifts
from models.errors import Refusal
from models.shift_terms import Duty, ShiftView, Window
from models.terms import Role

AHEAD = timedelta(days=21)  # how far /cover looks
_DUTIES = {
    "captain": Duty.CAPTAIN, "capitan": Duty.CAPTAIN, "capitana": Duty.CAPTAIN,
    "lawyer": Duty.LAWYER, "abogado": Duty.LAWYER, "abogada": Duty.LAWYER,
    "reviewer": Duty.REVIEWER, "reader": Duty.REVIEWER, "revisor": Duty.REVIEWER,
    "revisora": Duty.REVIEWER,
}  # fmt: skip


async def open_days(update: Update, context: Context) -> None:
    """``/open sep 13 to sep 15``: make the shifts of these days, after an echo."""
    office, rest, _ = await asking.office_first(context, context.args or ())
    typed = parse_days(rest, await asking.today_of(context))
    if typed.last < typed.first:
        raise Refusal("shifts.ends-first")
    if typed.last < await asking.today_of(context):
        raise Refusal("shifts.day-over")
    choice = await asking.kept(
        context,
        "open",
        office=None if office is None else office.code,
        first=typed.first.isoformat(),
        last=typed.last.isoformat(),
        blocks=[[w.starts.isoformat(), w.ends.isoformat()] for w in typed.blocks],
    )
    words = context.words
    blocks = [f"{words.time(w.starts)}–{words.time(w.ends)}" for w in typed.blocks]
    hours = words.list(blocks) if blocks else words.plain("shifts.open.whole-windows")
    await answer.say(
        update,
        context,
        words("shifts.open.ask", first=typed.first, last=typed.last, hours=hours),
        keyboards.confirm(words, words.plain("buttons.make-them"), "hm!", choice),
    )


async def open_sure(update: Update, context: Context, tap: Tap) -> None:
    """Make them; those that are there already stay as they are."""
    facts = await asking.facts_of(context, tap.number(0))
    blocks = tuple(
        Window(time.fromisoformat(a), time.fromisoformat(b)) for a, b in facts["blocks"]
    )
    made = await asking.settle(
        context,
        tap.number(0),
        shifts.open_shifts,
        by=context.me,
        office=facts["office"],
        first=date.fromisoformat(facts["first"]),
        last=date.fromisoformat(facts["last"]),
        blocks=blocks or None,
    )
    book = await book_of(context.desk)
    await answer.edit(update, context, office_texts.opened(context.words, book, made))


async def cover(update: Update, context: Context) -> None:
    """The shifts that look for somebody: how many cannot, how many have not answered."""
    today = await asking.today_of(context)
    now = context.desk.now()
    found = await context.desk.ask(shifts.look_shifts, now=now, first=today, last=today + AHEAD)
    open_ = [
        one
        for one in found
        if one.ends_at > now and (one.seeking_cover or one.cannot or one.silent)
    ]
    await answer.say(
        update, context, texts.cover(context.words, await book_of(context.desk), open_)
    )


async def tomorrow(update: Update, context: Context) -> None:
    """How many will likely not come tomorrow, or on a day that is named."""
    office, rest, book = await asking.office_first(context, context.args or ())
    today = await asking.today_of(context)
    day = today + timedelta(days=1)
    if rest:
        day = leading_date(rest, today)[0].day
    if day < today:
        raise Refusal("shifts.day-over")
    words = context.words
    rows = []
    for one in book.offices if office is None else (office,):
        found = await context.desk.ask(
            shifts.look_no_shows, now=context.desk.now(), day=day, office=one.code
        )
        if found.places:
            rows.append(
                words(
                    "shifts.tomorrow.row",
                    office=one.name,
                    n=found.places,
                    expected=f"{found.expected:.1f}",
                    low=found.low,
                    high=found.high,
                    known=found.known,
                )
            )
    if not rows:
        await answer.say(update, context, words("shifts.tomorrow.nobody", day=day))
        return
    head = words("shifts.tomorrow.head", day=day)
    await answer.say(update, context, "\n".join([head, *rows]), protect=True)


async def assign(update: Update, context: Context) -> None:
    """``/assign R-017 tue 9 captain``: give somebody a place; they are told."""
    await _with_somebody(update, context, "assign")


async def unassign(update: Update, context: Context) -> None:
    """``/unassign R-017 tue 9``: take somebody off a shift; they are told."""
    await _with_somebody(update, context, "unassign")


async def _with_somebody(update: Update, context: Context, kind: str) -> None:
    args = list(context.args or ())
    duty = _DUTIES.get(plain(args[-1])) if args else None
    if duty is not None:
        args = args[:-1]
    if len(args) < 2:
        raise Refusal("shifts.assign-usage")
    shift = await _shift(context, " ".join(args[1:]))
    facts = {"shift_id": shift.id, "duty": (duty or Duty.REVIEWER).value}
    member = await whom.find(update, context, args[0], verb="hq", kind=kind, facts=facts)
    if member is not None:
        await _placed(update, context, member.id, {**facts, "act": kind})


async def somebody_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Which of several people was meant."""
    facts = await context.desk.ask(choices.take, person_id=context.me.id, choice_id=tap.number(0))
    await _placed(update, context, tap.number(1), facts)


async def _placed(update: Update, context: Context, person_id: int, facts: dict[str, Any]) -> None:
    common = {"by": context.me, "shift_id": facts["shift_id"], "person_id": person_id}
    if facts["act"] == "assign":
        key = "shifts.assigned"
        place = await context.desk.ask(shifts.assign, duty=Duty(facts["duty"]), **common)
    else:
        key = "shifts.unassigned"
        place = await context.desk.ask(shifts.remove, **common)
    words, book = context.words, await book_of(context.desk)
    text = words(
        key,
        who=place.pseudonym,
        when=texts.when(words, book, place.shift),
        duty=words.plain(f"shifts.duty.{place.duty.value}"),
    )
    await answer.edit(update, context, text)


async def _shift(context: Context, text: str) -> ShiftView:
    """The one shift of a day and hour. Refuses ``shifts.no-such-shift``, ``shifts.which-hour``."""
    now, book = context.desk.now(), await book_of(context.desk)
    typed = await asking.typed_day(context, text)
    ahead = await context.desk.ask(
        shifts.look_shifts, now=now, first=typed.days[0], last=typed.days[-1]
    )
    found = typed.among(book, ahead, lambda one: one)
    if not found:
        raise Refusal("shifts.no-such-shift")
    if len(found) > 1:
        raise Refusal("shifts.which-hour", day=found[0].day)
    return found[0]


async def call_off(update: Update, context: Context) -> None:
    """``/calloff tue 9: the office is shut``: a shift does not take place."""
    day, colon, why = " ".join(context.args or ()).rpartition(": ")
    if not colon or not why.strip() or not day.strip():
        raise Refusal("shifts.calloff-usage")
    shift = await _shift(context, day)
    choice = await asking.kept(context, "calloff", shift_id=shift.id, why=why.strip())
    words, book = context.words, await book_of(context.desk)
    await answer.say(
        update,
        context,
        words("shifts.call-off.ask", when=texts.when(words, book, shift), n=shift.taken),
        keyboards.confirm(words, words.plain("buttons.call-off"), "hz!", choice),
    )


async def call_off_sure(update: Update, context: Context, tap: Tap) -> None:
    """It is called off; everybody is told."""
    facts = await asking.facts_of(context, tap.number(0))
    told = await context.desk.ask(
        shifts.call_off, by=context.me, shift_id=facts["shift_id"], why=facts["why"]
    )
    await answer.edit(update, context, context.words("shifts.call-off.done", n=told))


ROWS = Rows(
    commands=(
        Command(
            "open",
            Role.COORDINATOR,
            open_days,
            "/open sep 13 to sep 15 9am-12pm, 12pm-3pm",
            also=("abrir",),
        ),
        Command(
            "assign", Role.COORDINATOR, assign, "/assign R-017 tue 9am captain", also=("asignar",)
        ),
        Command(
            "unassign", Role.COORDINATOR, unassign, "/unassign R-017 tue 9am", also=("quitar",)
        ),
        Command(
            "calloff",
            Role.COORDINATOR,
            call_off,
            "/calloff tue 9am: the office is shut",
            also=("suspenderturno",),
        ),
        Command("cover", Role.COORDINATOR, cover, "/cover", also=("cubrir",)),
        Command("tomorrow", Role.COORDINATOR, tomorrow, "/tomorrow", also=("manana",)),
    ),
    taps={
        "hm!": (Role.COORDINATOR, open_sure),
        "hq": (Role.COORDINATOR, somebody_tapped),
        "hz!": (Role.COORDINATOR, call_off_sure),
    },
)
