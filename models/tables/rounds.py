"""The second round and the audit stream: which lines, in which order, by which draw."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from models.tables.base import Moment, metadata

seconds = Table(
    "seconds",
    metadata,
    # Lines chosen by lot for a second, blind reading, from their first reading on.
    Column("line_id", ForeignKey("lines.id"), primary_key=True),
    Column("reader_id", ForeignKey("people.id"), nullable=False),  # of the first reading
    Column("draw", BigInteger, nullable=False),  # dealt by rising draw
    Column("batch_id", ForeignKey("batches.id")),  # in which it is held or was read
    Column("read_at", Moment),
)
_waiting = text("batch_id IS NULL")
Index(
    "ix_seconds_waiting",
    seconds.c.draw,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)

audits = Table(
    "audits",
    metadata,
    # The audit lines in the order of their draw (rules.audit); a row is never changed but for the
    # batch in which it is dealt. The ruling is the line's case.
    Column("place", Integer, primary_key=True, autoincrement=False),  # from 0
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("drawn_at", Moment, nullable=False),
    Column("day", Date, nullable=False),  # by the campaign's wall clock
    # Lines ruled, and ruled ours, outside the stream before this draw, and the share of ours that
    # the composition of the rest predicted then.
    Column("elsewhere", Integer, nullable=False),
    Column("ours_elsewhere", Integer, nullable=False),
    Column("expected", Float),
    Column("batch_id", ForeignKey("batches.id")),  # where it was unread when it was dealt
    UniqueConstraint("line_id"),
)

stacks = Table(
    "stacks",
    metadata,
    # Agreed tier-A lines of one ground and one reader that a lawyer rules together after a check.
    Column("id", Integer, primary_key=True),
    Column("ground_id", ForeignKey("grounds.id"), nullable=False),
    Column("reader_id", ForeignKey("people.id"), nullable=False),
    Column("lawyer_id", ForeignKey("people.id"), nullable=False),
    Column("seed", String(64), nullable=False),  # of the draw of the checked lines
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),  # the end of the lawyer's hold
    Column("ended_at", Moment),
    Column("ended", String(12)),  # ruled, failed, let-go
)
_open_stack = text("ended_at IS NULL")
Index(
    "uq_stacks_one_open_a_lawyer",
    stacks.c.lawyer_id,
    unique=True,
    sqlite_where=_open_stack,
    postgresql_where=_open_stack,
)

stack_lines = Table(
    "stack_lines",
    metadata,
    Column("stack_id", ForeignKey("stacks.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("checked", Boolean, nullable=False),  # drawn to be read line by line
    UniqueConstraint("stack_id", "line_id"),
)
Index("ix_stack_lines_line_id", stack_lines.c.line_id)

estimates = Table(
    "estimates",
    metadata,
    # What the numbers said, one row a day of the campaign (the day's last look): the highest
    # e-values so far, and the last sound interval if the day's counts contradict.
    Column("day", Date, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("sound", Boolean, nullable=False),
    Column("body", String, nullable=False),  # JSON of the estimate
)

orders = Table(
    "orders",
    metadata,
    # What is read next under the policy `best`, one row a day: the weighed reasons in order.
    Column("day", Date, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("body", String, nullable=False),  # JSON of rules.priority.Plan
)
