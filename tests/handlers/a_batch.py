"""Invented books, batches and reports for tests of papers and pictures. No figure here is real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from config.locale import load_texts
from config.policy import Policy
from config.profile import campaign_path, load_profile
from models.book import Book, Ground, Office, Reason
from models.report_terms import DayReport, ReasonCount
from models.terms import BatchLine, BatchView, LineKey, LineState, Span, Tier

TEXTS = load_texts()
PROFILE = load_profile(campaign_path("los-angeles-2022"))
DEALT = datetime(2022, 12, 6, 18, 0, tzinfo=UTC)
FIRST = date(2022, 9, 6)
REASONS = tuple(reason.code for reason in PROFILE.reasons)


def a_book(*, invented: bool = True) -> Book:
    """The reference case's reasons and grounds, with lines that are invented."""
    return Book(
        1, PROFILE.slug, PROFILE.title, PROFILE.zone, PROFILE.languages, invented, None, "seed",
        Policy(),
        tuple(
            Reason(number, one.code, one.label, one.rollup, one.certified, one.spellings)
            for number, one in enumerate(PROFILE.reasons, 1)
        ),
        tuple(
            Ground(
                number, one.code, one.authority, Tier(one.tier), frozenset(one.fits), one.typed,
                one.needs_partner,
            )
            for number, one in enumerate(PROFILE.grounds, 1)
        ),
        tuple(
            Office(number, one.code, one.name, one.zone)
            for number, one in enumerate(PROFILE.offices, 1)
        ),
        None,
    )  # fmt: skip


def a_batch(
    reasons: Sequence[str] = REASONS * 3, code: str = "K7", *, in_each: int = 2, first: int = 12045
) -> BatchView:
    """A batch on paper with a line for each of ``reasons``, ``in_each`` lines a section."""
    lines = tuple(
        BatchLine(
            number + 1, number + 1,
            LineKey(first + number // in_each, 1, 1 + number % in_each), reason, LineState.PAPER,
        )
        for number, reason in enumerate(reasons)
    )  # fmt: skip
    ends = DEALT + timedelta(hours=26)
    return BatchView(
        1, code, 1, "R-017", DEALT, ends, True, False, None, "norwalk", lines, deadline_at=ends
    )


def a_report(
    days: int = 60,
    *,
    a_day: int = 800,
    target: int = 46_807,
    reasons: Sequence[tuple[str, int]] | None = None,
    invented: bool = True,
) -> DayReport:
    """So many days of reading ``a_day`` lines, a fifth of them claimed."""
    counts = reasons or [(one.code, one.certified or 0) for one in PROFILE.reasons]
    total = sum(n for _, n in counts)
    read, claimed = a_day * days, a_day * days // 5
    report = DayReport(
        day=FIRST + timedelta(days=max(0, days - 1)), target=target, total=total, read=read,
        read_today=a_day if days else 0, claimed=claimed, claimed_today=a_day // 5 if days else 0,
        readers_today=12, held=0, paper=0, free=total - read, certain_low=claimed,
        certain_high=claimed + total - read, all_read=Span(None, None),
        target_reached=Span(None, None), by_reason=(), invented=invented,
        series=tuple(
            (FIRST + timedelta(days=one), a_day, a_day * (one + 1) // 5) for one in range(days)
        ),
    )  # fmt: skip
    return replace(
        report,
        by_reason=tuple(
            ReasonCount(code, n, n * read // total, n * claimed // total) for code, n in counts
        ),
    )
