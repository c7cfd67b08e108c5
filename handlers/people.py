"""A person's own things: terms, names, sections, and what is kept of them."""

from __future__ import annotations

import json
from pathlib import Path

from telegram import InlineKeyboardMarkup, Update

from handlers import answer, keyboards, menus
from handlers.arrival import arrived, go_on, somebody
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.sections import parse_sections
from handlers.rows import Command, Rows
from handlers.texts import people as texts
from models import people
from models.terms import Role

_NOT = ("not ", "no ")  # what turns sections around, in both languages


async def terms_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The confidentiality terms are accepted."""
    await context.desk.ask(people.accept_terms, person=arrived(context), version=tap.number(0))
    await go_on(update, context, context.words("people.terms.accepted"))


async def terms(update: Update, context: Context) -> None:
    """The confidentiality terms, to read again."""
    version = (await book_of(context.desk)).policy.terms_version
    await answer.say(update, context, context.words("people.terms.text", version=version))


async def name(update: Update, context: Context) -> None:
    """Ask anew how coordinators may call the person."""
    await context.desk.ask(people.await_answer, person=context.me, what="call-name")
    skip = button(context.words.plain("buttons.no-call-name"), "noname", "call")
    await answer.say(
        update, context, context.words("people.ask.call-name"), InlineKeyboardMarkup([[skip]])
    )


async def no_name_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A name is not given, or taken away."""
    verb = people.set_legal_name if tap.text(0) == "legal" else people.set_call_name
    await context.desk.ask(verb, person=context.me, name="")
    await _refresh_known_words(context)
    await go_on(update, context)


async def legal_name_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Consent to keep the legal name: now it may be typed."""
    await context.desk.ask(people.await_answer, person=context.me, what="legal-name")
    no = button(context.words.plain("buttons.keep-no-name"), "noname", "legal")
    await answer.edit(
        update,
        context,
        context.words("people.ask.type-legal-name"),
        InlineKeyboardMarkup([[no]]),
    )


async def awaited(update: Update, context: Context, text: str) -> bool:
    """Take a free text as the answer to the question that waits; False if it cannot be one."""
    waiting = context.me.awaiting
    if waiting not in ("call-name", "legal-name") or not people.looks_like_words(text):
        return False
    if waiting == "call-name":
        await _call(update, context, text)
        return True
    await context.desk.ask(people.set_legal_name, person=context.me, name=text)
    # Kept where it must be and nowhere else: not in the chat either.
    removed = await answer.remove(update, context)
    said = "people.legal-name-kept-removed" if removed else "people.legal-name-kept"
    await go_on(update, context, context.words(said))
    return True


async def _call(update: Update, context: Context, text: str) -> None:
    kept = await context.desk.ask(people.set_call_name, person=context.me, name=text)
    await _refresh_known_words(context)
    await go_on(update, context, context.words("people.call-name-kept", name=kept))


async def _refresh_known_words(context: Context) -> None:
    context.desk.kept["known_words"] = await context.desk.ask(people.known_words)


async def circulated(update: Update, context: Context) -> None:
    """Sections one circulated oneself, so that nobody is dealt their own."""
    words, person = context.words, context.me
    typed = " ".join(context.args or ())
    if not typed:
        noted = await context.desk.ask(people.look_circulated, person_id=person.id)
        shown = texts.sections(words, noted)
        await answer.say(update, context, words("people.circulated.how", sections=shown))
        return
    gone = typed.casefold().startswith(_NOT)
    told = parse_sections(typed.split(" ", 1)[1] if gone else typed)
    found = await context.desk.ask(people.note_circulated, person=person, sections=told, gone=gone)
    shown = texts.sections(words, found.sections)
    text: str = words("people.circulated.noted", n=found.changed, sections=shown)
    keyboard = None
    if found.clash is not None:
        text = f"{text}\n\n{words('people.circulated.clash', code=found.clash)}"
        give_back = button(words.plain("buttons.give-back"), "back", found.clash)
        keyboard = InlineKeyboardMarkup([[give_back]])
    await answer.say(update, context, text, keyboard)


async def me(update: Update, context: Context) -> None:
    """Everything we hold of the person, in words."""
    person = somebody(context)
    held = await context.desk.ask(people.look_own, person=person)
    zone = (await book_of(context.desk)).zone
    words = context.words
    rows = [
        [
            button(words.plain("buttons.my-file"), "mefile"),
            button(words.plain("buttons.legal-name"), "legal"),
        ],
        [button(words.plain("buttons.delete-me"), "forget")],
    ]
    await answer.say(
        update,
        context,
        texts.own(words, person, held, zone),
        InlineKeyboardMarkup(rows),
        protect=True,
    )


async def file_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same as a file, whole."""
    await answer.ring(update, context)
    person = somebody(context)
    held = await context.desk.ask(people.look_export, person=person)
    path = context.desk.out / f"countersign-{person.pseudonym}.json"
    _write(path, held)
    try:
        caption = context.words("people.me.file")
        await answer.document(update, context, path, caption, protect=False)
    finally:
        path.unlink(missing_ok=True)  # a legal name may stand in it


def _write(path: Path, held: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(held, ensure_ascii=False, indent=2, default=str), "utf-8")


async def forget_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Ask before one's data are deleted."""
    words = context.words
    await answer.ring(update, context)
    sure = keyboards.confirm(words, words.plain("buttons.delete-sure"), "forget!")
    await answer.say(update, context, words("people.me.delete"), sure)


async def forget_sure(update: Update, context: Context, tap: Tap) -> None:
    """Delete them; an open batch is given back first."""
    words = context.words  # in the language of whoever is not known any more
    code = await context.desk.ask(people.forget, person=somebody(context))
    await _refresh_known_words(context)
    text: str = words("people.me.deleted")
    if code is not None:
        text = f"{words('people.me.gave-back', code=code)}\n{text}"
    await answer.edit(update, context, text)
    await menus.take_away(update, context)


ROWS = Rows(
    commands=(
        Command("me", None, me, "/me", also=("yo",)),
        Command("name", Role.VOLUNTEER, name, "/name", also=("nombre",)),
        Command(
            "circulated",
            Role.VOLUNTEER,
            circulated,
            "/circulated 12045 12046-12050",
            also=("circule",),
        ),
        Command("terms", None, terms, "/terms", also=("condiciones",)),
    ),
    taps={
        "terms": (None, terms_tapped),
        "noname": (Role.VOLUNTEER, no_name_tapped),
        "legal": (Role.VOLUNTEER, legal_name_tapped),
        "mefile": (None, file_tapped),
        "forget": (None, forget_tapped),
        "forget!": (None, forget_sure),
    },
)
