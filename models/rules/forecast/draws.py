"""Futures: work done by each day to come, and work needed for each finish, draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.rules.forecast.course import Course, Open, Reading, What
from models.rules.forecast.pace import MINUTES, Floats, attendance, paths

DRAWS = 2000
# Lines of one circulator resemble each other: counts tell as much as a quarter of them would.
CLUSTERING = 4.0
# What a reason starts with: the yield of all reasons, with the weight of four lines.
START_WEIGHT = 4.0
# Lines read never tell more than this many lines drawn would: what is read first need not be like
# the rest (80 lines know a share to five points or so).
TRUSTED = 80.0
_BLIND_YIELD = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Futures:
    """``done``: practised minutes read by the end of each day, shape (days, draws), rising.

    ``needed``: practised minutes until each finish, shape (draws,); infinite: never.
    """

    calendar: tuple[Open, ...]
    done: Floats
    needed: dict[What, Floats]

    def day_of(self, what: What) -> NDArray[np.int64]:
        """Place in the calendar of the day on which each draw finishes; its length: not in it."""
        found: NDArray[np.int64] = (self.done < self.needed[what]).sum(axis=0)
        return np.where(self.needed[what] > 0, found, 0)


def futures(course: Course, calendar: Sequence[Open], seed: int, draws: int = DRAWS) -> Futures:
    """Draw ``draws`` futures of the course under the calendar (days rising).

    The same seed gives the same futures under another calendar: pace, noise and attendance of the
    n-th open day and the yields are common random numbers. So a what-if moves only what it changes.
    """
    pace_rng, seats_rng, yield_rng = (np.random.default_rng([seed, part]) for part in range(3))
    days_open = [day for day in calendar if day.seat_hours > 0]
    count = len(days_open)
    pace = paths(course.days, count, draws, pace_rng)
    used = attendance(course.days, count, draws, seats_rng)
    hours = np.array([day.seat_hours for day in days_open])
    done = np.cumsum(hours[:, None] * MINUTES * pace * used, axis=0)
    yields = _yields(course, draws, yield_rng)
    needed = {
        What.ALL_READ: np.full(draws, _all_read(course)),
        What.TARGET_RULED: _target(course, yields),
    }
    return Futures(tuple(days_open), done, needed)


def _yields(course: Course, draws: int, rng: np.random.Generator) -> Floats:
    """Share of unread lines that readers will bring and lawyers rule ours; (reasons, draws).

    A beta posterior from lines read, which come in clusters and perhaps in an order that drifts,
    so they never weigh more than ``TRUSTED`` lines, and from audit lines, which count in full: of
    those that are ours, readers would have claimed the share ``caught``.
    """
    seen = sum(reason.seen for reason in course.reasons)
    common = sum(reason.ours for reason in course.reasons) / seen if seen else _BLIND_YIELD
    found = []
    for reason in course.reasons:
        weight = min(reason.seen / CLUSTERING, TRUSTED)
        share = reason.ours / reason.seen if reason.seen else common
        drawn_ours = reason.drawn_ours * course.caught
        ours = weight * share + START_WEIGHT * common + drawn_ours
        stands = weight + START_WEIGHT + reason.drawn - ours
        found.append(rng.beta(max(ours, 0.05), max(stands, 0.05), size=draws))
    return np.array(found).reshape(len(found), draws)


def _all_read(course: Course) -> float:
    """Practised minutes until nothing is unread.

    Audit work on lines that were read before reads nothing new: its share of the audit's time rises
    from today's share of such lines towards one, and is taken at the middle of the two.
    """
    unread = sum(reason.unread for reason in course.reasons)
    work = sum(reason.unread * reason.minutes for reason in course.reasons)
    if not unread:
        return 0.0
    if not course.audit_rereads:
        return work
    again = (course.read_unruled / (unread + course.read_unruled) + 1) / 2
    return work / (1 - course.audit * again)


def _target(course: Course, yields: Floats) -> Floats:
    """Practised minutes until the target is ruled, by draw; infinite where the lines run out.

    Through the reasons in their order, each draw takes what it still wants of what each one gives;
    the audit gives beside them at the rate of all unread lines together.
    """
    waiting = course.lawyers.waiting * course.lawyers.upheld if course.lawyers else 0.0
    work, gains = _in_order(course, yields)
    beside = gains.sum(axis=0) / max(float(work[:, 0].sum()), 1.0)
    gains = gains + work * beside * course.audit / (1 - course.audit)
    wanted = np.full(gains.shape[1], max(course.target - course.ours - waiting, 0.0))
    found = np.zeros_like(wanted)
    for minutes, gain in zip(work, gains, strict=True):
        share = np.minimum(wanted / np.maximum(gain, 1e-9), 1.0)
        found += share * minutes
        wanted = wanted - share * gain
    found[wanted > 0.5] = np.inf
    return found / (1 - course.audit)


def _in_order(course: Course, yields: Floats) -> tuple[Floats, Floats]:
    """Minutes and lines ours of each part, in the order of reading; shape (parts, draws) each."""
    unread = np.array([reason.unread for reason in course.reasons], dtype=np.float64)[:, None]
    minutes = np.array([reason.minutes for reason in course.reasons])[:, None]
    work = np.broadcast_to(unread * minutes, yields.shape)
    gains = yields * unread
    if course.reading is Reading.MIXED:
        return work.sum(axis=0, keepdims=True), gains.sum(axis=0, keepdims=True)
    if course.reading is Reading.BEST:
        order = np.argsort(-yields / minutes, axis=0, kind="stable")
        return np.take_along_axis(work, order, axis=0), np.take_along_axis(gains, order, axis=0)
    return work, gains
