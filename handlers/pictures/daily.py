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
from handlers.texts.progress import span
from models.terms import DayReport, ReasonCount

MOST_ROWS = 9  # more would be too small to read on a phone
_LEFT, _RIGHT = canvas.MARGIN, canvas.WIDTH - canvas.MARGIN
_BAND = 84  # pixels of the INVENTED band
_COLUMNS = (("claimed", 700.0), ("read", 860.0), ("all", float(_RIGHT)))
_FOOT = 1196  # where the finish dates begin

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
        _big(page, words, top + 120, report)
        page.text(_LEFT, top + 276, words.plain("picture.over-time"), 28, bold=True)
        rows = _rows(report.by_reason, words, labels or {})
        height = 272 if len(rows) <= 7 else 214
        claimed_over_time(page, report, words, top + 296, height)
        _reasons(page, words, rows, top + 296 + height + 88)
        _finish(page, report, words)
        if report.invented:
            for y in (430, 900):
                page.watermark(canvas.WIDTH / 2, y, words.plain("picture.invented-word"))
        page.save(path)


def _heading(page: Canvas, report: DayReport, words: Words, title: str) -> float:
    """The band of invented numbers, if they are, the date and the campaign; where they end."""
    top = 0.0
    if report.invented:
        page.bar(0, 0, canvas.WIDTH, _BAND, canvas.WARNING)
        page.text(
            canvas.WIDTH / 2, 56, words.plain("picture.invented"), 36, bold=True, side="center",
            width=_RIGHT - _LEFT,
        )  # fmt: skip
        top = _BAND - 20
    wide = page.text(_LEFT, top + 76, words.date(report.day), 44, bold=True, width=600)
    page.text(
        _RIGHT, top + 76, title or words.plain("picture.title"), 26, color=canvas.QUIET,
        side="right", width=_RIGHT - _LEFT - wide - 30,
    )  # fmt: skip
    return top


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
        wide = page.text(x, y + 66, words.number(count), 76, bold=True, color=color, width=width)
        page.text(
            x + wide + 18, y + 66, words.plain("picture.today", number=words.number(today)), 26,
            color=canvas.QUIET, width=width - wide - 18, least=18,
        )  # fmt: skip
        page.text(x, y + 104, words.plain(f"picture.{what}-of", whole=words.number(whole)), 26,
                  width=width)  # fmt: skip
        _share(page, x, y + 120, width, 12, ((count, tone),), max(whole, count))


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
                         color=canvas.QUIET, width=120)  # fmt: skip
        page.bar(x - wide - 24, top - 15, 16, 16, _TONE[what])
    pitch = min(56.0, (_FOOT - 34 - top) / max(1, len(rows)))
    for number, (label, count) in enumerate(rows, 1):
        y = top + number * pitch - 14
        _reason(page, words, y, min(27.0, pitch * 0.54), label, count)


def _reason(
    page: Canvas, words: Words, y: float, size: float, label: str, count: ReasonCount
) -> None:
    page.text(_LEFT, y, label, size, width=500)
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
    for number, (what, when) in enumerate(
        (("all-read", report.all_read), ("target-reached", report.target_reached))
    ):
        y = _FOOT + 48 + number * 56
        wide = page.text(_LEFT, y, words.plain(f"picture.{what}"), 28, color=canvas.QUIET)
        page.text(
            _LEFT + wide + 16, y, span(words, when, report.day), 28, bold=True,
            width=_RIGHT - _LEFT - wide - 16,
        )  # fmt: skip
