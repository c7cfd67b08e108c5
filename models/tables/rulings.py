"""The lawyers' table: which lines a lawyer has had in hand, and what the ruling made of them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from models.tables.base import Moment, metadata

cases = Table(
    "cases",
    metadata,
    # One row a line that a lawyer has opened. The ruling itself is a reading of the third round;
    # what is here follows from it and is kept so that nothing has to look for it.
    Column("line_id", ForeignKey("lines.id"), primary_key=True),
    Column("lawyer_id", ForeignKey("people.id"), nullable=False),
    Column("until", Moment),  # the end of the lawyer's hold; null: nobody holds it
    Column("sent_back_at", Moment),
    Column("reading_id", ForeignKey("readings.id")),
    Column("verdict", String(10)),  # as ruled
    # Ruled for us and the one of its duplicate set that counts.
    Column("counts", Boolean, nullable=False, default=False),
    # Audit lines drawn before the ruling: once there are more, it can no longer be taken back.
    Column("draws", Integer),
    CheckConstraint("(reading_id IS NULL) = (verdict IS NULL)", name="ruled_by_a_reading"),
    CheckConstraint("until IS NULL OR verdict IS NULL", name="a_ruled_line_is_not_held"),
)
_held = text("until IS NOT NULL")
Index(
    "uq_cases_one_a_lawyer",
    cases.c.lawyer_id,
    unique=True,
    sqlite_where=_held,
    postgresql_where=_held,
)

contradictions = Table(
    "contradictions",
    metadata,
    # What does not go together in a duplicate set (rules.agreement.Contradiction), by the line that
    # represents it; kept with the sets themselves (models.duplicates).
    Column("line_id", ForeignKey("lines.id"), primary_key=True),
    Column("what", String(12), primary_key=True),
)
