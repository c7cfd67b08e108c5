"""The weekly post, the coordinators' evening, and a correction, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from config import codes
from config.locale import Words
from handlers.texts import progress
from handlers.texts.progress import signed
from models.report_terms import Correction, EveningReport, ReasonCount, Told, WeekReport

Labels = Mapping[str, str]  # the profile's own words for its reasons, by code


def week(words: Words, report: WeekReport) -> str:
    """The weekly post: the week's change, the range then and now, the finish, by reason."""
    now = report.now
    lines = [
        *progress.marks(words, now),
        _title(words, report),
        _week_claimed(words, report),
        words(
            "posts.week.read",
            n=now.read,
            total=now.total,
            share=now.read / now.total if now.total else 0.0,
            change=signed(words, report.read),
        ),
        _band_then_and_now(words, report),
        progress.needed(words, now),
        _finish_then_and_now(words, report),
        *progress.others(words, now),
    ]
    return "\n".join(lines) + "\n\n" + _week_by_reason(words, report)


def _title(words: Words, report: WeekReport) -> str:
    first, last = words.date(report.since, "short"), words.date(report.now.day)
    return words("posts.week.title", first=first, last=last)


def _week_claimed(words: Words, report: WeekReport) -> str:
    now = report.now
    change = signed(words, report.claimed)
    if not now.judged:
        return words("posts.week.claimed", n=now.claimed, target=now.target, change=change)
    return words(
        "posts.week.claimed-and-ruled",
        n=now.claimed,
        target=now.target,
        change=change,
        ruled=now.ruled,
        judged=now.judged,
        ruled_change=signed(words, report.ruled),
    )


def _band_then_and_now(words: Words, report: WeekReport) -> str:
    told = progress.band(words, report.now)
    then = report.band
    if then is None:
        return told
    return f"{told} {words('posts.week.band-then', low=then.low, high=then.high)}"


def _finish_then_and_now(words: Words, report: WeekReport) -> str:
    told = progress.finish(words, report.now)
    if report.all_read is None or report.target_reached is None or not report.now.forecast:
        return told
    then = words(
        "posts.week.finish-then",
        read=progress.span(words, report.all_read, report.now),
        ruled=progress.span(words, report.target_reached, report.now),
    )
    return f"{told} {then}"


def _week_by_reason(words: Words, report: WeekReport) -> str:
    shown, rest = progress.shown_reasons(report.by_reason)
    rows = [_week_reason(words, codes.reason(words, one.reason, one.label), one) for one in shown]
    if rest is not None:
        others = words("picture.other-reasons", n=len(report.by_reason) - len(shown))
        rows.append(_week_reason(words, others, rest))
    return "\n".join([words("posts.week.by-reason"), *rows])


def _week_reason(words: Words, reason: str, one: ReasonCount) -> str:
    return words(
        "posts.week.reason",
        reason=reason,
        claimed=signed(words, one.claimed),
        ruled=signed(words, one.ruled),
        read=signed(words, one.read),
        total=one.total,
    )


def evening(words: Words, report: EveningReport, labels: Labels) -> str:
    """The coordinators' private post: what changed, what is at risk, what to decide."""
    day = report.day
    blocks = [
        [*progress.marks(words, day), words("posts.evening.title", day=day.day)],
        list(_changed(words, report)),
        _items(words, "risk", report.risks, "risks", "no-risk", labels),
        _items(words, "decide", report.decisions, "decisions", "nothing-to-decide", labels),
        list(_audit_and_finish(words, report)),
        list(_theories(words, report)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _changed(words: Words, report: EveningReport) -> Iterator[str]:
    day = report.day
    yield words(
        "posts.evening.changed",
        read=signed(words, day.read_today),
        claimed=signed(words, day.claimed_today),
        ruled=signed(words, day.ruled_today),
        people=words("posts.evening.people", n=day.readers_today),
    )
    yield progress.band(words, day)
    if report.before is not None:
        yield words("posts.evening.band-before", low=report.before.low, high=report.before.high)
    yield progress.needed(words, day)


def _items(
    words: Words, kind: str, told: tuple[Told, ...], head: str, none: str, labels: Labels
) -> list[str]:
    if not told:
        return [words(f"posts.evening.{none}")]
    rows = [
        words(
            "posts.evening.item",
            told=words(f"posts.{kind}.{one.code}", **_said(words, one, labels)),
        )
        for one in told
    ]
    return [words(f"posts.evening.{head}"), *rows]


def _said(words: Words, one: Told, labels: Labels) -> dict[str, Any]:
    """The values of a sentence: days in words, a reason by its name."""
    values = dict(one.values)
    for name in ("day", "drawn_on"):
        if values.get(name) is not None:
            values[name] = words.date(_day(values[name]), "short")
    reason = values.get("reason")
    if reason:
        label = codes.reason(words, reason, labels.get(reason, reason))
        values["reason"] = words("posts.risk.of-reason", reason=label)
    return values


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _audit_and_finish(words: Words, report: EveningReport) -> Iterator[str]:
    values = {"drawn": report.drawn, "pending": report.pending, "missing": report.missing}
    if report.minutes is not None:
        minutes = words.duration(timedelta(minutes=max(1, round(report.minutes))))
        yield words("posts.evening.audit-minutes", **values, minutes=minutes)
    elif report.drawn:
        yield words("posts.evening.audit", **values)
    yield progress.finish(words, report.day)
    if report.tries:
        yield words("posts.evening.score", n=report.tries, inside=report.inside)


def _theories(words: Words, report: EveningReport) -> Iterator[str]:
    if not report.theories:
        return
    yield words("posts.evening.theories")
    for one in report.theories:
        told = progress.about(words, one.target, one.early, one.support, report.day)
        yield words("posts.evening.theory", label=one.label, told=told)


def correction(words: Words, found: Correction, labels: Labels) -> str:
    """A correction: the post it corrects, why, and each number as it was and as it is."""
    lines = [words("progress.invented")] if found.invented else []
    lines += [
        words("posts.correction.title", day=words.date(found.day)),
        words(f"posts.correction.why.{found.why}"),
    ]
    for what, was, now in found.changes:
        lines.append(
            words("posts.correction.change", what=_what(words, what, labels), was=was, now=now)
        )
    return "\n".join([*lines, words("posts.correction.stands")])


def _what(words: Words, what: str, labels: Labels) -> str:
    kind, _, reason = what.partition(":")
    if not reason:
        return words(f"posts.correction.what.{kind}")
    label = codes.reason(words, reason, labels.get(reason, reason))
    return words("posts.correction.what.reason", reason=label)
