"""Shifts: what the offices allow by date, the shifts, the places in them, and what got in the way."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Time,
    text,
)

from models.tables.base import Moment, metadata

caps = Table(
    "caps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office_id", ForeignKey("offices.id"), nullable=False),
    Column("name", String(12), nullable=False),  # shift_terms.CapName
    Column("value", String, nullable=False),  # JSON: a number, or windows by weekday
    Column("effective_from", Date, nullable=False),
    Column("source", String(300), nullable=False),  # letter, order
    Column("by", String(12), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_caps_office_name_from", caps.c.office_id, caps.c.name, caps.c.effective_from)

closed_days = Table(
    "closed_days",
    metadata,
    Column("office_id", ForeignKey("offices.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("why", String(200), nullable=False),
    Column("source", String(300), nullable=False),
    Column("by", String(12), nullable=False),
    Column("at", Moment, nullable=False),
)

shifts = Table(
    "shifts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office_id", ForeignKey("offices.id"), nullable=False),
    Column("day", Date, nullable=False),  # by the office's wall clock
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("least", SmallInteger, nullable=False, default=1),  # fewer is not worth opening
    Column("most", SmallInteger),  # reviewers, where the campaign wants fewer than it may
    Column("changeover", SmallInteger, nullable=False, default=0),  # minutes before the next
    Column("published_at", Moment),
    Column("called_off_at", Moment),
    # Places that were freed and have found nobody yet; when the next people are asked; when the
    # coordinators heard that nobody takes them.
    Column("cover_wanted", SmallInteger, nullable=False, default=0),
    Column("cover_next_at", Moment),
    Column("cover_told_at", Moment),
    # What the clock has done already: looked for who is missing, asked what is on paper, ended
    # attendance, returned batches.
    Column("looked_at", Moment),
    Column("paper_asked_at", Moment),
    Column("ended_at", Moment),
    Column("closed_at", Moment),
    CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
)
_on = text("called_off_at IS NULL")
Index(
    "uq_shifts_office_start",
    shifts.c.office_id,
    shifts.c.starts_at,
    unique=True,
    sqlite_where=_on,
    postgresql_where=_on,
)
Index("ix_shifts_day", shifts.c.day)
_unclosed = text("closed_at IS NULL")
Index(
    "ix_shifts_unclosed",
    shifts.c.starts_at,
    sqlite_where=_unclosed,
    postgresql_where=_unclosed,
)

places = Table(
    "places",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shift_id", ForeignKey("shifts.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("duty", String(10), nullable=False),  # shift_terms.Duty
    Column("state", String(10), nullable=False),  # shift_terms.PlaceState
    Column("since", Moment, nullable=False),  # the waiting list is in this order
    Column("minutes", Integer, nullable=False),  # what it takes of the office's reviewer-hours
    Column("confirm_by", Moment),  # while asked
    Column("asked_at", Moment),  # from the waiting list, and did not answer if waiting again
    Column("reminded", SmallInteger, nullable=False, default=0),  # 1 a day before, 2 hours before
    Column("version", Integer, nullable=False, default=0),  # counts its moves: calendar, notices
    Column("changed_at", Moment, nullable=False),
    Column("arrived_at", Moment),
    Column("left_at", Moment),
    Column("planned_by", String(12)),  # the plan that proposed it, if one did
)
_live = text("state NOT IN ('cancelled', 'removed')")
Index(
    "uq_places_one_live_a_shift",
    places.c.shift_id,
    places.c.person_id,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)
Index("ix_places_person_id", places.c.person_id)
Index("ix_places_shift_state", places.c.shift_id, places.c.state)

availability = Table(
    "availability",
    metadata,
    # Weekly pattern (weekday set, day empty) or a date of its own (day set); ``able`` False: not.
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("weekday", SmallInteger),
    Column("day", Date),
    Column("starts", Time),
    Column("ends", Time),
    Column("able", SmallInteger, nullable=False, default=1),  # shift_terms.Able
    CheckConstraint("(weekday IS NULL) <> (day IS NULL)", name="weekday_or_date"),
)
Index("ix_availability_person_id", availability.c.person_id)

wishes = Table(
    "wishes",
    metadata,
    # A person's own limits and wishes for the planner.
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("day_most", SmallInteger),  # shifts a day
    Column("week_most", SmallInteger),  # shifts a week
    # Comes together with; it holds once the other has named them too. Firm: only together.
    Column("pair_id", ForeignKey("people.id")),
    Column("pair_firm", Boolean, nullable=False, default=False, server_default=text("false")),
    Column("languages", String(40), nullable=False, default=""),  # spoken: en,es
    Column("asked_at", Moment),  # when cover was last asked of them
)

asks = Table(
    "asks",
    metadata,
    # Who was asked to cover a freed place of a shift, and what they said.
    Column("shift_id", ForeignKey("shifts.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answer", String(4)),  # yes, no
)

swaps = Table(
    "swaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("from_place_id", ForeignKey("places.id"), nullable=False),
    Column("to_place_id", ForeignKey("places.id")),  # None: gives the place away
    Column("to_person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answer", String(10)),  # yes, no, gone
)

obstructions = Table(
    "obstructions",
    metadata,
    # What the office kept from a shift: for the next declaration.
    Column("id", Integer, primary_key=True),
    Column("shift_id", ForeignKey("shifts.id")),
    Column("office_id", ForeignKey("offices.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(20), nullable=False),  # doors, computers, staff, other
    Column("minutes", Integer, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("note", String(200)),  # has passed the privacy guard
    Column("seen_by", String(12), nullable=False),
    Column("at", Moment, nullable=False),
)

names_lists = Table(
    "names_lists",
    metadata,
    # What was sent to the registrar for a day: who (by person id), and the file's digest.
    Column("office_id", ForeignKey("offices.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("version", SmallInteger, primary_key=True, autoincrement=False),
    Column("people", String, nullable=False),  # JSON: (person id, duty, reserve)
    Column("digest", String(64), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(12), nullable=False),
)

plans = Table(
    "plans",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("engine", String(12), nullable=False),  # highs, greedy
    Column("gap", String(20), nullable=False),
    Column("body", String, nullable=False),  # JSON: the proposal
    Column("by", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("published_at", Moment),
)

plan_asks = Table(
    "plan_asks",
    metadata,
    # What was asked of the planner, until it is answered: it works in a process of its own, and
    # whoever starts again finds here what was interrupted.
    Column("id", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),  # plan, again, letter
    Column("facts", String, nullable=False),  # JSON: office, days, goal
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("tries", SmallInteger, nullable=False, default=0),
    Column("begun_at", Moment),  # a worker has it since
    Column("done_at", Moment),
    Column("answer", String),  # JSON: a letter; a plan is in ``plans``
)
_undone = text("done_at IS NULL")
Index(
    "ix_plan_asks_undone",
    plan_asks.c.at,
    sqlite_where=_undone,
    postgresql_where=_undone,
)
