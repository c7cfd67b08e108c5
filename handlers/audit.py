"""The audit in chat: how far it is, its beginning, and its end, when the seed is told."""

from __future__ import annotations

from secrets import token_hex

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.folding import plain
from handlers.rows import Command, Rows
from handlers.texts import audit as texts
from models import audit
from models.errors import Refusal
from models.terms import RANK, Role

_BEGIN = frozenset({"start", "begin", "iniciar", "empezar"})
_TELL = frozenset({"tell", "seed", "revelar", "semilla"})
_SEED_BYTES = 16


async def show(update: Update, context: Context) -> None:
    """``/audit``: how far it is; ``/audit start``, ``/audit tell``: ask before it is done."""
    asked = plain(context.args[0]) if context.args else ""
    if not asked:
        await _stand(update, context)
    elif asked in _BEGIN | _TELL:
        await _ask_before(update, context, begins=asked in _BEGIN)
    else:
        raise Refusal("audit.how")


async def _stand(update: Update, context: Context) -> None:
    found = await context.desk.ask(audit.look_audit, now=context.desk.now())
    late = RANK[context.me.role] >= RANK[Role.COORDINATOR]  # who may know which line is late
    await answer.say(update, context, texts.standing(context.words, found, names=late))


async def _ask_before(update: Update, context: Context, *, begins: bool) -> None:
    if RANK[context.me.role] < RANK[Role.ADMIN]:
        raise Refusal("not-for-your-role", role=Role.ADMIN)
    await context.desk.ask(audit.look_may, now=context.desk.now(), begins=begins)
    words, book = context.words, await book_of(context.desk)
    if begins:
        share = book.policy.audit_percent
        text = words("audit.begin", title=book.title, percent=share)
        sure = keyboards.confirm(words, words.plain("buttons.audit-begin"), "audit-begin!")
    else:
        text = words("audit.tell", title=book.title)
        sure = keyboards.confirm(words, words.plain("buttons.audit-tell"), "audit-tell!")
    await answer.say(update, context, text, sure)


async def begin_sure(update: Update, context: Context, tap: Tap) -> None:
    """Begin, with a seed of this machine's chance that nobody sees."""
    seed = token_hex(_SEED_BYTES)
    await context.desk.ask(audit.begin, by=context.me.pseudonym, seed=seed)
    await answer.edit(update, context, context.words("audit.begun"))


async def tell_sure(update: Update, context: Context, tap: Tap) -> None:
    """End it: the seed is told, to lawyers and coordinators by a notice."""
    found = await context.desk.ask(audit.tell, by=context.me.pseudonym)
    await answer.edit(update, context, texts.told(context.words, found))


ROWS = Rows(
    commands=(Command("audit", Role.CAPTAIN, show, "/audit", also=("auditoria",)),),
    taps={
        "audit-begin!": (Role.ADMIN, begin_sure),
        "audit-tell!": (Role.ADMIN, tell_sure),
    },
)
