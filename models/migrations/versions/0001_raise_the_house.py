"""The house as it was raised.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("languages", sa.String(length=60), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("legal_hold", sa.String(length=400), nullable=True),
        sa.Column("draw_seed", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_campaign_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_days")),
    )
    op.create_table(
        "figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
    )
    op.create_index("ix_figures_name_as_of", "figures", ["name", "as_of"], unique=False)
    op.create_table(
        "grounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("tier", sa.String(length=1), nullable=False),
        sa.Column("fits", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("needs_partner", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grounds")),
        sa.UniqueConstraint("code", name=op.f("uq_grounds_code")),
    )
    op.create_table(
        "imports",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_imports")),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("uses_allowed", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("made_by", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("uses <= uses_allowed", name=op.f("ck_invitations_never_one_too_many")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("code", name=op.f("uq_offices_code")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=12), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("legal_name", sa.String(length=120), nullable=True),
        sa.Column("name_consent_at", sa.DateTime(), nullable=True),
        sa.Column("call_name", sa.String(length=60), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("terms_at", sa.DateTime(), nullable=True),
        sa.Column("designation", sa.String(length=12), nullable=False),
        sa.Column("designation_at", sa.DateTime(), nullable=True),
        sa.Column("practice_step", sa.Integer(), nullable=False),
        sa.Column("practised_at", sa.DateTime(), nullable=True),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.Column("unreachable_at", sa.DateTime(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("awaiting", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_people_pseudonym")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_people_telegram_id")),
    )
    op.create_table(
        "policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.DateTime(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
    )
    op.create_table(
        "reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("rollup", sa.String(length=120), nullable=False),
        sa.Column("certified", sa.Integer(), nullable=True),
        sa.Column("spellings", sa.String(length=600), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reasons")),
        sa.UniqueConstraint("code", name=op.f("uq_reasons_code")),
    )
    op.create_table(
        "theories",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_theories")),
    )
    op.create_table(
        "trail",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=12), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trail")),
        sa.UniqueConstraint("hash", name=op.f("uq_trail_hash")),
    )
    op.create_table(
        "trail_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_trail_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("policy", sa.String(length=12), nullable=False),
        sa.Column("draw", sa.String(length=80), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("dealt_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("warned_at", sa.DateTime(), nullable=True),
        sa.Column("paper_at", sa.DateTime(), nullable=True),
        sa.Column("deadline_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended", sa.String(length=12), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended IS NULL)", name=op.f("ck_batches_ends_somehow")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_batches_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_batches_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("code", name=op.f("uq_batches_code")),
    )
    op.create_index(
        "ix_batches_open_ends",
        "batches",
        ["ends_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_batches_one_open_a_person",
        "batches",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("posts", sa.Boolean(), nullable=False),
        sa.Column("post_hour", sa.Integer(), nullable=False),
        sa.Column("post_minute", sa.Integer(), nullable=False),
        sa.Column("asked_person_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_person_id"], ["people.id"], name=op.f("fk_chats_asked_person_id")
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chats")),
    )
    op.create_table(
        "choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_choices_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choices")),
        sa.UniqueConstraint("id", "person_id", name=op.f("uq_choices_id_person_id")),
    )
    op.create_table(
        "circulated",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_circulated_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "section", name=op.f("pk_circulated")),
    )
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("page", sa.SmallInteger(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("running", sa.Integer(), nullable=True),
        sa.Column("draw", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=True),
        sa.Column("claim", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 3) = (verdict IS NOT NULL)", name=op.f("ck_lines_read_has_a_verdict")
        ),
        sa.CheckConstraint(
            "(state IN (1, 2)) <= (batch_id IS NOT NULL)", name=op.f("ck_lines_held_has_a_batch")
        ),
        sa.CheckConstraint("state BETWEEN 0 AND 3", name=op.f("ck_lines_known_state")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_lines_office_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["reasons.id"], name=op.f("fk_lines_reason_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint("section", "page", "line", name=op.f("uq_lines_section_page_line")),
    )
    op.create_index(
        "ix_lines_free",
        "lines",
        ["section", "page", "line"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_index(
        "ix_lines_free_draw",
        "lines",
        ["draw", "section", "page", "line"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_index(
        "ix_lines_free_reason",
        "lines",
        ["reason_id", "section", "page", "line"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_index(
        "ix_lines_set",
        "lines",
        ["set_id"],
        unique=False,
        sqlite_where=sa.text("set_id IS NOT NULL"),
        postgresql_where=sa.text("set_id IS NOT NULL"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (chat_id IS NULL)", name=op.f("ck_notices_one_addressee")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_notices_kind_key")),
    )
    op.create_index(
        "ix_notices_sending",
        "notices",
        ["claimed_at"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_notices_waiting_due",
        "notices",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "sections",
        sa.Column("section", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("draw", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_sections_office_id")),
        sa.PrimaryKeyConstraint("section", name=op.f("pk_sections")),
    )
    op.create_table(
        "tally",
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("challenge", sa.Integer(), nullable=False),
        sa.Column("stands", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "challenge + stands + unsure + missing = read",
            name=op.f("ck_tally_every_reading_counts"),
        ),
        sa.CheckConstraint(
            "claimed >= 0 AND claimed <= challenge", name=op.f("ck_tally_claimed_are_challenges")
        ),
        sa.CheckConstraint(
            "free + held + paper + read = total", name=op.f("ck_tally_every_line_in_one_state")
        ),
        sa.CheckConstraint(
            "free >= 0 AND held >= 0 AND paper >= 0 AND read >= 0",
            name=op.f("ck_tally_never_below_0"),
        ),
        sa.ForeignKeyConstraint(["reason_id"], ["reasons.id"], name=op.f("fk_tally_reason_id")),
        sa.PrimaryKeyConstraint("reason_id", name=op.f("pk_tally")),
    )
    op.create_table(
        "batch_lines",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_batch_lines_batch_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_batch_lines_line_id")),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_batch_lines")),
        sa.UniqueConstraint("batch_id", "line_id", name=op.f("uq_batch_lines_batch_id_line_id")),
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_entries_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_entries_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_entries_chat_id_message_id")),
    )
    op.create_index("ix_entries_person_id", "entries", ["person_id"], unique=False)
    op.create_table(
        "past_holders",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_past_holders_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_past_holders_person_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "person_id", name=op.f("pk_past_holders")),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("ground_id", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(length=1), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(verdict = 'challenge') = (ground_id IS NOT NULL)",
            name=op.f("ck_readings_challenge_ground"),
        ),
        sa.CheckConstraint(
            "NOT (standing AND withdrawn)", name=op.f("ck_readings_withdrawn_never_stands")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_readings_batch_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_readings_entry_id")),
        sa.ForeignKeyConstraint(["ground_id"], ["grounds.id"], name=op.f("fk_readings_ground_id")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_readings_line_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name=op.f("fk_readings_reader_id")),
        sa.ForeignKeyConstraint(
            ["typed_by_id"], ["people.id"], name=op.f("fk_readings_typed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    op.create_index("ix_readings_day", "readings", ["day"], unique=False)
    op.create_index("ix_readings_entry_id", "readings", ["entry_id"], unique=False)
    op.create_index(
        "uq_readings_one_a_reader",
        "readings",
        ["line_id", "reader_id", "round"],
        unique=True,
        sqlite_where=sa.text("standing = 1"),
        postgresql_where=sa.text("standing"),
    )
    op.create_index(
        "uq_readings_one_a_round",
        "readings",
        ["line_id", "round"],
        unique=True,
        sqlite_where=sa.text("standing = 1 AND extra = 0"),
        postgresql_where=sa.text("standing AND NOT extra"),
    )
    op.create_table(
        "partners",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("page", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_partners_reading_id")
        ),
        sa.PrimaryKeyConstraint("reading_id", "section", "page", "line", name=op.f("pk_partners")),
    )
    op.create_index("ix_partners_key", "partners", ["section", "page", "line"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_partners_key", table_name="partners")
    op.drop_table("partners")
    op.drop_index(
        "uq_readings_one_a_round",
        table_name="readings",
        sqlite_where=sa.text("standing = 1 AND extra = 0"),
        postgresql_where=sa.text("standing AND NOT extra"),
    )
    op.drop_index(
        "uq_readings_one_a_reader",
        table_name="readings",
        sqlite_where=sa.text("standing = 1"),
        postgresql_where=sa.text("standing"),
    )
    op.drop_index("ix_readings_entry_id", table_name="readings")
    op.drop_index("ix_readings_day", table_name="readings")
    op.drop_table("readings")
    op.drop_table("past_holders")
    op.drop_index("ix_entries_person_id", table_name="entries")
    op.drop_table("entries")
    op.drop_table("batch_lines")
    op.drop_table("tally")
    op.drop_table("sections")
    op.drop_index(
        "ix_notices_waiting_due",
        table_name="notices",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(
        "ix_notices_sending",
        table_name="notices",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.drop_table("notices")
    op.drop_index(
        "ix_lines_set",
        table_name="lines",
        sqlite_where=sa.text("set_id IS NOT NULL"),
        postgresql_where=sa.text("set_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_lines_free_reason",
        table_name="lines",
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.drop_index(
        "ix_lines_free_draw",
        table_name="lines",
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.drop_index(
        "ix_lines_free",
        table_name="lines",
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.drop_table("lines")
    op.drop_table("circulated")
    op.drop_table("choices")
    op.drop_table("chats")
    op.drop_index(
        "uq_batches_one_open_a_person",
        table_name="batches",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(
        "ix_batches_open_ends",
        table_name="batches",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("batches")
    op.drop_table("trail_head")
    op.drop_table("trail")
    op.drop_table("theories")
    op.drop_table("reasons")
    op.drop_table("policies")
    op.drop_table("people")
    op.drop_table("offices")
    op.drop_table("invitations")
    op.drop_index("ix_inbox_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("imports")
    op.drop_table("grounds")
    op.drop_index("ix_figures_name_as_of", table_name="figures")
    op.drop_table("figures")
    op.drop_table("days")
    op.drop_table("campaign")
