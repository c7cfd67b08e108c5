"""What every handler is given: the desk, and the context that carries it.

The desk is the only door from chat, clock or web to the domain: ``await desk.ask(verb, …)``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from telegram.ext import Application, CallbackContext, JobQueue

from config.locale import Texts, Words
from handlers.voice import Voice
from models import inbox
from models.database import Database
from models.rules.guard import Lexicon
from models.terms import Person

T = TypeVar("T")


@dataclass(slots=True)
class Receipt:
    """The update in hand: its id, and whether its effects were committed in an earlier life."""

    update_id: int
    remembered: bool = False
    again: bool = False


# Set by the inbox around each update; every ask made meanwhile remembers the update in its commit.
in_hand: ContextVar[Receipt | None] = ContextVar("in_hand", default=None)


@dataclass(slots=True)
class Desk:
    """Database, words, clock and guard, given by `bot.app.build`."""

    database: Database
    texts: Texts
    clock: Callable[[], datetime]
    lexicon: Lexicon
    out: Path  # where pictures and sheets are written
    bot_name: str = ""
    kept: dict[str, Any] = field(default_factory=dict)

    def now(self) -> datetime:
        """The moment, aware UTC."""
        return self.clock()

    async def ask(self, verb: Callable[..., T], **values: Any) -> T:
        """One verb, one transaction: it returned, it is committed; it raised, nothing changed.

        ``now`` is given to verbs that change things, unless the caller names it.
        """
        if getattr(verb, "looks", False):
            return await self.database.ask(verb, **values)
        values.setdefault("now", self.now())
        receipt = in_hand.get()
        if receipt is None or receipt.remembered:
            return await self.database.ask(verb, **values)
        return await self._remembered(receipt, inbox.remembering, verb, values)

    async def ask_once(self, verb: Callable[..., T], **values: Any) -> T:
        """`ask` for a verb that does more each time it is asked, such as undo.

        It must be the first ask of its update that changes anything (`ask_aside` apart), since
        that one remembers the update. Refuses ``done-before`` when the update in hand had its
        effect before a crash.
        """
        receipt = in_hand.get()
        if receipt is None or receipt.remembered:
            return await self.ask(verb, **values)
        values.setdefault("now", self.now())
        return await self._remembered(receipt, inbox.once, verb, values)

    async def ask_unless_done(self, verb: Callable[..., T], **values: Any) -> T | None:
        """`ask_once`, and None where that refuses: the caller says how things stand now."""
        receipt = in_hand.get()
        if receipt is None or receipt.remembered:
            return await self.ask(verb, **values)
        values.setdefault("now", self.now())
        return await self._remembered(receipt, inbox.unless_done, verb, values)

    async def ask_aside(self, verb: Callable[..., T], **values: Any) -> T:
        """`ask` for what happens on the way to an update's effect: it is not remembered as that."""
        values.setdefault("now", self.now())
        return await self.database.ask(verb, **values)

    async def _remembered(
        self,
        receipt: Receipt,
        how: Callable[..., inbox.Remembered[T]],
        verb: Callable[..., T],
        values: dict[str, Any],
    ) -> T:
        found = await self.database.ask(how, of=verb, update_id=receipt.update_id, values=values)
        receipt.remembered, receipt.again = True, found.again
        return found.result

    async def answered_before(self) -> bool:
        """Whether an earlier life may have answered the update in hand; remembers it from now on.

        Called before each new message of an answer, so that also one that changes nothing (a list,
        a refusal) says that it may be the second.
        """
        receipt = in_hand.get()
        if receipt is None:
            return False
        if not receipt.remembered:
            receipt.again = await self.database.ask(
                inbox.remember, now=self.now(), update_id=receipt.update_id
            )
            receipt.remembered = True
        return receipt.again


class Context(CallbackContext[Voice, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A context with a desk and a person instead of untyped dictionaries."""

    person: Person | None = None
    rung: bool = False  # the tap in hand has been answered
    guess: str | None = None  # the language of a stranger's app

    @property
    def desk(self) -> Desk:
        """The desk of this application."""
        desk = self.application.bot_data["desk"]
        assert isinstance(desk, Desk)
        return desk

    @property
    def me(self) -> Person:
        """The person, where the table of commands says there must be one."""
        assert self.person is not None
        return self.person

    @property
    def words(self) -> Words:
        """The words of the person's language; of a stranger's app, or English."""
        return self.desk.texts.of(self.guess if self.person is None else self.person.language)


App = Application[Voice, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], JobQueue[Any]]
