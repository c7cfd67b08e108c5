"""What a person is shown next: the steps before home, each asked once, and home itself."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer
from handlers.buttons import button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.texts import people as texts
from models import people
from models.errors import Refusal
from models.people import Home, Step
from models.terms import Person


def somebody(context: Context) -> Person:
    """Whoever asks, on pause or not: their own data stay theirs. Refuses ``not-registered``."""
    if context.person is None:
        raise Refusal("not-registered")
    return context.person


def arrived(context: Context) -> Person:
    """Whoever asks, before the terms are accepted too. Refuses ``not-registered``, ``suspended``."""
    person = somebody(context)
    if person.suspended:
        raise Refusal("suspended")
    return person


async def look_again(context: Context) -> Person:
    """The person as they are now, after something of them has changed."""
    context.person = await context.desk.ask(people.look, person_id=somebody(context).id)
    return context.person


async def go_on(update: Update, context: Context, before: str = "") -> None:
    """Show what comes next; ``before`` is said above it. A tap edits its message."""
    arrived(context)
    person = await look_again(context)
    found = await context.desk.ask(people.look_home, now=context.desk.now(), person=person)
    if found.step == Step.TERMS:
        text, keyboard = _terms(context.words, found)
    elif found.step == Step.CALL_NAME:
        await context.desk.ask(people.await_answer, person=person, what="call-name")
        text, keyboard = _call_name(context.words)
    elif found.step == Step.LEGAL_NAME:
        text, keyboard = _legal_name(context.words)
    else:
        zone = (await book_of(context.desk)).zone
        text = texts.home(context.words, person, found, zone)
        keyboard = home_keyboard(context.words, practice=found.step == Step.PRACTICE)
    await answer.edit(update, context, f"{before}\n\n{text}" if before else text, keyboard)


def home_keyboard(words: Words, *, practice: bool = False) -> InlineKeyboardMarkup:
    """The four buttons of home, with practice above them while it is due."""
    rows = [
        [
            button(words.plain("buttons.home.next"), "next"),
            button(words.plain("buttons.home.shifts"), "shifts"),
        ],
        [
            button(words.plain("buttons.home.cant-come"), "cantcome"),
            button(words.plain("buttons.home.progress"), "progress"),
        ],
    ]
    if practice:
        rows.insert(0, [button(words.plain("buttons.practice"), "practice")])
    return InlineKeyboardMarkup(rows)


def _terms(words: Words, found: Home) -> tuple[str, InlineKeyboardMarkup]:
    accept = button(words.plain("buttons.accept-terms"), "terms", found.terms_version)
    text = words("people.terms.text", version=found.terms_version)
    return text, InlineKeyboardMarkup([[accept]])


def _call_name(words: Words) -> tuple[str, InlineKeyboardMarkup]:
    skip = button(words.plain("buttons.skip"), "noname", "call")
    return words("people.ask.call-name"), InlineKeyboardMarkup([[skip]])


def _legal_name(words: Words) -> tuple[str, InlineKeyboardMarkup]:
    row = [
        button(words.plain("buttons.keep-name"), "legal"),
        button(words.plain("buttons.keep-no-name"), "noname", "legal"),
    ]
    return words("people.ask.legal-name"), InlineKeyboardMarkup([row])
