"""The petition: figures with their sources, reasons, grounds, offices, policies, and the lines."""

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

campaign = Table(
    "campaign",
    metadata,
    # One database, one campaign: docs/why.md.
    Column("id", Integer, primary_key=True),
    Column("slug", String(60), nullable=False),
    Column("title", String(200), nullable=False),
    Column("time_zone", String(60), nullable=False),
    Column("languages", String(60), nullable=False),
    Column("invented", Boolean, nullable=False),
    Column("legal_hold", String(400)),
    Column("draw_seed", String(64), nullable=False),
    # The audit's own seed (rules.audit): its SHA-256 is in the trail before the first draw, the
    # seed itself is told only when the audit is over.
    Column("audit_seed", String(64)),
    Column("audit_told_at", Moment),
    # Raised by every change of reasons, grounds, offices or policy: what a cached book is kept by.
    Column("version", Integer, nullable=False, default=1),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

figures = Table(
    "figures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("value", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("source", String(300), nullable=False),
    Column("note", String(300)),
    Column("by", String(12), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_figures_name_as_of", figures.c.name, figures.c.as_of)

theories = Table(
    "theories",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("label", String(200), nullable=False),
    Column("target", Integer, nullable=False),
    Column("source", String(300), nullable=False),
    Column("note", String(400)),
    Column("public", Boolean, nullable=False, default=False),
)

reasons = Table(
    "reasons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("label", String(120), nullable=False),
    Column("rollup", String(120), nullable=False),
    Column("certified", Integer),  # the certificate's count, where one is published
    Column("spellings", String(600), nullable=False, default=""),  # one a line
)

grounds = Table(
    "grounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("authority", String(300), nullable=False),
    Column("tier", String(1), nullable=False),
    Column("fits", String(200), nullable=False),  # reason codes, by comma
    Column("words", String(600), nullable=False, default=""),  # what people type, one a line
    Column("needs_partner", Boolean, nullable=False, default=False),
)

offices = Table(
    "offices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("time_zone", String(60), nullable=False),
    Column("address", String(300), nullable=False, default=""),  # the public office's own
)

policies = Table(
    "policies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("effective_from", Moment, nullable=False),
    Column("body", String, nullable=False),  # JSON of models.book.Policy
    Column("by", String(12), nullable=False),
    Column("at", Moment, nullable=False),
)

lines = Table(
    "lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("section", Integer, nullable=False),
    Column("page", SmallInteger, nullable=False),
    Column("line", SmallInteger, nullable=False),
    Column("reason_id", ForeignKey("reasons.id"), nullable=False),
    Column("office_id", ForeignKey("offices.id")),
    Column("running", Integer),
    # The section's lot in the seeded order (rules.dealing.ticket): the same for all its lines.
    Column("draw", BigInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    # Whose hold it is in while held or on paper; the batch it was read in afterwards.
    Column("batch_id", Integer),
    Column("verdict", String(10)),  # of the standing first reading
    Column("contested", Boolean, nullable=False),  # a later reading disagrees
    Column("set_id", Integer),  # lowest line id of its duplicate set
    Column("claim", Boolean, nullable=False),  # counts towards the target now
    Column("waits", String(10)),  # why it waits for a lawyer (rules.rounds.Why); models.waiting
    UniqueConstraint("section", "page", "line"),
    CheckConstraint("state BETWEEN 0 AND 3", name="known_state"),
    CheckConstraint("(state = 3) = (verdict IS NOT NULL)", name="read_has_a_verdict"),
    CheckConstraint("(state IN (1, 2)) <= (batch_id IS NOT NULL)", name="held_has_a_batch"),
)

_free = text("state = 0")
FREE_INDEXES = (
    # Each is one policy's order of dealing, over the free lines only.
    Index(
        "ix_lines_free",
        lines.c.section,
        lines.c.page,
        lines.c.line,
        sqlite_where=_free,
        postgresql_where=_free,
    ),
    Index(
        "ix_lines_free_draw",
        lines.c.draw,
        lines.c.section,
        lines.c.page,
        lines.c.line,
        sqlite_where=_free,
        postgresql_where=_free,
    ),
    Index(
        "ix_lines_free_reason",
        lines.c.reason_id,
        lines.c.section,
        lines.c.page,
        lines.c.line,
        sqlite_where=_free,
        postgresql_where=_free,
    ),
)
_in_set = text("set_id IS NOT NULL")
Index("ix_lines_set", lines.c.set_id, sqlite_where=_in_set, postgresql_where=_in_set)

# The same words stand in the queries (models.waiting): SQLite compares them as they are written.
_waits = text("waits IS NOT NULL AND waits <> 'stack'")
_audit = text("waits = 'audit'")
_stack = text("waits = 'stack'")
WAITING_INDEXES = (
    # Over the few lines that wait: the lawyers' queue by key, its audit lines, the stacks.
    Index(
        "ix_lines_waits",
        lines.c.section,
        lines.c.page,
        lines.c.line,
        lines.c.waits,
        sqlite_where=_waits,
        postgresql_where=_waits,
    ),
    Index("ix_lines_audit", lines.c.id, sqlite_where=_audit, postgresql_where=_audit),
    Index("ix_lines_stack", lines.c.id, sqlite_where=_stack, postgresql_where=_stack),
)

tally = Table(
    "tally",
    metadata,
    # Kept counts of lines, one row a reason, moved in the transaction that moves a line.
    Column("reason_id", ForeignKey("reasons.id"), primary_key=True),
    Column("total", Integer, nullable=False, default=0),
    Column("free", Integer, nullable=False, default=0),
    Column("held", Integer, nullable=False, default=0),
    Column("paper", Integer, nullable=False, default=0),
    Column("read", Integer, nullable=False, default=0),
    Column("challenge", Integer, nullable=False, default=0),
    Column("stands", Integer, nullable=False, default=0),
    Column("unsure", Integer, nullable=False, default=0),
    Column("missing", Integer, nullable=False, default=0),
    Column("claimed", Integer, nullable=False, default=0),
    # Ruled for us, one a duplicate set; a lawyer may rule ours what nobody claimed.
    Column("ruled", Integer, nullable=False, default=0, server_default=text("0")),
    # Lines with a ruling, whichever; of those that were read as a challenge how many, and how many
    # of them upheld; of those read as standing how many, and how many of them found to be ours.
    Column("judged", Integer, nullable=False, default=0, server_default=text("0")),
    Column("judged_challenge", Integer, nullable=False, default=0, server_default=text("0")),
    Column("upheld", Integer, nullable=False, default=0, server_default=text("0")),
    Column("judged_stands", Integer, nullable=False, default=0, server_default=text("0")),
    Column("found", Integer, nullable=False, default=0, server_default=text("0")),
    CheckConstraint("free + held + paper + read = total", name="every_line_in_one_state"),
    CheckConstraint("challenge + stands + unsure + missing = read", name="every_reading_counts"),
    CheckConstraint("free >= 0 AND held >= 0 AND paper >= 0 AND read >= 0", name="never_below_0"),
    CheckConstraint("claimed >= 0 AND claimed <= challenge", name="claimed_are_challenges"),
)

imports = Table(
    "imports",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the file's bytes
    Column("kind", String(12), nullable=False),  # list, correction
    Column("rows", Integer, nullable=False),
    # Lines that a correction brought in and took out: what an interval from before it must allow for.
    Column("added", Integer),
    Column("removed", Integer),
    Column("why", String(200)),
    Column("by", String(12), nullable=False),
    Column("at", Moment, nullable=False),
)

sections = Table(
    "sections",
    metadata,
    # For "as met": sections that may be dealt where the registrar hands out no list.
    Column("section", Integer, primary_key=True, autoincrement=False),
    Column("office_id", ForeignKey("offices.id")),
    Column("draw", BigInteger, nullable=False),
    Column("batch_id", Integer),
    Column("finished_at", Moment),
)
_open = text("batch_id IS NULL AND finished_at IS NULL")
Index(
    "ix_sections_open",
    sections.c.section,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index(
    "ix_sections_open_draw",
    sections.c.draw,
    sections.c.section,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("ix_sections_batch_id", sections.c.batch_id)
