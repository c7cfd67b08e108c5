"""The chart of the daily picture: lines claimed by the end of each day, against the target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from config.locale import Words
from handlers.pictures import canvas
from handlers.pictures.canvas import Canvas, points
from models.terms import DayReport

_AXIS = 116  # pixels at the left for the numbers of the axis
_STEPS = (1, 2, 2.5, 5, 10)


def claimed_over_time(
    page: Canvas, report: DayReport, words: Words, top: float, height: float
) -> None:
    """Draw the chart between the margins from ``top`` on, ``height`` pixels high without its dates."""
    left = canvas.MARGIN + _AXIS
    axes = page.axes(left, top, canvas.WIDTH - canvas.MARGIN - left - 12, height)
    days, claimed = course(report)
    highest = max(report.target, *claimed, 1)
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0, highest * 1.16)
    ticks = round_numbers(highest)
    axes.set_yticks(ticks, [words.number(tick) for tick in ticks])
    places = dates_to_name(days[1], days[-1])
    axes.set_xticks(places, [words.date(date.fromordinal(place), "short") for place in places])
    axes.get_xticklabels()[-1].set_horizontalalignment("right")
    axes.grid(axis="y", color=canvas.FAINT, linewidth=points(1.5))
    axes.fill_between(days, claimed, color=canvas.READ, alpha=0.45, linewidth=0)
    axes.plot(days, claimed, color=canvas.CLAIMED, linewidth=points(5), solid_capstyle="round")
    axes.plot(
        days[-1:], claimed[-1:], "o", color=canvas.CLAIMED, markersize=points(16), clip_on=False
    )
    axes.axhline(report.target, color=canvas.TARGET, linewidth=points(3.5), linestyle=(0, (5, 3)))
    axes.annotate(
        words.plain("picture.target", number=words.number(report.target)),
        (days[0], report.target), (0, points(9)), textcoords="offset points",
        color=canvas.TARGET, weight="bold", size=points(25), parse_math=False,
    )  # fmt: skip


def course(report: DayReport) -> tuple[list[int], list[int]]:
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
