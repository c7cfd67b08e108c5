"""The chart of the picture: claimed and ruled by the end of each day, the honest band, the target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from config.locale import Words
from handlers.pictures import canvas
from handlers.pictures.canvas import Canvas, points
from models.report_terms import DayReport

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_AXIS = 116  # pixels at the left for the numbers of the axis
_STEPS = (1, 2, 2.5, 5, 10)
_THIN = 3.0  # pixels of an edge of the band: it is seen however narrow the band is
_NOW = 16.0  # pixels of the bar that is the band of now

Points = tuple[list[int], list[int]]


def over_time(page: Canvas, report: DayReport, words: Words, top: float, height: float) -> None:
    """Draw the chart between the margins from ``top`` on, ``height`` pixels high without its dates."""
    left = canvas.MARGIN + _AXIS
    width = canvas.WIDTH - canvas.MARGIN - left - 12
    axes = page.axes(left, top, width, height)
    days, claimed = course(report)
    ruled_days, ruled = ruled_course(report)
    highest = highest_of(report)
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0, highest * 1.16)
    ticks = round_numbers(highest)
    axes.set_yticks(ticks, [words.number(tick) for tick in ticks])
    places = dates_to_name(days[1], days[-1])
    axes.set_xticks(places, [words.date(date.fromordinal(place), "short") for place in places])
    axes.get_xticklabels()[-1].set_horizontalalignment("right")
    axes.grid(axis="y", color=canvas.FAINT, linewidth=points(1.5))
    _band(axes, report, days[-1])
    axes.plot(days, claimed, color=canvas.CLAIMED, linewidth=points(5), solid_capstyle="round")
    axes.plot(ruled_days, ruled, color=canvas.RULED, linewidth=points(5), solid_capstyle="round")
    for last, color in ((claimed[-1], canvas.CLAIMED), (ruled[-1], canvas.RULED)):
        axes.plot(days[-1:], [last], "o", color=color, markersize=points(14), clip_on=False)
    _target(axes, report, words, days[0])


def _band(axes: Axes, report: DayReport, last: int) -> None:
    """The band of each kept day, shaded; and that of now as a bar at the end, however narrow."""
    known = [
        (day.toordinal(), low, high) for day, _, low, high in report.course if low is not None
    ]
    if known:
        days, lows, highs = zip(*known, strict=True)
        axes.fill_between(days, lows, highs, color=canvas.BAND, alpha=0.22, linewidth=0)
        for edge in (lows, highs):
            axes.plot(days, edge, color=canvas.BAND, linewidth=points(_THIN), alpha=0.7)
    if report.band is not None:
        ends = [report.band.low, report.band.high]
        axes.plot(
            [last, last], ends, color=canvas.BAND, linewidth=points(_NOW), clip_on=False,
            solid_capstyle="butt", alpha=0.55,
        )  # fmt: skip
        axes.plot(
            [last, last], ends, "_", color=canvas.BAND, markersize=points(34), clip_on=False,
            markeredgewidth=points(_THIN + 1),
        )  # fmt: skip


def _target(axes: Axes, report: DayReport, words: Words, first: int) -> None:
    axes.axhline(report.target, color=canvas.TARGET, linewidth=points(3.5), linestyle=(0, (5, 3)))
    axes.annotate(
        words.plain("picture.target", number=words.number(report.target)),
        (first, report.target), (0, points(9)), textcoords="offset points",
        color=canvas.TARGET, weight="bold", size=points(25), parse_math=False,
    )  # fmt: skip


def highest_of(report: DayReport) -> int:
    """The highest number that the chart must show: bands of the first days may leave it."""
    band = 0 if report.band is None else report.band.high
    return max(report.target, report.claimed, report.ruled, min(band, 4 * report.target), 1)


def course(report: DayReport) -> Points:
    """Days (as ordinals) and lines claimed by their end, from nothing the day before the first.

    Days without a reading lie on the straight line between; the last day is the report's.
    """
    first = report.series[0][0] if report.series else report.day
    days = [first.toordinal() - 1]
    claimed = [0]
    for when, _read, by_then in report.series:
        days.append(when.toordinal())
        claimed.append(by_then)
    if days[-1] < report.day.toordinal() or len(days) == 1:
        days.append(report.day.toordinal())
        claimed.append(claimed[-1])
    return days, claimed


def ruled_course(report: DayReport) -> Points:
    """Days and lines ruled ours by their end: nothing before the first kept day, then as kept."""
    days, ruled = [course(report)[0][0]], [0]
    for when, ours, _low, _high in report.course:
        if when.toordinal() > days[-1]:
            days.append(when.toordinal())
            ruled.append(ours)
    if days[-1] < report.day.toordinal():
        days.append(report.day.toordinal())
        ruled.append(report.ruled)
    return days, ruled


def round_numbers(highest: int, most: int = 4) -> list[int]:
    """At most ``most`` + 1 whole round numbers from 0 up to ``highest``, evenly apart."""
    rough = max(1.0, highest / most)
    power: float = 10.0 ** (len(str(int(rough))) - 1)
    step = next(int(power * factor) for factor in _STEPS if power * factor >= rough)
    return list(range(0, highest + 1, max(1, step)))


def dates_to_name(first: int, last: int, most: int = 4) -> Sequence[int]:
    """The ordinals of up to ``most`` days to be named on the axis, the first and last among them."""
    gaps = min(most - 1, last - first)
    if gaps < 1:
        return [last]
    return [first + round(number * (last - first) / gaps) for number in range(gaps + 1)]
