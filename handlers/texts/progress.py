"""The day in numbers, in words: for ``/progress`` and for the daily post."""

from __future__ import annotations

from config import codes
from config.locale import Words
from models.terms import DayReport, ReasonCount, Span

MOST_REASONS = 7


def short(words: Words, report: DayReport) -> str:
    """Five lines a volunteer understands."""
    lines: list[str] = []
    if report.invented:
        lines.append(words("progress.invented"))
    if report.late:
        lines.append(words("progress.late", day=report.day))
    lines += [
        words("progress.title", day=report.day),
        claimed(words, report),
        words(
            "progress.read",
            n=report.read,
            total=report.total,
            today=signed(words, report.read_today),
            share=report.read / report.total if report.total else 0.0,
        ),
        bounds(words, report),
        words("progress.all-read", when=span(words, report.all_read, report)),
        words("progress.target-reached", when=span(words, report.target_reached, report)),
    ]
    return "\n".join(lines)


def claimed(words: Words, report: DayReport) -> str:
    """What is claimed of what is needed, and what a lawyer has ruled for us, if anything."""
    today = signed(words, report.claimed_today)
    n, target = report.claimed, report.target
    if not report.ruled:
        return words("progress.claimed", n=n, target=target, today=today)
    return words("progress.claimed-and-ruled", n=n, target=target, today=today, ruled=report.ruled)


def signed(words: Words, change: int) -> str:
    """A change since yesterday: ``+35``, ``−1`` when more was corrected than claimed, ``+0``."""
    return f"{'−' if change < 0 else '+'}{words.number(abs(change))}"


def bounds(words: Words, report: DayReport) -> str:
    """What is certain: between what is claimed now and that plus every unread line."""
    if report.certain_high < report.target:
        return words("progress.out-of-reach", high=report.certain_high, target=report.target)
    if report.certain_low >= report.target:
        return words("progress.enough", n=report.certain_low - report.target)
    return words("progress.bounds", low=report.certain_low, high=report.certain_high)


def post(words: Words, report: DayReport) -> str:
    """The daily post: the five lines, then by reason."""
    return f"{short(words, report)}\n\n{by_reason(words, report)}"


def by_reason(words: Words, report: DayReport) -> str:
    """Claimed of read of all, by reason, in the certificate's order."""
    rows = [_reason(words, count) for count in report.by_reason[:MOST_REASONS]]
    return "\n".join([words("progress.by-reason"), *rows])


def span(words: Words, when: Span, report: DayReport) -> str:
    """A finish date as a range, or that this course does not lead there."""
    if not any(read for _day, read, _claimed in report.series):
        return words.plain("progress.no-day-yet")
    if when.first is None:
        return words.plain("progress.not-on-this-course")
    if when.first <= report.day:
        return words.plain("progress.now")
    if when.last is None:
        return words.plain("progress.from-or-never", first=words.date(when.first))
    if when.first == when.last:
        return words.plain("progress.about", first=words.date(when.first))
    return words.plain(
        "progress.between", first=words.date(when.first), last=words.date(when.last)
    )


def _reason(words: Words, count: ReasonCount) -> str:
    return words(
        "progress.reason",
        reason=codes.reason(words, count.reason, count.label),
        claimed=count.claimed,
        read=count.read,
        total=count.total,
    )
