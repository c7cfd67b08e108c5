"""Stacks and sets in chat: agreed challenges ruled together after a check, and what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from config import codes
from config.locale import Words
from handlers import answer, cases
from handlers.buttons import Tap, button
from handlers.context import Context
from handlers.parse.keys import parse_key
from handlers.rows import Command, Rows
from handlers.texts import stacks as texts
from models import rulings
from models.rulings import Pile, Stack
from models.terms import LineKey, Role

_PILES = 8  # buttons under one message; the rest shows once these are ruled


async def show(update: Update, context: Context) -> None:
    """``/stacks``: the one in hand, or what there is to take."""
    stack = await context.desk.ask(rulings.show_stack, person=context.me)
    if stack is not None and stack.ended is None:
        await _say(update, context, stack)
        return
    await _offer(update, context)


async def again_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await answer.ring(update, context)
    await show(update, context)


async def take_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A stack is taken; the draw of its checked lines begins with a new seed."""
    await answer.ring(update, context)
    stack = await context.desk.ask(
        rulings.take,
        person=context.me,
        ground=tap.text(0),
        reader=tap.text(1),
        seed=token_hex(16),
    )
    await _say(update, context, stack)


async def rule_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The rest is ruled, as many lines as the button says."""
    kept = await context.desk.ask(
        rulings.rule_rest, by=context.me, stack_id=tap.number(0), count=tap.number(1)
    )
    words = context.words
    undo = button(words.plain("buttons.stack-undo"), "ku", kept.stack.id)
    rows = [[undo, _more(words)]]
    await answer.edit(update, context, texts.ruled(words, kept), InlineKeyboardMarkup(rows))


async def undo_tapped(update: Update, context: Context, tap: Tap) -> None:
    """All that was ruled together is taken back."""
    kept = await context.desk.ask(rulings.undo_stack, by=context.me, stack_id=tap.number(0))
    text = context.words("rulings.stack-undone", n=kept.lines, ours=kept.ours)
    rows = [[_more(context.words)]]
    await answer.edit(update, context, text, InlineKeyboardMarkup(rows))


async def let_go_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The stack goes back; what is ruled of it stays ruled."""
    await context.desk.ask(rulings.let_go, person=context.me)
    rows = [[_more(context.words)]]
    text = context.words("rulings.stack-let-go")
    await answer.edit(update, context, text, InlineKeyboardMarkup(rows))


async def sets(update: Update, context: Context) -> None:
    """``/sets``: the duplicate sets that contradict themselves."""
    await _sets(update, context, None)


async def sets_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Those behind the last that was shown."""
    await answer.ring(update, context)
    await _sets(update, context, parse_key(tap.text(0)))


async def _sets(update: Update, context: Context, after: LineKey | None) -> None:
    words = context.words
    found = await context.desk.ask(rulings.look_sets, after=after)
    rows = [
        [button(words.plain("buttons.set-line", key=key.printed), "qk", key.typed)]
        for key in texts.to_rule(found)
    ]
    if found.more:
        last = found.shown[-1].mates[0].key
        rows.append([button(words.plain("buttons.sets-more"), "ks", last.typed)])
    markup = InlineKeyboardMarkup(rows) if rows else None
    await answer.say(update, context, texts.sets(words, found), markup)


async def _offer(update: Update, context: Context) -> None:
    words = context.words
    piles: Sequence[Pile] = await context.desk.ask(
        rulings.look_stacks, now=context.desk.now(), person=context.me
    )
    rows = [[_take(words, pile)] for pile in piles[:_PILES]]
    markup = InlineKeyboardMarkup(rows) if rows else None
    await answer.say(update, context, texts.piles(words, piles, _PILES), markup)


async def _say(update: Update, context: Context, stack: Stack) -> None:
    """The next line to check; or how many lines one tap rules; or that all of it is ruled."""
    words = context.words
    if stack.case is not None:
        head = texts.check(words, stack) + "\n\n"
        await cases.say(update, context, stack.case, head=head)
        return
    rows = [[_more(words)]]
    if stack.rest and stack.ended is None:
        rule = words.plain("buttons.stack-rule", n=stack.rest)
        rows = [[button(rule, "kr", stack.id, stack.rest)]]
        rows += [[button(words.plain("buttons.stack-let-go"), "kl", stack.id)]]
    await answer.say(update, context, texts.preview(words, stack), InlineKeyboardMarkup(rows))


def _take(words: Words, pile: Pile) -> InlineKeyboardButton:
    label = words.plain(
        "buttons.stack-take",
        n=pile.lines,
        ground=codes.ground_button(words, pile.ground),
        reader=pile.reader,
    )
    return button(label, "kt", pile.ground, pile.reader)


def _more(words: Words) -> InlineKeyboardButton:
    return button(words.plain("buttons.stacks"), "k")


ROWS = Rows(
    commands=(
        Command("stacks", Role.LAWYER, show, "/stacks", also=("pilas",)),
        Command("sets", Role.LAWYER, sets, "/sets", also=("conjuntos",)),
    ),
    taps={
        "k": (Role.LAWYER, again_tapped),
        "kt": (Role.LAWYER, take_tapped),
        "kr": (Role.LAWYER, rule_tapped),
        "ku": (Role.LAWYER, undo_tapped),
        "kl": (Role.LAWYER, let_go_tapped),
        "ks": (Role.LAWYER, sets_tapped),
    },
)
