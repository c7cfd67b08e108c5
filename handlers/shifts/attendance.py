"""Arriving and leaving: by oneself, or by a captain for the whole table in one message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from telegram import InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.folding import plain
from handlers.parse.leading import day_and_time
from handlers.parse.table import TypedTable, looks_like_a_table, parse_table
from handlers.rows import Command, Rows
from handlers.shifts import asking, keyboards, paper
from handlers.texts import shifts as shift_texts
from handlers.texts import table as texts
from models import shifts
from models.errors import Refusal
from models.shift_terms import PlaceState, PlaceView, ShiftView
from models.shifts import Attended, together
from models.terms import RANK, Role

NEAR = timedelta(hours=1)  # so long before its start and after its end a table is at hand
_MINE = frozenset(PlaceState) - {PlaceState.DONE, PlaceState.CANCELLED, PlaceState.REMOVED}
_EXPECTED = frozenset({PlaceState.CONFIRMED, PlaceState.ASKED})
_DAYS = ("today", "hoy", "tomorrow", "manana", "yesterday", "ayer")
_BUTTONS_FOR = 40  # people with buttons; more are typed


async def here(update: Update, context: Context) -> None:
    """I am here."""
    place = await _my_shift(context)
    done = await context.desk.ask(
        shifts.arrive, by=context.me, shift_id=place.shift.id, person_ids=[context.me.id]
    )
    words, book = context.words, await book_of(context.desk)
    rows = [
        [button(words.plain("buttons.next"), "next"), button(words.plain("buttons.leave"), "hl")]
    ]
    text = words("shifts.here", when=shift_texts.when(words, book, done.places[0].shift))
    await answer.edit(update, context, text, InlineKeyboardMarkup(rows))


async def here_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await here(update, context)


async def leave(update: Update, context: Context) -> None:
    """I go; what is on paper is asked, so that nothing read is lost."""
    found = await asking.my_places(context, {PlaceState.ARRIVED})
    if not found:
        raise Refusal("shifts.not-here")
    done = await context.desk.ask(
        shifts.depart, by=context.me, shift_id=found[0].shift.id, person_ids=[context.me.id]
    )
    words, book = context.words, await book_of(context.desk)
    text = words("shifts.left", when=shift_texts.when(words, book, done.places[0].shift))
    question = await paper.question(context)
    if question is None:
        await answer.edit(update, context, text)
        return
    await answer.edit(update, context, f"{text}\n\n{question[0]}", question[1])


async def leave_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await leave(update, context)


async def _my_shift(context: Context) -> PlaceView:
    """The place of mine that is now, or next. Refuses ``shifts.no-place``."""
    places = await asking.my_places(context, _MINE)
    if not places:
        raise Refusal("shifts.no-place")
    now = context.desk.now()
    near = [one for one in places if one.shift.starts_at - NEAR <= now < one.shift.ends_at]
    return near[-1] if near and near[0].state == PlaceState.ARRIVED else (near or places)[0]


async def table(update: Update, context: Context) -> None:
    """``/table``: who is expected, who is here; ``/table arrived 1-5, 7; no-show 6`` enters it."""
    message = update.effective_message
    said = "" if message is None else (message.text or "").partition(" ")[2].strip()
    if not context.args:
        said = ""
    shift = await _at_hand(context, said)
    if shift is None or _is_a_day(said):
        said = ""
    if shift is None:
        raise Refusal("shifts.no-table")
    if said:
        await _enter(update, context, shift, parse_table(said))
        return
    await _show(update, context, shift.id)


def meant(context: Context, text: str) -> bool:
    """Whether a captain's text without a command is about a table."""
    person = context.person
    captain = person is not None and RANK[person.role] >= RANK[Role.CAPTAIN]
    return captain and looks_like_a_table(text)


async def typed(update: Update, context: Context, text: str) -> None:
    """``arrived 1-5, 7; no-show 6`` as a message of its own."""
    shift = await _at_hand(context, "")
    if shift is None:
        raise Refusal("shifts.no-table")
    await _enter(update, context, shift, parse_table(text))


async def table_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The table of a shift as it stands."""
    await _show(update, context, tap.number(0))


async def came_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Somebody is here; with 0 everybody who is expected."""
    shift_id, person_id = tap.number(0), tap.number(1)
    ids = [person_id] if person_id else await _expected(context, shift_id)
    await _done(update, context, shift_id, {"arrived": ids})


