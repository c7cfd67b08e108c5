"""What posts and ``/progress`` are made of: the day, the week, the coordinators' evening, a correction.

Counts are whole lines. They are frozen into notices as plain facts, so every field is a number, a
code, a date, or made of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.terms import Span


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of lines, both ends inside, and the day whose look gave it."""

    low: int
    high: int
    day: date


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """One reason's lines: all, read, claimed, with a ruling, and ruled for us.

    ``low`` and ``high`` are its own band, where its audit draws give one.
    """

    reason: str
    total: int
    read: int
    claimed: int
    label: str = ""  # the registrar's own words for the reason
    judged: int = 0
    ruled: int = 0
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class OtherTarget:
    """Another legal figure for the target, and what is certain or supported about it.

    ``early`` and ``support`` are codes of `rules.estimates`; ``support`` "" without a draw.
    """

    label: str
    target: int
    early: str
    support: str


@dataclass(frozen=True, slots=True)
class DayReport:
    """The day in numbers, as the post and ``/progress`` say it. Counts are lines.

    Where sections are dealt as met, ``total`` is the certificate's and ``free`` holds the lines
    that nobody has registered yet.

    ``certain_low`` and ``certain_high`` bound what a lawyer can have ruled ours once every line has
    a ruling: ruled ours so far, and that with every line that has none. ``band`` is the interval
    that holds at every look, of its own ``day``; ``why`` says why there is none, or why it is not
    today's (codes of `models.estimate.Why`). ``support`` and ``early`` are codes of
    `rules.estimates`; ``support`` is "" without a draw. ``drawn``: audit lines ruled.
    ``whole``: it is known how many rejected lines there are.

    ``forecast``: both finish dates are 80 % ranges under the caps, the second that of the target
    *ruled*; else they are the paces so far, the second that of the target *claimed*.
    ``series`` holds (day, lines read that day, lines claimed by its end), oldest first; ``course``
    (day, lines ruled ours, ends of the band or None), of the kept days.
    """

    day: date
    target: int
    total: int
    read: int
    read_today: int
    claimed: int
    claimed_today: int
    readers_today: int
    held: int
    paper: int
    free: int
    certain_low: int
    certain_high: int
    all_read: Span
    target_reached: Span
    by_reason: tuple[ReasonCount, ...]
    series: tuple[tuple[date, int, int], ...]
    invented: bool
    late: bool = False
    ruled: int = 0  # ruled for us by a lawyer, one a duplicate set
    ruled_today: int = 0
    judged: int = 0  # lines with a ruling
    band: Range | None = None
    why: str = ""
    support: str = ""
    early: str = "open"
    drawn: int = 0
    whole: bool = True
    forecast: bool = False
    course: tuple[tuple[date, int, int | None, int | None], ...] = ()
    others: tuple[OtherTarget, ...] = ()  # the theories that are switched on for the public


@dataclass(frozen=True, slots=True)
class WeekReport:
    """The week in numbers: how things stand, and what became of them since ``since``.

    ``read``, ``claimed``, ``ruled`` and ``by_reason`` are changes since then; ``band``,
    ``all_read`` and ``target_reached`` are what was said then, None where nothing was.
    """

    now: DayReport
    since: date
    read: int
    claimed: int
    ruled: int
    by_reason: tuple[ReasonCount, ...]
    band: Range | None
    all_read: Span | None
    target_reached: Span | None


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to be told: a code, and the values of its sentence."""

    code: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EveningReport:
    """What coordinators are told in private: the day, its risks, what to decide.

    ``before`` is the band of the evening before. ``minutes`` is the seat time of an audit line;
    ``tries`` past forecasts, of which ``inside`` had the true day in their range.
    """

    day: DayReport
    before: Range | None
    risks: tuple[Told, ...]
    decisions: tuple[Told, ...]
    theories: tuple[OtherTarget, ...]
    drawn: int
    pending: int
    missing: int
    minutes: float | None
    tries: int
    inside: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of a published day: what was posted and what stands now, in lines.

    ``changes`` are (what, was, now); what is ``total``, ``target``, ``read``, ``claimed``,
    ``ruled``, ``low``, ``high``, or ``reason:CODE``, that reason's total.
    """

    day: date
    why: str
    changes: tuple[tuple[str, int, int], ...]
    invented: bool
