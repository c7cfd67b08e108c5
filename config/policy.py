"""The campaign's policy: every number the review runs by, with its unit and why that number.

A campaign profile seeds it; from then on the dated rows of the database rule.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Policy:
    """Frozen; a change is a new dated row. Times of day are the campaign's wall clock."""

    # How many lines a batch aims at: one tick sheet, about an hour and a half at the screen.
    batch_size: int = 20
    # How long a hold lasts without a sign of life, in minutes: a long morning in the room.
    hold_minutes: int = 240
    # How long before its end the holder is warned, in minutes: time to answer from a corridor.
    warn_minutes: int = 30
    # Until when a sheet may be typed: this hour on the day after it was taken ("next noon").
    typing_hour: int = 12
    # How long before the typing deadline the person is reminded, in minutes.
    nudge_minutes: int = 120
    # terms.Order: registrar, seeded, reason, as-met.
    order: str = "registrar"
    # "As met": how many sections a batch has. Mailed petitions have one or two rejected lines a
    # section, so five are about half a batch of lines, and five booklets fit a table.
    sections_a_batch: int = 5
    # "As met": whether sections are dealt in the seeded order, so that what is read first says
    # something of the rest; false: as they are numbered, which is quicker for whoever fetches them.
    sections_seeded: bool = True
    # The reason dealt first when the order is by reason; empty: none.
    order_reason: str = ""
    # Practice lines before the first real batch: enough to meet every verdict once.
    practice_lines: int = 5
    # Whether a written designation must be on file before the first real batch (Gov. Code
    # 7924.110 names representatives "designated in writing").
    designation_required: bool = True
    # The version of the confidentiality terms that must have been accepted.
    terms_version: int = 1
    # When the day is posted, by the campaign's wall clock.
    post_hour: int = 21
    post_minute: int = 0
    # On which weekday the week is posted at the same hour: 0 is Monday, 6 Sunday, 7 never.
    weekly_weekday: int = 6
    # Whether coordinators get a private post each evening at post_hour, after a day of work.
    evening_post: bool = True
    # A post later than this many hours says that it is late; later than a day it is skipped.
    late_hours: int = 2
    # No reminder is sent between these hours (the daily post has its own).
    quiet_from_hour: int = 22
    quiet_to_hour: int = 7
    # Of each reader's lines, in per cent, how many a second person reads who cannot see the first.
    second_percent: int = 10
    # Of the reading time, in per cent, how much goes to audit lines drawn from all without ruling.
    audit_percent: int = 10
    # How many lines an audit batch has: staff must fetch each singly.
    audit_batch: int = 5
    # An audit line that has waited so many days for its ruling is named to coordinators.
    audit_late_days: int = 3
    # Of a stack of agreed tier-A lines, how many, drawn at random, the lawyer reads line by line.
    bulk_check: int = 10
    # Captains and lawyers that the planner wants at each shift.
    captains_wanted: int = 1
    lawyers_wanted: int = 0
    # Days of pace the finish dates look back on: three working weeks at three days a week.
    pace_days: int = 9

    # Whoever is asked from the waiting list confirms within so many minutes, or the next is asked.
    confirm_minutes: int = 20
    # The same when the shift begins within ``soon_hours``: somebody must still get there.
    confirm_soon_minutes: int = 10
    soon_hours: int = 2
    # How many people are asked at once to cover one freed place, when the waiting list is empty.
    cover_at_once: int = 5
    # A place that is freed while the shift runs is offered if at least so many minutes are left.
    step_in_minutes: int = 60
    # Hours of rest between shifts of two days (employee scheduling's usual ten).
    rest_hours: int = 10
    # Reminders of a shift, in hours before it.
    remind_far_hours: int = 24
    remind_near_hours: int = 2
    # So long after the start of a shift, in minutes, whoever is not there frees the seat.
    grace_minutes: int = 15
    # Before the end of a shift people are asked what is on paper; after it, in minutes, what
    # nobody said is on paper returns.
    ending_minutes: int = 10
    closing_minutes: int = 30
    # How long before the names of a day are due coordinators are reminded, in hours.
    names_nudge_hours: int = 4

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for a dated row or the trail."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Policy:
        """The policy of a row; what it does not name keeps its default. ValueError: unknown."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(f"no such policy: {', '.join(unknown)}")
        return cls(**values)
