"""The review: batches and their holds, entries (one message or tap), and readings."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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
    UniqueConstraint,
    text,
)

from models.tables.base import Moment, metadata

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("policy", String(12), nullable=False),  # terms.Order
    # How the lines were drawn: the seed's digest for a seeded order, the reason for by-reason.
    Column("draw", String(80), nullable=False, default=""),
    Column("office_id", ForeignKey("offices.id")),
    Column("size", Integer, nullable=False),
    Column("dealt_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("warned_at", Moment),
    Column("paper_at", Moment),
    # Until then its lines may be typed by whoever held it, even after the hold has ended.
    Column("deadline_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended", String(12)),  # terms.Ended
    # The message in which the batch is being tapped, so that it is edited and not sent anew.
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="ends_somehow"),
)
_open = text("ended_at IS NULL")
Index(
    "uq_batches_one_open_a_person",
    batches.c.person_id,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("ix_batches_open_ends", batches.c.ends_at, sqlite_where=_open, postgresql_where=_open)

past_holders = Table(
    "past_holders",
    metadata,
    # Who held the batch before it was moved: what they read on paper may still be typed.
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("until", Moment, nullable=False),
)

batch_lines = Table(
    "batch_lines",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    UniqueConstraint("batch_id", "line_id"),
)

batch_sections = Table(
    "batch_sections",
    metadata,
    # "As met": the sections a batch was dealt with. Whose they are now is in `sections`; this
    # stays, so that a sheet may be typed after they went back.
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("section", Integer, primary_key=True, autoincrement=False),
    Column("number", SmallInteger, nullable=False),  # its place in dealing order, from 1
)

entries = Table(
    "entries",
    metadata,
    # One thing a person sent: a message of thirty lines, a tap, a captain's sheet.
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    Column("via", String(8), nullable=False),  # terms.Via
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    UniqueConstraint("chat_id", "message_id"),
)
Index("ix_entries_person_id", entries.c.person_id)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    Column("entry_id", ForeignKey("entries.id"), nullable=False),
    Column("reader_id", ForeignKey("people.id"), nullable=False),  # who judged
    Column("typed_by_id", ForeignKey("people.id"), nullable=False),  # who entered it
    Column("verdict", String(10), nullable=False),
    Column("ground_id", ForeignKey("grounds.id")),
    Column("tier", String(1)),
    # "As met": the registrar's code as this reader met it; the line has that of its standing one.
    Column("reason_id", Integer),
    Column("signed_on", Date),
    Column("registered_on", Date),
    Column("at", Moment, nullable=False),
    Column("day", Date, nullable=False),  # by the campaign's wall clock
    Column("supersedes_id", Integer),
    # Append-only but for these three: whether it is what its reader says now, whether it is the
    # line's one standing reading of the round or an extra beside it, and whether its reader took
    # it back (undo, an amended message), so that it can never stand again.
    Column("standing", Boolean, nullable=False),
    Column("extra", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    CheckConstraint("(verdict = 'challenge') = (ground_id IS NOT NULL)", name="challenge_ground"),
    CheckConstraint("NOT (standing AND withdrawn)", name="withdrawn_never_stands"),
)
_now = text("standing")
_one = text("standing AND NOT extra")
# SQLite uses a partial index only for a condition written as the queries write theirs, and there a
# true column is "= 1". Without it every look at a line reads all readings.
_now_sqlite = text("standing = 1")
_one_sqlite = text("standing = 1 AND extra = 0")
Index(
    "uq_readings_one_a_reader",
    readings.c.line_id,
    readings.c.reader_id,
    readings.c.round,
    unique=True,
    sqlite_where=_now_sqlite,
    postgresql_where=_now,
)
Index(
    "uq_readings_one_a_round",
    readings.c.line_id,
    readings.c.round,
    unique=True,
    sqlite_where=_one_sqlite,
    postgresql_where=_one,
)
# What somebody said and says no more: they have read the line all the same.
Index(
    "ix_readings_past",
    readings.c.line_id,
    readings.c.reader_id,
    sqlite_where=text("standing = 0"),
    postgresql_where=text("NOT standing"),
)
Index("ix_readings_entry_id", readings.c.entry_id)
Index("ix_readings_day", readings.c.day)

partners = Table(
    "partners",
    metadata,
    # The other lines of a duplicate, as the reader named them; the partner may be a line the
    # registrar counted, and so in no list of ours.
    Column("reading_id", ForeignKey("readings.id"), primary_key=True),
    Column("section", Integer, primary_key=True, autoincrement=False),
    Column("page", SmallInteger, primary_key=True, autoincrement=False),
    Column("line", SmallInteger, primary_key=True, autoincrement=False),
)
Index("ix_partners_key", partners.c.section, partners.c.page, partners.c.line)

days = Table(
    "days",
    metadata,
    # Kept counts by day of the campaign: what the chart is drawn from. Corrections count on
    # the day they are made.
    Column("day", Date, primary_key=True),
    Column("read", Integer, nullable=False, default=0),
    Column("claimed", Integer, nullable=False, default=0),
)
