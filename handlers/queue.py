"""The lawyers' queue in chat: one line at a time, ruled by a tap."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer, cases
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.keys import parse_key
from handlers.rows import Command, Rows
from handlers.texts import rulings as texts
from models import rulings
from models.rules.rounds import Overrule
from models.rulings import Case
from models.terms import LineKey, Role, Verdict


async def show(update: Update, context: Context) -> None:
    """``/queue``: the next line and how many wait; ``/queue 12045-1-7``: this one."""
    key = parse_key(" ".join(context.args)) if context.args else None
    case = await context.desk.ask(rulings.deal, person=context.me, key=key)
    waiting = await context.desk.ask(rulings.look_queue, now=context.desk.now())
    if case is None:
        await answer.say(update, context, texts.waiting(context.words, waiting))
        return
    beside = texts.beside(context.words, waiting)
    await cases.say(update, context, case, more=f"\n{beside}" if beside else "")


async def next_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The next line by button."""
    await answer.ring(update, context)
    await _say_or_empty(update, context, await context.desk.ask(rulings.deal, person=context.me))


async def key_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A line by its key."""
    await answer.ring(update, context)
    key = cases.key_of(tap)
    await _say_or_empty(
        update, context, await context.desk.ask(rulings.deal, person=context.me, key=key)
    )


async def skip_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Another line first; this one goes back into the queue."""
    await answer.ring(update, context)
    case = await context.desk.ask(rulings.deal, person=context.me, after=cases.key_of(tap))
    await _say_or_empty(update, context, case)


async def ours_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Ruled ours, on the ground of the button."""
    await _rule(update, context, cases.key_of(tap), Verdict.CHALLENGE, ground=tap.text(1))


async def stands_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Ruled that the rejection stands."""
    await _rule(update, context, cases.key_of(tap), Verdict.STANDS)


async def asks_why_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Before a ruling that says otherwise than the line was read: why."""
    key, words = cases.key_of(tap), context.words
    text = words("rulings.which-why", key=key.printed)
    await answer.edit(update, context, text, _whys(words, key, tap.text(1)))


async def why_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same with why it says otherwise than the line was read."""
    ground = None if tap.text(1) == cases.NO_GROUND else tap.text(1)
    verdict = Verdict.STANDS if ground is None else Verdict.CHALLENGE
    await _rule(update, context, cases.key_of(tap), verdict, ground=ground, why=tap.text(2))


async def grounds_tapped(update: Update, context: Context, tap: Tap) -> None:
    """All grounds that fit the line's reason."""
    key, words = cases.key_of(tap), context.words
    case = await context.desk.ask(rulings.deal, person=context.me, key=key)
    assert case is not None
    book = await book_of(context.desk)
    rows = [[cases.ours(words, case, ground.code)] for ground in book.grounds_for(case.reason)]
    if case.stack is None:
        rows.append([button(words.plain("buttons.rule-skip"), "qn", key.typed)])
    text = words("rulings.which-ground", key=key.printed)
    await answer.edit(update, context, text, InlineKeyboardMarkup(rows))


async def back_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Back to its reader, who is told."""
    key = cases.key_of(tap)
    await context.desk.ask(rulings.send_back, by=context.me, line_key=key)
    text = context.words("rulings.sent-back", key=key.printed)
    await answer.edit(update, context, text, InlineKeyboardMarkup([[_next(context.words)]]))


async def undo_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The last ruling is taken back."""
    key = cases.key_of(tap)
    await context.desk.ask_once(rulings.undo, by=context.me, line_key=key)
    text = context.words("rulings.undone", key=key.printed)
    await answer.edit(update, context, text, InlineKeyboardMarkup([[_next(context.words)]]))


async def _rule(
    update: Update,
    context: Context,
    key: LineKey,
    verdict: Verdict,
    *,
    ground: str | None = None,
    why: str | None = None,
) -> None:
    words = context.words
    kept = await context.desk.ask(
        rulings.rule, by=context.me, line_key=key, verdict=verdict, ground=ground, why=why
    )
    undo = button(words.plain("buttons.rule-undo"), "qu", key.typed)
    onward = _next(words)
    if kept.stack is not None and not kept.failed:
        onward = button(words.plain("buttons.stack-on"), "k")
    rows = InlineKeyboardMarkup([[undo, onward]])
    await answer.edit(update, context, texts.ruled(words, kept), rows)


async def _say_or_empty(update: Update, context: Context, case: Case | None) -> None:
    if case is not None:
        await cases.say(update, context, case)
        return
    waiting = await context.desk.ask(rulings.look_queue, now=context.desk.now())
    await answer.say(update, context, texts.waiting(context.words, waiting))


def _whys(words: Words, key: LineKey, ground: str) -> InlineKeyboardMarkup:
    rows: Sequence[Sequence[InlineKeyboardButton]] = [
        [
            button(
                words.plain(f"buttons.rule-overrule.{why}"),
                "qw",
                key.typed,
                ground,
                why,
            )
        ]
        for why in Overrule
    ]
    return InlineKeyboardMarkup(rows)


def _next(words: Words) -> InlineKeyboardButton:
    return button(words.plain("buttons.rule-next"), "q")


ROWS = Rows(
    commands=(Command("queue", Role.LAWYER, show, "/queue", also=("dictamen",)),),
    taps={
        "q": (Role.LAWYER, next_tapped),
        "qk": (Role.LAWYER, key_tapped),
        "qn": (Role.LAWYER, skip_tapped),
        "qc": (Role.LAWYER, ours_tapped),
        "qs": (Role.LAWYER, stands_tapped),
        "qy": (Role.LAWYER, asks_why_tapped),
        "qw": (Role.LAWYER, why_tapped),
        "qg": (Role.LAWYER, grounds_tapped),
        "qb": (Role.LAWYER, back_tapped),
        "qu": (Role.LAWYER, undo_tapped),
    },
)
