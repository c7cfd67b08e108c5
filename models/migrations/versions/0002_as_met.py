"""Sections that are dealt as met: which a batch was dealt with, and each reader's own code.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = sa.text("batch_id IS NULL AND finished_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "batch_sections",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_batch_sections_batch_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "section", name=op.f("pk_batch_sections")),
    )
    op.add_column("readings", sa.Column("reason_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_sections_open", "sections", ["section"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index(
        "ix_sections_open_draw",
        "sections",
        ["draw", "section"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_sections_batch_id", "sections", ["batch_id"])


def downgrade() -> None:
    op.drop_index("ix_sections_batch_id", table_name="sections")
    op.drop_index("ix_sections_open_draw", table_name="sections")
    op.drop_index("ix_sections_open", table_name="sections")
    op.drop_column("readings", "reason_id")
    op.drop_table("batch_sections")
