"""The buttons under notices of shifts; their words are `handlers.texts.shift_notices`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import InlineKeyboardMarkup

from config.locale import Words
from handlers.buttons import button
from handlers.texts import letter
from handlers.texts.shift_notices import TOLD, notice
from models.book import Book
from models.shifts.letter import of_facts

LETTER = "shift.letter"
Facts = dict[str, Any]


def render(
    kind: str, book: Book, words: Words, facts: Facts
) -> tuple[str, InlineKeyboardMarkup | None]:
    """A notice's text and its buttons. Where no office came with the facts, the campaign's clock."""
    if kind == LETTER:
        return _letter(book, words, facts)
    told = {"zone": book.zone.key, **facts}
    keyboard = _UNDER.get(kind)
    return notice(words, kind, told), None if keyboard is None else keyboard(words, facts)


def _letter(book: Book, words: Words, facts: Facts) -> tuple[str, InlineKeyboardMarkup | None]:
    """Which caps are in the way; the file that can be sent, where something is asked for."""
    found = of_facts(facts["letter"])
    file = _row(button(words.plain("buttons.letter-file"), "hlp", found.id))
    return letter.answer(words, book, found), file if found.lines else None


def _pair(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(
        button(words.plain("buttons.pair-yes"), "hpr", facts["person_id"], "yes"),
        button(words.plain("buttons.no"), "hpr", facts["person_id"], "no"),
    )


def _asked(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(
        button(words.plain("buttons.i-come"), "hy", facts["shift_id"]),
        button(words.plain("buttons.home.cant-come"), "hx", facts["shift_id"]),
    )


def _cover(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(
        button(words.plain("buttons.i-come"), "hv", facts["shift_id"], "yes"),
        button(words.plain("buttons.home.cant-come"), "hv", facts["shift_id"], "no"),
    )


def _cannot(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(button(words.plain("buttons.home.cant-come"), "cantcome"))


def _reminder(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(
        button(words.plain("buttons.i-am-here"), "hh"),
        button(words.plain("buttons.home.cant-come"), "cantcome"),
    )


def _here(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(button(words.plain("buttons.i-am-here"), "hh"))


def _shifts(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(button(words.plain("buttons.other-shifts"), "shifts"))


def _paper(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    code = facts["code"]
    return InlineKeyboardMarkup(
        [
            [
                button(words.plain("buttons.paper-all"), "hp", code, "all"),
                button(words.plain("buttons.paper-nothing"), "hp", code, "none"),
            ],
            [button(words.plain("buttons.paper-some"), "hpn", code, 0)],
        ]
    )


def _swap(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(
        button(words.plain("buttons.swap-yes"), "hk", facts["swap_id"], "yes"),
        button(words.plain("buttons.no"), "hk", facts["swap_id"], "no"),
    )


def _table(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(button(words.plain("buttons.table"), "hb", facts["shift_id"]))


def _legal(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(button(words.plain("buttons.legal-name"), "legal"))


def _plan(words: Words, facts: Facts) -> InlineKeyboardMarkup:
    return _row(button(words.plain("buttons.see-plan"), "hg", facts["code"]))


def _row(*buttons: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(buttons)])


_UNDER: dict[str, Callable[[Words, Facts], InlineKeyboardMarkup]] = {
    "shift.asked": _asked,
    "shift.ask-lapsed": _shifts,
    "shift.cover-asked": _cover,
    "shift.assigned": _cannot,
    "shift.removed": _shifts,
    "shift.called-off": _shifts,
    "shift.unseated": _shifts,
    "shift.reminder": _reminder,
    "shift.no-show": _here,
    "shift.ending": _paper,
    "shift.swap-asked": _swap,
    "shift.check-in": _table,
    "shift.name-missing": _legal,
    "shift.planned": _plan,
    "shift.pair-asked": _pair,
}
KINDS = (*TOLD, LETTER)
