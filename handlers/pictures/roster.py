"""The week's roster as a picture for a phone: each shift with its seats, its captain, its readers."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from config.locale import Words
from handlers.pictures import canvas
from handlers.pictures.canvas import Canvas
from handlers.texts import roster as texts
from handlers.texts import shifts as shift_texts
from models.book import Book
from models.shift_terms import Duty
from models.shifts.roster import Roster, Row

_LEFT, _RIGHT = canvas.MARGIN, canvas.WIDTH - canvas.MARGIN
_BAND = 84  # pixels of the INVENTED band
_DAY = 54  # of a day's heading
_LEAST, _MOST = 54.0, 156.0  # of a shift's row
_NAMES_FROM = 104.0  # a row as high as this has room for the readers' numbers
_TWO_LINES_FROM = 138.0
_A_LINE = 11  # numbers side by side
_BAR = 290


def week(found: Roster, words: Words, book: Book, path: Path) -> None:
    """Write the roster to ``path`` as a PNG of 1080 by 1350 pixels. Blocks: use a thread.

    An invented campaign's is marked as such, across the whole picture. What does not fit is
    counted at the foot; the text has it.
    """
    with canvas.LOCK:
        page = Canvas()
        y = _heading(page, found, words, invented=book.invented)
        shown, height = _fitting(found.rows, canvas.HEIGHT - 60 - y)
        for _day, rows in groupby(shown, key=lambda row: row.shift.day):
            y = _of_day(page, words, book, list(rows), y, height)
        if len(shown) < len(found.rows):
            left = len(found.rows) - len(shown)
            page.text(_LEFT, canvas.HEIGHT - 28, words.plain("roster.picture-more", n=left), 24)
        if not found.rows:
            page.text(_LEFT, y + 80, words.plain("roster.nothing"), 30, width=_RIGHT - _LEFT)
        if book.invented:
            for at in (520, 980):
                page.watermark(canvas.WIDTH / 2, at, words.plain("picture.invented-word"))
        page.save(path)


def _heading(page: Canvas, found: Roster, words: Words, *, invented: bool) -> float:
    """The band of invented people, if they are, the week and the office; where the rows begin."""
    top = 0.0
    if invented:
        page.bar(0, 0, canvas.WIDTH, _BAND, canvas.WARNING)
        page.text(
            canvas.WIDTH / 2, 56, words.plain("picture.invented"), 36, bold=True, side="center",
            width=_RIGHT - _LEFT,
        )  # fmt: skip
        top = _BAND - 24
    title = words.plain("roster.week", day=found.monday)
    page.text(_LEFT, top + 76, title, 46, bold=True, width=_RIGHT - _LEFT)
    told = f"{texts.taken(words, found)} · {found.office_name}"
    page.text(_LEFT, top + 116, told, 26, color=canvas.QUIET, width=_RIGHT - _LEFT)
    return top + 130


def _fitting(rows: tuple[Row, ...], room: float) -> tuple[list[Row], float]:
    """The rows that fit into ``room`` pixels, and how high each may be."""
    shown = list(rows)
    while shown:
        days = len({row.shift.day for row in shown})
        height = (room - days * _DAY) / len(shown)
        if height >= _LEAST:
            return shown, min(_MOST, height)
        shown.pop()
    return [], _MOST


def _of_day(
    page: Canvas, words: Words, book: Book, rows: list[Row], y: float, height: float
) -> float:
    day = words.date(rows[0].shift.day, "weekday")
    page.text(_LEFT, y + 40, day, 30, bold=True, width=_RIGHT - _LEFT)
    y += _DAY
    for row in rows:
        _row(page, words, book, row, y, height)
        y += height
    return y


def _row(page: Canvas, words: Words, book: Book, row: Row, y: float, height: float) -> None:
    shift = row.shift
    zone = shift_texts.zone_of(book, shift.office)
    hours = shift_texts.span(words, shift.starts_at, shift.ends_at, zone)
    page.text(_LEFT, y + 30, hours, 27, width=350)
    _seats(page, row, y)
    led = any(seat.duty == Duty.CAPTAIN for seat in row.seats)
    color = canvas.QUIET if led else canvas.TARGET
    page.text(_RIGHT, y + 30, texts.lead(words, row), 24, color=color, side="right", width=230)
    if height >= _NAMES_FROM:
        lines = 2 if height >= _TWO_LINES_FROM else 1
        for number, line in enumerate(_lines(texts.readers(row), lines)):
            page.text(_LEFT, y + 66 + 32 * number, line, 24, width=_RIGHT - _LEFT)


def _seats(page: Canvas, row: Row, y: float) -> None:
    """How many of the seats are taken, as a bar and in numbers."""
    x = _LEFT + 360
    seats = row.shift.seats
    if seats:
        page.bar(x, y + 12, _BAR, 22, canvas.FAINT)
        page.bar(x, y + 12, _BAR * min(1.0, row.shift.taken / seats), 22, canvas.CLAIMED)
    page.text(x + _BAR + 12, y + 32, texts.filled(row), 26, bold=True, width=100)


def _lines(names: list[str], lines: int) -> list[str]:
    """The readers' numbers on so many lines; who has no room is counted."""
    most = lines * _A_LINE
    if len(names) > most:
        names = [*names[: most - 1], f"+{len(names) - most + 1}"]
    return ["  ".join(names[at : at + _A_LINE]) for at in range(0, len(names), _A_LINE)]
