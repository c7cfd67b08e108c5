"""By reason, as bars: all of its lines, in it the ones read, the ones claimed, the ones ruled ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from config import codes
from config.locale import Words
from config.message import strip
from handlers.pictures import canvas
from handlers.pictures.canvas import Canvas
from handlers.texts.progress import shown_reasons
from models.report_terms import ReasonCount

MOST_ROWS = 9  # more would be too small to read on a phone
LEFT, RIGHT = canvas.MARGIN, canvas.WIDTH - canvas.MARGIN
_COLUMNS = (("claimed", 655.0), ("ruled", 785.0), ("read", 905.0), ("all", float(RIGHT)))
_TONE = {
    "claimed": canvas.CLAIMED,
    "ruled": canvas.RULED,
    "read": canvas.READ,
    "all": canvas.FAINT,
}

Row = tuple[str, ReasonCount]


def rows_of(counts: Sequence[ReasonCount], words: Words, labels: Mapping[str, str]) -> list[Row]:
    """The rows to show with their labels; of too many reasons, the largest and all others."""
    shown, rest = shown_reasons(counts, MOST_ROWS)
    rows = [(_label(one, words, labels), one) for one in shown]
    if rest is not None:
        n = len(counts) - len(shown)
        rows.append((words.plain("picture.other-reasons", n=n), rest))
    return rows


def _label(one: ReasonCount, words: Words, labels: Mapping[str, str]) -> str:
    known = labels.get(one.reason, one.label or one.reason)
    return strip(codes.reason(words, one.reason, known))


def reasons(page: Canvas, words: Words, rows: Sequence[Row], top: float, foot: float) -> None:
    """The table from ``top`` on, its last row above ``foot`` (pixels)."""
    wide = page.text(LEFT, top, words.plain("picture.by-reason"), 28, bold=True, width=400)
    if any(count.low is not None for _, count in rows):
        x = LEFT + wide + 18
        page.bar(x, top - 9, 24, 4, canvas.BAND)
        page.text(x + 30, top, words.plain("picture.reason-band"), 18, color=canvas.QUIET,
                  width=495 - x - 30, least=12)  # fmt: skip
    for what, x in _COLUMNS:
        wide = page.text(x, top, words.plain(f"picture.column-{what}"), 22, side="right",
                         color=canvas.QUIET, width=114, least=16)  # fmt: skip
        page.bar(x - wide - 22, top - 14, 15, 15, _TONE[what])
    pitch = min(60.0, (foot - top) / max(1, len(rows)))
    for number, (label, count) in enumerate(rows, 1):
        y = top + number * pitch - 10
        _reason(page, words, y, min(26.0, pitch * 0.54), label, count)


def _reason(
    page: Canvas, words: Words, y: float, size: float, label: str, count: ReasonCount
) -> None:
    page.text(LEFT, y, label, size, width=480, least=17)
    values = {
        "claimed": count.claimed,
        "ruled": count.ruled,
        "read": count.read,
        "all": count.total,
    }
    for what, x in _COLUMNS:
        bold = what in ("claimed", "ruled")
        color = canvas.CLAIMED if what == "claimed" else canvas.INK
        page.text(x, y, words.number(values[what]), size, side="right", bold=bold, color=color)
    height = max(7.0, size * 0.36)
    parts = ((count.read, canvas.READ), (count.claimed, canvas.CLAIMED))
    share(page, LEFT, y + 9, RIGHT - LEFT, height, parts, count.total)
    share(page, LEFT, y + 9, RIGHT - LEFT, height / 2, ((count.ruled, canvas.RULED),), count.total,
          bare=True)  # fmt: skip
    if count.low is not None and count.high is not None and count.total:
        _band(page, y + 9 + height, count.low / count.total, count.high / count.total)


def _band(page: Canvas, y: float, low: float, high: float) -> None:
    """A reason's own band as a thin line under its bar, with its ends."""
    wide = RIGHT - LEFT
    page.bar(LEFT + low * wide, y, max(3.0, (high - low) * wide), 4, canvas.BAND)


def share(
    page: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    parts: Sequence[tuple[int, str]],
    whole: int,
    *,
    bare: bool = False,
) -> None:
    """A bar of ``whole`` with ``parts`` laid over it, each from the left; a few stay visible.

    ``bare``: without the whole beneath.
    """
    if not bare:
        page.bar(x, y, width, height, canvas.FAINT)
    for count, color in parts:
        if count > 0 and whole > 0:
            page.bar(x, y, max(3.0, width * min(1.0, count / whole)), height, color)
