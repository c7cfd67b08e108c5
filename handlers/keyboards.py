"""Results to buttons."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from config import codes
from config.locale import Words
from handlers.buttons import button
from models.book import Book
from models.terms import BatchLine, BatchView, Verdict

Rows = list[list[InlineKeyboardButton]]
MOST_SECTIONS = 10  # buttons under one message; the rest is typed


def line(words: Words, batch: BatchView, one: BatchLine) -> InlineKeyboardMarkup:
    """Under a line: the four verdicts, the card, and what one may do with the batch."""
    at = (batch.code, one.number)
    rows: Rows = [
        [
            button(words.plain("buttons.verdict.challenge"), "rv", *at, "challenge"),
            button(words.plain("buttons.verdict.stands"), "rv", *at, "stands"),
        ],
        [
            button(words.plain("buttons.verdict.unsure"), "rv", *at, "unsure"),
            button(words.plain("buttons.verdict.missing"), "rv", *at, "missing"),
        ],
        [
            button(words.plain("buttons.card"), "rk", *at),
            button(words.plain("buttons.rest-stand", left=len(batch.left)), "rr", batch.code),
        ],
    ]
    rows.append(_neighbours(words, batch, one))
    rows.append(
        [
            button(words.plain("buttons.sheet"), "sheet", batch.code),
            button(words.plain("buttons.give-back"), "back", batch.code),
        ]
    )
    return InlineKeyboardMarkup([row for row in rows if row])


def _neighbours(words: Words, batch: BatchView, one: BatchLine) -> list[InlineKeyboardButton]:
    row = []
    if one.number > 1:
        row.append(button(words.plain("buttons.previous"), "rb", batch.code, one.number - 1))
    if one.number < len(batch.lines):
        row.append(button(words.plain("buttons.following"), "rb", batch.code, one.number + 1))
    return row


def sections(words: Words, batch: BatchView) -> InlineKeyboardMarkup:
    """Under sections dealt as met: how a line is typed, what is done, what one may do with them."""
    done = [
        button(words.plain("buttons.section-done", section=section), "sd", batch.code, section)
        for section in batch.to_finish[:MOST_SECTIONS]
    ]
    rows: Rows = [[button(words.plain("buttons.rejected-line"), "sh", batch.code)]]
    rows += [done[at : at + 2] for at in range(0, len(done), 2)]
    if len(batch.to_finish) > 1:
        rows.append([button(words.plain("buttons.all-sections-done"), "sd", batch.code, 0)])
    rows.append(
        [
            button(words.plain("buttons.sheet"), "sheet", batch.code),
            button(words.plain("buttons.give-back"), "back", batch.code),
        ]
    )
    return InlineKeyboardMarkup(rows)


def grounds(words: Words, book: Book, batch: BatchView, one: BatchLine) -> InlineKeyboardMarkup:
    """The grounds that fit the line's reason, two a row."""
    fitting = [
        button(codes.ground_button(words, ground.code), "rg", batch.code, one.number, ground.code)
        for ground in book.grounds_for(one.reason)
    ]
    rows: Rows = [fitting[at : at + 2] for at in range(0, len(fitting), 2)]
    rows.append([button(words.plain("buttons.not-yet"), "rb", batch.code, one.number)])
    return InlineKeyboardMarkup(rows)


def back_to_line(words: Words, batch: BatchView, one: BatchLine) -> InlineKeyboardMarkup:
    """From the card to the line."""
    return InlineKeyboardMarkup(
        [[button(words.plain("buttons.back-to-line"), "rb", batch.code, one.number)]]
    )


def confirm(
    words: Words, label: str, verb: str, *args: object, no: tuple[object, ...] = ("no",)
) -> InlineKeyboardMarkup:
    """A grave act asks once more: do it, or not. ``no`` is the verb of the second and its values."""
    refuse, *values = no
    return InlineKeyboardMarkup(
        [[button(label, verb, *args), button(words.plain("buttons.no"), str(refuse), *values)]]
    )


def after_entry(
    words: Words, entry_id: int, batch: BatchView, *, mine: bool = True
) -> InlineKeyboardMarkup:
    """Under an echo: undo, and what comes next in one's own batch (not another's, typed for them)."""
    row = [button(words.plain("buttons.undo"), "ru", entry_id)]
    if not mine:
        return InlineKeyboardMarkup([row])
    if batch.left:
        row.append(button(words.plain("buttons.go-on"), "rb", batch.code, batch.left[0].number))
    elif batch.to_finish:
        row.append(button(words.plain("buttons.sections"), "sb", batch.code))
    else:
        row.append(button(words.plain("buttons.next"), "next"))
    return InlineKeyboardMarkup([row])


def after_undo(words: Words, batch: BatchView) -> InlineKeyboardMarkup:
    """What comes next after something was taken back."""
    if batch.ended is None and batch.left:
        go_on = button(words.plain("buttons.go-on"), "rb", batch.code, batch.left[0].number)
        return InlineKeyboardMarkup([[go_on]])
    if batch.to_finish:
        again = button(words.plain("buttons.sections"), "sb", batch.code)
        return InlineKeyboardMarkup([[again]])
    return next_batch(words)


def next_batch(words: Words) -> InlineKeyboardMarkup:
    """One button: the next batch."""
    return InlineKeyboardMarkup([[button(words.plain("buttons.next"), "next")]])


def question(
    words: Words, choice_id: int, position: int, candidates: tuple[str, ...]
) -> InlineKeyboardMarkup:
    """Which ground was meant: one button each."""
    rows: Rows = [
        [button(codes.ground_button(words, code), "rq", choice_id, position, code)]
        for code in candidates
    ]
    rows.append([button(words.plain("buttons.none-of-these"), "no")])
    return InlineKeyboardMarkup(rows)


def verdict_of(text: str) -> Verdict | None:
    """The verdict a button names, None for a foreign one."""
    return next((verdict for verdict in Verdict if verdict.value == text), None)
