"""The picture of a day or a week: it says what the post says, and nothing more.

Claimed, ruled for us and read; over time, with the honest band and the target line; the band in
words with its condition, and what may be said of the target; by reason; both finish dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.locale import Words
from config.message import strip
from handlers.pictures import canvas
from handlers.pictures.canvas import Canvas
from handlers.pictures.chart import over_time
from handlers.pictures.reasons import LEFT, RIGHT, reasons, rows_of, share
from handlers.texts import progress
from handlers.texts.progress import signed, span
from models.report_terms import DayReport, WeekReport

_MARK = 84  # pixels of the INVENTED band
_FOOT = 1222  # where the finish dates begin
_PITCH = 46  # of the rows of reasons, where there is room
_SAID = 128  # pixels of the band and the target in words
_DATES = 62  # pixels between the chart and what is below: its dates


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn: the report, its heading, and the changes beside the large numbers."""

    report: DayReport
    heading: str
    changes: Mapping[str, int]
    change: str  # key of the words beside a change


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
    changes = {
        "claimed": report.claimed_today,
        "ruled": report.ruled_today,
        "read": report.read_today,
    }
    sheet = _Sheet(report, words.date(report.day), changes, "picture.today")
    _write(sheet, words, path, title, labels or {})


def week(
    report: WeekReport,
    words: Words,
    path: Path,
    *,
    title: str = "",
    labels: Mapping[str, str] | None = None,
) -> None:
    """The same for a week: the numbers as they stand, and beside them the week's change."""
    changes = {"claimed": report.claimed, "ruled": report.ruled, "read": report.read}
    first, last = words.date(report.since, "short"), words.date(report.now.day)
    heading = strip(words("posts.week.title", first=first, last=last))
    sheet = _Sheet(report.now, heading, changes, "picture.week")
    _write(sheet, words, path, title, labels or {})


def _write(sheet: _Sheet, words: Words, path: Path, title: str, labels: Mapping[str, str]) -> None:
    report = sheet.report
    with canvas.LOCK:
        page = Canvas()
        top = _heading(page, sheet, words, title)
        _big(page, words, top + 130, sheet)
        rows = rows_of(report.by_reason, words, labels)
        chart = top + 290
        page.text(LEFT, chart, words.plain("picture.over-time"), 28, bold=True)
        chart += 18
        room = _FOOT - 40 - chart - _DATES - _SAID - 40 - _PITCH * len(rows)
        height = max(150.0, min(310.0, room))
        over_time(page, report, words, chart, height)
        said = _said(page, report, words, chart + height + _DATES)
        reasons(page, words, rows, said + 48, _FOOT - 22)
        _finish(page, report, words)
        if report.invented:
            for y in (430, 900):
                page.watermark(canvas.WIDTH / 2, y, words.plain("picture.invented-word"))
        page.save(path)


def _heading(page: Canvas, sheet: _Sheet, words: Words, title: str) -> float:
    """The band of invented numbers, if they are, the date and the campaign; where the band ends."""
    top = 0.0
    if sheet.report.invented:
        page.bar(0, 0, canvas.WIDTH, _MARK, canvas.WARNING)
        page.text(
            canvas.WIDTH / 2, 56, words.plain("picture.invented"), 36, bold=True, side="center",
            width=RIGHT - LEFT,
        )  # fmt: skip
        top = _MARK - 24
    page.text(LEFT, top + 74, sheet.heading, 44, bold=True, width=RIGHT - LEFT)
    title = title or words.plain("picture.title")
    page.text(LEFT, top + 110, title, 25, color=canvas.QUIET, width=RIGHT - LEFT)
    return top


def _big(page: Canvas, words: Words, y: float, sheet: _Sheet) -> None:
    """Three large numbers side by side, each with its bar: claimed, ruled for us, read."""
    report, gap = sheet.report, 36.0
    width = (RIGHT - LEFT - 2 * gap) / 3
    blocks = (
        ("claimed", report.claimed, report.target, canvas.CLAIMED),
        ("ruled", report.ruled, report.target, canvas.RULED),
        ("read", report.read, report.total, canvas.READ),
    )
    for number, (what, count, whole, tone) in enumerate(blocks):
        x = LEFT + number * (width + gap)
        color = canvas.CLAIMED if what == "claimed" else canvas.INK
        wide = page.text(
            x, y + 58, words.number(count), 50, bold=True, color=color, width=width * 0.66
        )
        change = words.plain(sheet.change, number=signed(words, sheet.changes[what]))
        page.text(x + wide + 12, y + 58, change, 20, color=canvas.QUIET,
                  width=width - wide - 12, least=14)  # fmt: skip
        of = report.judged if what == "ruled" else whole
        page.text(x, y + 94, words.plain(f"picture.{what}-of", whole=words.number(of)), 24,
                  width=width - 8, least=16)  # fmt: skip
        share(page, x, y + 110, width, 12, ((count, tone),), max(whole, count))


def _said(page: Canvas, report: DayReport, words: Words, top: float) -> float:
    """The band in words, beside its colour, and what may be said of the target; the last baseline."""
    if report.band is not None:
        page.bar(LEFT, top - 18, 20, 22, canvas.BAND)
    x = LEFT + (34 if report.band is not None else 0)
    bold, _, rest = progress.band(words, report).partition("</b>")
    y = page.paragraph(x, top, strip(bold), 27, width=RIGHT - x, bold=True)
    rest = strip(rest).lstrip(",:. ")
    y = page.paragraph(x, y + 31, rest, 23, width=RIGHT - x, color=canvas.QUIET)
    needed = strip(progress.needed(words, report))
    return page.paragraph(LEFT, y + 34, needed, 25, width=RIGHT - LEFT, color=canvas.TARGET)


def _finish(page: Canvas, report: DayReport, words: Words) -> None:
    """The two finish dates in words, each a range, or that this course does not lead there."""
    page.bar(LEFT, _FOOT, RIGHT - LEFT, 2, canvas.FAINT)
    target = "target-ruled" if report.forecast else "target-claimed"
    width = (RIGHT - LEFT - 40) / 2
    ends = (
        ("all-read", progress.all_read(words, report)),
        (target, span(words, report.target_reached, report)),
    )
    for number, (what, told) in enumerate(ends):
        x = LEFT + number * (width + 40)
        page.text(x, _FOOT + 36, words.plain(f"picture.{what}"), 23, color=canvas.QUIET)
        page.paragraph(x, _FOOT + 68, told, 25, width=width, bold=True)
