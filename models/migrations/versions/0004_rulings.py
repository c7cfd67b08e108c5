"""Rulings: the lines that lawyers have had in hand, and the kept count of those ruled for us.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_HELD = sa.text("until IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("lawyer_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(), nullable=True),
        sa.Column("reading_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(reading_id IS NULL) = (verdict IS NULL)", name=op.f("ck_cases_ruled_by_a_reading")
        ),
        sa.CheckConstraint(
            "until IS NULL OR verdict IS NULL", name=op.f("ck_cases_a_ruled_line_is_not_held")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_cases_line_id")),
        sa.ForeignKeyConstraint(["lawyer_id"], ["people.id"], name=op.f("fk_cases_lawyer_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_cases_reading_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_cases")),
    )
    op.create_index(
        "uq_cases_one_a_lawyer",
        "cases",
        ["lawyer_id"],
        unique=True,
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
    op.add_column(
        "tally", sa.Column("ruled", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )


def downgrade() -> None:
    op.drop_column("tally", "ruled")
    op.drop_index("uq_cases_one_a_lawyer", table_name="cases")
    op.drop_table("cases")
