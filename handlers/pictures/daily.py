"""The daily picture: claimed against the target over time, lines read, by reason, finish dates.

It says what the post says and nothing more: counts and ranges, no percentage interval, since none
may be had before lines are drawn at random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from config import codes
from config.locale import Words
from config.message import strip
from handlers.pictures import canvas
from handlers.pictures.canvas import Canvas
from handlers.pictures.chart import claimed_over_time
from handlers.texts.progress import signed, span
from models.terms import DayReport, ReasonCount

MOST_ROWS = 9  # more would be too small to read on a phone
_LEFT, _RIGHT = canvas.MARGIN, canvas.WIDTH - canvas.MARGIN
_BAND = 84  # pixels of the INVENTED band
_COLUMNS = (("claimed", 690.0), ("read", 855.0), ("all", float(_RIGHT)))
_FOOT = 1138  # where the finish dates begin
_PITCH = 49  # of the rows of reasons, where there is room
_GAP = 96  # between the chart and the first row: its dates and the heading

_TONE = {"claimed": canvas.CLAIMED, "read": canvas.READ, "all": canvas.FAINT}


def day(
    report: DayReport,
    words: Words,
    path: Path,
    *,
    title: str = "",
    labels: Mapping[str, str] | None = None,
) -> None:
    """Write the day's picture to ``path`` as a PNG of 1080 by 1350 pixels. Blocks: use a thread.

    ``title`` is the campaign's; ``labels`` are the profile's labels by reason code, for reasons
    that no catalogue knows. Invented numbers are marked as such, across the whole picture.
    """
    with canvas.LOCK:
        page = Canvas()
        top = _heading(page, report, words, title)
        _big(page, words, top + 136, report)
        rows = _rows(report.by_reason, words, labels or {})
        _chart_and_reasons(page, words, report, rows, top + 344)
        _finish(page, report, words)
        if report.invented:
            for y in (430, 900):
                page.watermark(canvas.WIDTH / 2, y, words.plain("picture.invented-word"))
        page.save(path)


def _heading(page: Canvas, report: DayReport, words: Words, title: str) -> float:
    """The band of invented numbers, if they are, the date and the campaign; where the band ends."""
    top = 0.0
    if report.invented:
        page.bar(0, 0, canvas.WIDTH, _BAND, canvas.WARNING)
        page.text(
            canvas.WIDTH / 2, 56, words.plain("picture.invented"), 36, bold=True, side="center",
            width=_RIGHT - _LEFT,
        )  # fmt: skip
        top = _BAND - 24
    page.text(_LEFT, top + 76, words.date(report.day), 46, bold=True, width=_RIGHT - _LEFT)
    title = title or words.plain("picture.title")
    page.text(_LEFT, top + 114, title, 26, color=canvas.QUIET, width=_RIGHT - _LEFT)
    return top


def _chart_and_reasons(
    page: Canvas,
    words: Words,
    report: DayReport,
    rows: Sequence[tuple[str, ReasonCount]],
    top: float,
) -> None:
    """The chart gets the height that the rows of the reasons leave it, within bounds."""
    page.text(_LEFT, top, words.plain("picture.over-time"), 28, bold=True)
    chart = top + 18
    left_over = _FOOT - 28 - chart - _GAP - _PITCH * len(rows)
    height = max(170.0, min(330.0, left_over))
    claimed_over_time(page, report, words, chart, height)
    _reasons(page, words, rows, chart + height + _GAP)


def _big(page: Canvas, words: Words, y: float, report: DayReport) -> None:
    """Two large numbers side by side, each with its bar: claimed of the target, read of all."""
    width = (_RIGHT - _LEFT - 60) / 2
    blocks = (
        (_LEFT, "claimed", report.claimed, report.target, report.claimed_today),
        (_LEFT + width + 60, "read", report.read, report.total, report.read_today),
    )
    for x, what, count, whole, today in blocks:
        color = canvas.CLAIMED if what == "claimed" else canvas.INK
        tone = canvas.CLAIMED if what == "claimed" else canvas.READ
        wide = page.text(x, y + 70, words.number(count), 68, bold=True, color=color, width=width)
        page.text(
            x + wide + 16, y + 70, words.plain("picture.today", number=signed(words, today)), 26,
            color=canvas.QUIET, width=width - wide - 16, least=17,
        )  # fmt: skip
        page.text(x, y + 112, words.plain(f"picture.{what}-of", whole=words.number(whole)), 26,
                  width=width)  # fmt: skip
        _share(page, x, y + 130, width, 12, ((count, tone),), max(whole, count))


def _share(
    page: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    parts: Sequence[tuple[int, str]],
    whole: int,
) -> None:
    """A bar of ``whole`` with ``parts`` laid over it, each from the left; a few stay visible."""
    page.bar(x, y, width, height, canvas.FAINT)
    for count, color in parts:
        if count > 0 and whole > 0:
            page.bar(x, y, max(3.0, width * min(1.0, count / whole)), height, color)


def _rows(
    counts: Sequence[ReasonCount], words: Words, labels: Mapping[str, str]
) -> list[tuple[str, ReasonCount]]:
    """The rows to show with their labels; of too many reasons, the largest and all others."""
    shown = list(counts)
    others: list[ReasonCount] = []
    if len(shown) > MOST_ROWS:
        shown = sorted(counts, key=lambda one: -one.total)
        shown, others = shown[: MOST_ROWS - 1], shown[MOST_ROWS - 1 :]
    rows = [(_label(one.reason, words, labels), one) for one in shown]
    if others:
        total = ReasonCount(
            "",
            sum(one.total for one in others),
            sum(one.read for one in others),
            sum(one.claimed for one in others),
        )
        rows.append((words.plain("picture.other-reasons", n=len(others)), total))
    return rows


def _label(code: str, words: Words, labels: Mapping[str, str]) -> str:
    return strip(codes.reason(words, code, labels.get(code, code)))


def _reasons(
    page: Canvas, words: Words, rows: Sequence[tuple[str, ReasonCount]], top: float
) -> None:
    """By reason: all of its lines as a bar, in it the ones read, in these the ones claimed."""
    page.text(_LEFT, top, words.plain("picture.by-reason"), 28, bold=True, width=460)
    for what, x in _COLUMNS:
        wide = page.text(x, top, words.plain(f"picture.column-{what}"), 23, side="right",
                         color=canvas.QUIET, width=150, least=17)  # fmt: skip
        page.bar(x - wide - 24, top - 15, 16, 16, _TONE[what])
    pitch = min(64.0, (_FOOT - 20 - top) / max(1, len(rows)))
    for number, (label, count) in enumerate(rows, 1):
        y = top + number * pitch - 8
        _reason(page, words, y, min(27.0, pitch * 0.54), label, count)


def _reason(
    page: Canvas, words: Words, y: float, size: float, label: str, count: ReasonCount
) -> None:
    page.text(_LEFT, y, label, size, width=480)
    values = {"claimed": count.claimed, "read": count.read, "all": count.total}
    for what, x in _COLUMNS:
        page.text(
            x, y, words.number(values[what]), size, side="right", bold=what == "claimed",
            color=canvas.CLAIMED if what == "claimed" else canvas.INK,
        )  # fmt: skip
    parts = ((count.read, canvas.READ), (count.claimed, canvas.CLAIMED))
    _share(page, _LEFT, y + 9, _RIGHT - _LEFT, max(7.0, size * 0.36), parts, count.total)


def _finish(page: Canvas, report: DayReport, words: Words) -> None:
    """The two finish dates in words, each a range, or that this course does not lead there."""
    page.bar(_LEFT, _FOOT, _RIGHT - _LEFT, 2, canvas.FAINT)
    y = _FOOT + 8.0
    ends = (("all-read", report.all_read), ("target-reached", report.target_reached))
    for what, when in ends:
        page.text(_LEFT, y + 30, words.plain(f"picture.{what}"), 23, color=canvas.QUIET)
        text = span(words, when, report)
        y = page.paragraph(_LEFT, y + 60, text, 27, width=_RIGHT - _LEFT, bold=True) + 8
