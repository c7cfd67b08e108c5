"""Who works here: people, how they came in, what they circulated, where they can be written to."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from models.tables.base import Moment, metadata

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pseudonym", String(12), nullable=False, unique=True),
    # Gone when the person asks for deletion; the row stays so that the trail keeps its actor.
    Column("telegram_id", BigInteger, unique=True),
    # As on the ID, for the registrar's names list; by consent; nowhere else in the database.
    Column("legal_name", String(120)),
    Column("name_consent_at", Moment),
    # How coordinators call the person; typed by the person, shown to coordinators only.
    Column("call_name", String(60)),
    Column("role", String(12), nullable=False),
    Column("language", String(8), nullable=False),
    Column("suspended", Boolean, nullable=False, default=False),
    Column("terms_version", Integer, nullable=False, default=0),
    Column("terms_at", Moment),
    Column("designation", String(12), nullable=False, default="none"),
    Column("designation_at", Moment),
    Column("practice_step", Integer, nullable=False, default=0),
    Column("practised_at", Moment),
    Column("joined_at", Moment, nullable=False),
    Column("unreachable_at", Moment),  # Telegram said the person blocked the bot
    Column("deleted_at", Moment),
    # What the next free text of this person answers (legal name, a note's subject …).
    Column("awaiting", String(40)),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("role", String(12), nullable=False),
    Column("uses_allowed", Integer, nullable=False),
    Column("uses", Integer, nullable=False, default=0),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("made_by", String(12), nullable=False),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("uses <= uses_allowed", name="never_one_too_many"),
)

circulated = Table(
    "circulated",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("section", Integer, primary_key=True),
)

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),  # channel, group
    Column("language", String(8), nullable=False),
    Column("posts", Boolean, nullable=False, default=False),
    Column("post_hour", Integer, nullable=False, default=21),
    Column("post_minute", Integer, nullable=False, default=0),
    Column("asked_person_id", ForeignKey("people.id")),
    Column("since", Moment, nullable=False),
    Column("left_at", Moment),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

Index("ix_inbox_at", inbox.c.at)

choices = Table(
    "choices",
    metadata,
    # A question that waits for a tap (which of these people, which ground): its answer's facts.
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("facts", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("answered_at", Moment),
    UniqueConstraint("id", "person_id"),
)
