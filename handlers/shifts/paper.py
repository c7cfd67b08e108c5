"""The end of a shift: what of a batch is on paper is held, the rest returns in order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from telegram import InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.folding import plain
from handlers.rows import Command, Rows
from handlers.shifts import asking, keyboards
from models import review, shifts
from models.errors import Refusal
from models.shifts import OnPaper
from models.terms import BatchView, Role

_ALL = frozenset({"all", "everything", "todo", "todas", "todos"})
_NOTHING = frozenset({"nothing", "none", "no", "nada", "ninguna"})
_WHOSE = re.compile(r"(?:(?:of|by|de) +)?r\W{0,3}(?P<number>\d{1,6})[:,]?(?: +|$)")
MOST = 48  # lines with a button each; a longer batch is typed


async def question(context: Context) -> tuple[str, InlineKeyboardMarkup] | None:
    """ "What of your batch is on paper?", if somebody holds one that is not on paper yet."""
    batch = await context.desk.ask(review.look_open, person_id=context.me.id)
    if batch is None or batch.on_paper:
        return None
    words = context.words
    return words("shifts.paper.question", code=batch.code), choice(words, batch.code)


def choice(words: Words, code: str) -> InlineKeyboardMarkup:
    """All of it, nothing, some lines."""
    return InlineKeyboardMarkup(
        [
            [
                button(words.plain("buttons.paper-all"), "hp", code, "all"),
                button(words.plain("buttons.paper-nothing"), "hp", code, "none"),
            ],
            [button(words.plain("buttons.paper-some"), "hpn", code, 0)],
        ]
    )


async def paper(update: Update, context: Context) -> None:
    """``/paper all``, ``/paper nothing``, ``/paper 3-7, 9``; a captain: ``/paper R-017 all``."""
    typed = plain(" ".join(context.args or ()))
    person_id = None
    whose = _WHOSE.match(typed)
    if whose:
        person_id = await asking.by_number(context, f"r-{whose['number']}")
        typed = typed[whose.end() :].strip()
    if not typed:
        asked = await question(context) if person_id is None else None
        if asked is None:
            raise Refusal("shifts.no-batch" if person_id is None else "shifts.paper-usage")
        await answer.say(update, context, *asked)
        return
    await _say(update, context, person_id, _numbers(typed))


async def paper_tapped(update: Update, context: Context, tap: Tap) -> None:
    """All of it, or nothing."""
    await _mine(context, tap.text(0))
    await _say(update, context, None, None if tap.text(1) == "all" else ())


async def some_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Tick the lines that are on paper; what is ticked so far travels in the buttons."""
    batch = await _mine(context, tap.text(0))
    words = context.words
    numbers = [one.number for one in batch.left]
    if not numbers or max(numbers) > MOST:
        await answer.edit(update, context, words("shifts.paper.how", code=batch.code))
        return
    ticked = _of_mask(tap.number(1))
    text = words("shifts.paper.tick", code=batch.code)
    await answer.edit(update, context, text, _ticks(words, batch.code, numbers, ticked))


async def ticked_tapped(update: Update, context: Context, tap: Tap) -> None:
    """These lines are on paper."""
    batch = await _mine(context, tap.text(0))
    there = {one.number for one in batch.lines}
    await _say(update, context, None, sorted(_of_mask(tap.number(1)) & there))


async def of_table_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A captain says it for a table: who of it has a batch in hand that is not on paper."""
    table = await context.desk.ask(
        shifts.look_table, now=context.desk.now(), shift_id=tap.number(0)
    )
    words = context.words
    people = {one.pseudonym: one.person_id for one in table}
    out = [
        one
        for one in await context.desk.ask(review.out)
        if one.holder in people and not one.on_paper
    ]
    back = [button(words.plain("buttons.back-to-table"), "hb", tap.number(0))]
    rows: keyboards.Rows = []
    for one in out:
        who = people[one.holder]
        all_of, none_of = (
            words.plain(f"buttons.paper-{kind}-of", who=one.holder, code=one.code)
            for kind in ("all", "nothing")
        )
        rows.append([button(all_of, "hpc", who, "all"), button(none_of, "hpc", who, "none")])
    text = words("shifts.paper.table" if out else "shifts.paper.table-none")
    await answer.edit(update, context, text, InlineKeyboardMarkup([*rows, back]))


async def captain_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A captain: all of somebody's batch, or nothing of it."""
    await _say(update, context, tap.number(0), None if tap.text(1) == "all" else ())


async def _say(
    update: Update, context: Context, person_id: int | None, numbers: Collection[int] | None
) -> None:
    said = await context.desk.ask(
        shifts.say_on_paper, by=context.me, person_id=person_id, numbers=numbers
    )
    book = await book_of(context.desk)
    until = "" if said.until is None else context.words.moment(said.until, book.zone)
    await answer.edit(update, context, told(context.words, said, until))


def told(words: Words, said: OnPaper, until: str) -> str:
    """What is held on paper until when, and what went back."""
    parts = (
        [words("shifts.paper.held", code=said.code, n=said.held, until=until)] if said.held else []
    )
    if said.returned:
        parts.append(words("shifts.paper.returned", code=said.code, n=said.returned))
    return "\n".join(parts) or words("shifts.paper.nothing-left", code=said.code)


async def _mine(context: Context, code: str) -> BatchView:
    batch = await context.desk.ask(review.look_open, person_id=context.me.id)
    if batch is None or batch.code != code:
        raise Refusal("review.not-out", code=code)
    return batch


def _numbers(typed: str) -> Collection[int] | None:
    """None all, () nothing, else numbers. Refuses ``shifts.paper-usage``."""
    if typed in _ALL:
        return None
    if typed in _NOTHING:
        return ()
    found: set[int] = set()
    for one in re.split(r"[, ]+(?:and |y )?", typed):
        match = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", one)
        if match is None or int(match[1]) > int(match[2] or match[1]):
            raise Refusal("shifts.paper-usage")
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return sorted(found)


def _of_mask(mask: int) -> set[int]:
    return {number for number in range(1, MOST + 1) if mask >> number & 1}


def _ticks(
    words: Words, code: str, numbers: Sequence[int], ticked: Collection[int]
) -> InlineKeyboardMarkup:
    mask = sum(1 << number for number in ticked)
    ones = [
        button(f"✓ {number}" if number in ticked else str(number), "hpn", code, mask ^ 1 << number)
        for number in numbers
    ]
    rows = [ones[at : at + 5] for at in range(0, len(ones), 5)]
    if ticked:
        rows.append([button(words.plain("buttons.paper-these", n=len(ticked)), "hp!", code, mask)])
    return InlineKeyboardMarkup(rows)


ROWS = Rows(
    commands=(Command("paper", Role.VOLUNTEER, paper, "/paper 3-7, 9", also=("papel",)),),
    taps={
        "hp": (Role.VOLUNTEER, paper_tapped),
        "hpn": (Role.VOLUNTEER, some_tapped),
        "hp!": (Role.VOLUNTEER, ticked_tapped),
        "hpt": (Role.CAPTAIN, of_table_tapped),
        "hpc": (Role.CAPTAIN, captain_tapped),
    },
)
