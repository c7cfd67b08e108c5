"""What an estimate is made of. Counts are whole lines; one duplicate set counts as one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.rules.estimates import Band, Counts, Early, Support, early_warning

ALPHA = 0.05  # of the band of the total, and again of all the reasons' bands together


class Why(StrEnum):
    """Why there is no band beside the certain bounds."""

    AS_MET = "as-met"  # no list, so nothing to draw from
    NOT_DRAWN = "not-drawn"  # no line was drawn at random yet
    NOT_RULED = "not-ruled"  # lines are drawn, but the first of them has no ruling yet
    LIST_CHANGED = "list-changed"  # the list gained or lost lines, and no band was kept before
    CONTRADICTION = "contradiction"  # the counts contradict, and no band was kept before
    NOT_COUNTED = "not-counted"  # of a reason: its rulings at each draw were not kept


class Fault(StrEnum):
    """What contradicts, beside `rules.estimates.Contradiction`."""

    REASON_CHANGED = "reason-changed"  # a reason's total is another than on the day before
    DRAWS = "draws-contradict"  # no number of lines fits what was ruled of the drawn ones


@dataclass(frozen=True, slots=True)
class Clash:
    """Counts that cannot all be right, or changed: a code, of which reason ("" all), from, to.

    ``code`` is a `Contradiction` or a `Fault`. ``grave``: today's interval cannot be trusted.
    """

    code: str
    reason: str = ""
    was: int | None = None
    now: int | None = None
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Late:
    """The audit line that holds up the prefix: its printed key, when it was drawn, days since."""

    key: str
    drawn_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit stream: lines drawn, of which ruled in the prefix that counts, and not shown there.

    ``pending`` have no ruling yet; ``minutes`` is the measured seat time of one line (dealt to
    done), None where no audit batch is finished. ``committed``: SHA-256 of the seed.
    """

    drawn: int
    ruled: int
    missing: int
    pending: int
    minutes: float | None
    committed: str | None
    late: Late | None


@dataclass(frozen=True, slots=True)
class ReasonEstimate:
    """One reason: its lines, what is certain, and its band where its audit draws give one.

    The bands of all reasons are right at once, at every look, with chance 1 - ALPHA.
    """

    reason: str
    label: str
    total: int
    read: int
    claimed: int
    judged: int
    ours: int
    certain: Band
    band: Band | None
    why: Why | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """One moment: how many lines would be ruled ours if every line were ruled, and by what right.

    ``counts``: lines in all, ruled ours, ruled at all, read. ``certain`` needs no chance. ``band``
    is the anytime-valid interval at 1 - ALPHA, of ``band_day``: that day's and not today's where
    today's counts contradict or the list has changed (then widened by its changes). Without one
    ``why`` says why. ``early`` is certain as well; ``margin`` is how many lines beyond the target
    are ruled ours (below 0: how many are missing). ``sound``: no grave clash. ``band_at``: the list
    to which the band belongs is that of this moment; ``draws``: the trace of the draws that the
    highest e-values of ``support`` are of. ``whole``: it is known how many lines there are; else
    nothing is out of reach, and the upper ends are of the lines that are known.
    """

    day: date
    at: datetime
    target: int
    counts: Counts
    claimed: int
    certain: Band
    band: Band | None
    band_day: date | None
    why: Why | None
    support: Support | None
    margin: int
    by_reason: tuple[ReasonEstimate, ...]
    clashes: tuple[Clash, ...]
    audit: Audit
    band_at: datetime | None = None
    draws: str = ""
    whole: bool = True

    def early_of(self, target: int) -> Early:
        """What is certain about a target, as far as it is known how many lines there are."""
        found = early_warning(target, self.counts)
        return Early.OPEN if found is Early.UNREACHABLE and not self.whole else found

    @property
    def early(self) -> Early:
        """What is certain about this target."""
        return self.early_of(self.target)

    @property
    def sound(self) -> bool:
        """Whether today's counts can be trusted."""
        return not any(clash.grave for clash in self.clashes)
