"""What is asked of the planner is kept until it is answered; who comes only together.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_asks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_plan_asks_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_asks")),
    )
    undone = sa.text("done_at IS NULL")
    op.create_index(
        "ix_plan_asks_undone",
        "plan_asks",
        ["at"],
        sqlite_where=undone,
        postgresql_where=undone,
    )
    firm = sa.Column("pair_firm", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    op.add_column("wishes", firm)


def downgrade() -> None:
    op.drop_column("wishes", "pair_firm")
    op.drop_table("plan_asks")
