"""Home: coming in by a link, the four buttons, language, help."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer, menus
from handlers.arrival import arrived, go_on, look_again
from handlers.buttons import Tap, button
from handlers.context import Context
from handlers.rows import Command, Rows
from models import people
from models.errors import Refusal
from models.people import Joined


async def start(update: Update, context: Context) -> None:
    """Home; with an invitation's token, come in first."""
    if context.args:
        await _come_in(update, context, context.args[0])
        return
    person = arrived(context)
    await context.desk.ask(people.come_back, person=person)
    await go_on(update, context)
    await menus.refresh(update, context)


async def home_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Home, by button."""
    await go_on(update, context)


async def _come_in(update: Update, context: Context, token: str) -> None:
    user = update.effective_user
    if user is None:
        return
    joined = await context.desk.ask(
        people.join,
        telegram_id=user.id,
        language=context.desk.texts.of(user.language_code).language,
        token=token,
    )
    context.person = joined.person
    if joined.new:
        await answer.say(
            update, context, _welcome(context.words, joined), _languages(context, go=True)
        )
    else:
        await go_on(update, context, _welcome(context.words, joined))
    await menus.refresh(update, context)


def _welcome(words: Words, joined: Joined) -> str:
    person = joined.person
    key = "people.welcome" if joined.new else "people.welcome-back"
    if joined.before is not None:
        key = "people.role-raised"
    role = words.plain(f"role.{person.role.value}")
    return words(key, pseudonym=person.pseudonym, role=role)


async def language(update: Update, context: Context) -> None:
    """Choose the language."""
    arrived(context)
    await answer.say(
        update, context, context.words("people.ask.language"), _languages(context, go=False)
    )


async def language_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Speak this language from now on, and go on where the question came from."""
    code = tap.text(0)
    if code not in context.desk.texts.languages:
        raise Refusal("buttons.foreign")
    await context.desk.ask(people.set_language, person=arrived(context), language=code)
    await look_again(context)
    await menus.refresh(update, context)
    if tap.text(1) == "go":
        await go_on(update, context)
    else:
        await answer.edit(update, context, context.words("people.language-set"))


def _languages(context: Context, *, go: bool) -> InlineKeyboardMarkup:
    # Each language by its own name, so that whoever landed in the wrong one finds the way out.
    words, how = context.words, "go" if go else "stay"
    return InlineKeyboardMarkup(
        [
            [
                button(words.plain(f"language.{code}"), "lang", code, how)
                for code in context.desk.texts.languages
            ]
        ]
    )


ROWS = Rows(
    commands=(
        Command("start", None, start, "/start", also=("inicio",)),
        Command("language", None, language, "/language", also=("idioma",)),
    ),
    taps={
        "home": (None, home_tapped),
        "lang": (None, language_tapped),
    },
)
