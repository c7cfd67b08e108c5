"""The gate: who is this, may they, and is what they sent safe to handle?

It stands before every row of the table in `handlers.commands`; nothing reaches a handler past it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any

from telegram import Chat, Update, User
from telegram.ext import ApplicationHandlerStop

from handlers import answer, errors
from handlers.buttons import Tap, unpack
from handlers.context import Context
from models import people
from models.errors import Refusal
from models.rules import guard
from models.terms import RANK, Person, Role

# What people are asked for that may look like a name: their own.
OWN_WORDS = frozenset({"legal-name", "call-name"})

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
TapHandler = Callable[[Update, Context, Tap], Coroutine[Any, Any, None]]


def may(person: Person | None, role: Role | None) -> None:
    """Whether a person may use a row with this role; None is open to strangers.

    Refuses ``not-registered``, ``suspended``, ``review.terms-first``, ``not-for-your-role``.
    """
    if role is None:
        return
    if person is None:
        raise Refusal("not-registered")
    if person.suspended:
        raise Refusal("suspended")
    if person.terms_version == 0:  # before anything else; a renewed version is asked by /start
        raise Refusal("review.terms-first")
    if role == Role.LAWYER:
        allowed = person.role in (Role.LAWYER, Role.ADMIN)
    else:
        allowed = RANK[person.role] >= RANK[role]
    if not allowed:
        raise Refusal("not-for-your-role", role=role)


async def enter(update: Update, context: Context) -> None:
    """Find out who is asking."""
    user = _blank(update, context)
    if user is not None:
        context.person = await context.desk.ask(people.look_telegram, telegram_id=user.id)


async def enter_typing(update: Update, context: Context) -> people.Comer:
    """The same for a text, with what its reading will need."""
    user = _blank(update, context)
    if user is None:
        return people.Comer(None, None, None)
    comer = await context.desk.ask(people.look_comer, now=context.desk.now(), telegram_id=user.id)
    context.person = comer.person
    return comer


def _blank(update: Update, context: Context) -> User | None:
    """Nobody is known yet; whose update it is."""
    user = update.effective_user
    context.person = None
    context.rung = False
    if user is not None:
        context.guess = user.language_code
    return user


def guarded(role: Role | None, where: str, handler: Handler) -> Handler:
    """A command's handler behind the gate. ``where`` is ``private``, ``group`` or ``any``."""

    async def behind_the_gate(update: Update, context: Context) -> None:
        await enter(update, context)
        async with errors.answered(update, context):
            _here(update, where)
            await _set_aside(context)
            await screen(update, context)  # before the role: a name is removed whoever typed it
            may(context.person, role)
            await handler(update, context)

    return behind_the_gate


def tapped(taps: dict[str, tuple[Role | None, TapHandler]]) -> Handler:
    """The handler of all buttons: unpacks, checks the role, always answers the tap."""

    async def behind_the_gate(update: Update, context: Context) -> None:
        await enter(update, context)
        async with errors.answered(update, context):
            query = update.callback_query
            tap = unpack(query.data or "" if query is not None else "")
            if tap.verb not in taps:
                raise Refusal("buttons.foreign")
            role, handler = taps[tap.verb]
            may(context.person, role)
            await _set_aside(context)
            await handler(update, context, tap)
        await answer.ring(update, context)

    return behind_the_gate


async def screen(update: Update, context: Context, known: Iterable[str] = ()) -> None:
    """Look at a private text before anything else does; what names a signer is removed.

    Raises `telegram.ext.ApplicationHandlerStop` after it has removed the message and said how to
    write it instead. What was found is neither kept nor repeated nor logged.
    """
    message = update.effective_message
    text = None if message is None else (message.text or message.caption)
    if not text or not private(update):
        return
    if _own_name(update, context):
        return  # they were asked for a name of their own
    found = guard.look(text, context.desk.lexicon, known=(*_known(context), *known))
    if not found:
        return
    removed = await answer.remove(update, context)
    kind = found[0].kind.value
    await context.desk.ask_unless_done(
        people.blocked_something,
        actor="stranger" if context.person is None else context.person.pseudonym,
        kind=kind,
    )
    lines = [context.words(f"guard.{kind}")]
    if not removed:
        lines.append(context.words("guard.delete-it-yourself"))
    if context.person is not None and context.person.awaiting == "legal-name":
        lines.append(context.words("people.ask.only-legal-name"))
    await answer.say(update, context, "\n\n".join(lines))
    raise ApplicationHandlerStop


def _own_name(update: Update, context: Context) -> bool:
    """Whether the text may be the name that was asked for: new, their own, and nothing but a name."""
    message, person = update.message, context.person
    if message is None or person is None or person.awaiting not in OWN_WORDS:
        return False
    own = bool(message.text) and message.forward_origin is None
    return own and people.looks_like_a_name(message.text or "", person.awaiting)


async def _set_aside(context: Context) -> None:
    """A command or a tap came instead of the answer that was awaited: the question is dropped.

    Else the next text, readings perhaps, would be kept as a name, and pass the guard as one.
    """
    person = context.person
    if person is not None and person.awaiting is not None:
        await context.desk.ask_aside(people.await_answer, person=person, what=None)
        context.person = replace(person, awaiting=None)


def private(update: Update) -> bool:
    """Whether this comes from a private chat."""
    chat = update.effective_chat
    return chat is not None and chat.type == Chat.PRIVATE


def _here(update: Update, where: str) -> None:
    if where == "private" and not private(update):
        raise Refusal("private-only")


def _known(context: Context) -> Iterable[str]:
    """Words that may be typed here though they look like names: how coordinators call people."""
    known: Iterable[str] = context.desk.kept.get("known_words", ())
    return known
