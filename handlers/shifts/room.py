"""The room: what the office kept from a shift, and the ledger of its seat-hours."""

from __future__ import annotations

from datetime import date, timedelta

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.context import Context
from handlers.parse.caps import parse_kept
from handlers.parse.dates import Lean
from handlers.parse.folding import plain
from handlers.parse.leading import leading_date
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import room as texts
from models import shifts
from models.errors import Refusal
from models.shift_terms import Kept, ShiftView
from models.terms import Role

_TO = frozenset({"to", "until", "a", "al", "hasta", "-"})
_LONGEST = 92  # days of a ledger in chat


async def closed(update: Update, context: Context) -> None:
    """``/closed 25 computers down``: what the office kept; echoed, and noted on a tap."""
    office, rest, _ = await asking.office_first(context, context.args or ())
    typed = parse_kept(" ".join(rest))
    shift = await _running(context, None if office is None else office.code)
    words = context.words
    choice = await asking.kept(
        context,
        "kept",
        minutes=typed.minutes,
        seats=typed.seats,
        kind=typed.kind.value,
        note=typed.note,
        shift_id=None if shift is None else shift.id,
        office=None if office is None else office.code,
    )
    day = await asking.today_of(context) if shift is None else shift.day
    text = words(
        "shifts.kept.ask",
        day=day,
        n=typed.minutes,
        seats=words.plain("shifts.kept.all-seats")
        if typed.seats is None
        else words.plain("shifts.cap.seats", n=typed.seats),
        kind=words.plain(f"shifts.kind.{typed.kind.value}"),
        note=typed.note or "–",
    )
    sure = keyboards.confirm(words, words.plain("buttons.note-it"), "hr!", choice)
    await answer.say(update, context, text, sure)


async def closed_sure(update: Update, context: Context, tap: Tap) -> None:
    """Into the log, once however often it is tapped."""
    facts = await asking.facts_of(context, tap.number(0))
    kept = await asking.settle(
        context,
        tap.number(0),
        shifts.obstruct,
        by=context.me,
        minutes=facts["minutes"],
        kind=Kept(facts["kind"]),
        seats=facts["seats"],
        note=facts["note"],
        shift_id=facts["shift_id"],
        office=facts["office"],
    )
    await answer.edit(update, context, texts.noted(context.words, kept))


async def _running(context: Context, office: str | None) -> ShiftView | None:
    """The shift that runs now, or ended last today."""
    now, today = context.desk.now(), await asking.today_of(context)
    found = await context.desk.ask(
        shifts.look_shifts, now=now, first=today, last=today, office=office
    )
    begun = [one for one in found if one.starts_at <= now]
    return begun[-1] if begun else None


async def ledger(update: Update, context: Context) -> None:
    """This week's seat-hours; ``/ledger sep 12 to sep 16``."""
    office, rest, book = await asking.office_first(context, context.args or ())
    today = await asking.today_of(context)
    first, last = today - timedelta(days=today.weekday()), today
    if rest:
        first, last = _span(rest, today)
    if last < first:
        raise Refusal("shifts.ends-first")
    if (last - first).days >= _LONGEST:
        raise Refusal("shifts.too-long", most=_LONGEST)
    now = context.desk.now()
    chosen = book.offices if office is None else (office,)
    if not chosen:
        raise Refusal("shifts.no-caps", codes="")
    for one in chosen:
        span = {"now": now, "first": first, "last": last, "office": one.code}
        days = await context.desk.ask(shifts.look_ledger, **span)
        log = await context.desk.ask(shifts.look_obstructions, **span)
        await answer.say(update, context, texts.ledger(context.words, one.name, days, log))


def _span(rest: list[str], today: date) -> tuple[date, date]:
    first, more = leading_date(rest, today, lean=Lean.BEHIND)
    if not more:
        return first.day, first.day
    if plain(more[0]) in _TO:
        more = more[1:]
    last, left = leading_date(more, today, lean=Lean.BEHIND)
    if left:
        raise Refusal("date.malformed")
    return first.day, last.day


ROWS = Rows(
    commands=(
        Command("closed", Role.CAPTAIN, closed, "/closed 25 computers down", also=("cerrado",)),
        Command("ledger", Role.COORDINATOR, ledger, "/ledger", also=("horas",)),
    ),
    taps={"hr!": (Role.CAPTAIN, closed_sure)},
)
