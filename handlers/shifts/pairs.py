"""Who comes with whom, in chat: one asks, the other says yes, and either may end it."""

from __future__ import annotations

from telegram import Update

from handlers import answer
from handlers.buttons import Tap
from handlers.context import Context
from handlers.parse.folding import plain
from handlers.rows import Command, Rows
from handlers.shifts import asking
from handlers.texts import pairs as texts
from models.errors import Refusal
from models.shifts import pairs
from models.terms import Role

_NOBODY = frozenset("no none nobody alone end nadie ninguno ninguna solo sola".split())
_FIRM = frozenset("only car carpool ride auto carro coche juntos juntas".split())
_SMALL = frozenset("with in one a the together con en un el y and".split())


async def pair(update: Update, context: Context) -> None:
    """``/pair`` shows whom one comes with; ``/pair R-017``, ``/pair R-017 one car``, ``/pair none``."""
    words = [plain(word) for word in context.args or ()]
    words = [word for word in words if word not in _SMALL]
    if not words:
        found = await context.desk.ask(pairs.look_pair, person_id=context.me.id)
        await answer.say(update, context, texts.pair(context.words, found))
        return
    if words[0] in _NOBODY and len(words) == 1:
        await context.desk.ask(pairs.end_pair, person=context.me)
        await answer.say(update, context, context.words("pair.ended"))
        return
    if any(word not in _FIRM for word in words[1:]):
        raise Refusal("shifts.pair-usage")
    other_id = await asking.by_number(context, words[0])
    found = await context.desk.ask(
        pairs.ask_pair, person=context.me, other_id=other_id, firm=len(words) > 1
    )
    await answer.say(update, context, texts.pair(context.words, found))


async def pair_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Whoever was asked says yes or no."""
    yes = tap.text(1) == "yes"
    found = await context.desk.ask(
        pairs.answer_pair, person=context.me, other_id=tap.number(0), yes=yes
    )
    text = texts.pair(context.words, found) if yes else context.words("pair.declined")
    await answer.edit(update, context, text)


ROWS = Rows(
    commands=(Command("pair", Role.VOLUNTEER, pair, "/pair R-017 one car", also=("juntos",)),),
    taps={"hpr": (Role.VOLUNTEER, pair_tapped)},
)
