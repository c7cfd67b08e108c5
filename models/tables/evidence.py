"""What is kept to be believed and to be sent: the trail, and the notices."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from models.tables.base import Moment, metadata

trail = Table(
    "trail",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),  # ISO, UTC: hashed as it stands
    Column("actor", String(12), nullable=False),  # pseudonym, or "desk" or "clock"
    Column("act", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("body", String, nullable=False),  # canonical JSON: old and new
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

trail_head = Table(
    "trail_head",
    metadata,
    # One row: the end of the chain, locked by whoever appends.
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("key", String(120), nullable=False),
    # Exactly one addressee: a person, a chat, or everybody of a role (resolved when left).
    Column("person_id", ForeignKey("people.id")),
    Column("chat_id", BigInteger),
    Column("facts", String, nullable=False),  # JSON: values, never a sentence
    Column("state", String(8), nullable=False),  # terms.NoticeState
    Column("attempts", Integer, nullable=False, default=0),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("settled_at", Moment),
    Column("message_id", BigInteger),
    UniqueConstraint("kind", "key"),
    CheckConstraint("(person_id IS NULL) <> (chat_id IS NULL)", name="one_addressee"),
)
_waiting = text("state = 'waiting'")
Index(
    "ix_notices_waiting_due",
    notices.c.due_at,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
_sending = text("state = 'sending'")
Index(
    "ix_notices_sending",
    notices.c.claimed_at,
    sqlite_where=_sending,
    postgresql_where=_sending,
)
