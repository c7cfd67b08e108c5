"""Whom a coordinator means: a name as typed becomes a person, or a question with buttons."""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardMarkup, Update

from handlers import answer
from handlers.buttons import button
from handlers.context import Context
from handlers.texts import people as texts
from models import choices, people
from models.errors import Refusal
from models.people import Member
from models.rules import names


async def find(
    update: Update, context: Context, typed: str, *, verb: str, kind: str, facts: dict[str, Any]
) -> Member | None:
    """The person meant, or None after asking back.

    Asked back, the buttons carry ``verb``, the choice's number (its facts are ``facts`` and
    ``act``: ``kind``) and a person's id. Refuses ``people.nobody-like-that``; what was typed is
    not repeated, since it may be anybody's name.
    """
    team = {one.id: one for one in await context.desk.ask(people.look_team)}
    known = [(one.id, one.pseudonym, one.call_name) for one in team.values()]
    found = names.find(typed, known)
    if found.sure:
        return team[found.ids[0]]
    if not found.ids:
        raise Refusal("people.nobody-like-that")
    choice = await context.desk.ask(
        choices.keep, person_id=context.me.id, kind=kind, facts={**facts, "act": kind}
    )
    words = context.words
    rows = [[button(texts.candidate(words, team[one]), verb, choice, one)] for one in found.ids]
    rows.append([button(words.plain("buttons.none-of-these"), "no")])
    await answer.say(update, context, words("people.whom"), InlineKeyboardMarkup(rows))
    return None
