"""Help: what one can do here, by subject; one subject, or one command, by a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from telegram import InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer, menus
from handlers.buttons import Tap, button
from handlers.context import Context
from handlers.parse.helping import meant
from handlers.rows import Command, Rows
from handlers.texts import helping as texts
from handlers.texts.helping import Shown
from models.errors import Refusal

Heading = Callable[[Command], str]


async def show(update: Update, context: Context) -> None:
    """``/help``: everything by subject; ``/help shifts``, ``/help invite``: one of it."""
    typed = " ".join(context.args or ())
    if not typed:
        await _whole(update, context)
        return
    subjects = _subjects(context)
    rows = [row for members in subjects.values() for row in members]
    titles = {head: texts.titles(context.desk.texts, head) for head in subjects}
    found = meant(typed, titles, {f"/{row.name}": (row.called, *row.others) for row in rows})
    if found is None:
        raise Refusal("people.help.nothing", subjects=texts.listed(context.words, list(subjects)))
    if found in titles:
        await _subject(update, context, found)
        return
    row = next(row for row in rows if f"/{row.name}" == found)
    await answer.say(update, context, texts.command(context.words, row))


async def tapped(update: Update, context: Context, tap: Tap) -> None:
    """A subject by button, or all of them again."""
    if tap.args:
        await _subject(update, context, tap.text(0))
        return
    await _whole(update, context)


async def _whole(update: Update, context: Context) -> None:
    words, subjects = context.words, _subjects(context)
    text = texts.overview(words, subjects, known=context.person is not None)
    keyboard = None
    if texts.long(subjects):
        buttons = [button(words.plain(f"help.{head}"), "help", head) for head in subjects]
        keyboard = InlineKeyboardMarkup([buttons[at : at + 2] for at in range(0, len(buttons), 2)])
    await answer.edit(update, context, text, keyboard)


async def _subject(update: Update, context: Context, head: str) -> None:
    subjects = _subjects(context)
    if head not in subjects:
        raise Refusal("buttons.foreign")
    back = button(context.words.plain("help.all"), "help")
    text = texts.subject(context.words, head, subjects[head])
    await answer.edit(update, context, text, InlineKeyboardMarkup([[back]]))


def _subjects(context: Context) -> dict[str, Sequence[Shown]]:
    """The commands of the person's menu by head, in the order of the table of heads."""
    rows = menus.commands_of(context.desk, menus.role_of(context.person))
    heads: Sequence[str] = context.desk.kept.get("heads", ())
    head_of: Heading = context.desk.kept["subject"]
    found = {
        head: [_shown(context.words, row) for row in rows if head_of(row) == head]
        for head in heads
    }
    return {head: members for head, members in found.items() if members}


def _shown(words: Words, row: Command) -> Shown:
    called = row.called(words.language)
    others = tuple(name for name in (row.name, *row.also) if name != called)
    return Shown(row.name, called, row.typed(words), others)


ROWS = Rows(
    commands=(Command("help", None, show, "/help shifts", also=("ayuda",)),),
    taps={"help": (None, tapped)},
)
