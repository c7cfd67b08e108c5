"""The day in numbers, in words: for ``/progress`` and for the daily post.

What is said of "enough is there" is *statistically supported*, *not yet* or *excluded*; nothing here
says that anything is proved. The finish range is a plan's word and stands on a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from config import codes
from config.locale import Words
from handlers.texts.lengths import CAPTION_MOST, length
from models.report_terms import DayReport, ReasonCount
from models.terms import Span

MOST_REASONS = 9


def short(words: Words, report: DayReport) -> str:
    """Five lines a volunteer understands, under the day."""
    lines = [*marks(words, report), words("progress.title", day=report.day)]
    lines += [
        claimed(words, report),
        read(words, report),
        band(words, report),
        needed(words, report),
        finish(words, report),
    ]
    return "\n".join([*lines, *others(words, report)])


def marks(words: Words, report: DayReport) -> list[str]:
    """What stands above everything: that the numbers are invented, that the post is late."""
    lines: list[str] = []
    if report.invented:
        lines.append(words("progress.invented"))
    if report.late:
        lines.append(words("progress.late", day=report.day))
    return lines


def claimed(words: Words, report: DayReport) -> str:
    """What is claimed of what is needed, and what a lawyer has ruled for us, if anything."""
    today = signed(words, report.claimed_today)
    n, target = report.claimed, report.target
    if not report.judged:
        return words("progress.claimed", n=n, target=target, today=today)
    return words(
        "progress.claimed-and-ruled",
        n=n,
        target=target,
        today=today,
        ruled=report.ruled,
        judged=report.judged,
        ruled_today=signed(words, report.ruled_today),
    )


def read(words: Words, report: DayReport) -> str:
    """Lines read of all."""
    return words(
        "progress.read",
        n=report.read,
        total=report.total,
        today=signed(words, report.read_today),
        share=report.read / report.total if report.total else 0.0,
    )


def signed(words: Words, change: int) -> str:
    """A change since yesterday: ``+35``, ``−1`` when more was corrected than claimed, ``+0``."""
    return f"{'−' if change < 0 else '+'}{words.number(abs(change))}"


def band(words: Words, report: DayReport) -> str:
    """The honest band with its condition; without one what is certain, and why no more."""
    found = report.band
    if not report.whole:
        return words("progress.not-whole", low=report.certain_low)
    if report.certain_low == report.certain_high and report.total:
        return words("progress.all-ruled", low=report.certain_low)
    if found is None:
        return words(
            "progress.certain",
            low=report.certain_low,
            high=report.certain_high,
            why=words(f"progress.why.{report.why}"),
        )
    if not report.why:
        return words("progress.band", low=found.low, high=found.high, n=report.drawn)
    why = words(f"progress.band-of.{report.why}")
    return words("progress.band-of", low=found.low, high=found.high, day=found.day, why=why)


def needed(words: Words, report: DayReport) -> str:
    """The target, and what may be said about reaching it."""
    return about(words, report.target, report.early, report.support, report)


def about(words: Words, target: int, early: str, support: str, report: DayReport) -> str:
    """What may be said about one target: what is certain first, else what is supported."""
    state = early if early != "open" else support or "not-yet"
    spare = max(0, report.ruled - target)
    return words(f"progress.needed.{state}", target=target, high=report.certain_high, spare=spare)


def others(words: Words, report: DayReport) -> list[str]:
    """Other legal figures, one a line, where the campaign has switched them on for the public."""
    return [
        words(
            "progress.other-target",
            label=one.label,
            told=about(words, one.target, one.early, one.support, report),
        )
        for one in report.others
    ]


def finish(words: Words, report: DayReport) -> str:
    """Both finish dates by name, in one line."""
    kind = "forecast" if report.forecast else "pace"
    return words(
        f"progress.finish.{kind}",
        read=all_read(words, report),
        ruled=span(words, report.target_reached, report),
    )


def all_read(words: Words, report: DayReport) -> str:
    """When all lines are read; not while nobody knows how many there are."""
    if not report.whole:
        return words.plain("progress.not-known")
    return span(words, report.all_read, report)


def post(words: Words, report: DayReport) -> str:
    """The daily post: the five lines, then by reason."""
    return f"{short(words, report)}\n\n{by_reason(words, report.by_reason)}"


def caption(words: Words, report: DayReport) -> str:
    """The post as it goes under its picture: the reasons' own ranges only if there is room."""
    whole = post(words, report)
    if length(whole) <= CAPTION_MOST:
        return whole
    bare = tuple(replace(one, low=None, high=None) for one in report.by_reason)
    return post(words, replace(report, by_reason=bare))


def by_reason(words: Words, counts: Sequence[ReasonCount], head: str = "") -> str:
    """Claimed, ruled for us, read, all, by reason, in the certificate's order; bands where given."""
    bands = any(one.low is not None for one in counts)
    head = head or words("progress.by-reason-bands" if bands else "progress.by-reason")
    shown, rest = shown_reasons(counts)
    rows = [_reason(words, codes.reason(words, one.reason, one.label), one) for one in shown]
    if rest is not None:
        n = len(counts) - len(shown)
        rows.append(_reason(words, words("picture.other-reasons", n=n), rest))
    return "\n".join([head, *rows])


def shown_reasons(
    counts: Sequence[ReasonCount], most: int = MOST_REASONS
) -> tuple[list[ReasonCount], ReasonCount | None]:
    """The reasons that are shown; of too many the largest, in their order, and the others' sum."""
    if len(counts) <= most:
        return list(counts), None
    largest = sorted(counts, key=lambda one: -one.total)[: most - 1]
    shown = [one for one in counts if one in largest]
    others = [one for one in counts if one not in largest]
    sums = {
        name: sum(getattr(one, name) for one in others)
        for name in ("total", "read", "claimed", "judged", "ruled")
    }
    return shown, replace(ReasonCount("", 0, 0, 0), **sums)


def span(words: Words, when: Span, report: DayReport) -> str:
    """A finish date as a range, or that this course does not lead there."""
    if not report.forecast and not any(read for _day, read, _claimed in report.series):
        return words.plain("progress.no-day-yet")
    if when.first is None:
        return words.plain("progress.not-on-this-course")
    if when.first <= report.day:
        return words.plain("progress.now")
    first = _date(words, when.first, report)
    last = None if when.last is None else _date(words, when.last, report)
    kinds = _LIKELY if report.forecast else _BY_PACE
    if last is None:
        return words.plain(f"progress.{kinds[0]}", first=first)
    if when.first == when.last:
        return words.plain(f"progress.{kinds[1]}", first=first)
    return words.plain(f"progress.{kinds[2]}", first=first, last=last)


# How a range is told: without an end, of one day, of two.
_LIKELY = ("likely-or-later", "likely-about", "likely")
_BY_PACE = ("from-or-never", "about", "between")
_SOON = timedelta(days=300)  # a day so near needs no year


def _date(words: Words, when: date, report: DayReport) -> str:
    return words.date(when, "short" if when - report.day < _SOON else "long")


def _reason(words: Words, reason: str, count: ReasonCount) -> str:
    values = {
        "reason": reason,
        "claimed": count.claimed,
        "ruled": count.ruled,
        "read": count.read,
        "total": count.total,
    }
    if count.low is None or count.high is None:
        return words("progress.reason", **values)
    return words("progress.reason-band", **values, low=count.low, high=count.high)
