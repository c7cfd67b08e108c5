"""Cover: who is asked next for a freed place, how long they have, and who will likely not come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp, log
from zoneinfo import ZoneInfo

from models.rules import calendar
from models.shift_terms import Able

_STRENGTH = 6.0  # the team's rate weighs as much as six shifts of one's own
_PRIOR = (1.0, 9.0)  # before anything is known of the team: one in ten stays away
_GRID = 40  # points on which the team's rate is integrated
_TAIL = 0.1  # on each side of the range that holds 8 times in 10


@dataclass(frozen=True, slots=True)
class Times:
    """One row of a person's availability: a weekday (0 Monday) or a date; no hours: all day."""

    weekday: int | None
    day: date | None
    starts: time | None
    ends: time | None
    able: Able


def able(
    rows: Sequence[Times], starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> Able | None:
    """Whether a person can come for all of a shift; None if they have said nothing at all.

    What is said of a date rules over the weekday; a *not* that touches the shift rules all. Who
    has said when they can, cannot at other times.
    """
    day = starts_at.astimezone(zone).date()
    dated = [row for row in rows if row.day == day]
    weekly = [row for row in rows if row.weekday == day.weekday()]
    for said in (dated, weekly):
        answer = _of(said, day, starts_at, ends_at, zone)
        if answer is not None:
            return answer
    if not rows:
        return None
    return Able.NOT if any(row.able != Able.NOT for row in rows) else Able.CAN


def _of(
    said: Sequence[Times], day: date, starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> Able | None:
    """What these rows say of the span; None if they are of other hours of the day."""
    spans = [(row.able, *_span(row, day, zone)) for row in said]
    touching = [(able, a, b) for able, a, b in spans if a < ends_at and starts_at < b]
    if any(able == Able.NOT for able, _, _ in touching):
        return Able.NOT
    return max((able for able, a, b in touching if a <= starts_at and ends_at <= b), default=None)


def _span(row: Times, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    starts = calendar.edge(day, row.starts or time(0), zone)
    if row.ends is None:
        return starts, calendar.edge(day + calendar.DAY, time(0), zone)
    return starts, calendar.edge(day, row.ends, zone)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked: what they said of the time, when they were last asked."""

    person_id: int
    able: Able | None
    asked_at: datetime | None


def whom(candidates: Iterable[Candidate], most: int) -> tuple[int, ...]:
    """Whom to ask now, at most ``most``: those who can, least recently asked first.

    Who said nothing of their times comes after all who said that they can.
    """
    fit = [one for one in candidates if one.able != Able.NOT]
    fit.sort(key=lambda one: (one.able is None, *_long_ago(one.asked_at), one.person_id))
    return tuple(one.person_id for one in fit[:most])


def _long_ago(asked_at: datetime | None) -> tuple[bool, float]:
    return (asked_at is not None, 0.0 if asked_at is None else asked_at.timestamp())


def answer_by(
    now: datetime,
    starts_at: datetime,
    ends_at: datetime,
    *,
    minutes: int,
    soon_minutes: int,
    soon: timedelta,
    zone: ZoneInfo,
    quiet: tuple[int, int],
) -> tuple[datetime, datetime]:
    """(when the asking may reach a person, until when they have to answer).

    In the quiet hours the asking waits for their end, if the shift begins after it. Within
    ``soon`` of the start there are fewer minutes; nobody has longer than the shift lasts.
    """
    at = calendar.awake(now, zone, *quiet)
    if at >= starts_at:
        at = now
    allowed = soon_minutes if starts_at - at <= soon else minutes
    return at, min(at + timedelta(minutes=allowed), ends_at)


@dataclass(frozen=True, slots=True)
class Past:
    """A person's past attendance: shifts they came to, and shifts they stayed away from."""

    came: int
    stayed_away: int


@dataclass(frozen=True, slots=True)
class Likely:
    """The expected number who stay away and the range that holds 8 times in 10."""

    expected: float
    low: int
    high: int


def likely_no_shows(tomorrow: Sequence[Past], team: Past) -> Likely:
    """How many of these places will stay empty, by a beta-binomial model.

    Each person's rate is beta-distributed around the team's, and the team's rate is itself
    uncertain: beta, from all past attendance and a prior of one in ten. The number who stay away
    is then a mixture of Poisson-binomials, summed exactly (no normal approximation): for n
    people O(grid * n^2).
    """
    n = len(tomorrow)
    chances = [0.0] * (n + 1)
    for rate, weight in _team_rates(team):
        for k, p in enumerate(_sum_of([_own_rate(past, rate) for past in tomorrow])):
            chances[k] += weight * p
    expected = sum(k * p for k, p in enumerate(chances))
    return Likely(expected, _quantile(chances, _TAIL), _quantile(chances, 1 - _TAIL))


def _own_rate(past: Past, team: float) -> float:
    return (_STRENGTH * team + past.stayed_away) / (_STRENGTH + past.stayed_away + past.came)


def _team_rates(team: Past) -> list[tuple[float, float]]:
    a, b = _PRIOR[0] + team.stayed_away, _PRIOR[1] + team.came
    points = [(k + 0.5) / _GRID for k in range(_GRID)]
    # The posterior may be narrower than the grid: its points are spread over where it lies.
    mean = a / (a + b)
    spread = (mean * (1 - mean) / (a + b + 1)) ** 0.5
    low, high = max(0.0, mean - 4 * spread), min(1.0, mean + 4 * spread)
    rates = [low + (high - low) * point for point in points]
    logs = [(a - 1) * log(rate) + (b - 1) * log(1 - rate) for rate in rates]
    weights = [exp(one - max(logs)) for one in logs]
    return [(rate, weight / sum(weights)) for rate, weight in zip(rates, weights, strict=True)]


def _sum_of(rates: Sequence[float]) -> list[float]:
    """The distribution of the sum of independent yes-or-noes."""
    chances = [1.0]
    for rate in rates:
        chances = [
            stay * (1 - rate) + come * rate
            for stay, come in zip([*chances, 0.0], [0.0, *chances], strict=True)
        ]
    return chances


def _quantile(chances: Sequence[float], at: float) -> int:
    total = 0.0
    for k, p in enumerate(chances):
        total += p
        if total >= at - 1e-12:
            return k
    return len(chances) - 1
