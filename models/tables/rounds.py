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
    # batch in which it is dealt, and where a duplicate set that is found later says of a line ruled
    # before the draw whether it is ours. The ruling is the line's case.
    Column("place", Integer, primary_key=True, autoincrement=False),  # from 0
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("drawn_at", Moment, nullable=False),
    Column("day", Date, nullable=False),  # by the campaign's wall clock
    # Lines ruled, and ruled ours, outside the stream before this draw, and the share of ours that
    # the composition of the rest predicted then.
    Column("elsewhere", Integer, nullable=False),
    Column("ours_elsewhere", Integer, nullable=False),
    Column("expected", Float),
    # The same two counts within the drawn line's own reason: what its reason's band is made of.
    Column("reason_elsewhere", Integer),
    Column("reason_ours_elsewhere", Integer),
    # The batch it was dealt, held or read in; null: drawn unread, and to be dealt.
    Column("batch_id", ForeignKey("batches.id")),
    UniqueConstraint("line_id"),
)
Index(
    "ix_audits_waiting",
    audits.c.place,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
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
    Column("ended", String(12)),  # rules.stacks.End
    Column("entry_id", ForeignKey("entries.id")),  # in which the unchecked lines were ruled
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

outlooks = Table(
    "outlooks",
    metadata,
    # The finish dates as they were last reckoned, one row a day: what posts read.
    Column("day", Date, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("body", String, nullable=False),  # JSON of models.outlook.Kept
)

worked = Table(
    "worked",
    metadata,
    # Past days of the room, closed: seat-minutes offered and used, and the first readings of the
    # day by reason. The outlook looks further back than it wants to count again each hour.
    Column("day", Date, primary_key=True),
    Column("offered", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("spans", Integer, nullable=False),  # minutes from deal to last reading, all batches
    Column("lines", String, nullable=False),  # JSON: reason code to lines
)