async def absent_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Somebody has not come."""
    await _done(update, context, tap.number(0), {"absent": [tap.number(1)]})


async def _expected(context: Context, shift_id: int) -> list[int]:
    places = await _places(context, shift_id)
    return [one.person_id for one in places if one.state in _EXPECTED]


async def _places(context: Context, shift_id: int) -> tuple[PlaceView, ...]:
    return await context.desk.ask(shifts.look_table, now=context.desk.now(), shift_id=shift_id)


def _is_a_day(said: str) -> bool:
    """Whether ``/table today 12`` names a shift rather than people."""
    return plain(said).split()[:1] in ([word] for word in _DAYS)


async def _at_hand(context: Context, said: str) -> ShiftView | None:
    """The shift that runs, or begins or ended within the hour, or else the next one.

    ``today 12``: the one of that hour.
    """
    now, book = context.desk.now(), await book_of(context.desk)
    today = await asking.today_of(context)
    if _is_a_day(said):
        typed_day, clock = day_and_time(said, today)
        found = await context.desk.ask(
            shifts.look_shifts, now=now, first=typed_day.day, last=typed_day.day
        )
        return next(
            (one for one in found if asking.at_that_time(book, one, typed_day.day, clock)), None
        )
    found = await context.desk.ask(
        shifts.look_shifts, now=now, first=today, last=today + timedelta(days=14)
    )
    running = [one for one in found if one.starts_at <= now < one.ends_at]
    soon = [one for one in found if now < one.starts_at <= now + NEAR]
    ended = [one for one in found if one.ends_at <= now < one.ends_at + NEAR]
    ahead = [one for one in found if one.starts_at > now]
    own = {one.shift.id for one in await asking.my_places(context)}
    running.sort(key=lambda one: one.id not in own)  # of two offices the captain's own
    return next(iter([*running, *soon, *reversed(ended), *ahead]), None)


async def _enter(update: Update, context: Context, shift: ShiftView, said: TypedTable) -> None:
    places = await _places(context, shift.id)
    seated = texts.seated(places)
    ids = {
        verb: [_who(one, seated, places) for one in getattr(said, verb)]
        for verb in ("arrived", "left", "absent")
    }
    named = {one for found in ids.values() for one in found}
    if said.all_arrived:
        ids["arrived"] += [
            one.person_id
            for one in seated
            if one.state in _EXPECTED and one.person_id not in named
        ]
    if said.all_left:
        ids["left"] += [one.person_id for one in seated if one.state == PlaceState.ARRIVED]
    await _done(update, context, shift.id, ids)


def _who(one: int | str, seated: Sequence[PlaceView], places: Sequence[PlaceView]) -> int:
    """The person with a number at the table, or a pseudonym. Refuses ``shifts.no-such-number``."""
    if isinstance(one, int):
        if one > len(seated):
            raise Refusal("shifts.no-such-number", number=one)
        return seated[one - 1].person_id
    for place in places:
        if place.pseudonym == one:
            return place.person_id
    raise Refusal("shifts.no-such-number", number=one)


async def _done(
    update: Update, context: Context, shift_id: int, ids: dict[str, list[int]]
) -> None:
    done = await context.desk.ask(together.check_table, by=context.me, shift_id=shift_id, **ids)
    await _show(update, context, shift_id, done)


async def _show(
    update: Update, context: Context, shift_id: int, done: Attended | None = None
) -> None:
    words, book = context.words, await book_of(context.desk)
    shift = await context.desk.ask(shifts.look_shift, now=context.desk.now(), shift_id=shift_id)
    places = await _places(context, shift_id)
    text = texts.table(words, book, shift, places)
    if done is not None and done.refused:
        text = "\n".join([*texts.refused(words, book, shift, done.refused), "", text])
    await answer.edit(update, context, text, _keyboard(words, shift, places))


def _keyboard(words: Words, shift: ShiftView, places: Sequence[PlaceView]) -> InlineKeyboardMarkup:
    rows: keyboards.Rows = []
    expected = [
        (number, one)
        for number, one in enumerate(texts.seated(places), 1)
        if one.state in _EXPECTED
    ]
    if len(expected) > 1:
        rows.append([button(words.plain("buttons.all-here", n=len(expected)), "ha", shift.id, 0)])
    for number, one in expected[:_BUTTONS_FOR]:
        named = f"{number} {one.pseudonym}"
        rows.append(
            [
                button(f"✓ {named}", "ha", shift.id, one.person_id),
                button(f"✗ {named}", "hn", shift.id, one.person_id),
            ]
        )
    rows.append(
        [
            button(words.plain("buttons.on-paper"), "hpt", shift.id),
            button(words.plain("buttons.look-again"), "hb", shift.id),
        ]
    )
    return InlineKeyboardMarkup(rows)


ROWS = Rows(
    commands=(
        Command("here", Role.VOLUNTEER, here, "/here", also=("aqui",)),
        Command("left", Role.VOLUNTEER, leave, "/left", also=("salgo",)),
        Command("table", Role.CAPTAIN, table, "/table arrived 1-5, 7; no-show 6", also=("mesa",)),
    ),
    taps={
        "hh": (Role.VOLUNTEER, here_tapped),
        "hl": (Role.VOLUNTEER, leave_tapped),
        "hb": (Role.CAPTAIN, table_tapped),
        "ha": (Role.CAPTAIN, came_tapped),
        "hn": (Role.CAPTAIN, absent_tapped),
    },
)
