"""One line before a lawyer: the message with all that was read of it, and the buttons under it."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from config import codes
from config.locale import Words
from handlers import answer
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.keys import parse_key
from handlers.texts import rulings as texts
from models.rules.rounds import overrules
from models.rulings import Case
from models.terms import LineKey, Verdict

NO_GROUND = "-"  # in a button, where a ground would stand


async def say(
    update: Update, context: Context, case: Case, *, head: str = "", more: str = ""
) -> None:
    """The line with its buttons; ``head`` and ``more`` are lines before and after it."""
    book = await book_of(context.desk)
    text = head + texts.case(context.words, case, book.zone) + more
    await answer.say(update, context, text, _under(context.words, case), protect=True)


def ours(words: Words, case: Case, ground: str) -> InlineKeyboardButton:
    """Ruled ours on a ground; where that overrules the reading, it asks why first."""
    said = words.plain("buttons.rule-ours", ground=codes.ground_button(words, ground))
    verb = "qy" if overrules(case.verdict, Verdict.CHALLENGE) else "qc"
    return button(said, verb, case.key.typed, ground)


def key_of(tap: Tap) -> LineKey:
    """The line that a button is about."""
    return parse_key(tap.text(0))


def _under(words: Words, case: Case) -> InlineKeyboardMarkup:
    """Ours on each ground that somebody read, or on another; stands; back; skip."""
    key = case.key
    aside = button(words.plain("buttons.rule-skip"), "qn", key.typed)
    if case.stack is not None:  # a line to check is not passed over, the whole stack may be
        aside = button(words.plain("buttons.stack-let-go"), "kl", case.stack)
    rows = [[ours(words, case, ground)] for ground in case.grounds]
    rows += [
        [
            _stands(words, case),
            button(words.plain("buttons.rule-other-ground"), "qg", key.typed),
        ],
        [button(words.plain("buttons.rule-back"), "qb", key.typed), aside],
    ]
    return InlineKeyboardMarkup(rows)


def _stands(words: Words, case: Case) -> InlineKeyboardButton:
    said = words.plain("buttons.rule-stands")
    if overrules(case.verdict, Verdict.STANDS):
        return button(said, "qy", case.key.typed, NO_GROUND)
    return button(said, "qs", case.key.typed)
