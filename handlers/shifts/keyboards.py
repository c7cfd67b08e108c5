"""Buttons of shifts. Their verbs begin with ``h``."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from config.locale import Words
from handlers.buttons import button
from handlers.texts import shifts as texts
from models.book import Book
from models.shift_terms import WAITABLE, Answer, Joined, Offer, PlaceState, PlaceView, ShiftView

Rows = list[list[InlineKeyboardButton]]


def in_pairs(buttons: Sequence[InlineKeyboardButton]) -> Rows:
    """Two in a row, as a phone shows them whole."""
    return [list(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def page(
    words: Words,
    book: Book,
    places: Sequence[PlaceView],
    offers: Sequence[Offer],
    *,
    number: int,
    more: bool,
) -> InlineKeyboardMarkup:
    """Under the list: a button for each shift one may join or wait for, then what else one may do."""
    open_ = [
        button(texts.label(words, book, one.shift), "hj", one.shift.id)
        for one in offers
        if one.shift.mine is None
        and (one.ruling.answer == Answer.YES or one.ruling.answer in WAITABLE)
    ]
    rows = in_pairs(open_)
    turn = []
    if number:
        turn.append(button(words.plain("buttons.earlier"), "shifts", number - 1))
    if more:
        turn.append(button(words.plain("buttons.later"), "shifts", number + 1))
    if turn:
        rows.append(turn)
    if places:
        rows.append(
            [
                button(words.plain("buttons.calendar-file"), "hics"),
                button(words.plain("buttons.home.cant-come"), "cantcome"),
            ]
        )
    rows.append([button(words.plain("buttons.my-times"), "ht")])
    return InlineKeyboardMarkup(rows)


def joined(words: Words, found: Joined) -> InlineKeyboardMarkup:
    """After a wish to join: wait or stand by where it is full, else what one may do with the place."""
    if found.place is None:
        return InlineKeyboardMarkup(
            [
                [
                    button(words.plain("buttons.wait"), "hw", found.shift.id),
                    button(words.plain("buttons.stand-by"), "hs", found.shift.id),
                ],
                [button(words.plain("buttons.other-shifts"), "shifts")],
            ]
        )
    return placed(words, found.place)


def placed(words: Words, place: PlaceView) -> InlineKeyboardMarkup:
    """Under a place of mine."""
    if place.state == PlaceState.ASKED:
        return asked(words, place.shift.id)
    row = [button(words.plain("buttons.other-shifts"), "shifts")]
    if place.state == PlaceState.CONFIRMED:
        row.insert(0, button(words.plain("buttons.calendar-file"), "hics"))
    return InlineKeyboardMarkup([row])


def asked(words: Words, shift_id: int) -> InlineKeyboardMarkup:
    """Whoever is asked says yes or no."""
    return InlineKeyboardMarkup(
        [
            [
                button(words.plain("buttons.i-come"), "hy", shift_id),
                button(words.plain("buttons.home.cant-come"), "hx", shift_id),
            ]
        ]
    )


def which(
    words: Words, book: Book, found: Sequence[ShiftView], verb: str, *before: object
) -> InlineKeyboardMarkup:
    """Which of these shifts: one button each, ``verb`` with ``before`` and the shift's id."""
    one_each = [
        button(texts.label(words, book, shift), verb, *before, shift.id) for shift in found
    ]
    return InlineKeyboardMarkup([*in_pairs(one_each), [button(words.plain("buttons.no"), "no")]])
