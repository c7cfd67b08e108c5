"""Shifts: what the offices allow by date, places, availability, swaps, obstructions, names lists.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=12), nullable=False),
        sa.Column("gap", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plans")),
    )
    op.create_table(
        "availability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("able", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "(weekday IS NULL) <> (day IS NULL)", name=op.f("ck_availability_weekday_or_date")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_availability_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability")),
    )
    op.create_index("ix_availability_person_id", "availability", ["person_id"])

    op.create_table(
        "caps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_caps_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caps")),
    )
    op.create_index("ix_caps_office_name_from", "caps", ["office_id", "name", "effective_from"])

    op.create_table(
        "closed_days",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_closed_days_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "day", name=op.f("pk_closed_days")),
    )
    op.create_table(
        "names_lists",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_names_lists_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "day", "version", name=op.f("pk_names_lists")),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("least", sa.SmallInteger(), nullable=False),
        sa.Column("most", sa.SmallInteger(), nullable=True),
        sa.Column("changeover", sa.SmallInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("called_off_at", sa.DateTime(), nullable=True),
        sa.Column("cover_wanted", sa.SmallInteger(), nullable=False),
        sa.Column("cover_next_at", sa.DateTime(), nullable=True),
        sa.Column("cover_told_at", sa.DateTime(), nullable=True),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("paper_asked_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_shifts_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_day", "shifts", ["day"])
    op.create_index(
        "ix_shifts_unclosed",
        "shifts",
        ["starts_at"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_shifts_office_start",
        "shifts",
        ["office_id", "starts_at"],
        unique=True,
        sqlite_where=sa.text("called_off_at IS NULL"),
        postgresql_where=sa.text("called_off_at IS NULL"),
    )

    op.create_table(
        "wishes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day_most", sa.SmallInteger(), nullable=True),
        sa.Column("week_most", sa.SmallInteger(), nullable=True),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.Column("languages", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["people.id"], name=op.f("fk_wishes_pair_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_wishes_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_wishes")),
    )
    op.create_table(
        "asks",
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=4), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_asks_person_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_asks_shift_id")),
        sa.PrimaryKeyConstraint("shift_id", "person_id", name=op.f("pk_asks")),
    )
    op.create_table(
        "obstructions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("seen_by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_obstructions_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_obstructions_shift_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstructions")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("confirm_by", sa.DateTime(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("reminded", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("planned_by", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_places_person_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_places_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_index("ix_places_person_id", "places", ["person_id"])
    op.create_index("ix_places_shift_state", "places", ["shift_id", "state"])
    op.create_index(
        "uq_places_one_live_a_shift",
        "places",
        ["shift_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('cancelled', 'removed')"),
        postgresql_where=sa.text("state NOT IN ('cancelled', 'removed')"),
    )

    op.create_table(
        "swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_place_id", sa.Integer(), nullable=False),
        sa.Column("to_place_id", sa.Integer(), nullable=True),
        sa.Column("to_person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_place_id"], ["places.id"], name=op.f("fk_swaps_from_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_person_id"], ["people.id"], name=op.f("fk_swaps_to_person_id")
        ),
        sa.ForeignKeyConstraint(["to_place_id"], ["places.id"], name=op.f("fk_swaps_to_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
    )


def downgrade() -> None:
    op.drop_table("swaps")
    op.drop_index("uq_places_one_live_a_shift", table_name="places")
    op.drop_index("ix_places_shift_state", table_name="places")
    op.drop_index("ix_places_person_id", table_name="places")

    op.drop_table("places")
    op.drop_table("obstructions")
    op.drop_table("asks")
    op.drop_table("wishes")
    op.drop_index("uq_shifts_office_start", table_name="shifts")
    op.drop_index("ix_shifts_unclosed", table_name="shifts")
    op.drop_index("ix_shifts_day", table_name="shifts")

    op.drop_table("shifts")
    op.drop_table("names_lists")
    op.drop_table("closed_days")
    op.drop_index("ix_caps_office_name_from", table_name="caps")

    op.drop_table("caps")
    op.drop_index("ix_availability_person_id", table_name="availability")

    op.drop_table("availability")
    op.drop_table("plans")
